"""What is planned for channels that are due: each slot once, no fault beside its own channel, and what is asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.channels.settings.model import ChannelSettings
from bot.core.sweeping import BATCH
from bot.database.engine import writing
from bot.habits.plans.store import SqlPlanStore
from tests.factories import NINE, TUESDAYS, a_channel
from tests.running import shipped_content
from tests.steering import MONDAY, VERA, Steering, steering
from tests.support import captured_logs

WEEK = dt.timedelta(weeks=1)
DAY = dt.timedelta(days=1)
NEXT = NINE.date()


@pytest.fixture
async def steered(tmp_path: Path) -> AsyncIterator[Steering]:
    async with steering(tmp_path) as steered:
        yield steered


async def test_channels_that_cannot_be_planned_hold_up_no_other(steered: Steering) -> None:
    bad = ChannelSettings(TUESDAYS, country="XX")  # whose holidays nobody knows
    for number in range(BATCH + 1):
        await steered.channels.save(a_channel(f"B{number}", settings=bad, next_due_at=NINE - DAY))
    await steered.set_up()
    with captured_logs() as logs:
        assert await steered.services.scheduling.plan(NINE) == 1
    assert len(logs.events("channel.not_planned")) == BATCH + 1
    assert [row.state for row in await steered.rows()] == ["planned"]


@pytest.mark.parametrize(
    "damage", ["settings = '{}'", "settings = '[1'", "layers = '7'", "next_slot = 'soon'"]
)
async def test_channels_whose_rows_are_damaged_hold_up_no_other(steered: Steering, damage: str) -> None:
    for number in range(BATCH + 1):
        await steered.channels.save(a_channel(f"B{number}", next_due_at=NINE - DAY))
    async with writing(steered.channels._engine) as connection:
        await connection.execute(sa.text(f"UPDATE channels SET {damage}"))
    await steered.set_up()
    with captured_logs() as logs:
        assert await steered.services.scheduling.plan(NINE) == 1
    assert {one["channel"] for one in logs.events("channel.damaged")} == {f"B{n}" for n in range(BATCH + 1)}
    assert [row.state for row in await steered.rows()] == ["planned"]


async def test_planning_stops_between_two_channels_when_the_process_is_to_stop(steered: Steering) -> None:
    for number in range(5):
        await steered.set_up(channel=f"C{number}")
    asked = iter((False, False, True))
    assert await steered.services.scheduling.plan(NINE, lambda: next(asked)) == 2
    assert await steered.services.scheduling.plan(NINE) == 3, "the others are as due as before"


@pytest.mark.parametrize("late", [dt.timedelta(), dt.timedelta(hours=1), dt.timedelta(hours=2), WEEK])
async def test_new_rules_of_a_time_zone_bring_no_slot_twice_and_miss_none(
    steered: Steering, late: dt.timedelta
) -> None:
    before = NINE - dt.timedelta(hours=1)
    await steered.channels.save(replace(await steered.set_up(), next_due_at=before))
    entries = await steered.upcoming(MONDAY)
    assert [entry.slot for entry in entries] == [NEXT + week * WEEK for week in range(8)]
    await steered.tick(before + late)
    await steered.tick(NINE + WEEK)
    rows = await steered.rows()
    assert [row.slot for row in rows] == [NEXT, NEXT + WEEK]
    assert [row.error for row in rows] == ["missed" if late == WEEK else None, None]
    assert [row.due_at for row in rows] == [NINE if late else before, NINE + WEEK]


async def test_what_follows_a_series_is_planned_with_its_last_tip_and_asked_by_nobody_else(
    steered: Steering,
) -> None:
    await steered.set_up({"series": "vier-ls"})
    last = len(shipped_content().library.series["vier-ls"].tips) - 1
    for week in range(last):
        await steered.tick(NINE + week * WEEK)
    before = len(steered.posts.messages)
    await steered.services.scheduling.plan(NINE + last * WEEK)
    [question] = await steered.rows("notice", VERA)
    assert (question.state, question.due_at, len(steered.posts.messages)) == (
        "planned",
        NINE + last * WEEK,
        before,
    )
    await steered.set_up({"series": None}, NINE + last * WEEK)
    await steered.tick(NINE + last * WEEK)
    [question] = await steered.rows("notice", VERA)
    assert (question.state, question.error) == ("skipped", "settled"), "the lead chose already"


async def test_what_follows_a_series_is_not_asked_again_once_the_ledger_forgot_it(steered: Steering) -> None:
    await steered.set_up({"series": "vier-ls"})
    for week in range(6):
        await steered.tick(NINE + week * WEEK)
    assert await SqlPlanStore(steered.ledger._engine).expire(NINE + 100 * DAY) == 1
    for week in range(6, 9):
        await steered.tick(NINE + week * WEEK)
    assert len(steered.posts.to(VERA)) == 1
