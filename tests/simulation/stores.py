"""The stores for one worker: answers come late or are lost, even those about committed data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bot.channels.model import Change, Channel, Lead, Override
from bot.core.errors import StoreError
from bot.core.people import ChannelRef
from bot.delivery.bounds import LEASE
from bot.delivery.model import Delivery, Event
from bot.delivery.ports import Onward, Turn
from tests.fakes.ledger import MemoryChannels, MemoryDatabase, MemoryLedger, MemoryPacing
from tests.simulation.facts import Past

if TYPE_CHECKING:
    from tests.simulation.worker import Worker


class Ledger(MemoryLedger):
    """`asked`: it serves requests of people, which a process that is stopping still handles."""

    def __init__(self, database: MemoryDatabase, worker: Worker, *, asked: bool = False) -> None:
        super().__init__(database)
        self.worker = worker
        self.asked = asked

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
        """Report a broken promise if the worker's clock was set wrong, or if the worker was stopped."""
        if self.worker.set > 0:
            self.worker.world.breaks(f"{name} by a clock that is ahead")
        elif self.worker.set < 0:
            self.worker.world.breaks(f"{name} by a clock that is behind")
        if self.worker.stopped and not self.asked:
            self.worker.world.breaks(f"{name} after the stop")

    async def plan(self, onward: Onward, deliveries: Sequence[Delivery]) -> bool:
        self._begins("planned")
        planned: bool = await self._effect("plan", lambda: super(Ledger, self).plan(onward, deliveries))
        return planned

    async def claim(
        self,
        owner: str,
        now: dt.datetime,
        limit: int,
        workspace: str | None = None,
        lease: dt.timedelta = LEASE,
        *,
        notices: bool | None = None,
    ) -> Sequence[Delivery]:
        self._begins("claimed")
        rows: Sequence[Delivery] = await self._effect(
            "claim", lambda: super(Ledger, self).claim(owner, now, limit, workspace, lease, notices=notices)
        )
        return rows

    async def move(
        self, row: Delivery, event: Event, now: dt.datetime, adding: Sequence[Delivery] = ()
    ) -> Delivery:
        name = type(event).__name__
        after: Delivery = await self._effect(name, lambda: super(Ledger, self).move(row, event, now, adding))
        self.worker.world.note(
            self.worker.name, name, row.ref.channel, row.slot, row.state, "->", after.state
        )
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
        world = self.worker.world
        await self.worker.gate("before save")
        if world.time < world.down_until or world.chance(world.faults.database):
            raise StoreError("the database is gone")
        saved = await super().save(channel, changes, now)
        await self.worker.gate("after save")
        return saved

    async def move(self, old: ChannelRef, new: str) -> bool:
        await self.worker.gate("before move")
        done = await super().move(old, new)
        if done:
            self.worker.world.renamed(old, new)
        return done


class Leads:
    """Some channels have one lead, some have two, and some have none."""

    def __init__(self, worker: Worker) -> None:
        self.worker = worker

    async def of(self, ref: ChannelRef) -> Sequence[Lead]:
        world = self.worker.world
        if world.time < world.down_until or world.chance(world.faults.database):
            raise StoreError("the database is gone")
        return [Lead(user) for user in world.leads.get(ref, ())]


class Pacing(MemoryPacing):
    """Sometimes lets several processes into one workspace: nothing may be posted twice even then."""

    def __init__(self, ledger: MemoryLedger, worker: Worker) -> None:
        super().__init__(ledger)
        self.worker = worker

    async def take(self, *asked: Any, **named: Any) -> Sequence[Turn]:
        await self.worker.gate("take")
        if self.worker.world.chance(0.5):
            self.database.held.clear()
        return await super().take(*asked, **named)


class Overrides:
    """Implements `channels.ports.OverrideStore`."""

    def __init__(self, database: Past) -> None:
        self.kept = database.overrides

    async def of(self, ref: ChannelRef, first: dt.date) -> Mapping[dt.date, Override]:
        kept = self.kept.get(ref, {})
        return {slot: one for slot, one in kept.items() if slot >= first}

    async def save(self, ref: ChannelRef, override: Override, change: Change) -> None:
        self.kept.setdefault(ref, {})[override.slot] = override

    async def remove(self, ref: ChannelRef, slot: dt.date, change: Change) -> None:
        self.kept.get(ref, {}).pop(slot, None)

    async def move(self, ref: ChannelRef, slots: Mapping[dt.date, dt.date]) -> None:
        kept = self.kept.get(ref, {})
        taken = {slots[slot]: kept.pop(slot) for slot in [*slots] if slot in kept}
        kept.update({slot: Override(slot, one.tip) for slot, one in taken.items()})


class Audit:
    """An audit log that nobody reads."""

    async def add(self, ref: ChannelRef, change: Change) -> None:
        return

    async def of(self, ref: ChannelRef, limit: int) -> Sequence[Change]:
        return ()

    async def since(self, ref: ChannelRef, version: int) -> Sequence[Change]:
        return ()


class Nothing:
    """A store without own tips and without channels named by their names; of what Slack reported it has only new
    ids."""

    def __init__(self, ids: Mapping[str, str] | None = None) -> None:
        self._ids = {} if ids is None else ids

    async def ids(self, *_: object) -> Mapping[str, str]:
        return self._ids

    async def of(self, *_: object) -> dict[Any, Any]:
        return {}

    async def keep(self, *_: object) -> None:
        return

    async def gone(self, *_: object) -> frozenset[str]:
        return frozenset()
