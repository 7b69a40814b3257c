"""What a lead gets the working day before a tip: once, in their own morning, and true to what comes."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.channels.model import Act, Override
from bot.channels.nudges.store import SqlOverrideStore
from bot.channels.voices import texts
from bot.core import texts as core_texts
from tests.factories import C1, NINE
from tests.fakes.leading import clicked, led_by
from tests.fakes.slack import words
from tests.fakes.web_api import RESET_AFTER, WebApi
from tests.running import Running, Time, a_bot, shipped_content
from tests.slack.colleagues import direct
from tests.slack_limits import check

VERA = "U1VERA"
DAY_BEFORE = NINE - dt.timedelta(hours=23)
"""Monday 6 January 2025, 10:00 in Amsterdam."""
SUNDAY = DAY_BEFORE - dt.timedelta(days=1)
MINUTE = dt.timedelta(minutes=1)
BOTH = next(tip for tip in shipped_content().library.tips.values() if tip.team and tip.lead)
BARE = next(tip for tip in shipped_content().library.tips.values() if tip.team is None)
TEAM = next(tip for tip in shipped_content().library.tips.values() if tip.lead is None)


@pytest.fixture
async def led(tmp_path: Path, api: WebApi) -> AsyncIterator[Running]:
    async with a_bot(tmp_path, api, led_by(VERA, voice="both"), time=Time(SUNDAY)) as running:
        yield running


def letters(running: Running, user: str = VERA) -> list[dict[str, Any]]:
    return [one for one in running.api.messages if one["channel"] == direct(user)]


async def swapped(running: Running, tip: str | None) -> None:
    """What a lead decides for the slot, written as the product writes it."""
    store = SqlOverrideStore(running.ledger._engine)
    slot = NINE.date()
    change = Act(VERA, running.time.now).change(f"slot {slot}", None, tip or "skip")
    await store.save(C1, Override(slot, tip), change)


async def test_a_lead_gets_their_own_voice_at_ten_on_the_working_day_before(led: Running) -> None:
    await swapped(led, BOTH.id)
    await led.tick(DAY_BEFORE - MINUTE)
    assert letters(led) == []
    await led.tick(DAY_BEFORE)
    [letter] = letters(led)
    check(letter)
    said = words(letter)
    assert BOTH.lead is not None
    assert BOTH.lead.do in said
    assert texts.POSTS.format(title=BOTH.posted) in said
    assert "dinsdag 7 januari 2025 om 09.00 uur" in said
    for minutes in (1, 5, 60):
        await led.tick(DAY_BEFORE + minutes * MINUTE)
    assert len(letters(led)) == 1


async def test_a_tip_for_the_lead_alone_posts_only_its_question_and_never_the_act(led: Running) -> None:
    await swapped(led, BARE.id)
    await led.tick(DAY_BEFORE)
    [letter] = letters(led)
    assert BARE.lead is not None
    assert BARE.lead.do in words(letter)
    assert BARE.question in words(letter)
    await led.tick(NINE)
    [posted] = [one for one in led.api.messages if one["channel"] == "C1"]
    assert BARE.question in words(posted)
    assert BARE.lead.do not in words(posted)
    assert BARE.lead.title not in str(posted)
    assert not [block for block in posted["blocks"] if block["type"] == "actions"]


async def test_a_tip_for_the_team_alone_writes_to_no_lead(led: Running) -> None:
    await swapped(led, TEAM.id)
    await led.tick(DAY_BEFORE)
    await led.tick(NINE)
    assert letters(led) == []


async def test_what_a_lead_was_told_is_what_comes(led: Running) -> None:
    await led.tick(DAY_BEFORE)
    told = letters(led)
    await led.tick(NINE)
    tip = shipped_content().library.tips[(await led.delivery()).tip]
    assert bool(told) == (tip.lead is not None)
    assert not told or (tip.lead is not None and tip.lead.do in words(told[0]))


@pytest.mark.parametrize(("instead", "says"), [(TEAM.id, TEAM.title), (None, texts.CHANGED_NOTHING)])
async def test_a_lead_hears_once_what_comes_instead(led: Running, instead: str | None, says: str) -> None:
    await swapped(led, BOTH.id)
    await led.tick(DAY_BEFORE)
    await swapped(led, instead)
    for minutes in (5, 10, 15):
        await led.tick(DAY_BEFORE + minutes * MINUTE)
    _, changed = letters(led)
    check(changed)
    assert says in words(changed)


async def test_a_change_that_changes_nothing_for_the_tip_is_not_told(led: Running) -> None:
    await swapped(led, BOTH.id)
    await led.tick(DAY_BEFORE)
    await led.slack.command("overslaan")
    await swapped(led, BOTH.id)
    await led.tick(DAY_BEFORE + 5 * MINUTE)
    assert len(letters(led)) == 1


async def test_putting_it_off_sends_it_again_and_ends_at_the_moment_of_the_tip(led: Running) -> None:
    await swapped(led, BOTH.id)
    await led.tick(DAY_BEFORE)
    said = await clicked(led.slack, letters(led)[0], texts.LATER)
    assert words(said) == texts.PUT_OFF.format(moment="maandag 6 januari 2025 om 12.00 uur")
    await led.tick(DAY_BEFORE + dt.timedelta(hours=1))
    assert len(letters(led)) == 1
    await led.tick(DAY_BEFORE + dt.timedelta(hours=2, minutes=1))
    assert len(letters(led)) == 2
    led.time.now = NINE - dt.timedelta(minutes=30)
    said = await clicked(led.slack, letters(led)[0], texts.LATER)
    assert words(said) == texts.TOO_LATE.format(moment="dinsdag 7 januari 2025 om 09.00 uur")
    led.time.now = NINE + MINUTE
    assert words(await clicked(led.slack, letters(led)[0], texts.LATER)) == texts.GONE


async def test_one_click_stops_it_and_one_click_starts_it_again(led: Running) -> None:
    await swapped(led, BOTH.id)
    await led.tick(DAY_BEFORE)
    stopped = await clicked(led.slack, letters(led)[0], texts.OFF)
    assert texts.STOPPED in words(stopped)
    await led.tick(NINE)
    for day in range(1, 8):
        await led.tick(NINE + dt.timedelta(days=day))
    assert len(letters(led)) == 1
    assert words(await clicked(led.slack, stopped, texts.ON)) == texts.STARTED


async def test_the_lead_sees_how_and_plans_in_their_own_voice(led: Running) -> None:
    await swapped(led, BOTH.id)
    await led.tick(DAY_BEFORE)
    assert BOTH.lead is not None
    shown = words(await clicked(led.slack, letters(led)[0], core_texts.HOW))
    assert all(step in shown for step in BOTH.lead.steps)


async def test_where_only_leads_get_tips_nothing_is_posted_and_the_tip_counts_as_given(
    tmp_path: Path, api: WebApi
) -> None:
    async with a_bot(tmp_path, api, led_by(VERA, voice="leads"), time=Time(SUNDAY)) as running:
        await running.tick(DAY_BEFORE)
        assert len(letters(running)) == 1
        await running.tick(NINE)
        row = await running.delivery()
        assert (row.state, row.error) == ("skipped", "leads")
        assert [one for one in api.messages if one["channel"] == "C1"] == []
        assert shipped_content().library.tips[row.tip].lead is not None
        await running.tick(DAY_BEFORE + dt.timedelta(days=7))
        await running.tick(NINE + dt.timedelta(days=7))
        assert (await running.delivery()).tip != row.tip
        assert len(letters(running)) == 2


async def test_a_channel_that_hears_the_team_alone_writes_to_no_lead(tmp_path: Path, api: WebApi) -> None:
    async with a_bot(tmp_path, api, led_by(VERA)) as running:
        for day in range(8):
            await running.tick(DAY_BEFORE + dt.timedelta(days=day))
        assert letters(running) == []


async def test_a_message_whose_answer_was_lost_comes_once_at_most_and_is_told_to_nobody(led: Running) -> None:
    await swapped(led, BOTH.id)
    led.api.answer("chat.postMessage", RESET_AFTER, channel=direct(VERA))
    for minutes in (0, 5, 60, 120):
        await led.tick(DAY_BEFORE + minutes * MINUTE)
    assert len([one for one in led.api.of("chat.postMessage") if one["channel"] == direct(VERA)]) == 1
    await led.tick(NINE)
    assert {one["channel"] for one in led.api.of("chat.postMessage")} == {"C1", direct(VERA)}
