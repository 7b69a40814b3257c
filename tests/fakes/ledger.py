"""The stores of the delivery in memory. They pass the same contract tests as those on a database."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from bot.channels.model import Change, Channel
from bot.core.errors import LostRace, PassedOver
from bot.core.people import ChannelRef
from bot.delivery.bounds import LEASE
from bot.delivery.model import (
    FARTHEST,
    IN_FLIGHT,
    NOTICE,
    OPEN,
    Claim,
    Delivery,
    Event,
    claimable,
    decide,
    lease_over,
    stale_at,
)
from bot.delivery.ports import Onward, Turn

SETTLED = frozenset({"posted", "failed", "skipped"})


class MemoryDatabase:
    """The data that survives every process."""

    def __init__(self) -> None:
        self.rows: dict[uuid.UUID, Delivery] = {}
        self.of: defaultdict[ChannelRef, dict[uuid.UUID, Delivery]] = defaultdict(dict)
        self.unsettled: dict[uuid.UUID, Delivery] = {}
        self.slots: set[tuple[ChannelRef, str, dt.date, str]] = set()
        self.channels: dict[ChannelRef, Channel] = {}
        self.held: dict[str, tuple[str, dt.datetime]] = {}
        self.slowed: dict[str, tuple[float, dt.datetime, dt.datetime]] = {}

    def put(self, row: Delivery) -> bool:
        """Insert a row; False if there is already a row with its id or its slot."""
        slot = row.ref, row.kind, row.slot, row.subject
        if row.id in self.rows or slot in self.slots:
            return False
        self.slots.add(slot)
        self.write(row)
        return True

    def keep(self, channel: Channel) -> None:
        self.channels[channel.ref] = channel

    def rename(self, old: ChannelRef, new: str) -> bool:
        """Give a channel and its rows a new id; False if the channel does not exist, or the new id does."""
        ref = replace(old, channel=new)
        if old not in self.channels or ref in self.channels:
            return False
        self.channels[ref] = replace(self.channels.pop(old), id=new)
        for row in list(self.of[old].values()):
            self.slots.remove((old, row.kind, row.slot, row.subject))
            self.slots.add((ref, row.kind, row.slot, row.subject))
            outdated = row.state in {"planned", "claimed", "unknown"}
            self.write(replace(row, ref=ref, version=row.version + outdated))
        return True

    def write(self, row: Delivery) -> None:
        """Store a row, and list it in `unsettled` if it can still change."""
        before = self.rows.get(row.id)
        if before is not None and before.ref != row.ref:
            del self.of[before.ref][row.id]
        self.rows[row.id] = self.of[row.ref][row.id] = row
        if row.state in SETTLED:
            self.unsettled.pop(row.id, None)
        else:
            self.unsettled[row.id] = row


class MemoryLedger:
    """Implements `delivery.ports.Ledger`."""

    def __init__(self, database: MemoryDatabase) -> None:
        self.database = database

    async def plan(self, onward: Onward, deliveries: Sequence[Delivery]) -> bool:
        stored = self.database.channels.get(onward.ref)
        if stored is None or stored.version != onward.version:
            return False
        self.check_recorded(onward, deliveries)
        moved = replace(stored, next_due_at=onward.due_at, next_slot=onward.slot, version=stored.version + 1)
        self.database.keep(moved)
        await self.add(deliveries)
        return True

    def check_recorded(self, onward: Onward, written: Sequence[Delivery]) -> None:
        place = onward.ref, "nudge"
        known = {slot for ref, kind, slot, _ in self.database.slots if (ref, kind) == place}
        known |= {row.slot for row in written if (row.ref, row.kind) == place}
        if onward.behind - known:
            raise PassedOver(f"channel {onward.ref.channel} would lose an occurrence that is due")

    async def add(self, deliveries: Sequence[Delivery]) -> None:
        for row in deliveries:
            self.database.put(row)

    def wanted(
        self, now: dt.datetime, limit: int, workspace: str | None, *, notices: bool | None = None
    ) -> list[Delivery]:
        busy = {row.ref for row in self.database.unsettled.values() if row.state in IN_FLIGHT}
        chosen = []
        for row in sorted(self.database.unsettled.values(), key=lambda row: (row.due_at, row.id)):
            if row.state != "planned" or now >= row.expires_at or row.ref in busy:
                continue
            busy.add(row.ref)
            fits = workspace in (None, row.ref.workspace) and notices in (None, row.kind == NOTICE)
            if claimable(row, now) and fits:
                chosen.append(row)
        return chosen[:limit]

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
        wanted = self.wanted(now, limit, workspace, notices=notices)
        return [self.apply(row, Claim(owner, lease), now) for row in wanted]

    def apply(self, row: Delivery, event: Event, now: dt.datetime) -> Delivery:
        stored = self.database.rows.get(row.id)
        if stored is not None:
            row = replace(row, ref=stored.ref)  # its channel may have a new id by now
        after = decide(row, event, now)
        if stored is None or stored.version != row.version:
            raise LostRace(f"delivery {row.id} was changed by another worker")
        if after.state in IN_FLIGHT and row.state not in IN_FLIGHT:
            for other in self.database.unsettled.values():
                if other.state in IN_FLIGHT and other.ref == row.ref:
                    raise LostRace(f"channel {row.ref.channel} has another delivery in flight")
        self.database.write(after)
        return after

    async def move(
        self, row: Delivery, event: Event, now: dt.datetime, adding: Sequence[Delivery] = ()
    ) -> Delivery:
        after = self.apply(row, event, now)
        await self.add(adding)
        return after

    async def stale(self, now: dt.datetime, limit: int) -> Sequence[Delivery]:
        rows = [
            (at, row)
            for row in self.database.unsettled.values()
            if (at := stale_at(row)) and (at <= now or lease_over(row, now))
        ]
        return [row for _, row in sorted(rows, key=lambda pair: (pair[0], pair[1].id))][:limit]

    async def clock(self) -> dt.datetime | None:
        return None

    async def get(self, id: str) -> Delivery | None:
        try:
            return self.database.rows.get(uuid.UUID(id))
        except ValueError:
            return None

    async def history(self, ref: ChannelRef) -> Mapping[str, dt.date]:
        found: dict[str, dt.date] = {}
        for row in self.database.of[ref].values():
            unresolved = (row.state, row.error) == ("skipped", "unresolved")
            maybe = row.state in {"posted", "sending", "unknown", "review"} or unresolved
            if row.tip and maybe:
                found[row.tip] = max(row.slot, found.get(row.tip, row.slot))
        return found

    async def recent(self, ref: ChannelRef, limit: int, kinds: Collection[str] = ()) -> Sequence[Delivery]:
        rows = [row for row in self.database.of[ref].values() if not kinds or row.kind in kinds]
        rows.sort(key=lambda row: row.id)
        return sorted(rows, key=lambda row: (row.slot, row.due_at), reverse=True)[:limit]


class MemoryChannels:
    """Implements `channels.ports.ChannelStore`, except that it keeps no audit log."""

    def __init__(self, database: MemoryDatabase) -> None:
        self.database = database

    async def get(self, ref: ChannelRef) -> Channel | None:
        return self.database.channels.get(ref)

    async def list(self, workspace: str) -> Sequence[Channel]:
        return [channel for channel in self.database.channels.values() if channel.workspace == workspace]

    async def save(
        self, channel: Channel, changes: Sequence[Change] = (), now: dt.datetime | None = None
    ) -> Channel:
        stored = self.database.channels.get(channel.ref)
        if (stored.version if stored else 0) != channel.version:
            raise LostRace(f"channel {channel.id} was changed by somebody else")
        if stored is not None and self.passes(stored, channel, now):
            raise PassedOver(f"channel {channel.id} would lose an occurrence that is due")
        saved = replace(channel, version=channel.version + 1)
        self.database.keep(saved)
        return saved

    def passes(self, stored: Channel, channel: Channel, now: dt.datetime | None) -> bool:
        """Whether an occurrence that is due by `now` would be lost if `channel` replaced `stored`."""
        due, following = stored.next_due_at, channel.next_due_at
        if due is None or (due, stored.next_slot) == (following, channel.next_slot):
            return False
        return (following is None or following >= due) and (now is None or due <= now)

    async def last_slot(self, ref: ChannelRef) -> dt.date | None:
        used = OPEN | {"posted"}
        rows = self._nudges(ref)
        slots = (row.slot for row in rows if row.state in used or row.error == "posted_early")
        return max(slots, default=None)

    async def last_recorded(self, ref: ChannelRef) -> dt.date | None:
        return max((row.slot for row in self._nudges(ref)), default=None)

    def _nudges(self, ref: ChannelRef) -> Sequence[Delivery]:
        return [row for row in self.database.rows.values() if (row.ref, row.kind) == (ref, "nudge")]

    async def move(self, old: ChannelRef, new: str) -> bool:
        return self.database.rename(old, new)

    async def due(self, now: dt.datetime, limit: int) -> Sequence[Channel]:
        due = [(one.next_due_at, one) for one in self.database.channels.values() if one.next_due_at]
        waiting = sorted(((at, one) for at, one in due if at <= now), key=lambda pair: (pair[0], pair[1].id))
        return [one for _, one in waiting][:limit]

    async def far(self, after: ChannelRef, beyond: dt.datetime, limit: int) -> Sequence[Channel]:
        there = sorted(self.database.channels.values(), key=lambda one: (one.workspace, one.id))
        behind = [one for one in there if (one.workspace, one.id) > (after.workspace, after.channel)]
        return [one for one in behind if one.next_due_at and one.next_due_at > beyond][:limit]


class MemoryPacing:
    """Implements `delivery.ports.PacingStore`."""

    def __init__(self, ledger: MemoryLedger) -> None:
        self._ledger = ledger
        self.database = ledger.database

    async def take(
        self,
        owner: str,
        now: dt.datetime,
        until: dt.datetime,
        limit: int,
        besides: Sequence[str],
        *,
        first: Sequence[str] = (),
    ) -> Sequence[Turn]:
        turns: list[Turn] = []
        waiting = sorted({row.ref.workspace for row in self._ledger.wanted(now, 10**6, None)})
        for workspace in sorted(waiting, key=lambda workspace: workspace not in first):
            held = self.database.held.get(workspace)
            busy = held is not None and now < held[1] <= now + FARTHEST
            slowed = self.database.slowed.get(workspace)
            if workspace in besides or busy or self._waits(workspace, now) or len(turns) == limit:
                continue
            self.database.held[workspace] = owner, until
            turns.append(Turn(workspace, *(slowed or ())))
        return turns

    async def noticed(self, now: dt.datetime) -> Sequence[str]:
        return sorted({row.ref.workspace for row in self._ledger.wanted(now, 10**6, None, notices=True)})

    async def keep(self, owner: str, workspaces: Sequence[str], until: dt.datetime) -> None:
        for workspace in workspaces:
            if self.database.held.get(workspace, ("",))[0] == owner:
                self.database.held[workspace] = owner, until

    async def slow(self, workspace: str, rate: float, now: dt.datetime, until: dt.datetime) -> None:
        if self._waits(workspace, now):
            slower, _, longer = self.database.slowed[workspace]
            rate, until = min(rate, slower), max(until, longer)
        self.database.slowed[workspace] = rate, now, until

    async def lift(self, workspace: str, now: dt.datetime) -> None:
        if slowed := self.database.slowed.get(workspace):
            self.database.slowed[workspace] = *slowed[:2], min(slowed[2], now)

    def _waits(self, workspace: str, now: dt.datetime) -> bool:
        _, at, until = self.database.slowed.get(workspace, (0.0, now, now))
        return until > now and at <= now + FARTHEST
