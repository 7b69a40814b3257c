"""The contract of `Ledger`, on both databases."""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.calendar.rhythm import Occurrence
from bot.channels.model import Channel, onward
from bot.channels.ports import ChannelStore
from bot.channels.store import SqlChannelStore
from bot.core.errors import LostRace, PassedOver
from bot.core.people import ChannelRef
from bot.delivery.bounds import LEASE, QUARANTINE
from bot.delivery.ledger import SqlLedger
from bot.delivery.model import (
    FARTHEST,
    REVIEW_DAYS,
    Arm,
    Claim,
    Delivery,
    Event,
    Expire,
    Fail,
    IllegalTransition,
    Lose,
    NotPosted,
    Posted,
    Release,
    Review,
    Skip,
    decide,
)
from bot.delivery.ports import Ledger
from tests.factories import C1, NINE, a_channel, a_delivery

SECOND = dt.timedelta(seconds=1)
HOUR = dt.timedelta(hours=1)
WEEK = dt.timedelta(weeks=1)
NEXT = Occurrence(NINE + WEEK, (NINE + WEEK).date())


@pytest.fixture
def ledger(engine: AsyncEngine) -> Ledger:
    return SqlLedger(engine)


@pytest.fixture
def store(engine: AsyncEngine) -> ChannelStore:
    return SqlChannelStore(engine)


@pytest.fixture
async def channel(store: ChannelStore) -> Channel:
    return await store.save(a_channel())


async def plan(ledger: Ledger, store: ChannelStore, *rows: Delivery) -> None:
    """Plan the rows, each for its own channel, which is set up if necessary."""
    for row in rows:
        channel = await store.get(row.ref)
        channel = channel or await store.save(
            a_channel(
                row.ref.channel, workspace=row.ref.workspace, next_due_at=row.due_at, next_slot=row.slot
            )
        )
        assert await ledger.plan(onward(channel, None), [row])


async def moved(ledger: Ledger, row: Delivery, *events: Event, now: dt.datetime = NINE) -> Delivery:
    """Apply the events one after another."""
    for event in events:
        row = await ledger.move(row, event, now)
    return row


async def everything(ledger: Ledger) -> Sequence[Delivery]:
    return await ledger.recent(C1, 100)


async def test_planning_writes_the_delivery_and_moves_the_channel_on(
    ledger: Ledger, store: ChannelStore, channel: Channel
) -> None:
    row = a_delivery()
    assert await ledger.plan(onward(channel, NEXT), [row])
    assert await ledger.get(str(row.id)) == row
    after = await store.get(C1)
    assert after == replace(
        channel, next_due_at=NEXT.due_at, next_slot=NEXT.slot, version=channel.version + 1
    )


async def test_planning_moves_on_one_channel_of_one_workspace(
    ledger: Ledger, store: ChannelStore, channel: Channel
) -> None:
    others = [await store.save(a_channel("C2")), await store.save(a_channel(workspace="T2"))]
    assert await ledger.plan(onward(channel, NEXT), [a_delivery()])
    assert [await store.get(one.ref) for one in others] == others


async def test_a_channel_is_planned_by_exactly_one_worker(ledger: Ledger, channel: Channel) -> None:
    rows = [a_delivery() for _ in range(6)]
    outcomes = await asyncio.gather(*(ledger.plan(onward(channel, NEXT), [row]) for row in rows))
    assert sorted(outcomes) == [False] * 5 + [True]
    assert len(await everything(ledger)) == 1


async def test_nothing_is_planned_for_a_channel_whose_settings_were_changed(
    ledger: Ledger, store: ChannelStore, channel: Channel
) -> None:
    await store.save(replace(channel, name="anders"))
    assert not await ledger.plan(onward(channel, NEXT), [a_delivery()])
    assert not await everything(ledger)
    after = await store.get(C1)
    assert after is not None
    assert after.next_due_at == NINE


LATER: dict[str, Any] = {"next_due_at": NINE + WEEK, "next_slot": (NINE + WEEK).date()}
NONE: dict[str, Any] = {"next_due_at": None, "next_slot": None}
OTHER_DATE: dict[str, Any] = {"next_slot": (NINE + WEEK).date()}


@pytest.mark.parametrize("following", [LATER, NONE, OTHER_DATE])
@pytest.mark.parametrize("now", [NINE, NINE + WEEK, None])
async def test_a_channel_is_not_stored_without_its_occurrence_that_is_due(
    store: ChannelStore, channel: Channel, following: dict[str, Any], now: dt.datetime | None
) -> None:
    with pytest.raises(PassedOver):
        await store.save(replace(channel, name="anders", **following), now=now)
    assert await store.get(C1) == channel


@pytest.mark.parametrize("following", [LATER, NONE, OTHER_DATE])
async def test_an_occurrence_that_is_not_due_yet_may_be_changed(
    store: ChannelStore, channel: Channel, following: dict[str, Any]
) -> None:
    wanted = replace(channel, **following)
    assert await store.save(wanted, now=NINE - SECOND) == replace(wanted, version=2)


async def test_a_channel_is_stored_with_an_earlier_occurrence_the_same_or_its_first(
    store: ChannelStore, channel: Channel
) -> None:
    same = await store.save(replace(channel, name="anders"))
    earlier = await store.save(replace(same, next_due_at=NINE - WEEK, next_slot=(NINE - WEEK).date()))
    nothing = await store.save(replace(earlier, **NONE), now=NINE - WEEK - SECOND)
    first = await store.save(replace(nothing, **LATER))
    assert await store.get(C1) == first


async def test_who_stores_what_was_changed_meanwhile_is_told_so_whatever_is_due(
    store: ChannelStore, channel: Channel
) -> None:
    await store.save(replace(channel, name="eerst"))
    with pytest.raises(LostRace):
        await store.save(replace(channel, **NONE), now=NINE)


async def test_a_channel_is_not_moved_on_past_a_slot_without_a_row(
    ledger: Ledger, store: ChannelStore, channel: Channel
) -> None:
    after_three = Occurrence(NINE + 3 * WEEK, (NINE + 3 * WEEK).date())
    first, second, third = (a_delivery(due_at=NINE + n * WEEK) for n in range(3))
    beside = [replace(first, kind="extra"), replace(second, ref=ChannelRef("T1", "C2"))]
    beside.append(replace(third, ref=ChannelRef("T2", "C1")))
    for rows, following in (
        ([], NEXT),
        ([second], NEXT),
        ([second], None),
        (beside, None),
        ([first, third], after_three),
        ([first, second, *beside], after_three),
    ):
        with pytest.raises(PassedOver, match="would lose an occurrence"):
            await ledger.plan(onward(channel, following), rows)
    assert not await everything(ledger)
    assert await store.get(C1) == channel
    await ledger.add([second])
    assert await ledger.plan(onward(channel, after_three), [first, third]), (
        "a slot that has its row is not lost"
    )


async def test_a_row_can_be_written_without_moving_the_channel(ledger: Ledger, channel: Channel) -> None:
    assert await ledger.plan(onward(channel, Occurrence(NINE, NINE.date())), [a_delivery(kind="extra")])


async def test_the_last_slot_in_the_ledger_is_known_whatever_became_of_it(
    ledger: Ledger, store: ChannelStore, channel: Channel
) -> None:
    assert await store.last_recorded(C1) is None
    planned, missed = a_delivery(), a_delivery(due_at=NINE + WEEK, state="skipped", error="missed")
    await ledger.add([planned, missed, a_delivery(kind="extra", due_at=NINE + 5 * WEEK), a_delivery("C2")])
    assert await store.last_recorded(C1) == missed.slot
    assert await store.last_slot(C1) == planned.slot


async def test_the_rows_of_a_channel_go_along_to_its_new_id(
    ledger: Ledger, store: ChannelStore, channel: Channel
) -> None:
    await ledger.add([a_delivery()])
    assert await store.move(C1, "C9")
    assert not await store.move(C1, "C9")
    moved = await store.get(ChannelRef("T1", "C9"))
    assert moved == replace(channel, id="C9")
    assert await ledger.plan(onward(moved, NEXT), [a_delivery("C9")])
    assert len(await ledger.recent(ChannelRef("T1", "C9"), 10)) == 1


@pytest.mark.parametrize("adding", [[], [a_delivery("U0VERA", kind="notice")]])
async def test_a_delivery_on_its_way_stays_with_a_channel_that_gets_another_id(
    ledger: Ledger, store: ChannelStore, channel: Channel, adding: list[Delivery]
) -> None:
    await ledger.plan(onward(channel, NEXT), [a_delivery()])
    [claimed] = await ledger.claim("w", NINE, 1)
    armed = await ledger.move(claimed, Arm("w", "tip"), NINE)
    await store.move(C1, "C9")
    await ledger.move(armed, Fail("not_in_channel"), NINE, adding)
    assert [row.state for row in await ledger.recent(ChannelRef("T1", "C9"), 10)] == ["failed"]
    assert not await everything(ledger)


async def test_a_delivery_that_is_made_ready_is_given_up_when_its_channel_gets_another_id(
    ledger: Ledger, store: ChannelStore, channel: Channel
) -> None:
    await ledger.plan(onward(channel, NEXT), [a_delivery()])
    [claimed] = await ledger.claim("w", NINE, 1)
    await store.move(C1, "C9")
    with pytest.raises(LostRace):
        await ledger.move(claimed, Arm("w", "tip"), NINE)
    after = await ledger.get(str(claimed.id))
    assert after is not None
    assert (after.ref.channel, after.state) == ("C9", "claimed")
    assert (await ledger.move(after, Release("w"), NINE)).state == "planned"


@pytest.mark.parametrize("same_id", [True, False])
async def test_a_slot_that_has_a_row_keeps_it(
    ledger: Ledger, store: ChannelStore, channel: Channel, same_id: bool
) -> None:
    first = a_delivery()
    await plan(ledger, store, first)
    again = replace(a_delivery(tip="ander"), id=first.id if same_id else uuid.uuid4())
    later = a_delivery(due_at=NINE + WEEK)
    after = await store.get(C1)
    assert after is not None
    assert await ledger.plan(onward(after, None), [again, later])
    assert await everything(ledger) == [later, first]


async def test_a_check_in_has_its_own_row_beside_the_nudge(ledger: Ledger, channel: Channel) -> None:
    rows = [a_delivery(), a_delivery(kind="check_in", subject="1"), a_delivery(kind="check_in", subject="2")]
    assert await ledger.plan(onward(channel, None), rows)
    assert len(await everything(ledger)) == 3


async def test_a_claim_gives_what_decide_says_and_it_stands_in_the_ledger(
    ledger: Ledger, store: ChannelStore
) -> None:
    row = a_delivery()
    await plan(ledger, store, row)
    [claimed] = await ledger.claim("worker", NINE, 10)
    assert claimed == decide(row, Claim("worker"), NINE)
    assert await ledger.get(str(row.id)) == claimed
    assert await ledger.claim("other", NINE, 10) == []


@pytest.mark.parametrize(
    ("row", "now"),
    [
        (a_delivery(), NINE - SECOND),
        (a_delivery(), NINE + 6 * HOUR),
        (a_delivery(not_before=NINE + HOUR), NINE + HOUR - SECOND),
        (a_delivery(state="skipped"), NINE),
        (a_delivery(state="failed"), NINE),
        (a_delivery(state="review"), NINE),
    ],
)
async def test_what_is_not_claimable_is_not_claimed(
    ledger: Ledger, store: ChannelStore, row: Delivery, now: dt.datetime
) -> None:
    await plan(ledger, store, row)
    assert await ledger.claim("worker", now, 10) == []


async def test_what_waits_is_claimed_once_its_wait_is_over(ledger: Ledger, store: ChannelStore) -> None:
    row = a_delivery(not_before=NINE + HOUR)
    await plan(ledger, store, row)
    assert [one.id for one in await ledger.claim("worker", NINE + HOUR, 10)] == [row.id]


async def test_what_one_workspace_waits_for_is_claimed_for_it_alone(
    ledger: Ledger, store: ChannelStore
) -> None:
    await plan(ledger, store, a_delivery(), a_delivery(workspace="T2"))
    assert [one.ref.workspace for one in await ledger.claim("worker", NINE, 10, "T2")] == ["T2"]
    assert [one.ref.workspace for one in await ledger.claim("worker", NINE, 10)] == ["T1"]


async def test_what_is_to_be_told_of_a_move_is_written_with_it(ledger: Ledger, store: ChannelStore) -> None:
    told = a_delivery("U0VERA", kind="notice")
    await plan(ledger, store, a_delivery())
    [claimed] = await ledger.claim("worker", NINE, 10)
    after = await ledger.move(claimed, Release("worker"), NINE, [told])
    assert [await ledger.get(str(one.id)) for one in (claimed, told)] == [after, told]


async def test_the_longest_due_are_claimed_first_and_no_more_than_asked(
    ledger: Ledger, store: ChannelStore
) -> None:
    rows = [a_delivery(f"C{n}", NINE - n * SECOND) for n in range(5)]
    await plan(ledger, store, *rows)
    assert [row.ref.channel for row in await ledger.claim("worker", NINE, 3)] == ["C4", "C3", "C2"]
    assert [row.ref.channel for row in await ledger.claim("worker", NINE, 3)] == ["C1", "C0"]


@pytest.mark.parametrize("in_flight", ["claimed", "sending", "unknown"])
async def test_a_channel_has_one_delivery_in_flight(
    ledger: Ledger, store: ChannelStore, in_flight: str
) -> None:
    first, second = a_delivery(), a_delivery(due_at=NINE + SECOND, slot=NEXT.slot)
    await plan(ledger, store, first, second, a_delivery("C2", NINE + SECOND))
    [row] = await ledger.claim("worker", NINE, 10)
    steps: list[Event] = [Arm("worker", "tip"), Lose("timeout")]
    row = await moved(ledger, row, *steps[: ["claimed", "sending", "unknown"].index(in_flight)])
    assert row.state == in_flight
    assert [other.ref.channel for other in await ledger.claim("worker", NINE + SECOND, 10)] == ["C2"]
    await ledger.move(row, Posted("1.0"), NINE + SECOND)
    assert [other.id for other in await ledger.claim("worker", NINE + SECOND, 10)] == [second.id]


async def test_a_newer_delivery_waits_for_an_older_one_that_may_still_be_posted(
    ledger: Ledger, store: ChannelStore
) -> None:
    older = a_delivery(not_before=NINE + HOUR)
    newer = a_delivery(due_at=NINE + SECOND, slot=NEXT.slot, expires_at=NINE + 9 * HOUR)
    await plan(ledger, store, newer, older)
    assert await ledger.claim("worker", NINE + SECOND, 10) == []
    assert [row.id for row in await ledger.claim("worker", older.expires_at, 10)] == [newer.id]


async def test_of_two_that_are_due_together_one_is_claimed(ledger: Ledger, store: ChannelStore) -> None:
    await plan(ledger, store, a_delivery(), a_delivery(kind="check_in"), a_delivery(workspace="T2"))
    claimed = await ledger.claim("worker", NINE, 10)
    assert sorted(row.ref.workspace for row in claimed) == ["T1", "T2"]


async def test_workers_that_claim_at_once_share_the_deliveries(ledger: Ledger, store: ChannelStore) -> None:
    await plan(ledger, store, *(a_delivery(f"C{n}") for n in range(40)))
    claims = await asyncio.gather(*(ledger.claim(f"worker {n}", NINE, 7) for n in range(8)))
    ids = [row.id for rows in claims for row in rows]
    assert len(ids) == len(set(ids)) == 40


async def test_a_move_from_what_was_read_before_loses_the_race(ledger: Ledger, store: ChannelStore) -> None:
    await plan(ledger, store, a_delivery())
    [claimed] = await ledger.claim("worker", NINE, 1)
    armed = await ledger.move(claimed, Arm("worker", "tip"), NINE)
    told = a_delivery("U1", kind="notice")
    for adding in ((), (told,)):
        with pytest.raises(LostRace, match="changed by another"):
            await ledger.move(claimed, Release("worker"), NINE, adding)
    assert await ledger.get(str(armed.id)) == armed
    assert await ledger.get(str(told.id)) is None


async def test_of_moves_at_once_exactly_one_is_written(ledger: Ledger, store: ChannelStore) -> None:
    await plan(ledger, store, a_delivery())
    [row] = await ledger.claim("worker", NINE, 1)
    outcomes = await asyncio.gather(
        *(ledger.move(row, Arm("worker", f"tip-{n}"), NINE) for n in range(6)), return_exceptions=True
    )
    [won] = [outcome for outcome in outcomes if isinstance(outcome, Delivery)]
    assert sum(isinstance(outcome, LostRace) for outcome in outcomes) == 5
    assert await ledger.get(str(row.id)) == won


async def test_a_worker_that_woke_after_its_lease_cannot_arm_what_another_took(
    ledger: Ledger, store: ChannelStore
) -> None:
    await plan(ledger, store, a_delivery())
    [asleep] = await ledger.claim("asleep", NINE, 1)
    await ledger.move(asleep, Release(), NINE + LEASE)
    [awake] = await ledger.claim("awake", NINE + LEASE, 1)
    with pytest.raises(IllegalTransition):
        await ledger.move(asleep, Arm("asleep", "tip"), NINE + LEASE)
    with pytest.raises(LostRace):
        await ledger.move(asleep, Arm("asleep", "tip"), NINE)
    assert await ledger.get(str(awake.id)) == awake


async def test_a_move_that_does_not_fit_writes_nothing(ledger: Ledger, store: ChannelStore) -> None:
    row = a_delivery()
    await plan(ledger, store, row)
    with pytest.raises(IllegalTransition):
        await ledger.move(row, Arm("worker", "tip"), NINE)
    assert await ledger.get(str(row.id)) == row


async def test_a_second_delivery_of_a_channel_cannot_be_put_in_flight(
    ledger: Ledger, store: ChannelStore
) -> None:
    first, second = a_delivery(), a_delivery(kind="check_in")
    await plan(ledger, store, first, second)
    await ledger.move(first, Claim("worker"), NINE)
    with pytest.raises(LostRace, match="in flight"):
        await ledger.move(second, Claim("other"), NINE)


async def test_a_delivery_that_was_never_planned_cannot_be_moved(ledger: Ledger) -> None:
    with pytest.raises(LostRace):
        await ledger.move(a_delivery(), Skip("holiday"), NINE)


async def test_stale_gives_what_time_alone_decides_and_not_a_moment_early(
    ledger: Ledger, store: ChannelStore
) -> None:
    rows = [a_delivery(f"C{n}") for n in range(7)]
    await plan(ledger, store, *rows)
    claimed = {row.ref.channel: row for row in await ledger.claim("worker", NINE, 10)}
    arm, lose = Arm("worker", "tip"), Lose("timeout")
    await ledger.move(claimed["C0"], Release("worker"), NINE)
    await moved(ledger, claimed["C2"], arm)
    await moved(ledger, claimed["C3"], arm, lose)
    await ledger.move(await moved(ledger, claimed["C4"], arm, lose), Review(), NINE + QUARANTINE)
    await moved(ledger, claimed["C5"], arm, Posted("1.0"))
    await moved(ledger, claimed["C6"], Fail("not_composed"))

    async def stale(now: dt.datetime) -> list[str]:
        return sorted(row.ref.channel for row in await ledger.stale(now, 100))

    assert await stale(NINE + LEASE - SECOND) == []
    assert await stale(NINE + LEASE) == ["C1", "C2"]
    assert await stale(NINE + QUARANTINE) == ["C1", "C2", "C3"]
    assert await stale(NINE + 6 * HOUR) == ["C0", "C1", "C2", "C3"]
    asked = NINE + QUARANTINE
    assert await stale(asked + REVIEW_DAYS - SECOND) == ["C0", "C1", "C2", "C3"]
    assert await stale(asked + REVIEW_DAYS) == ["C0", "C1", "C2", "C3", "C4"]
    assert [row.ref.channel for row in await ledger.stale(asked + REVIEW_DAYS, 3)] in (
        ["C1", "C2", "C3"],
        ["C2", "C1", "C3"],
    )


async def test_a_lease_that_a_clock_far_ahead_wrote_is_over_at_once(
    ledger: Ledger, store: ChannelStore
) -> None:
    first, second, third = rows = [a_delivery(f"C{n}") for n in range(3)]
    await plan(ledger, store, *rows)
    ahead = NINE + 3 * HOUR
    claimed = await ledger.move(first, Claim("ahead"), ahead)
    sending = await moved(ledger, second, Claim("ahead"), Arm("ahead", "tip"), now=ahead + SECOND)
    await ledger.move(third, Claim("longest", FARTHEST), NINE)
    assert await ledger.stale(NINE, 10) == [claimed, sending]
    assert await ledger.stale(NINE, 1) == [claimed]

    await ledger.move(claimed, Release(), NINE)
    with pytest.raises(LostRace):
        await ledger.move(claimed, Arm("ahead", "tip"), ahead)
    assert [row.id for row in await ledger.claim("awake", NINE, 10)] == [first.id]

    unknown = await ledger.move(sending, Lose("lease_over"), NINE)
    assert unknown.quarantine_until == NINE + FARTHEST + QUARANTINE
    assert await ledger.stale(NINE, 10) == []


async def test_of_what_is_stale_what_clocks_far_ahead_wrote_comes_last_and_no_more_than_asked(
    ledger: Ledger, store: ChannelStore
) -> None:
    late, *rows = [a_delivery(f"C{n}") for n in range(4)]
    await plan(ledger, store, late, *rows)
    for hours, row in enumerate(reversed(rows), 3):
        await ledger.move(row, Claim("ahead"), NINE + hours * HOUR)
    await ledger.move(late, Claim("worker"), NINE)
    stale = [row.ref.channel for row in await ledger.stale(NINE + LEASE, 10)]
    assert stale == ["C0", "C3", "C2", "C1"]
    assert [row.ref.channel for row in await ledger.stale(NINE + LEASE, 2)] == stale[:2]


async def test_history_holds_no_tip_that_was_not_posted_and_nothing_that_is_no_tip(ledger: Ledger) -> None:
    ends = [("skipped", "missed"), ("failed", "unresolved"), ("skipped", "unresolved")]
    rows = [
        a_delivery(due_at=NINE + week * WEEK, state=state, error=error, tip=f"{state}-{error}")
        for week, (state, error) in enumerate(ends)
    ]
    await ledger.add([*rows, a_delivery(kind="reflect", state="posted", ts="1.0")])
    assert await ledger.history(C1) == {"skipped-unresolved": NINE.date() + 2 * WEEK}


async def test_what_is_no_id_is_no_delivery(ledger: Ledger) -> None:
    for id in ("", "geen id", "'; DROP TABLE deliveries; --", "\x00", str(uuid.uuid4())):
        assert await ledger.get(id) is None


async def test_history_holds_what_was_or_may_have_been_posted_with_its_last_slot(
    ledger: Ledger, store: ChannelStore
) -> None:
    ends: dict[str, list[Event]] = {
        "claimed": [],
        "not-posted": [Arm("w", "not-posted"), NotPosted("429", HOUR)],
        "failed": [Arm("w", "failed"), Fail("is_archived")],
        "sending": [Arm("w", "sending")],
        "unknown": [Arm("w", "unknown"), Lose("timeout")],
        "posted": [Arm("w", "posted"), Posted("1.0")],
    }
    for number, events in enumerate(ends.values()):
        await plan(ledger, store, a_delivery(f"C{number}"))
        [row] = await ledger.claim("w", NINE, 1)
        await moved(ledger, row, *events)
    histories = [await ledger.history(ChannelRef("T1", f"C{number}")) for number in range(len(ends))]
    day = NINE.date()
    assert histories == [{}, {}, {}, {"sending": day}, {"unknown": day}, {"posted": day}]


async def test_history_keeps_a_tip_that_was_never_settled_and_the_newest_of_its_slots(
    ledger: Ledger, store: ChannelStore
) -> None:
    now = NINE
    for _ in range(2):
        await plan(ledger, store, a_delivery(due_at=now))
        [row] = await ledger.claim("w", now, 1)
        row = await moved(ledger, row, Arm("w", "tip"), Lose("timeout"), now=now)
        row = await ledger.move(row, Review(), now + QUARANTINE)
        assert await ledger.history(C1) == {"tip": now.date()}
        await ledger.move(row, Expire(), now + QUARANTINE + REVIEW_DAYS)
        assert await ledger.history(C1) == {"tip": now.date()}
        now += WEEK
    assert await ledger.history(ChannelRef("T2", "C1")) == await ledger.history(ChannelRef("T1", "C2")) == {}


async def test_recent_gives_the_newest_slots_of_one_channel_first(
    ledger: Ledger, store: ChannelStore
) -> None:
    rows = [a_delivery(due_at=NINE + n * WEEK) for n in (1, 3, 0, 2)]
    await plan(ledger, store, *rows, a_delivery("C2"))
    recent = await ledger.recent(C1, 3)
    assert [row.due_at for row in recent] == [NINE + n * WEEK for n in (3, 2, 1)]


async def test_notices_are_claimed_apart_and_keep_the_order_of_their_channel(ledger: Ledger) -> None:
    rows = [
        a_delivery("C1", NINE - SECOND),
        a_delivery("U1", NINE, kind="notice", subject="later"),
        a_delivery("U1", NINE - SECOND, kind="notice", subject="earlier"),
        a_delivery("U2", NINE, kind="notice"),
        a_delivery("U2", NINE - SECOND, kind="check_in"),
    ]
    await ledger.add(rows)
    [notice] = await ledger.claim("worker", NINE, 10, "T1", notices=True)
    assert notice.subject == "earlier", "that of U2 comes after what is older there"
    others = await ledger.claim("worker", NINE, 10, "T1", notices=False)
    assert {(row.ref.channel, row.kind) for row in others} == {("C1", "nudge"), ("U2", "check_in")}
    assert await ledger.claim("worker", NINE, 10, "T1") == []


async def test_who_does_not_say_which_claims_notices_and_all_others(ledger: Ledger) -> None:
    await ledger.add([a_delivery("C1"), a_delivery("U1", kind="notice")])
    assert {row.kind for row in await ledger.claim("worker", NINE, 10)} == {"nudge", "notice"}


async def test_the_clock_of_a_server_is_told_and_a_file_has_none(engine: AsyncEngine) -> None:
    before = dt.datetime.now(dt.UTC)
    clock = await SqlLedger(engine).clock()
    if engine.dialect.name == "sqlite":
        assert clock is None
    else:
        assert clock is not None
        assert before - SECOND < clock < dt.datetime.now(dt.UTC) + SECOND, (
            "on this machine they are one clock"
        )
