"""What is kept about channels, and what it may raise.

Times are UTC; every store raises StoreError. A method that changes something takes the `Change` that says so, and
writes both in one transaction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Protocol

from bot.channels.model import Change, Channel, Lead, Override
from bot.channels.own_tips.model import OwnTip
from bot.channels.presence.model import Kind, Said


class ChannelStore(Protocol):
    """The channels that were set up, and when each is due."""

    async def get(self, workspace: str, channel: str) -> Channel | None:
        """The channel, or None where it was never set up."""
        ...

    async def list(self, workspace: str) -> Sequence[Channel]:
        """All channels of a workspace, by name."""
        ...

    async def save(
        self, channel: Channel, changes: Sequence[Change] = (), now: dt.datetime | None = None
    ) -> Channel:
        """Insert the channel (version 0) or overwrite it, whole; returns it with its new version.

        The changes go into the audit log with it. Raises LostRace when somebody else stored the channel since it was
        read: read again, then decide.

        Its next occurrence is put off or taken away only where it was not due by `now`, and not at all without a `now`:
        else raises PassedOver, as `Ledger.plan` alone leaves behind what is due.
        """
        ...

    async def last_slot(self, workspace: str, channel: str) -> dt.date | None:
        """The newest slot that has its nudge: posted, on its way, or used up by a nudge that a lead posted early."""
        ...

    async def last_recorded(self, workspace: str, channel: str) -> dt.date | None:
        """The newest slot of a nudge that stands in the ledger, whatever became of it."""
        ...

    async def move(self, workspace: str, old: str, new: str) -> bool:
        """Take all that is kept about a channel along to its new id; False where nothing was, or `new` has it."""
        ...

    async def due(self, now: dt.datetime, limit: int) -> Sequence[Channel]:
        """Up to `limit` channels with next_due_at <= now, longest due first; one indexed query."""
        ...


class ChannelDirectory(Protocol):
    """Which channels the bot is in."""

    async def channels(self) -> Mapping[str, str]:
        """The channels that the bot is a member of: id to name. Raises LeiderschapError when Slack does not say."""
        ...


class OverrideStore(Protocol):
    """What leads decided for slots that are still to come."""

    async def of(self, workspace: str, channel: str, first: dt.date) -> Mapping[dt.date, Override]:
        """The overrides of slots from `first` on, by slot."""
        ...

    async def save(self, workspace: str, channel: str, override: Override, change: Change) -> None:
        """Decide for the slot, in place of what was decided before."""
        ...

    async def remove(self, workspace: str, channel: str, slot: dt.date, change: Change) -> None:
        """Leave the slot to the rhythm, the calendar and the rotation again."""
        ...

    async def move(self, workspace: str, channel: str, slots: Mapping[dt.date, dt.date]) -> None:
        """Take the overrides of these slots along to other slots, after the rhythm changed."""
        ...

    async def forget(self, before: dt.date) -> int:
        """Delete the overrides of slots earlier than `before`; how many."""
        ...


class LeadStore(Protocol):
    """Who leads which channel."""

    async def of(self, workspace: str, channel: str) -> Sequence[Lead]:
        """The leads of a channel, in the order in which they became one."""
        ...

    async def channels(self, workspace: str, user: str) -> Sequence[str]:
        """The ids of the channels that this person leads."""
        ...

    async def led(self) -> Sequence[tuple[str, str]]:
        """Every channel that has leads: its workspace and its id."""
        ...

    async def add(self, workspace: str, channel: str, lead: Lead, change: Change) -> bool:
        """Make somebody a lead; False where they were one already. The file takes over whom Slack named."""
        ...

    async def remove(self, workspace: str, channel: str, user: str, change: Change) -> bool:
        """Make somebody a lead no longer; False where they were none."""
        ...


class AuditLog(Protocol):
    """Who changed what. Kept twelve months."""

    async def add(self, workspace: str, channel: str, change: Change) -> None:
        """Record a change that was stored elsewhere."""
        ...

    async def of(self, workspace: str, channel: str, limit: int) -> Sequence[Change]:
        """The last changes of a channel, newest first."""
        ...

    async def since(self, workspace: str, channel: str, version: int) -> Sequence[Change]:
        """The changes that were made after the channel had this version, oldest first."""
        ...

    async def forget(self, before: dt.datetime) -> int:
        """Delete the changes that were made earlier than `before`; how many."""
        ...


class OwnTipStore(Protocol):
    """The tips that teams wrote for their own channel."""

    async def of(self, workspace: str, channel: str) -> Mapping[str, OwnTip]:
        """The channel's own tips by id, oldest first."""
        ...

    async def save(self, workspace: str, channel: str, tip: OwnTip, change: Change) -> None:
        """Add the tip, or put it in the place of the one with its id."""
        ...

    async def remove(self, workspace: str, channel: str, id: str, change: Change) -> bool:
        """Delete the tip; False where it is not there."""
        ...


class HappeningStore(Protocol):
    """What Slack said of a channel, also of one that was never set up.

    A channel that is stored as one that is not `paused` has no stop (`happenings.STOPS`) that stands.
    """

    async def of(self, workspace: str, channel: str) -> Mapping[Kind, Said]:
        """What is known of the channel, by kind."""
        ...

    async def note(self, workspace: str, channel: str, kind: Kind, before: Said | None, after: Said) -> bool:
        """Put `after` in the place of `before`; False where that is no longer what is known."""
        ...

    async def stopped(self) -> Sequence[tuple[str, str]]:
        """Every channel that an event stopped: its workspace and its id."""
        ...

    async def gone(self, workspace: str) -> frozenset[str]:
        """The ids of the channels that were deleted, as Slack said."""
        ...

    async def ids(self, workspace: str) -> Mapping[str, str]:
        """The new id of each channel that got another, by the one that it had."""
        ...


class EntryStore(Protocol):
    """Which channel an entry of the channels file means that names it by its name (folded)."""

    async def of(self, workspace: str) -> Mapping[str, str]:
        """Names, with the ids that they stand for."""
        ...

    async def keep(self, workspace: str, meant: Mapping[str, str]) -> None:
        """Remember these, and no others."""
        ...

    async def forget(self, workspace: str, name: str) -> bool:
        """The name stands for whatever channel has it; False where it was not remembered."""
        ...


class NoticeStore(Protocol):
    """What was told about a channel, so that it is told once."""

    async def first(self, workspace: str, channel: str, what: str, now: dt.datetime) -> bool:
        """Record it; True for exactly one caller."""
        ...

    async def told(self, workspace: str, channel: str, what: str) -> bool:
        """Whether it is recorded."""
        ...

    async def forget(self, workspace: str, channel: str, what: str) -> None:
        """It is over: when it happens again it is to be told again."""
        ...


class Leads(Protocol):
    """Who leads a channel."""

    async def of(self, workspace: str, channel: str) -> Sequence[Lead]:
        """The leads of a channel, the longest first."""
        ...
