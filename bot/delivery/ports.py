"""What the delivery asks of the ledger and of a platform.

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
    """A channel, as the `version` of it was that was read, which goes on to its next occurrence: `due_at` and `slot`
    are None where none follows. Each of the slots `behind` it has to stand in the ledger."""

    ref: ChannelRef
    version: int
    due_at: dt.datetime | None
    slot: dt.date | None
    behind: frozenset[dt.date]


class Ledger(Protocol):
    """The deliveries. What it returns was committed; every write is a compare-and-swap on the version."""

    async def plan(self, onward: Onward, deliveries: Sequence[Delivery]) -> bool:
        """Insert the deliveries (a slot that has a row already keeps it) and move the channel on.

        One transaction, which writes nothing and returns False when the channel is no longer the one that was read:
        another worker was first, or its settings were changed. Raises PassedOver where a slot that the channel leaves
        behind has no row then.
        """
        ...

    async def add(self, deliveries: Sequence[Delivery]) -> None:
        """Insert deliveries that follow from no occurrence; one that has a row already keeps it."""
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
        """Claim up to `limit` claimable deliveries (of one workspace), longest due first, for the length of `lease`.

        `notices`: those alone that tell what went wrong, or all but those. Nobody gets one twice, the database decides.

        None of a channel that has one in flight, and none before an older one of its channel that may still be posted
        (also when that one waits for `not_before`): the posts of a channel keep their order.
        """
        ...

    async def move(
        self, row: Delivery, event: Event, now: dt.datetime, adding: Sequence[Delivery] = ()
    ) -> Delivery:
        """Apply `deliveries.decide` and commit the outcome, in one transaction with `adding`, as `add` does.

        Raises IllegalTransition when the event does not fit `row`, LostRace when the row is no longer as `row` says.
        """
        ...

    async def stale(self, now: dt.datetime, limit: int) -> Sequence[Delivery]:
        """Up to `limit` deliveries whose `deliveries.stale_at` has come, the longest stale first."""
        ...

    async def clock(self) -> dt.datetime | None:
        """What the database's own clock says, None where it is the machine's."""
        ...

    async def get(self, id: str) -> Delivery | None:
        """The delivery with this id, or None (also for what is no id)."""
        ...

    async def history(self, ref: ChannelRef) -> Mapping[str, dt.date]:
        """Each tip that was or may have been posted in the channel, with its last slot."""
        ...

    async def recent(self, ref: ChannelRef, limit: int, kinds: Collection[str] = ()) -> Sequence[Delivery]:
        """The channel's deliveries of these kinds (all, where none is named), newest slot first."""
        ...


class Channels(Protocol):
    """What the delivery asks of a channel, and says of it."""

    async def leads(self, ref: ChannelRef) -> Sequence[str]:
        """Who leads it, by their ids."""
        ...

    async def named(self, ref: ChannelRef) -> tuple[str, str] | None:
        """Its name and its time zone; None where it was never set up."""
        ...

    async def mark(self, row: Delivery, reason: str | None) -> None:
        """Say that the delivery's channel cannot be posted in, with the code of the refusal, or can again."""
        ...


class Unreadable(LeiderschapError):
    """The bot may not read this conversation."""


@dataclass(frozen=True, slots=True)
class Look:
    """What was found in a conversation: the message's ts, None where it is not there; and whether one answer of Slack
    held the whole stretch of time, so that nothing can have moved from one page to another."""

    ts: str | None
    one_page: bool = True


class DeliveryLookup(Protocol):
    """Finds out what became of a post whose answer was lost."""

    async def find(
        self, row: Delivery, since: dt.datetime, until: dt.datetime, thread: str | None = None
    ) -> Look:
        """Look for the delivery's message in its channel (or thread), everywhere between these moments.

        Raises Unreadable, or another LeiderschapError where trying later may help.
        """
        ...


@dataclass(frozen=True, slots=True)
class Turn:
    """A workspace that a process may post in, with the rate (posts a second) that it was slowed down to at `slowed_at`,
    and until when Slack had it wait. All are None where it never was too much."""

    workspace: str
    rate: float | None = None
    slowed_at: dt.datetime | None = None
    blocked_until: dt.datetime | None = None


class PacingStore(Protocol):
    """Which process posts in which workspace, and what Slack said about going too fast.

    It keeps two processes from posting in one workspace at once, faster together than each may. That nothing is posted
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
        """Take up to `limit` workspaces until `until`: those with something to claim that nobody has and that Slack
        does not keep waiting, those in `first` before others, without those in `besides`."""
        ...

    async def noticed(self, now: dt.datetime) -> Sequence[str]:
        """The workspaces that have a notice to claim, whoever posts in them."""
        ...

    async def keep(self, owner: str, workspaces: Sequence[str], until: dt.datetime) -> None:
        """Hold these workspaces until then: longer, or no longer than that."""
        ...

    async def slow(self, workspace: str, rate: float, now: dt.datetime, until: dt.datetime) -> None:
        """Slack said that it was too much: nobody posts there before `until`, and then at this rate."""
        ...

    async def lift(self, workspace: str, now: dt.datetime) -> None:
        """It was not the workspace that Slack kept waiting: who waits for it need not any more."""
        ...


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a delivery posts: the message, the tip in it ('' for none), and the thread that it goes to.

    `paused`: the channel stands still, and this post shows whether it can go on. `told`: as the last post there was
    refused, of which its leads know.
    """

    message: Message
    tip: str = ""
    thread: str | None = None
    paused: bool = False
    told: bool = False


class Kind(Protocol):
    """How one kind of delivery is made ready; the ledger and the sending are the same for all kinds."""

    async def prepare(self, delivery: Delivery, now: dt.datetime) -> Prepared | Skip:
        """What is to be posted, or why nothing is. Called after the claim and before the intent is recorded.

        Raises LeiderschapError where it may work later, ValueError or KeyError where it never will.
        """
        ...
