"""Whether a claimed tip may still come: what stops the regular tips does not stop one that a lead asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.channels.model import Act
from bot.channels.settings.model import Closed
from bot.delivery.model import Skip
from bot.delivery.ports import Prepared
from tests.factories import C1, NINE, a_delivery
from tests.steering import MONDAY, VERA, Steering, steering

WEEK = dt.timedelta(weeks=1)
VERAS = Act(VERA, MONDAY)
SLOT = NINE.date()
NUDGE = a_delivery()
ASKED_FOR = (replace(NUDGE, kind="extra"), replace(NUDGE, quarantine_until=NINE))


@pytest.fixture
async def steered(tmp_path: Path) -> AsyncIterator[Steering]:
    async with steering(tmp_path) as steered:
        yield steered


@pytest.mark.parametrize("why", ["off", "is_archived", "skipped", "paused", "closed"])
async def test_what_stops_a_channel_stops_what_follows_its_rhythm_and_nothing_that_is_asked_for(
    steered: Steering, why: str
) -> None:
    channel = await steered.set_up({"closed": (Closed(SLOT, SLOT, "Teamdag"),)} if why == "closed" else {})
    match why:
        case "off":
            await steered.set_up({"active": False})
        case "is_archived":
            await steered.services.changing.stop(C1, why, MONDAY)
        case "skipped":
            await steered.services.slots.skip(channel, SLOT, VERAS)
        case "paused":
            await steered.services.changing.pause(channel, SLOT, VERAS)
    assert await steered.services.choosing.prepare(NUDGE, NINE) == Skip(why)
    for row in ASKED_FOR:
        assert isinstance(await steered.services.choosing.prepare(row, NINE), Prepared)


async def test_a_tip_that_was_tried_before_is_tried_again_and_else_comes_the_one_that_is_fixed(
    steered: Steering,
) -> None:
    channel = await steered.set_up()
    free = await prepared(steered)
    fixed, tried, *_ = [id for id in steered.services.forecast.content.library.tips if id != free.tip]
    await steered.services.slots.fix(channel, SLOT, fixed, VERAS)
    assert (await prepared(steered)).tip == fixed
    assert (await prepared(steered, tip=tried)).tip == tried


@pytest.mark.parametrize("refused", [True, False])
@pytest.mark.parametrize("paused", [True, False])
async def test_the_leads_were_told_of_a_refusal_that_still_stands_and_of_no_other(
    steered: Steering, paused: bool, refused: bool
) -> None:
    channel = await steered.set_up()
    if paused:
        await steered.channels.save(replace(channel, paused="is_archived"))
    before = a_delivery(due_at=NINE - WEEK, state="failed" if refused else "posted")
    await steered.ledger.add([before])
    found = await prepared(steered)
    assert (found.paused, found.told) == (paused, paused and refused)


async def prepared(steered: Steering, tip: str = "") -> Prepared:
    found = await steered.services.choosing.prepare(replace(NUDGE, tip=tip), NINE)
    assert isinstance(found, Prepared)
    return found
