"""What leads see and change about the coming nudges, on the real ledger."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any
from unittest import mock
from zoneinfo import ZoneInfo

import icalendar
import pytest

from bot.channels.calendar.ics import ics
from bot.channels.calendar.model import Reason
from bot.channels.model import FOREVER, Act
from bot.channels.nudges.scheduling import AT_ONCE
from bot.channels.own_tips.model import OwnTip
from bot.channels.settings.model import Closed
from bot.core.errors import Refused
from bot.delivery.ledger import SqlLedger
from bot.delivery.model import Delivery
from bot.library.tips import Tip
from bot.slack.words import WORDS
from tests.factories import C1, NINE
from tests.running import shipped_content
from tests.steering import DAAN, MONDAY, VERA, Steering, steering

WEEK = dt.timedelta(weeks=1)
DAY = dt.timedelta(days=1)
VERAS = Act(VERA, MONDAY)
NEXT = NINE.date()
TIP = next(iter(shipped_content().library.tips))


@pytest.fixture
async def steered(tmp_path: Path) -> AsyncIterator[Steering]:
    async with steering(tmp_path) as steered:
        yield steered


async def test_the_planning_is_what_then_happens(steered: Steering) -> None:
    await steered.set_up()
    promised = await steered.upcoming(MONDAY)
    assert len(promised) == 8
    for week in range(8):
        await steered.tick(NINE + week * WEEK)
    rows = await steered.rows()
    assert [(entry.slot, entry.outcome.due_at) for entry in promised] == [
        (row.slot, row.due_at) for row in rows
    ]
    assert [entry.tip and entry.tip.id for entry in promised] == [row.tip for row in rows]


async def test_a_swapped_tip_comes_in_its_slot_and_the_rest_moves_up(steered: Steering) -> None:
    channel, slots = await steered.set_up(), steered.services.slots
    first, second = (await steered.upcoming(MONDAY))[:2]
    assert first.tip is not None
    assert second.tip is not None
    other = second.tip
    assert other.id != first.tip.id
    await slots.fix(channel, first.slot, other.id, VERAS)
    [after, *_] = await steered.upcoming(MONDAY)
    assert (after.tip, after.fixed) == (other, True)
    await steered.tick(NINE)
    assert [row.tip for row in await steered.rows()] == [other.id]
    [change, *_] = await steered.changes()
    assert (change.user, change.field, change.before, change.after) == (VERA, f"slot {NEXT}", None, other.id)


async def test_a_skipped_slot_posts_nothing_and_can_be_taken_back(steered: Steering) -> None:
    channel, slots = await steered.set_up(), steered.services.slots
    await slots.skip(channel, NEXT, VERAS)
    [first, *_] = await steered.upcoming(MONDAY)
    assert first.outcome.reason == Reason("skipped")
    await slots.clear(channel, NEXT, VERAS)
    await slots.skip(channel, NEXT + WEEK, VERAS)
    for week in range(3):
        await steered.tick(NINE + week * WEEK)
    assert [(row.state, row.error) for row in await steered.rows()] == [
        ("posted", None),
        ("skipped", "skipped"),
        ("posted", None),
    ]


async def test_a_slot_that_does_not_come_cannot_be_decided(steered: Steering) -> None:
    channel, slots = await steered.set_up(), steered.services.slots
    for slot in (NEXT + DAY, NEXT - WEEK):
        with pytest.raises(Refused, match="Deze lijst is oud"):
            await slots.skip(channel, slot, VERAS)
    with pytest.raises(Refused, match="Deze lijst is oud"):
        await slots.fix(channel, NEXT, "geen-tip", VERAS)


async def test_a_pause_holds_up_to_its_last_day_and_is_seen_in_the_planning(steered: Steering) -> None:
    channel = await steered.set_up()
    await steered.services.changing.pause(channel, NEXT + WEEK, VERAS)
    entries = await steered.upcoming(MONDAY)
    assert [entry.outcome.reason for entry in entries[:3]] == [Reason("paused"), Reason("paused"), None]
    assert (await steered.following(MONDAY)).slot == NEXT + 2 * WEEK
    for week in range(3):
        await steered.tick(NINE + week * WEEK)
    assert [row.error for row in await steered.rows()] == ["paused", "paused", None]


async def test_a_pause_without_an_end_ends_when_somebody_resumes(steered: Steering) -> None:
    channel, changing = await steered.set_up(), steered.services.changing
    paused = await changing.pause(channel, None, VERAS)
    assert paused is not None
    assert paused.pause_until == FOREVER
    assert await steered.services.forecast.next(paused, MONDAY) is None
    await steered.tick(NINE)
    resumed = await changing.resume(await steered.get(), Act(DAAN, NINE + DAY))
    assert resumed is not None
    assert (resumed.pause_until, resumed.next_slot) == (None, NEXT + WEEK)
    changes = await steered.changes(2)
    assert [(change.user, change.field, change.after) for change in changes] == [
        (DAAN, "pause", None),
        (VERA, "pause", "9999-12-31"),
    ]


async def test_a_pause_between_planning_and_posting_still_holds(steered: Steering) -> None:
    await steered.set_up()
    await steered.services.scheduling.plan(NINE)
    await steered.services.changing.pause(await steered.get(), NEXT, VERAS)
    await steered.tick(NINE)
    assert [(row.state, row.error) for row in await steered.rows()] == [("skipped", "paused")]
    assert steered.posts.messages == []


async def test_resuming_after_slack_refused_starts_the_rhythm_again(steered: Steering) -> None:
    await steered.set_up()
    stopped = await steered.services.changing.stop(C1, "is_archived", MONDAY)
    assert stopped is not None
    assert (stopped.paused, stopped.next_due_at) == ("is_archived", None)
    resumed = await steered.services.changing.resume(stopped, VERAS)
    assert resumed is not None
    assert (resumed.paused, resumed.next_slot) == (None, NEXT)


async def test_a_nudge_by_hand_that_uses_up_the_slot_comes_once_however_often_it_is_clicked(
    steered: Steering,
) -> None:
    channel, slots = await steered.set_up(), steered.services.slots
    entry = await steered.following(MONDAY)
    assert entry.tip is not None
    clicks = await asyncio.gather(*(slots.post(channel, entry.tip.id, entry.slot, VERAS) for _ in range(5)))
    assert sorted(clicks) == [False] * 4 + [True]
    await steered.tick(MONDAY)
    assert len(steered.posts.to("C1")) == 1
    [first, *_] = await steered.upcoming(MONDAY)
    assert (first.slot, first.outcome.reason) == (NEXT, Reason("posted_early"))
    for week in range(2):
        await steered.tick(NINE + week * WEEK)
    assert [(row.slot, row.state, row.error) for row in await steered.rows()] == [
        (NEXT, "skipped", "posted_early"),
        (NEXT + WEEK, "posted", None),
    ]
    assert len(steered.posts.to("C1")) == 2


async def test_a_nudge_by_hand_on_top_leaves_the_slot_and_does_not_come_back_in_it(steered: Steering) -> None:
    channel, slots = await steered.set_up(), steered.services.slots
    entry = await steered.following(MONDAY)
    assert entry.tip is not None
    assert await slots.post(channel, entry.tip.id, None, VERAS)
    assert not await slots.post(channel, entry.tip.id, entry.slot, VERAS)
    await steered.tick(MONDAY)
    await steered.tick(NINE)
    [extra], [nudge] = await steered.rows("extra"), await steered.rows()
    assert (extra.state, extra.tip) == ("posted", entry.tip.id)
    assert (nudge.state, nudge.tip != extra.tip) == ("posted", True)


async def test_a_nudge_by_hand_is_not_held_back_by_a_pause(steered: Steering) -> None:
    channel, slots = await steered.set_up(), steered.services.slots
    await steered.services.changing.pause(channel, None, VERAS)
    assert await slots.post(channel, TIP, None, VERAS)
    await steered.tick(MONDAY)
    assert len(steered.posts.to("C1")) == 1


async def test_a_slot_moved_by_a_holiday_waits_in_the_planning_and_is_posted_on_the_working_day(
    steered: Steering,
) -> None:
    start = dt.datetime(2026, 12, 21, 8, tzinfo=dt.UTC)
    await steered.set_up({"weekday": 4, "public_holidays": "next_working_day"}, start)
    christmas = dt.datetime(2026, 12, 25, 8, tzinfo=dt.UTC)
    await steered.tick(christmas)
    entries = await steered.upcoming(christmas + DAY)
    assert entries[0].slot == christmas.date()
    assert entries[0].outcome.due_at == christmas + 3 * DAY
    assert entries[0].outcome.reason == Reason("public_holiday", "Eerste kerstdag")
    assert entries[1].slot == christmas.date() + WEEK
    await steered.tick(christmas + 3 * DAY - dt.timedelta(seconds=1))
    assert steered.posts.messages == []
    await steered.tick(christmas + 3 * DAY)
    [row] = await steered.rows()
    assert (row.state, row.slot, row.due_at) == ("posted", christmas.date(), christmas + 3 * DAY)


async def test_a_moved_slot_can_still_be_closed_skipped_or_used_up(steered: Steering) -> None:
    christmas = dt.datetime(2026, 12, 25, 8, tzinfo=dt.UTC)
    before = christmas - 4 * DAY
    for channel in ("C1", "C2", "C3"):
        await steered.set_up({"weekday": 4, "public_holidays": "next_working_day"}, before, channel)
    await steered.tick(christmas)
    slots, saturday = steered.services.slots, Act(VERA, christmas + DAY)
    office = Closed(dt.date(2026, 12, 28), dt.date(2026, 12, 28), "dicht")
    await steered.set_up({"closed": (office,)}, christmas + DAY, "C1")
    await slots.skip(await steered.get("C2"), christmas.date(), saturday)
    assert await slots.post(await steered.get("C3"), TIP, christmas.date(), saturday)
    await steered.tick(christmas + DAY)
    await steered.tick(christmas + 3 * DAY)
    errors = [(await steered.rows(channel=channel))[0].error for channel in ("C1", "C2", "C3")]
    assert errors == ["closed", "skipped", "posted_early"]
    assert [len(steered.posts.to(channel)) for channel in ("C1", "C2", "C3")] == [0, 0, 1]


async def test_a_nudge_comes_in_place_of_one_that_waits_also_when_the_channel_changes_in_that_instant(
    steered: Steering,
) -> None:
    christmas = dt.datetime(2026, 12, 25, 8, tzinfo=dt.UTC)
    await steered.set_up({"weekday": 4, "public_holidays": "next_working_day"}, christmas - 4 * DAY)
    await steered.tick(christmas)
    channel, move = await steered.get(), SqlLedger.move

    async def renamed_meanwhile(self: SqlLedger, row: Delivery, *given: Any) -> Delivery:
        moved = await move(self, row, *given)
        await steered.services.changing.rename(C1, "anders")
        return moved

    saturday = Act(VERA, christmas + DAY)
    with mock.patch.object(SqlLedger, "move", renamed_meanwhile):
        assert await steered.services.slots.post(channel, TIP, christmas.date(), saturday)
    for at in (saturday.at, christmas + 3 * DAY):
        await steered.tick(at)
    assert len(steered.posts.to("C1")) == 1
    assert [row.error for row in await steered.rows()] == ["posted_early"]


async def test_an_own_tip_takes_its_turn_or_comes_when_it_is_put_in_a_slot(steered: Steering) -> None:
    channel, slots = await steered.set_up(), steered.services.slots
    own, written = steered.services.own_tips, VERAS.change("own tip", None, "Ons rondje")
    tip = OwnTip("own:1", "Ons rondje", "Loop een rondje.", "Het werkt.")
    await own.save(C1, tip, written)
    assert tip.id in {entry.tip.id for entry in await steered.upcoming(MONDAY, 100) if entry.tip}
    await own.save(C1, replace(tip, rotates=False), written)
    assert tip.id not in {entry.tip.id for entry in await steered.upcoming(MONDAY, 100) if entry.tip}
    await slots.fix(channel, NEXT, tip.id, VERAS)
    await steered.tick(NINE)
    assert steered.posts.to("C1") == ["Tip van de week: Ons rondje"]


async def test_a_removed_own_tip_leaves_its_slot_to_the_rotation(steered: Steering) -> None:
    channel, own = await steered.set_up(), steered.services.own_tips
    tip, written = (
        OwnTip("own:1", "Weg", "Doe.", "Waarom.", rotates=False),
        VERAS.change("own tip", None, "Weg"),
    )
    await own.save(C1, tip, written)
    await steered.services.slots.fix(channel, NEXT, tip.id, VERAS)
    await own.remove(C1, tip.id, VERAS.change("own tip", "Weg", None))
    await steered.tick(NINE)
    [row] = await steered.rows()
    assert row.state == "posted"
    assert row.tip in shipped_content().library.tips


async def test_a_series_comes_in_its_order_then_the_rotation_goes_on_and_the_leads_are_asked_once(
    steered: Steering,
) -> None:
    await steered.set_up({"series": "vier-ls", "themes": ()})
    series = shipped_content().library.series["vier-ls"].tips
    for week in range(len(series) + 3):
        await steered.tick(NINE + week * WEEK)
    posted = [row.tip for row in await steered.rows()]
    assert posted[: len(series)] == list(series)
    assert not set(posted[len(series) :]) & set(series)
    [question] = steered.posts.to(VERA)
    assert "De vier L'en op volgorde" in question


async def test_a_series_that_is_chosen_again_later_starts_from_its_first_tip(steered: Steering) -> None:
    await steered.set_up({"series": "vier-ls"})
    for week in range(7):
        await steered.tick(NINE + week * WEEK)
    later = NINE + 6 * WEEK + DAY
    await steered.set_up({"series": None}, later)
    await steered.set_up({"series": "vier-ls"}, later)
    following = await steered.following(later)
    assert following.tip is not None
    assert following.tip.id == shipped_content().library.series["vier-ls"].tips[0]


async def test_the_calendar_file_holds_what_comes_and_is_read_by_a_calendar(steered: Steering) -> None:
    channel, slots = await steered.set_up(), steered.services.slots
    await slots.skip(channel, NEXT + WEEK, VERAS)
    entries = await steered.upcoming(MONDAY)
    calendar = icalendar.Calendar.from_ical(ics(channel, entries, WORDS, MONDAY))
    events: list[Any] = calendar.walk("VEVENT")
    coming = [entry for entry in entries if entry.tip]
    assert [event["DTSTART"].dt for event in events] == [entry.outcome.due_at for entry in coming]
    assert [str(event["SUMMARY"]) for event in events] == [
        f"Tip: {entry.tip.posted}" for entry in coming if isinstance(entry.tip, Tip)
    ]
    assert len({str(event["UID"]) for event in events}) == 7
    amsterdam = [event["DTSTART"].dt.astimezone(ZoneInfo("Europe/Amsterdam")) for event in events]
    assert all((at.hour, at.weekday()) == (9, 1) for at in amsterdam)
    assert all(one < other for one, other in pairwise(amsterdam))


async def test_after_years_away_a_sweep_records_a_bounded_part_and_in_the_end_each_date_has_its_row(
    steered: Steering,
) -> None:
    await steered.set_up()
    first = (await steered.get()).next_due_at
    assert first is not None
    weeks = 3 * 52
    back = first + weeks * WEEK + dt.timedelta(minutes=1)
    seen = [0]
    for _ in range(5):
        await steered.services.scheduling.plan(back)
        seen.append(len(await steered.rows()))
    assert [after - before for before, after in pairwise(seen)] == [
        AT_ONCE,
        AT_ONCE,
        AT_ONCE,
        weeks + 1 - 3 * AT_ONCE,
        0,
    ]
    rows = await steered.rows()
    assert {row.error for row in rows if row.state == "skipped"} <= {"missed", "public_holiday", "holiday"}
    assert len({row.slot for row in rows}) == weeks + 1
    assert [row.slot for row in rows if row.state == "planned"] in ([], [rows[-1].slot]), "never a burst"
