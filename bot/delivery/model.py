"""One post as a state machine, pure.

A delivery is a row of the ledger, one for each channel, kind and slot. `decide` is the only way from one state to the
next; a store writes what it returns, and only if the row still has the version that was read (compare and swap).

| from             | event      | guard                                     | to                                  |
|------------------|------------|-------------------------------------------|-------------------------------------|
| planned          | Expire     | now >= expires_at                         | skipped, reason `missed`            |
| planned          | Skip       | -                                         | skipped, with the reason given      |
| planned          | Claim      | due, not_before passed, not expired       | claimed, with owner and lease       |
| claimed          | Release    | lease over, or asked by the owner         | planned (nothing was sent), wait    |
| claimed          | Skip       | -                                         | skipped, with the reason given      |
| claimed          | Arm        | owner, lease not over, not expired        | sending; the intent, before a byte  |
| claimed          | Fail       | -                                         | failed (it cannot be composed)      |
| any open, failed | Posted     | positive evidence always wins             | posted, with ts                     |
| posted, no ts    | Posted     | with ts: which message it is, is known    | posted, with ts                     |
| sending          | NotPosted  | surely not posted                         | planned, not_before = wait          |
| sending          | Fail       | Slack refused for good                    | failed                              |
| sending          | Lose       | the answer is lost, or the lease is over  | unknown, quarantined                |
| unknown          | Absent     | quarantine over, looked, still in time    | planned; a notice also unlooked     |
| unknown          | Absent     | quarantine over, looked, too late         | skipped, reason `missed`            |
| unknown          | Review     | quarantine over, nobody could look        | review: a person decides            |
| review           | Repost     | asked for by a person                     | planned, new expires_at, attempts 0 |
| review           | Expire     | REVIEW_DAYS after it came there           | skipped, reason `unresolved`        |

Open states are planned, claimed, sending, unknown and review. posted, failed and skipped are final, except that late
proof of posting turns failed into posted. Where the owner is not checked, the version decides: only a worker that
holds the current row can move it. Attempts have no maximum: what is certainly not posted is tried until its time has
passed.

A lease is over when its end has passed, or lies further ahead than any lease is long (FARTHEST): then its worker's
clock was wrong, and nobody waits for it. If the delivery was claimed, nothing was sent. If it was being sent, it
becomes unknown; its worker may still be sending, so it stays unknown for FARTHEST longer, and the search starts at
LONG_AGO.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, replace
from typing import Literal

from bot.core.errors import LeiderschapError
from bot.core.people import ChannelRef
from bot.delivery.bounds import LEASE, QUARANTINE

State = Literal["planned", "claimed", "sending", "posted", "unknown", "review", "failed", "skipped"]

OPEN: frozenset[State] = frozenset({"planned", "claimed", "sending", "unknown", "review"})
IN_FLIGHT: frozenset[State] = frozenset({"claimed", "sending", "unknown"})
"""At most one delivery of a channel is in flight, which keeps posts in order."""

NOTICE, CHECK_IN, SILENCE, LEAD = "notice", "check_in", "silence", "lead"
DIRECT = frozenset({NOTICE, CHECK_IN, SILENCE, LEAD})
"""Kinds of delivery that go to one person. If one is in doubt, it stays so, and nobody is asked about it."""
NUDGES = frozenset({"nudge", "extra"})
"""Kinds of delivery that a channel expects: scheduled, or started by a lead."""
HARVEST = "harvest"
IN_CHANNEL = NUDGES | {HARVEST}
"""Kinds of delivery that are never in a thread."""

LEADS = "leads"
"""The reason of a delivery that is skipped because only the leads get its tip; the tip counts as given."""

FARTHEST = dt.timedelta(minutes=15)
"""No lease written now ends so far ahead, whatever its length: the clock that wrote it was wrong."""
LONG_AGO = dt.timedelta(days=1)
"""How far back a post is searched for whose intent was written by such a clock."""
REPOST_WINDOW = dt.timedelta(hours=1)
REVIEW_DAYS = dt.timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One row of the ledger. Times are UTC; `slot` is the local date that identifies the occurrence; `ref` is where
    it goes.

    In review, `quarantine_until` is when the review began. `attempts` counts how often it was armed, again from 0
    when a person has it reposted. `tip` is the id of the chosen tip, '' before the choice. `error` is the reason of
    the last failure or skip: a code, never a person's text.
    """

    id: uuid.UUID
    ref: ChannelRef
    kind: str
    slot: dt.date
    due_at: dt.datetime
    expires_at: dt.datetime
    state: State = "planned"
    subject: str = ""
    tip: str = ""
    not_before: dt.datetime | None = None
    owner: str | None = None
    lease_until: dt.datetime | None = None
    armed_at: dt.datetime | None = None
    quarantine_until: dt.datetime | None = None
    attempts: int = 0
    ts: str | None = None
    error: str | None = None
    version: int = 1

    @property
    def asked_for(self) -> bool:
        """Whether a person had it reposted after it was lost: only then does it keep its quarantine."""
        return self.quarantine_until is not None


@dataclass(frozen=True, slots=True)
class Claim:
    """A worker takes the delivery for the duration of a lease."""

    owner: str
    lease: dt.timedelta = LEASE


@dataclass(frozen=True, slots=True)
class Release:
    """Nothing was sent: any worker may claim it after `wait`. `owner` is None if a lease ran out."""

    owner: str | None = None
    wait: dt.timedelta = dt.timedelta()


@dataclass(frozen=True, slots=True)
class Arm:
    """The intent to send this tip now, committed before the first byte is sent."""

    owner: str
    tip: str


@dataclass(frozen=True, slots=True)
class Posted:
    """The message is in the channel as `ts`; None if a person says so, until a click under it shows which one."""

    ts: str | None


@dataclass(frozen=True, slots=True)
class NotPosted:
    """The message is certainly not in the channel; it may be tried again after `wait`."""

    error: str
    wait: dt.timedelta


@dataclass(frozen=True, slots=True)
class Fail:
    """It cannot succeed until somebody fixes the cause."""

    error: str


@dataclass(frozen=True, slots=True)
class Lose:
    """The process cannot know whether Slack posted it."""

    error: str
    quarantine: dt.timedelta = QUARANTINE


@dataclass(frozen=True, slots=True)
class Skip:
    """It is deliberately not posted."""

    reason: str


@dataclass(frozen=True, slots=True)
class Expire:
    """Its time has passed."""


@dataclass(frozen=True, slots=True)
class Absent:
    """A search of the whole period in which it could have been posted did not find it.

    Also used without a search, for a delivery that may come twice.
    """


@dataclass(frozen=True, slots=True)
class Review:
    """The quarantine is over and nothing could settle it: a person is asked."""


@dataclass(frozen=True, slots=True)
class Repost:
    """A person looked: the message is not in the channel and should still be posted."""


Event = Claim | Release | Arm | Posted | NotPosted | Fail | Lose | Skip | Expire | Absent | Review | Repost


class IllegalTransition(LeiderschapError):
    """The event does not fit the delivery's state or its guard; nothing may be written."""


def decide(row: Delivery, event: Event, now: dt.datetime) -> Delivery:
    """The delivery after `event`, with the next version. Raises IllegalTransition if the table has no such row."""
    after = _after(row, event, now)
    if after is None:
        raise IllegalTransition(f"{type(event).__name__} does not fit a delivery that is {row.state}")
    return replace(after, version=row.version + 1)


def _after(row: Delivery, event: Event, now: dt.datetime) -> Delivery | None:  # noqa: PLR0911, PLR0912 - one return per row
    freed = replace(row, owner=None, lease_until=None)
    match row.state, event:
        case "planned", Expire() if now >= row.expires_at:
            return replace(row, state="skipped", error="missed")
        case (("planned" | "claimed"), Skip(reason)):
            return replace(freed, state="skipped", error=reason)
        case "planned", Claim(owner, lease) if claimable(row, now):
            return replace(row, state="claimed", owner=owner, lease_until=now + lease)
        case "claimed", Release(owner, wait) if owner == row.owner or lease_over(row, now):
            return replace(freed, state="planned", not_before=now + wait if wait else row.not_before)
        case "claimed", Arm(owner, tip) if (
            owner == row.owner and not lease_over(row, now) and now < row.expires_at
        ):
            return replace(row, state="sending", tip=tip, armed_at=now, attempts=row.attempts + 1)
        case (("claimed" | "sending"), Fail(error)):
            return replace(freed, state="failed", error=error)
        case "posted", Posted(ts) if row.ts is None and ts is not None:
            return replace(row, ts=ts)
        case (_, Posted(ts)) if row.state in OPEN or row.state == "failed":
            return replace(freed, state="posted", ts=ts, error=None)
        case "sending", NotPosted(error, wait):
            return replace(freed, state="planned", error=error, not_before=now + wait)
        case "sending", Lose(error, quarantine):
            lost = replace(freed, state="unknown", error=error, quarantine_until=now + quarantine)
            if not _too_far(row, now):
                return lost
            # Nobody knows when it was armed: perhaps just now by a worker that still has time, or hours ago.
            return replace(lost, armed_at=now - LONG_AGO, quarantine_until=now + FARTHEST + quarantine)
        case "unknown", Absent() if quarantine_over(row, now):
            found = replace(row, quarantine_until=None)
            late = now >= row.expires_at
            return replace(
                found, state="skipped" if late else "planned", error="missed" if late else row.error
            )
        case "unknown", Review() if quarantine_over(row, now):
            return replace(row, state="review", quarantine_until=now)
        case "review", Repost():
            window = now + REPOST_WINDOW
            return replace(row, state="planned", expires_at=window, not_before=None, attempts=0, error=None)
        case "review", Expire() if now >= _review_until(row):
            return replace(row, state="skipped", error="unresolved")
    return None


def claimable(row: Delivery, now: dt.datetime) -> bool:
    """Whether a planned delivery may be claimed now; the ledger's claim query has the same condition."""
    return row.due_at <= now < row.expires_at and (row.not_before is None or row.not_before <= now)


def stale_at(row: Delivery) -> dt.datetime | None:
    """When time alone will decide something about the delivery; None once it is final."""
    match row.state:
        case "planned":
            return row.expires_at
        case "claimed" | "sending":
            return row.lease_until
        case "unknown":
            return row.quarantine_until
        case "review":
            return _review_until(row)
    return None


def _review_until(row: Delivery) -> dt.datetime:
    """When the time to answer ends, counted from the question, however late that was."""
    return (row.quarantine_until or row.due_at) + REVIEW_DAYS


def quarantine_over(row: Delivery, now: dt.datetime) -> bool:
    """Whether a lost request can no longer take effect, by this clock."""
    return row.quarantine_until is not None and now >= row.quarantine_until


def lease_over(row: Delivery, now: dt.datetime) -> bool:
    """Whether the lease has ended, or was written by a clock that cannot be trusted."""
    return row.lease_until is not None and (now >= row.lease_until or _too_far(row, now))


def _too_far(row: Delivery, now: dt.datetime) -> bool:
    return row.lease_until is not None and row.lease_until > now + FARTHEST
