"""Which tips of a series are left: those that the channel did not have since it began with it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bot.domain.channel_settings import ChannelSettings
from bot.domain.choosing import Pool, choose, series_left
from bot.domain.tips import Library, Series
from tests.factories import TUESDAYS, a_channel
from tests.habits import TIP

BEGAN = dt.date(2025, 1, 7)
DAY = dt.timedelta(days=1)
TIPS = {id: replace(TIP, id=id) for id in ("een", "twee")}
LIBRARY = Library(TIPS, {}, {"reeks": Series("reeks", "Een reeks", "Waarom.", ("een", "twee"))})
CHANNEL = a_channel(settings=ChannelSettings(TUESDAYS, series="reeks"), series_since=BEGAN)


@pytest.mark.parametrize(
    ("had", "left"),
    [
        (None, ["een", "twee"]),
        (BEGAN - DAY, ["een", "twee"]),
        (BEGAN, ["twee"]),
        (BEGAN + DAY, ["twee"]),
    ],
)
def test_a_tip_that_came_on_the_day_that_the_series_began_is_not_left(
    had: dt.date | None, left: list[str]
) -> None:
    history = {"een": had} if had else {}
    assert [tip.id for tip in series_left(CHANNEL, LIBRARY, history)] == left
    assert choose(CHANNEL, Pool(LIBRARY, {}), history, BEGAN + 7 * DAY).id == left[0]
