"""When and how much a lead is written about the tips that come."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from bot.channels.calendar.model import Breaks
from bot.channels.settings.model import ChannelSettings
from bot.channels.voices import messages
from bot.channels.voices.messages import Coming
from bot.channels.voices.model import due
from bot.slack.blocks import render
from tests.factories import NINE, TUESDAYS, a_channel
from tests.running import shipped_content
from tests.slack_limits import check

CONTENT = shipped_content()
LED = [tip for tip in CONTENT.library.tips.values() if tip.lead]


@pytest.mark.parametrize("count", [1, 2, 6, 7, 40])
def test_a_lead_of_many_channels_gets_one_message_that_slack_takes_and_that_names_each(count: int) -> None:
    coming = [
        Coming(a_channel(f"C{n}", name=f"voorbeeld-{n}-x"), LED[n % len(LED)], NINE) for n in range(count)
    ]
    drawn = render(messages.to_lead(coming, NINE.date(), CONTENT.sources))
    check(drawn)
    assert all(f"#voorbeeld-{n}-x" in str(drawn["blocks"]) for n in range(count))


@pytest.mark.parametrize(
    "zone", ["Pacific/Auckland", "Europe/Amsterdam", "America/New_York", "Pacific/Honolulu"]
)
@pytest.mark.parametrize("channel", ["Pacific/Auckland", "Europe/Amsterdam", "Pacific/Honolulu"])
def test_a_lead_in_any_zone_hears_at_ten_of_their_own_two_hours_or_more_ahead(
    zone: str, channel: str
) -> None:
    moment = dt.datetime(2025, 1, 14, 9, tzinfo=ZoneInfo(channel))
    settings = ChannelSettings(rhythm=replace(TUESDAYS, timezone=channel))
    at = due(moment, settings, Breaks(), zone, moment - dt.timedelta(days=6))
    assert at is not None
    assert at.astimezone(ZoneInfo(zone)).time() == dt.time(10)
    assert dt.timedelta(hours=2) <= moment - at < dt.timedelta(days=5)
