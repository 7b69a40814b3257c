"""Unknown deliveries: what time decides, what is looked up, and what a person answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from bot.core.errors import LeiderschapError, Refused, StoreError
from bot.core.people import Actor
from bot.delivery import reconciling, recording
from bot.delivery.bounds import QUARANTINE
from bot.delivery.ledger import SqlLedger
from bot.delivery.model import NOTICE, REVIEW_DAYS, Delivery, Lose, Posted, Skip
from bot.delivery.notices.reporting import ADMINISTRATORS, What
from bot.delivery.ports import Look, Prepared, Unreadable
from tests.delivering import TIP, Delivering, Found, delivering
from tests.factories import a_channel, a_delivery
from tests.support import captured_logs

MINUTE = dt.timedelta(minutes=1)
SIX_HOURS = 6 * 3600.0
VERA, DAAN = "U0VERA", "U0DAAN"
NOT_THERE, THERE = Look(None), Look("7.0")


@pytest.fixture
async def going(tmp_path: Path) -> AsyncIterator[Delivering]:
    """A bot that may not read in channels."""
    async with delivering(tmp_path) as going:
        yield going


@asynccontextmanager
async def looking(folder: Path, *looks: Look | Exception) -> AsyncIterator[tuple[Delivering, Found]]:
    """A bot that may read in channels, and what it finds there."""
    found = Found(list(looks))
    async with delivering(folder, lookup=found) as going:
        yield going, found


async def lost(going: Delivering, row: Delivery | None = None) -> Delivery:
    """A delivery whose answer this process lost, at the end of its quarantine."""
    unknown = await going.recording.move(await going.armed(row), Lose("timeout"))
    assert unknown is not None
    going.seconds += QUARANTINE.total_seconds()
    return unknown


async def passes(going: Delivering) -> None:
    await going.reconciling.tick()
    await going.reconciling.look()


async def test_what_was_claimed_and_not_sent_is_free_again_once_its_lease_is_over(going: Delivering) -> None:
    row = await going.claimed()
    going.seconds += going.bounds.lease.total_seconds() - 1
    await passes(going)
    assert (await going.row(row)).state == "claimed"
    going.seconds += 1
    await passes(going)
    assert (await going.row(row)).state == "planned"


async def test_a_tip_that_is_missed_as_its_channel_gets_another_id_is_told_to_its_leads(
    going: Delivering,
) -> None:
    await going.channels.save(a_channel())
    await going.lead(VERA)
    row = await going.added()
    going.seconds += SIX_HOURS
    notices = going.reporting.notices

    async def moved(what: What, row: Delivery, now: dt.datetime) -> Sequence[Delivery]:
        await going.channels.move(row.ref, "C9")
        return await notices(what, row, now)

    with mock.patch.object(going.reporting, "notices", moved):
        await passes(going)
    await passes(going)
    assert (await going.row(row)).state == "skipped"
    assert await going.notices(VERA) == [f"missed/{row.id}"]


@pytest.mark.parametrize(("kind", "times"), [("nudge", 1), (NOTICE, 4)])
async def test_what_was_being_sent_is_unknown_once_its_lease_is_over(
    going: Delivering, kind: str, times: int
) -> None:
    row = await going.armed(a_delivery(kind=kind, attempts=2))
    going.seconds += going.bounds.lease.total_seconds()
    await passes(going)
    after = await going.row(row)
    assert (after.state, after.error) == ("unknown", "lease_over")
    assert after.quarantine_until == going.now + times * QUARANTINE


async def test_what_is_unknown_is_asked_of_every_lead_where_nobody_may_look(going: Delivering) -> None:
    await going.lead(VERA, DAAN)
    row = await lost(going)
    await passes(going)
    assert (await going.row(row)).state == "review"
    assert await going.notices(VERA) == await going.notices(DAAN) == [f"unknown/{row.id}"]


@pytest.mark.parametrize("attempts", [0, 3])
async def test_what_was_never_posted_in_its_time_is_missed_and_told(going: Delivering, attempts: int) -> None:
    await going.lead(VERA)
    row = await going.added(a_delivery(attempts=attempts))
    going.seconds += SIX_HOURS
    await passes(going)
    assert (await going.row(row)).error == "missed"
    assert await going.notices(VERA) == [f"missed/{row.id}"]


async def test_what_nobody_answers_is_over_after_its_days_and_not_told_again(going: Delivering) -> None:
    await going.lead(VERA)
    row = await lost(going)
    await passes(going)
    going.seconds += REVIEW_DAYS.total_seconds()
    await passes(going)
    after = await going.row(row)
    assert (after.state, after.error) == ("skipped", "unresolved")
    assert await going.notices(VERA) == [f"unknown/{row.id}"]


@pytest.mark.parametrize("lookup", [True, False])
@pytest.mark.parametrize("attempts", [2, 3, 4])
async def test_a_notice_is_sent_again_unasked_and_goes_to_the_administrators_when_it_is_lost_too_often(
    tmp_path: Path, lookup: bool, attempts: int
) -> None:
    async with delivering(tmp_path, lookup=Found([Unreadable("im")]) if lookup else None) as going:
        about = a_delivery(VERA, kind=NOTICE, subject="missed/x/2", attempts=attempts - 1)
        row = await lost(going, about)
        await passes(going)
        assert (await going.row(row)).state == "planned"
        assert len(await going.notices(ADMINISTRATORS)) == (attempts >= 3)


async def test_a_tip_that_was_lost_often_is_asked_about_once(going: Delivering) -> None:
    await going.lead(VERA)
    row = await lost(going, a_delivery(attempts=3))
    await passes(going)
    await passes(going)
    assert await going.notices(VERA) == [f"unknown/{row.id}"]


async def test_nothing_is_looked_for_before_a_tick_and_nothing_is_done_when_it_is_to_stop(
    tmp_path: Path,
) -> None:
    async with looking(tmp_path, THERE) as (going, found):
        row = await going.added()
        await going.reconciling.look()
        going.seconds += SIX_HOURS
        await going.reconciling.tick(lambda: True)
        assert ((await going.row(row)).state, found.asked) == ("planned", [])


@pytest.mark.parametrize("unknown", [2, 5])
async def test_what_waits_for_a_look_hides_nothing_that_became_stale_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unknown: int
) -> None:
    monkeypatch.setattr(reconciling, "BATCH", 2)
    async with looking(tmp_path, THERE) as (going, found):
        rows = [await going.armed(a_delivery(f"C{number}")) for number in range(unknown)]
        for row in rows:
            await going.recording.move(row, Lose("timeout"))
        late = [await going.added(a_delivery(f"D{number}")) for number in range(3)]
        going.seconds += SIX_HOURS
        await passes(going)
        assert [(await going.row(row)).error for row in late] == ["missed"] * 3
        assert [(await going.row(row)).state for row in rows] == ["posted"] * unknown
        assert len(found.asked) == unknown


async def test_what_slack_said_and_is_not_written_yet_is_left_alone_and_hides_nothing(
    going: Delivering, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: Any) -> Delivery:
        raise StoreError("the database is gone")

    monkeypatch.setattr(recording, "FIRST_WAIT", SIX_HOURS)
    held, other = await going.armed(), await going.added(a_delivery("C2"))
    with monkeypatch.context() as gone:
        gone.setattr(SqlLedger, "move", fails)
        await going.recording.outcome(held, Posted("1.0"))
    going.seconds += SIX_HOURS
    await passes(going)
    assert ((await going.row(held)).state, (await going.row(other)).state) == ("sending", "skipped")
    await going.recording.close()


async def test_a_tip_is_looked_for_in_its_channel_from_a_little_before_its_intent_until_a_little_after_now(
    tmp_path: Path,
) -> None:
    async with looking(tmp_path, THERE) as (going, found):
        await going.channels.save(a_channel(paused="is_archived"))
        going.seconds += 100
        armed_at = going.now
        row = await lost(going)
        with captured_logs() as logs:
            await passes(going)
        [line] = logs.events("slack.looked")
        assert line["delivery"] == str(row.id)
        [(asked, since, until, thread)] = found.asked
        assert (asked.id, thread) == (row.id, None)
        assert (since, until) == (armed_at - going.bounds.look_back, going.now + MINUTE)
        after = await going.row(row)
        assert (after.state, after.ts) == ("posted", "7.0")
        assert (await going.channel()).paused is None
        assert going.kind.asked == [], "a tip goes to no thread"


async def test_a_tip_that_is_not_there_is_planned_again_and_nobody_is_told(tmp_path: Path) -> None:
    async with looking(tmp_path, NOT_THERE) as (going, _):
        await going.lead(VERA)
        row = await lost(going)
        await passes(going)
        assert ((await going.row(row)).state, await going.notices(VERA)) == ("planned", [])


async def test_a_tip_that_is_not_there_when_its_time_is_over_is_missed_and_told(tmp_path: Path) -> None:
    async with looking(tmp_path, NOT_THERE) as (going, _):
        await going.lead(VERA)
        row = await lost(going)
        going.seconds = SIX_HOURS
        await passes(going)
        assert (await going.row(row)).error == "missed"
        assert await going.notices(VERA) == [f"missed/{row.id}"]


async def test_after_a_look_at_several_pages_a_second_one_is_needed_a_minute_later(tmp_path: Path) -> None:
    async with looking(tmp_path, Look(None, one_page=False)) as (going, found):
        row = await lost(going)
        for seconds in (0.0, 59.0):
            going.seconds += seconds
            await passes(going)
            assert (await going.row(row)).state == "unknown"
        going.seconds += 1
        await passes(going)
        assert ((await going.row(row)).state, len(found.asked)) == ("planned", 3)


async def test_a_second_look_is_counted_anew_when_the_delivery_is_lost_again(tmp_path: Path) -> None:
    pages = Look(None, one_page=False)
    async with looking(tmp_path, pages) as (going, _):
        first = await lost(going)
        await passes(going)
        going.seconds += 60
        await passes(going)
        await passes(going)
        again = await lost(going, first)
        await passes(going)
        assert (await going.row(again)).state == "unknown"


REFLECT = "reflect"


async def test_what_belongs_in_a_thread_is_looked_for_there_and_then_in_the_channel(tmp_path: Path) -> None:
    async with looking(tmp_path, NOT_THERE) as (going, found):
        going.kind.prepared = Prepared(TIP, thread="1.5")
        armed_at = going.now
        row = await lost(going, a_delivery(kind=REFLECT))
        await passes(going)
        assert [thread for *_, thread in found.asked] == ["1.5", None]
        spans = {(asked.id, since, until) for asked, since, until, _ in found.asked}
        assert spans == {(row.id, armed_at - going.bounds.look_back, going.now + MINUTE)}
        [(asked, at)] = going.kind.asked
        assert (asked.id, asked.state, at) == (row.id, "claimed", going.now)
        assert (await going.row(row)).state == "planned"


@pytest.mark.parametrize("place", [0, 1], ids=["thread", "channel"])
async def test_what_is_found_in_either_place_is_there(tmp_path: Path, place: int) -> None:
    looks = [NOT_THERE, NOT_THERE]
    looks[place] = THERE
    async with looking(tmp_path, *looks) as (going, found):
        going.kind.prepared = Prepared(TIP, thread="1.5")
        row = await lost(going, a_delivery(kind=REFLECT))
        await passes(going)
        assert ((await going.row(row)).ts, len(found.asked)) == ("7.0", place + 1)


@pytest.mark.parametrize("pages", [(False, True), (True, False)])
async def test_several_pages_in_either_place_need_a_second_look(
    tmp_path: Path, pages: tuple[bool, bool]
) -> None:
    async with looking(tmp_path, *(Look(None, one_page=one) for one in pages)) as (going, _):
        going.kind.prepared = Prepared(TIP, thread="1.5")
        row = await lost(going, a_delivery(kind=REFLECT))
        await passes(going)
        assert (await going.row(row)).state == "unknown"


async def test_what_goes_under_no_tip_is_looked_for_in_the_channel_once(tmp_path: Path) -> None:
    async with looking(tmp_path, NOT_THERE) as (going, found):
        going.kind.prepared = Prepared(TIP)
        row = await lost(going, a_delivery(kind=REFLECT))
        await passes(going)
        assert [thread for *_, thread in found.asked] == [None]
        assert (await going.row(row)).state == "planned"


@pytest.mark.parametrize("looks", [Unreadable("not_in_channel"), "gone"], ids=str)
async def test_where_nobody_can_look_a_person_is_asked_at_once(tmp_path: Path, looks: Any) -> None:
    async with looking(tmp_path, THERE if looks == "gone" else looks) as (going, found):
        going.kind.prepared = Skip("round_gone")
        kind = REFLECT if looks == "gone" else "nudge"
        rows = [await lost(going, a_delivery(channel, kind=kind)) for channel in ("C1", "C2")]
        await passes(going)
        assert [(await going.row(row)).state for row in rows] == ["review", "review"]
        assert len(found.asked) == (0 if looks == "gone" else 2)


@pytest.mark.parametrize("fault", [LeiderschapError("ratelimited"), KeyError("messages")], ids=str)
async def test_a_look_that_fails_is_tried_again_until_the_delivery_is_too_late(
    tmp_path: Path, fault: Exception
) -> None:
    async with looking(tmp_path, fault) as (going, _):
        row = await lost(going)
        await passes(going)
        assert (await going.row(row)).state == "unknown"
        going.seconds = SIX_HOURS
        await passes(going)
        assert (await going.row(row)).state == "review"


async def asked(going: Delivering) -> tuple[Delivery, str]:
    """A delivery about which Vera was asked, and the value of her button."""
    await going.lead(VERA)
    row = await lost(going)
    await passes(going)
    row = await going.row(row)
    return row, f"{row.id}/{row.version}"


class May:
    """Allows or refuses, and records who asked about which channel."""

    def __init__(self, refused: str = "") -> None:
        self.refused = refused
        self.asked: list[tuple[str, str]] = []

    async def __call__(self, actor: Actor, channel: str) -> None:
        self.asked.append((actor.user, channel))
        if self.refused:
            raise Refused(self.refused)


@pytest.mark.parametrize(("posted", "state"), [(True, "posted"), (False, "planned")])
async def test_the_first_answer_of_a_lead_who_was_asked_settles_it(
    going: Delivering, posted: bool, state: str
) -> None:
    row, value = await asked(going)
    may = May()
    assert await going.reconciling.answer(value, Actor("T1", VERA), may, posted=posted) == "done"
    assert may.asked == [(VERA, "C1")]
    assert (await going.row(row)).state == state
    assert await going.reconciling.answer(value, Actor("T1", VERA), may, posted=False) == "settled"


@pytest.mark.parametrize(
    ("workspace", "user", "change"),
    [
        ("T2", VERA, str),
        ("T1", DAAN, str),
        ("T1", VERA, lambda value: value[:-1] + "99"),
        ("T1", VERA, lambda value: value.partition("/")[0]),
        ("T1", VERA, lambda value: "x" + value),
        ("T1", VERA, lambda _: ""),
    ],
    ids=["another workspace", "not asked", "an old button", "no version", "no id", "nothing"],
)
async def test_an_answer_that_is_nobodys_to_give_settles_nothing(
    going: Delivering, workspace: str, user: str, change: Any
) -> None:
    row, value = await asked(going)
    may = May()
    answer = await going.reconciling.answer(change(value), Actor(workspace, user), may, posted=True)
    assert (answer, may.asked, await going.row(row)) == ("settled", [], row)


async def test_who_was_asked_and_may_not_any_more_is_refused(going: Delivering) -> None:
    row, value = await asked(going)
    with pytest.raises(Refused, match="no lead"):
        await going.reconciling.answer(value, Actor("T1", VERA), May("no lead"), posted=True)
    assert await going.row(row) == row


async def test_an_answer_that_another_was_before_settles_nothing(going: Delivering) -> None:
    row, value = await asked(going)

    class Slow(May):
        async def __call__(self, actor: Actor, channel: str) -> None:
            after = await going.reconciling.answer(value, actor, May(), posted=True)
            assert after == "done"

    assert await going.reconciling.answer(value, Actor("T1", VERA), Slow(), posted=False) == "settled"
    assert (await going.row(row)).state == "posted"
