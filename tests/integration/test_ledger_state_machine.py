"""The ledger against a model: workers, faults and time in any order, on both databases."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any, ClassVar, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import delete

from bot.channels.model import onward
from bot.channels.store import SqlChannelStore
from bot.channels.tables import channels
from bot.core.errors import LostRace
from bot.core.people import ChannelRef
from bot.database.engine import create, writing
from bot.delivery.bounds import LEASE, QUARANTINE
from bot.delivery.ledger import SqlLedger
from bot.delivery.model import (
    IN_FLIGHT,
    REVIEW_DAYS,
    Absent,
    Arm,
    Delivery,
    Event,
    Expire,
    Fail,
    IllegalTransition,
    Lose,
    NotPosted,
    Posted,
    Release,
    Repost,
    Review,
    Skip,
    claimable,
    decide,
    stale_at,
)
from bot.delivery.tables import deliveries
from tests.databases import migrated
from tests.factories import NINE, a_channel, a_delivery

T = TypeVar("T")
CHANNELS = ("C1", "C2", "C3")
WORKERS = ("worker 1", "worker 2")
STEP = dt.timedelta(minutes=20)

moments = st.sampled_from([dt.timedelta(0), dt.timedelta(seconds=1), LEASE, QUARANTINE, STEP, REVIEW_DAYS])
events = st.one_of(
    st.builds(Release, st.sampled_from([*WORKERS, None]), st.sampled_from([dt.timedelta(0), STEP])),
    st.builds(Arm, st.sampled_from(WORKERS), st.sampled_from(["tip-a", "tip-b"])),
    st.builds(Posted, st.just("1.0")),
    st.builds(NotPosted, st.just("ratelimited"), st.sampled_from([dt.timedelta(seconds=5), STEP])),
    st.sampled_from(
        [Fail("is_archived"), Lose("timeout"), Skip("holiday"), Expire(), Absent(), Review(), Repost()]
    ),
)


class LedgerMachine(RuleBasedStateMachine):
    """`model` has every delivery as it must be; `reads` has the versions that workers may still have."""

    runner: ClassVar[asyncio.Runner]
    ledger: ClassVar[SqlLedger]
    store: ClassVar[SqlChannelStore]

    def __init__(self) -> None:
        super().__init__()
        self.now = NINE
        self.model: dict[str, Delivery] = {}
        self.reads: list[Delivery] = []
        self.slots = dict.fromkeys(CHANNELS, 0)
        self.run(self.empty())

    async def empty(self) -> None:
        async with writing(self.ledger._engine) as connection:
            await connection.execute(delete(deliveries))
            await connection.execute(delete(channels))
        for id in CHANNELS:
            await self.store.save(a_channel(id, next_due_at=None, next_slot=None))

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    def keep(self, row: Delivery) -> None:
        self.model[str(row.id)] = row
        self.reads.append(row)

    @rule(by=moments)
    def time_passes(self, by: dt.timedelta) -> None:
        self.now += by

    @rule(channel=st.sampled_from(CHANNELS), again=st.booleans())
    def a_slot_is_planned(self, channel: str, again: bool) -> None:
        """`again`: plan a slot that already has a row, which must not change."""
        read = self.run(self.store.get(ChannelRef("T1", channel)))
        assert read is not None
        again = again and self.slots[channel] > 0
        self.slots[channel] += not again
        slot = NINE.date() + dt.timedelta(weeks=self.slots[channel])
        row = a_delivery(channel, self.now, slot=slot, expires_at=self.now + 3 * STEP)
        assert self.run(self.ledger.plan(onward(read, None), [row]))
        assert not self.run(self.ledger.plan(onward(read, None), [replace(row, slot=dt.date(2030, 1, 1))]))
        if not again:
            self.keep(row)

    @rule(worker=st.sampled_from(WORKERS), limit=st.integers(1, 3))
    def a_worker_claims(self, worker: str, limit: int) -> None:
        busy = {row.ref.channel for row in self.model.values() if row.state in IN_FLIGHT}
        wanted = []
        for row in sorted(self.model.values(), key=lambda row: (row.due_at, row.id)):
            if row.state == "planned" and row.ref.channel not in busy and self.now < row.expires_at:
                busy.add(row.ref.channel)
                if claimable(row, self.now):
                    wanted.append(row.id)
        claimed = self.run(self.ledger.claim(worker, self.now, limit))
        assert [row.id for row in claimed] == wanted[:limit]
        for row in claimed:
            assert row.owner == worker
            self.keep(row)

    @rule(number=st.integers(0, 10_000), event=events)
    def somebody_moves_what_was_read_once(self, number: int, event: Event) -> None:
        if not self.reads:
            return
        read = self.reads[-1 - number % len(self.reads)]
        current = self.model[str(read.id)]
        try:
            after = self.run(self.ledger.move(read, event, self.now))
        except IllegalTransition:
            with pytest.raises(IllegalTransition):
                decide(read, event, self.now)
        except LostRace:
            assert current.version != read.version
        else:
            assert current == read
            assert after == decide(read, event, self.now)
            self.keep(after)

    @rule(number=st.integers(0, 10_000), event=events)
    def somebody_moves_what_is_there(self, number: int, event: Event) -> None:
        if not self.model:
            return
        row = list(self.model.values())[number % len(self.model)]
        try:
            self.keep(self.run(self.ledger.move(row, event, self.now)))
        except IllegalTransition:
            with pytest.raises(IllegalTransition):
                decide(row, event, self.now)

    @rule()
    def time_settles_what_is_stale(self) -> None:
        due = {id for id, row in self.model.items() if (at := stale_at(row)) is not None and at <= self.now}
        stale = self.run(self.ledger.stale(self.now, 1000))
        assert {str(row.id) for row in stale} == due
        timed: dict[str, Event] = {
            "claimed": Release(),
            "sending": Lose("lease_over"),
            "unknown": Review(),
            "planned": Expire(),
            "review": Expire(),
        }
        for row in stale:
            self.keep(self.run(self.ledger.move(row, timed[row.state], self.now)))

    @invariant()
    def the_ledger_is_the_model(self) -> None:
        for channel in CHANNELS:
            rows = self.run(self.ledger.recent(ChannelRef("T1", channel), 1000))
            assert {row.id: row for row in rows} == {
                row.id: row for row in self.model.values() if row.ref.channel == channel
            }
            assert sum(row.state in IN_FLIGHT for row in rows) <= 1


def test_the_ledger_does_what_its_model_does(database_url: str) -> None:
    with asyncio.Runner() as runner:
        runner.run(migrated(database_url))
        engine = create(database_url)
        LedgerMachine.runner = runner
        LedgerMachine.ledger = SqlLedger(engine)
        LedgerMachine.store = SqlChannelStore(engine)
        try:
            run_state_machine_as_test(
                LedgerMachine,
                settings=settings(
                    max_examples=25,
                    stateful_step_count=40,
                    deadline=None,
                    suppress_health_check=[HealthCheck.too_slow],
                ),
            )
        finally:
            runner.run(engine.dispose())
