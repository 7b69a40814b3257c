"""The stores of channels and what they may raise.

Times are UTC; every store raises StoreError. A method that changes something takes the `Change` to record and writes
both in one transaction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Protocol

from bot.channels.model import Change, Channel, Lead, Override
from bot.core.people import ChannelRef


class ChannelStore(Protocol):
    """The channels that were set up, and when each is due."""

    async def get(self, ref: ChannelRef) -> Channel | None:
        """The channel, or None if it was never set up."""
        ...

    async def list(self, workspace: str) -> Sequence[Channel]:
        """All channels of a workspace, by name."""
        ...

    async def save(
        self, channel: Channel, changes: Sequence[Change] = (), now: dt.datetime | None = None
    ) -> Channel:
        """Insert the channel (version 0) or overwrite it completely; returns it with its new version.

        The changes go into the audit log with it. Raises LostRace if somebody else stored the channel since it was
        read: read it again, then decide.

        Its next occurrence may be postponed or removed only if it was not due by `now`, and never without a `now`:
        otherwise raises PassedOver, because only `Ledger.plan` moves past what is due.
        """
        ...

    async def last_slot(self, ref: ChannelRef) -> dt.date | None:
        """The newest slot that has its nudge: posted, under way, or used up by one that a lead posted early."""
        ...

    async def last_recorded(self, ref: ChannelRef) -> dt.date | None:
        """The newest slot with a nudge in the ledger, whatever became of it."""
        ...

    async def move(self, old: ChannelRef, new: str) -> bool:
        """Move everything that is kept about a channel to its new id; False if there was nothing or `new` has it
        already."""
        ...

    async def due(self, now: dt.datetime, limit: int) -> Sequence[Channel]:
        """Up to `limit` channels with next_due_at <= now, longest due first; one indexed query."""
        ...

    async def far(self, after: ChannelRef, beyond: dt.datetime, limit: int) -> Sequence[Channel]:
        """Up to `limit` channels that are due later than `beyond`, in the order of their ids, behind `after`."""
        ...


class OverrideStore(Protocol):
    """What leads decided for future slots."""

    async def of(self, ref: ChannelRef, first: dt.date) -> Mapping[dt.date, Override]:
        """The overrides of slots from `first` on, by slot."""
        ...

    async def save(self, ref: ChannelRef, override: Override, change: Change) -> None:
        """Decide for the slot, replacing an earlier decision."""
        ...

    async def remove(self, ref: ChannelRef, slot: dt.date, change: Change) -> None:
        """Leave the slot to the rhythm, the calendar and the rotation again."""
        ...

    async def move(self, ref: ChannelRef, slots: Mapping[dt.date, dt.date]) -> None:
        """Move the overrides of these slots to other slots, after a change of rhythm."""
        ...


class AuditLog(Protocol):
    """Who changed what, kept for twelve months."""

    async def add(self, ref: ChannelRef, change: Change) -> None:
        """Record a change that was stored elsewhere."""
        ...

    async def of(self, ref: ChannelRef, limit: int) -> Sequence[Change]:
        """The last changes of a channel, newest first."""
        ...

    async def since(self, ref: ChannelRef, version: int) -> Sequence[Change]:
        """The changes since the channel had this version, oldest first."""
        ...


class Leads(Protocol):
    """Who leads a channel."""

    async def of(self, ref: ChannelRef) -> Sequence[Lead]:
        """The leads of a channel, longest-serving first."""
        ...
