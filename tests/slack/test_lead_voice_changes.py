"""What a lead hears of a coming tip when something changes after the bot decided when to tell them."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.channels.leads.store import SqlLeadStore
from bot.channels.model import Act
from bot.channels.voices import texts
from bot.channels.voices.store import SqlLeadTipStore
from bot.core.people import Actor
from tests.factories import C1, NINE
from tests.fakes.leading import clicked, led_by
from tests.fakes.slack import words
from tests.fakes.web_api import WebApi
from tests.running import Running, Time, a_bot
from tests.slack.colleagues import Colleagues
from tests.slack.test_lead_voice import BOTH, DAY_BEFORE, MINUTE, SUNDAY, TEAM, VERA, letters, swapped
from tests.slack_limits import check

NOON = DAY_BEFORE + dt.timedelta(hours=2)
JORIS = "U2JORIS"
LEAD = Actor(C1.workspace, VERA)


@pytest.fixture
async def led(tmp_path: Path, api: WebApi) -> AsyncIterator[Running]:
    async with a_bot(tmp_path, api, led_by(VERA, voice="both"), time=Time(SUNDAY)) as running:
        yield running


async def left(running: Running) -> None:
    """Vera leads the channel no more."""
    change = Act(VERA, running.time.now).change("lead", VERA, None)
    await SqlLeadStore(running.ledger._engine).remove(C1, VERA, change)


async def test_a_skip_undone_after_the_morning_is_told_at_once(led: Running) -> None:
    await swapped(led, None)
    await led.tick(DAY_BEFORE)
    await led.tick(NOON)
    assert letters(led) == []
    await swapped(led, BOTH.id)
    await led.tick(NOON + MINUTE)
    await led.tick(NOON + 2 * MINUTE)
    [letter] = letters(led)
    assert BOTH.lead is not None
    assert BOTH.lead.do in words(letter)


async def test_a_tip_swapped_in_after_the_morning_for_one_that_says_nothing_to_leads_is_told(
    led: Running,
) -> None:
    await swapped(led, TEAM.id)
    await led.tick(DAY_BEFORE)
    await swapped(led, BOTH.id)
    await led.tick(NOON)
    await led.tick(NOON + MINUTE)
    assert len(letters(led)) == 1


async def test_a_channel_that_is_resumed_after_the_morning_tells_its_lead_at_once(led: Running) -> None:
    await swapped(led, BOTH.id)
    await led.tick(SUNDAY)
    await led.slack.command("pauze tot en met 14 januari", user_id=VERA)
    await led.tick(DAY_BEFORE)
    assert letters(led) == []
    led.time.now = NOON
    await led.slack.command("hervat", user_id=VERA)
    await led.tick(NOON + MINUTE)
    await led.tick(NOON + 2 * MINUTE)
    assert len(letters(led)) == 1


async def test_whoever_becomes_lead_after_it_was_decided_hears_it_too(led: Running) -> None:
    await swapped(led, BOTH.id)
    await led.tick(DAY_BEFORE)
    await Colleagues(led).lead(JORIS)
    await led.tick(NOON)
    assert (len(letters(led)), len(letters(led, JORIS))) == (1, 1)


async def test_whoever_leads_no_more_or_was_deactivated_gets_nothing(led: Running) -> None:
    await swapped(led, BOTH.id)
    await Colleagues(led).lead(JORIS)
    await led.tick(SUNDAY)
    await left(led)
    led.api.people[JORIS] = {"deleted": True}
    for minutes in (0, 1, 60):
        await led.tick(DAY_BEFORE + minutes * MINUTE)
    assert letters(led) + letters(led, JORIS) == []


async def test_after_stopping_neither_what_was_put_off_nor_a_change_comes(led: Running) -> None:
    await swapped(led, BOTH.id)
    await led.tick(DAY_BEFORE)
    [letter] = letters(led)
    await clicked(led.slack, letter, texts.LATER)
    await clicked(led.slack, letter, texts.OFF)
    await led.tick(NOON + MINUTE)
    await swapped(led, TEAM.id)
    await led.tick(NOON + 5 * MINUTE)
    assert letters(led) == [letter]


async def test_a_chosen_tip_that_the_channel_does_not_hear_holds_nothing_up(
    tmp_path: Path, api: WebApi
) -> None:
    async with a_bot(tmp_path, api, led_by(VERA, voice="leads"), time=Time(SUNDAY)) as running:
        await swapped(running, TEAM.id)
        for minutes in (0, 1, 2):
            await running.tick(DAY_BEFORE + minutes * MINUTE)
        assert len(letters(running)) == 1
        await running.tick(NINE)
        assert (await running.delivery()).error == "leads"


@pytest.mark.parametrize("rhythm", ["weekly", "monthly"])
async def test_before_a_holiday_a_lead_hears_on_the_last_day_that_people_work(
    tmp_path: Path, api: WebApi, rhythm: str
) -> None:
    friday = dt.datetime(2024, 12, 20, 9, tzinfo=dt.UTC)
    closed = "[{from: 2024-12-21, to: 2025-01-06}]"
    file = led_by(VERA, voice="both", frequency=rhythm, closed=closed)
    async with a_bot(tmp_path, api, file, time=Time(friday - dt.timedelta(days=9))) as running:
        await swapped(running, BOTH.id)
        for day in range(-9, 18):
            await running.tick(friday + dt.timedelta(days=day))
        heard = await SqlLeadTipStore(running.ledger._engine).of(LEAD)
        assert [one.told_on for one in heard if one.slot == NINE.date()] == [friday.date()]
        assert all(one.told_on is None or one.told_on <= friday.date() for one in heard)
        assert BOTH.lead is not None
        assert BOTH.lead.do in words(letters(running)[-1])


async def test_a_process_that_looked_too_late_takes_nothing_back(led: Running) -> None:
    await swapped(led, BOTH.id)
    store = SqlLeadTipStore(led.ledger._engine)
    await led.tick(SUNDAY)
    [seen] = await store.of(LEAD)
    await led.tick(DAY_BEFORE)
    [told] = await store.of(LEAD)
    await store.tell([replace(seen, due_at=None)], (), None)
    assert await store.of(LEAD, DAY_BEFORE.date()) == [told]


async def test_a_lead_of_five_channels_hears_of_all_in_one_message(tmp_path: Path, api: WebApi) -> None:
    ids = [f"C{number}" for number in range(1, 6)]
    file = "channels:" + "".join(
        f"""
  - channel: {id}
    weekday: dinsdag
    time: "09:00"
    leads: [{VERA}]
    voice: leads"""
        for id in ids
    )
    api.channels = {id: f"voorbeeld-{number}" for number, id in enumerate(ids)}
    async with a_bot(tmp_path, api, file, time=Time(SUNDAY)) as running:
        await running.tick(SUNDAY)
        for minutes in (0, 1, 2):
            await running.tick(DAY_BEFORE + minutes * MINUTE)
        [letter] = letters(running)
        check(letter)
        assert all(f"#voorbeeld-{number}." in str(letter["blocks"]) for number in range(5))
