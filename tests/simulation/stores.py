"""The stores as one worker reaches them: answers come late, or not at all, also of what was committed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any

from bot.domain.channels import Change, Channel, Lead
from bot.domain.deliveries import LEASE, Delivery, Event
from bot.domain.errors import StoreError
from bot.services.ports import Turn
from tests.fakes.ledger import MemoryChannels, MemoryDatabase, MemoryLedger, MemoryPacing

if TYPE_CHECKING:
    from tests.simulation.worker import Worker


class Ledger(MemoryLedger):
    def __init__(self, database: MemoryDatabase, worker: Worker) -> None:
        super().__init__(database)
        self.worker = worker

    async def _effect(self, name: str, work: Callable[[], Awaitable[Any]], *, writes: bool = True) -> Any:
        world = self.worker.world
        await self.worker.gate(f"before {name}")
        if world.time < world.down_until or world.chance(world.faults.database):
            raise StoreError("the database is gone")
        done = await work()
        if writes and world.chance(world.faults.lost_commit):
            raise StoreError("the answer to the commit is lost")
        await self.worker.gate(f"after {name}")
        return done

    def _begins(self, name: str) -> None:
        """Nothing is decided by a clock that was set, and nothing begun by a process that was stopped."""
        if self.worker.set > 0:
            self.worker.world.breaks(f"{name} by a clock that is ahead")
        elif self.worker.set < 0:
            self.worker.world.breaks(f"{name} by a clock that is behind")
        if self.worker.stopped:
            self.worker.world.breaks(f"{name} after the stop")

    async def plan(self, channel: Any, deliveries: Any, following: Any) -> bool:
        self._begins("planned")
        planned: bool = await self._effect(
            "plan", lambda: super(Ledger, self).plan(channel, deliveries, following)
        )
        return planned

    async def claim(
        self,
        owner: str,
        now: dt.datetime,
        limit: int,
        workspace: str | None = None,
        lease: dt.timedelta = LEASE,
    ) -> Sequence[Delivery]:
        self._begins("claimed")
        rows: Sequence[Delivery] = await self._effect(
            "claim", lambda: super(Ledger, self).claim(owner, now, limit, workspace, lease)
        )
        return rows

    async def move(
        self, row: Delivery, event: Event, now: dt.datetime, adding: Sequence[Delivery] = ()
    ) -> Delivery:
        name = type(event).__name__
        after: Delivery = await self._effect(name, lambda: super(Ledger, self).move(row, event, now, adding))
        self.worker.world.note(self.worker.name, name, row.channel, row.slot, row.state, "->", after.state)
        return after

    async def stale(self, now: dt.datetime, limit: int) -> Sequence[Delivery]:
        self._begins("settled")
        rows: Sequence[Delivery] = await self._effect(
            "stale", lambda: super(Ledger, self).stale(now, limit), writes=False
        )
        return rows


class Channels(MemoryChannels):
    def __init__(self, database: MemoryDatabase, worker: Worker) -> None:
        super().__init__(database)
        self.worker = worker

    async def save(
        self, channel: Channel, changes: Sequence[Change] = (), now: dt.datetime | None = None
    ) -> Channel:
        await self.worker.gate("before save")
        return await super().save(channel, changes, now)


class Leads:
    """Some channels have one lead, some have two, and some have none."""

    def __init__(self, worker: Worker) -> None:
        self.worker = worker

    async def of(self, workspace: str, channel: str) -> Sequence[Lead]:
        world = self.worker.world
        if world.time < world.down_until or world.chance(world.faults.database):
            raise StoreError("the database is gone")
        return [Lead(user) for user in world.leads.get((workspace, channel), ())]


class Pacing(MemoryPacing):
    """Lets anybody in at times: that nothing is posted twice must not depend on who has a workspace."""

    def __init__(self, ledger: MemoryLedger, worker: Worker) -> None:
        super().__init__(ledger)
        self.worker = worker

    async def take(self, *asked: Any) -> Sequence[Turn]:
        await self.worker.gate("take")
        if self.worker.world.chance(0.5):
            self.database.held.clear()
        return await super().take(*asked)


class Nothing:
    """No overrides, no own tips."""

    async def of(self, *_: object) -> dict[Any, Any]:
        return {}
