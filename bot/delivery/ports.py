"""What the delivery needs from the ledger and from a platform.

Times are aware datetimes in UTC; every store raises StoreError.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.core.errors import LeiderschapError
from bot.core.messages import Message
from bot.core.people import ChannelRef
from bot.delivery.bounds import LEASE
from bot.delivery.model import Delivery, Event, Skip


@dataclass(frozen=True, slots=True)
class Onward:
    """A channel, at the `version` that was read, that moves on to its next occurrence: `due_at` and `slot` are None
    if there is none. Every slot in `behind` must have a row in the ledger."""

    ref: ChannelRef
    version: int
    due_at: dt.datetime | None
    slot: dt.date | None
    behind: frozenset[dt.date]


class Ledger(Protocol):
    """The deliveries. What it returns is committed; every write is a compare-and-swap on the version."""

    async def plan(self, onward: Onward, deliveries: Sequence[Delivery]) -> bool:
        """Insert the deliveries (a slot that has a row keeps it) and move the channel on.

        One transaction, which writes nothing and returns False if the channel changed since it was read, by another
        worker or by new settings. Raises PassedOver if a slot that the channel moves past would then have no row.
        """
        ...

    async def add(self, deliveries: Sequence[Delivery]) -> None:
        """Insert deliveries that belong to no occurrence; one that has a row keeps it."""
        ...

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
        """Claim up to `limit` claimable deliveries (of one workspace), longest due first, for the duration of
        `lease`.

        `notices`: only those that tell what went wrong, or all others. No two workers get the same one: the database
        decides.

        It skips channels that have a delivery in flight, and deliveries with an older one in their channel that may
        still be posted (even if that waits for `not_before`): a channel's posts keep their order.
        """
        ...

    async def move(
        self, row: Delivery, event: Event, now: dt.datetime, adding: Sequence[Delivery] = ()
    ) -> Delivery:
        """Apply `model.decide` and commit the result, in one transaction with `adding`, as `add` does.

        Raises IllegalTransition if the event does not fit `row`, LostRace if the row changed since it was read.
        """
        ...

    async def stale(self, now: dt.datetime, limit: int) -> Sequence[Delivery]:
        """Up to `limit` deliveries whose `model.stale_at` has passed, longest ago first."""
        ...

    async def clock(self) -> dt.datetime | None:
        """The time of the database's own clock; None if it is the machine's."""
        ...

    async def get(self, id: str) -> Delivery | None:
        """The delivery with this id, or None (also for text that is not an id)."""
        ...

    async def history(self, ref: ChannelRef) -> Mapping[str, dt.date]:
        """Each tip that was or may have been posted in the channel, with its last slot."""
        ...

    async def recent(self, ref: ChannelRef, limit: int, kinds: Collection[str] = ()) -> Sequence[Delivery]:
        """The channel's deliveries of these kinds (all if none are given), newest slot first."""
        ...


class Channels(Protocol):
    """What the delivery asks and reports about a channel."""

    async def leads(self, ref: ChannelRef) -> Sequence[str]:
        """The ids of its leads."""
        ...

    async def named(self, ref: ChannelRef) -> tuple[str, str] | None:
        """Its name and its time zone; None if it was never set up."""
        ...

    async def mark(self, row: Delivery, reason: str | None) -> None:
        """Record that the delivery's channel refuses posts, with the error code, or accepts them again (None)."""
        ...


class Unreadable(LeiderschapError):
    """The bot may not read this conversation."""


@dataclass(frozen=True, slots=True)
class Look:
    """The result of a search in a conversation: the message's ts, None if it is not there, and whether a single page
    of Slack's answer covered the whole period, so that no message can have slipped between pages."""

    ts: str | None
    one_page: bool = True


class DeliveryLookup(Protocol):
    """Finds out what happened to a post whose answer was lost."""

    async def find(
        self, row: Delivery, since: dt.datetime, until: dt.datetime, thread: str | None = None
    ) -> Look:
        """Look for the delivery's message in its channel (or thread), anywhere between these moments.

        Raises Unreadable, or another LeiderschapError if trying later may help.
        """
        ...


@dataclass(frozen=True, slots=True)
class Turn:
    """A workspace that a process may post in, the rate (posts a second) that it was reduced to at `slowed_at`, and
    until when Slack made it wait. All are None if it never was too fast."""

    workspace: str
    rate: float | None = None
    slowed_at: dt.datetime | None = None
    blocked_until: dt.datetime | None = None


class PacingStore(Protocol):
    """Which process posts in which workspace, and what Slack said about the pace.

    It keeps two processes from posting in one workspace at once, together faster than allowed. That nothing is posted
    twice does not depend on it.
    """

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
        """Take up to `limit` workspaces until `until`: those with something to claim that are free and that Slack
        does not make wait, first those in `first`, without those in `besides`."""
        ...

    async def noticed(self, now: dt.datetime) -> Sequence[str]:
        """The workspaces that have a notice to claim, whoever posts in them."""
        ...

    async def keep(self, owner: str, workspaces: Sequence[str], until: dt.datetime) -> None:
        """Hold these workspaces until then, be that later or earlier than before."""
        ...

    async def slow(self, workspace: str, rate: float, now: dt.datetime, until: dt.datetime) -> None:
        """Slack said that it was too much: nobody posts there before `until`, and then at this rate."""
        ...

    async def lift(self, workspace: str, now: dt.datetime) -> None:
        """Slack did not mean the workspace: nobody has to wait for it any more."""
        ...


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a delivery posts: the message, the tip in it ('' for none), and the thread that it goes to.

    `paused`: the channel is paused, and this post shows whether it can continue. `told`: its leads already know that
    posts there are refused, as the last one was.
    """

    message: Message
    tip: str = ""
    thread: str | None = None
    paused: bool = False
    told: bool = False


class Kind(Protocol):
    """How one kind of delivery is prepared; the ledger and the sending are the same for all kinds."""

    async def prepare(self, delivery: Delivery, now: dt.datetime) -> Prepared | Skip:
        """What to post, or why nothing is posted. Called after the claim and before the intent is recorded.

        Raises LeiderschapError if it may work later, ValueError or KeyError if it never will.
        """
        ...
