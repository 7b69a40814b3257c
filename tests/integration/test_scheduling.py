"""Planning for channels that are due: each slot once, and a fault in one channel does not affect others."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.channels.calendar.forecast import Forecast
from bot.channels.calendar.model import Outcome, Reason
from bot.channels.calendar.rhythm import Occurrence, due_at
from bot.channels.calendar.school_holidays import load_breaks
from bot.channels.leads.store import SqlLeadStore
from bot.channels.model import Act, Channel, Lead, Override
from bot.channels.nudges.scheduling import AT_ONCE, due_occurrences, new_delivery, plan
from bot.channels.services import SCHOOL_HOLIDAYS
from bot.channels.settings.model import ChannelSettings, Closed
from bot.core import sweeping
from bot.core.sweeping import BATCH
from bot.database.engine import writing
from bot.delivery.model import Delivery
from bot.delivery.pacing.model import spread
from bot.habits.plans.store import SqlPlanStore
from tests.factories import C1, NINE, TUESDAYS, a_channel, a_delivery
from tests.running import shipped_content
from tests.steering import MONDAY, VERA, Steering, steering
from tests.support import captured_logs

WEEK = dt.timedelta(weeks=1)
DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)
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


async def test_a_channel_that_cannot_be_planned_hides_none_that_comes_after_it(
    steered: Steering, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "BATCH", 1)
    bad = ChannelSettings(TUESDAYS, country="XX")
    await steered.channels.save(a_channel("B1", settings=bad, next_due_at=NINE - DAY))
    await steered.channels.save(a_channel("C1"))
    assert await steered.services.scheduling.plan(NINE) == 1
    assert len(await steered.rows()) == 1


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
    assert (await steered.get()).next_slot == NEXT + WEEK
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


async def test_what_does_not_come_is_recorded_as_that_when_it_is_planned(steered: Steering) -> None:
    day = NEXT + WEEK
    await steered.set_up({"closed": (Closed(day, day),)})
    await steered.services.slots.skip(await steered.get(), NEXT, Act(VERA, MONDAY))
    for week in range(3):
        await steered.services.scheduling.plan(NINE + week * WEEK)
    found = [(row.state, row.error) for row in await steered.rows()]
    assert found == [("skipped", "skipped"), ("skipped", "closed"), ("planned", None)]


async def test_a_school_holiday_is_recorded_when_it_is_planned(steered: Steering) -> None:
    breaks = load_breaks(SCHOOL_HOLIDAYS).breaks
    first = next(one.first for one in breaks if (one.kind, one.region) == ("school_holiday", "noord"))
    tuesday = first + (TUESDAYS.weekday - first.weekday()) % 7 * DAY
    at = due_at(TUESDAYS, tuesday)
    await steered.set_up({"school_holidays": "noord"}, at - DAY)
    await steered.services.scheduling.plan(at)
    assert [row.error for row in await steered.rows()] == ["school_holiday"]


async def test_a_channel_gets_its_tip_so_much_later_as_is_its_own_and_can_be_caught_up_with_as_long(
    tmp_path: Path,
) -> None:
    async with steering(tmp_path, spread_minutes=30) as steered:
        await steered.set_up()
        await steered.services.scheduling.plan(NINE)
        [row] = await steered.rows()
    assert row.due_at == NINE + spread(C1, 30) > NINE
    assert row.expires_at - row.due_at == 6 * HOUR


async def test_a_channel_that_changes_while_it_is_planned_waits_for_the_next_sweep(
    steered: Steering, monkeypatch: pytest.MonkeyPatch
) -> None:
    await steered.set_up()
    overrides, changes = Forecast.overrides, iter((True,))

    async def meanwhile(self: Forecast, channel: Channel, first: dt.date) -> Mapping[dt.date, Override]:
        if next(changes, False):
            await steered.channels.save(replace(channel, name="anders"))
        return await overrides(self, channel, first)

    monkeypatch.setattr(Forecast, "overrides", meanwhile)
    assert await steered.services.scheduling.plan(NINE) == 0
    assert await steered.rows() == []
    assert await steered.services.scheduling.plan(NINE) == 1


async def test_of_a_channel_that_was_switched_off_all_that_was_due_is_recorded_and_then_nothing_follows(
    steered: Steering,
) -> None:
    channel = await steered.set_up()
    await steered.channels.save(replace(channel, settings=replace(channel.settings, active=False)))
    last = NINE + AT_ONCE * WEEK
    assert await steered.services.scheduling.plan(last) == 0, "more is left for the next sweep"
    assert len(await steered.rows()) == AT_ONCE
    assert await steered.services.scheduling.plan(last) == 1
    assert len(await steered.rows()) == AT_ONCE + 1
    assert (await steered.get()).next_due_at is None


async def test_the_newest_of_many_is_not_posted_beside_the_one_that_follows_it(tmp_path: Path) -> None:
    """The last date of the first step is Christmas, which moves to a Monday and stays in time for days."""
    christmas = dt.datetime(2026, 12, 25, 8, tzinfo=dt.UTC)
    begin = christmas - (AT_ONCE - 1) * WEEK
    async with steering(tmp_path, catch_up=6 * DAY) as steered:
        await steered.set_up({"weekday": 4, "public_holidays": "next_working_day"}, begin - DAY)
        await steered.services.scheduling.plan(christmas + WEEK)
        rows = await steered.rows()
        assert (len(rows), rows[-1].slot) == (AT_ONCE, christmas.date())
        assert {row.state for row in rows} == {"skipped"}


async def test_a_miss_is_told_also_where_a_tip_came_by_hand_beside_it_that_day(tmp_path: Path) -> None:
    async with steering(tmp_path, tells=True) as steered:
        await steered.set_up()
        await SqlLeadStore(steered.ledger._engine).add(
            C1, Lead(VERA), Act(VERA, MONDAY).change("lead", None, VERA)
        )
        await steered.ledger.add([a_delivery(kind="extra", state="posted", ts="1.0")])
        await steered.services.scheduling.plan(NINE + 7 * HOUR)
        assert [row.subject.split("/")[0] for row in await steered.rows("notice", VERA)] == ["missed"]


@pytest.mark.parametrize("missing", ["next_due_at", "next_slot"])
def test_a_channel_without_a_next_occurrence_has_nothing_to_plan(missing: str) -> None:
    with pytest.raises(ValueError, match="nothing to plan"):
        due_occurrences(replace(a_channel(), **{missing: None}), NINE)  # type: ignore[arg-type]


def planned(
    *fates: Outcome, late: dt.timedelta = dt.timedelta(), catch_up: dt.timedelta = 6 * HOUR, **more: Any
) -> list[Delivery]:
    """What is planned this late for occurrences with these fates, the last of which is due at NINE."""
    back = len(fates) - 1
    due = [Occurrence(NINE - week * WEEK, NEXT - week * WEEK) for week in range(back, -1, -1)]
    return plan(a_channel(), due, fates, NINE + late, catch_up, **more)


HOLIDAY = Outcome(None, Reason("public_holiday", "Voorbeelddag"))
AS_IT_IS, MOVED = Outcome(NINE), Outcome(NINE + 2 * HOUR, Reason("public_holiday"))


def test_a_delivery_can_be_caught_up_with_from_when_it_comes() -> None:
    [row] = planned(AS_IT_IS)
    assert (row.state, row.error, row.due_at, row.expires_at) == ("planned", None, NINE, NINE + 6 * HOUR)
    [row] = planned(MOVED, later=HOUR)
    assert (row.state, row.due_at, row.expires_at) == ("planned", NINE + 3 * HOUR, NINE + 9 * HOUR)


@pytest.mark.parametrize(("late", "error"), [(5 * HOUR, None), (6 * HOUR, "missed"), (7 * HOUR, "missed")])
def test_a_delivery_is_missed_from_the_end_of_its_time_on(late: dt.timedelta, error: str | None) -> None:
    [row] = planned(AS_IT_IS, late=late)
    assert (row.state, row.error) == ("skipped" if error else "planned", error)


def test_of_several_only_the_newest_comes_however_long_it_may_be_caught_up_with() -> None:
    for more, last in ((False, ("planned", None)), (True, ("skipped", "missed"))):
        rows = planned(Outcome(NINE - WEEK), HOLIDAY, AS_IT_IS, catch_up=5 * WEEK, more=more)
        states = [(row.state, row.error) for row in rows]
        assert states == [("skipped", "missed"), ("skipped", "public_holiday"), last]


def test_each_occurrence_that_is_planned_needs_its_fate() -> None:
    with pytest.raises(ValueError, match="zip"):
        plan(a_channel(), [Occurrence(NINE, NEXT)], [], NINE, HOUR)


@pytest.mark.parametrize(("subject", "name"), [("", ""), ("U1", "/U1")])
def test_the_id_of_a_delivery_follows_from_what_it_is_in_every_version_of_the_bot(
    subject: str, name: str
) -> None:
    row = new_delivery(a_channel().ref, "check_in", NEXT, NINE, HOUR, subject=subject)
    assert row.id == uuid.uuid5(uuid.NAMESPACE_OID, f"T1/C1/check_in/2025-01-07{name}")
    assert row.subject == subject
    assert subject or row == new_delivery(a_channel().ref, "check_in", NEXT, NINE, HOUR)
