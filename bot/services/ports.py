"""What the services ask of the outside world, and what it may raise. The names of DESIGN.md's words are used.

All times are aware datetimes in UTC. A `workspace` and a `channel` are Slack ids. Every store raises StoreError
when its database cannot be used.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.domain.channels import Change, Channel
from bot.domain.deliveries import LEASE, Delivery, Event, Skip
from bot.domain.errors import LeiderschapError
from bot.domain.installations import Installation
from bot.domain.messages import Message
from bot.domain.passages import Corpus, Findings, Passage
from bot.domain.schedule import Occurrence
from bot.domain.tips import Library, Tip


class LostRace(LeiderschapError):
    """Another worker changed the row first; nothing was written."""


class PassedOver(LeiderschapError):
    """An occurrence that is due would be left behind without a row in the ledger; nothing was written."""


class PostError(LeiderschapError):
    """A post did not come back with success. `code` is Slack's error or the kind of failure, never a text."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class NotPostedError(PostError):
    """The message is surely not there and may be tried again, after `retry_after` where it was too much.

    `everywhere` says that Slack means the whole workspace; else it may be about the channel alone.
    """

    def __init__(
        self, code: str, retry_after: dt.timedelta | None = None, *, everywhere: bool = False
    ) -> None:
        super().__init__(code)
        self.retry_after = retry_after
        self.everywhere = everywhere


class RefusedError(PostError):
    """The message is surely not there, and trying again does not help until somebody mends the cause.

    `pauses` says that the cause is the channel or the bot's rights, so that the next message would fare no better.
    """

    def __init__(self, code: str, *, pauses: bool) -> None:
        super().__init__(code)
        self.pauses = pauses


class UnsureError(PostError):
    """Slack may have posted the message: the request left and no readable answer came."""


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


class Ledger(Protocol):
    """The deliveries. What it returns was committed; every write is a compare-and-swap on the version."""

    async def plan(
        self, channel: Channel, deliveries: Sequence[Delivery], following: Occurrence | None
    ) -> bool:
        """Insert the deliveries (a slot that has a row already keeps it) and move the channel on to `following`.

        One transaction, which writes nothing and returns False when the channel is no longer the one that was read:
        another worker was first, or its settings were changed. Raises PassedOver where a slot that the channel leaves
        behind (`channels.passed_over`) has no row then.
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

    async def history(self, workspace: str, channel: str) -> Mapping[str, dt.date]:
        """Each tip that was or may have been posted in the channel, with its last slot."""
        ...

    async def recent(
        self, workspace: str, channel: str, limit: int, kinds: Sequence[str] = ()
    ) -> Sequence[Delivery]:
        """The channel's deliveries of these kinds (all, where none is named), newest slot first."""
        ...


class OnceStore(Protocol):
    """Remembers for a day what was done, so that a repeated click or event does nothing twice."""

    async def first(self, key: str, now: dt.datetime) -> bool:
        """Record the key; True for exactly one caller. `key` names the act, never its content."""
        ...

    async def done(self, key: str) -> bool:
        """Whether the key is recorded."""
        ...

    async def release(self, key: str) -> None:
        """The act came to nothing: it may be done again."""
        ...

    async def forget(self, before: dt.datetime) -> int:
        """Delete what was recorded earlier than `before`; how many."""
        ...


class Messenger(Protocol):
    """Posts in channels. Never repeats a request by itself."""

    async def post(
        self,
        workspace: str,
        channel: str,
        message: Message,
        thread: str | None = None,
        *,
        delivery: uuid.UUID | None = None,
        in_time: Callable[[], bool] | None = None,
    ) -> str:
        """Post the message and return its ts. Raises NotPostedError, RefusedError or UnsureError.

        `delivery` goes along where nobody sees it, so that `Receipts` can find the message by it. `in_time` is asked
        right before the first byte leaves; where it says no, none does.
        """
        ...


class Unreadable(LeiderschapError):
    """The bot may not read this conversation."""


@dataclass(frozen=True, slots=True)
class Look:
    """What was found in a conversation: the message's ts, None where it is not there; and whether one answer of Slack
    held the whole stretch of time, so that nothing can have moved from one page to another."""

    ts: str | None
    one_page: bool = True


class Receipts(Protocol):
    """Finds out what became of a post whose answer was lost."""

    async def find(
        self, row: Delivery, since: dt.datetime, until: dt.datetime, thread: str | None = None
    ) -> Look:
        """Look for the delivery's message in its channel (or thread), everywhere between these moments.

        Raises Unreadable, or another LeiderschapError where trying later may help.
        """
        ...


class Administrators(Protocol):
    """Who administers a workspace."""

    async def of(self, workspace: str) -> Sequence[str]:
        """Their ids. Raises LeiderschapError when Slack does not say."""
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
        """Hold these workspaces longer."""
        ...

    async def leave(self, owner: str, workspace: str, until: dt.datetime) -> None:
        """Let others have the workspace from `until` on."""
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


class PassageSearch(Protocol):
    """Finds passages. Safe on any text; never raises for a question."""

    def search(self, question: str, limit: int = 3, offset: int = 0) -> Findings:
        """The best passages for the question, `limit` of them after the first `offset`."""
        ...

    def passage(self, id: str) -> Passage | None:
        """The passage with this id, or None."""
        ...

    def subjects(self, question: str) -> tuple[str, ...]:
        """What the question is about, in words that may be kept: those that the articles or a dictionary know."""
        ...


@dataclass(frozen=True, slots=True)
class Content:
    """All content that is in force, loaded and checked together.

    `retold` gives a passage (by id) of an imported original the id of the section that retells it. `shipped` are the
    slugs of the articles that come with the bot and stand in their own place.
    """

    library: Library
    corpus: Corpus
    search: PassageSearch
    retold: Mapping[str, str] = field(default_factory=dict)
    shipped: frozenset[str] = frozenset()

    def tip_for(self, passage: Passage) -> Tip | None:
        """The tip that comes from what the passage says, or None."""
        return self.library.for_section(passage.article, self.retold.get(passage.id, passage.section))


class InstallationStore(Protocol):
    """Which workspaces and organisations installed the bot. An `enterprise` or `workspace` that is not there is ''."""

    async def save(self, installation: Installation) -> None:
        """Store an installation in the place of the earlier one, and forget that the workspace had left."""
        ...

    async def find(self, workspace: str, enterprise: str = "") -> Installation | None:
        """The workspace's own installation, else that of its organisation, or None.

        Without `enterprise` the organisation is the one that `seen` recorded.
        """
        ...

    async def seen(self, workspace: str, enterprise: str) -> None:
        """Record that the bot is used in a workspace of an organisation that installed it for all of them."""
        ...

    async def remove(self, workspace: str, enterprise: str, at: dt.datetime) -> None:
        """Delete the tokens of the installation that Slack ended at `at`, and record that its workspaces left.

        An installation that is newer than `at` stays. Doing it twice is doing it once.
        """
        ...

    async def claim_renewal(self, installation: Installation, now: dt.datetime, until: dt.datetime) -> bool:
        """Lock the row for whoever renews its token; True for one caller until `until`, False once it was renewed."""
        ...

    async def renewed(self, before: Installation, after: Installation) -> bool:
        """Store the new token; False when the installation `before` is gone or was replaced meanwhile."""
        ...


class StateStore(Protocol):
    """Which installations were begun and not finished."""

    async def issue(self, state: str, now: dt.datetime, expires_at: dt.datetime) -> None:
        """Record the state; those that expired by `now` are deleted."""
        ...

    async def waits(self, state: str, now: dt.datetime) -> bool:
        """Whether it can still be consumed."""
        ...

    async def consume(self, state: str, now: dt.datetime) -> bool:
        """Delete the state; True for exactly one caller, and only before it expires."""
        ...
