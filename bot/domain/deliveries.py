"""What becomes of one nudge: the delivery as a state machine, pure.

A delivery is a row of the ledger, one for each channel and slot. `decide` is the only way from one state to the next;
a store writes what it returns, and only if the row still has the version that was read (compare and swap).

| from             | event      | guard                                     | to                                  |
|------------------|------------|-------------------------------------------|-------------------------------------|
| planned          | Expire     | now >= expires_at                         | skipped, reason `missed`            |
| planned          | Skip       | -                                         | skipped, with the reason given      |
| planned          | Claim      | due, not_before passed, not expired       | claimed, with owner and lease       |
| claimed          | Release    | lease over, or asked by the owner         | planned (nothing was sent)          |
| claimed          | Skip       | -                                         | skipped, with the reason given      |
| claimed          | Arm        | owner, lease not over, not expired        | sending; the intent, before a byte  |
| claimed          | Fail       | -                                         | failed (it cannot be composed)      |
| any open, failed | Posted     | positive evidence always wins             | posted, with ts                     |
| sending          | NotPosted  | surely not posted; attempts left          | planned, not_before = wait          |
| sending          | NotPosted  | attempts used up                          | failed                              |
| sending          | Fail       | Slack refused for good                    | failed                              |
| sending          | Lose       | the answer is lost, or the lease is over  | unknown, quarantined                |
| unknown          | Review     | quarantine over                           | review: a person decides            |
| review           | Repost     | asked for by a person                     | planned, new expires_at, attempts 0 |
| review           | Expire     | REVIEW_DAYS after due_at                  | skipped, reason `unresolved`        |

Open states are planned, claimed, sending, unknown and review. posted, failed and skipped are final, but that a late
proof of posting turns failed into posted. Where no owner is asked for, the version speaks: only who holds the row as
it is now can move it.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, replace
from typing import Literal

from bot.domain.errors import LeiderschapError

State = Literal["planned", "claimed", "sending", "posted", "unknown", "review", "failed", "skipped"]

OPEN: frozenset[State] = frozenset({"planned", "claimed", "sending", "unknown", "review"})
IN_FLIGHT: frozenset[State] = frozenset({"claimed", "sending", "unknown"})
"""At most one delivery of a channel is in flight, so that the order of posts holds."""

LEASE = dt.timedelta(seconds=60)
QUARANTINE = dt.timedelta(seconds=120)
REPOST_WINDOW = dt.timedelta(hours=1)
REVIEW_DAYS = dt.timedelta(days=14)
MAX_ATTEMPTS = 8


@dataclass(frozen=True, slots=True)
class Delivery:
    """One row of the ledger. Times are UTC; `slot` is the local date that names the occurrence.

    `attempts` counts how often it was armed, from 0 again when a person asks for it once more. `tip` is the id of the
    tip that was picked, '' before that. `error` is the reason of the last failure or skip: a code, never a text of a
    person.
    """

    id: uuid.UUID
    workspace: str
    channel: str
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


@dataclass(frozen=True, slots=True)
class Claim:
    """A worker takes the delivery for the length of a lease."""

    owner: str


@dataclass(frozen=True, slots=True)
class Release:
    """Nothing was sent: whoever comes next may claim it. `owner` is None when a lease ran out."""

    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Arm:
    """The intent to send this tip now; committed before the first byte leaves."""

    owner: str
    tip: str


@dataclass(frozen=True, slots=True)
class Posted:
    """Slack says that the message stands in the channel, at `ts`."""

    ts: str


@dataclass(frozen=True, slots=True)
class NotPosted:
    """The message is surely not in the channel; it may be tried again after `wait`."""

    error: str
    wait: dt.timedelta


@dataclass(frozen=True, slots=True)
class Fail:
    """It cannot succeed as things are; somebody has to mend the cause."""

    error: str


@dataclass(frozen=True, slots=True)
class Lose:
    """Nobody here can know whether Slack posted it."""

    error: str


@dataclass(frozen=True, slots=True)
class Skip:
    """It is not posted, on purpose."""

    reason: str


@dataclass(frozen=True, slots=True)
class Expire:
    """Its time is over."""


@dataclass(frozen=True, slots=True)
class Review:
    """The quarantine is over and nothing could settle it: a person is asked."""


@dataclass(frozen=True, slots=True)
class Repost:
    """A person looked: the message is not in the channel and should still come."""


Event = Claim | Release | Arm | Posted | NotPosted | Fail | Lose | Skip | Expire | Review | Repost


class IllegalTransition(LeiderschapError):
    """The event does not fit the delivery's state or its guard; nothing may be written."""


def decide(row: Delivery, event: Event, now: dt.datetime) -> Delivery:
    """The delivery after `event`, with the next version. Raises IllegalTransition where the table has no such row."""
    after = _after(row, event, now)
    if after is None:
        raise IllegalTransition(f"{type(event).__name__} does not fit a delivery that is {row.state}")
    return replace(after, version=row.version + 1)


def _after(row: Delivery, event: Event, now: dt.datetime) -> Delivery | None:  # noqa: PLR0911, PLR0912 - one return a row
    freed = replace(row, owner=None, lease_until=None)
    match row.state, event:
        case "planned", Expire() if now >= row.expires_at:
            return replace(row, state="skipped", error="missed")
        case (("planned" | "claimed"), Skip(reason)):
            return replace(freed, state="skipped", error=reason)
        case "planned", Claim(owner) if claimable(row, now):
            return replace(row, state="claimed", owner=owner, lease_until=now + LEASE)
        case "claimed", Release(owner) if owner == row.owner or lease_over(row, now):
            return replace(freed, state="planned")
        case "claimed", Arm(owner, tip) if (
            owner == row.owner and not lease_over(row, now) and now < row.expires_at
        ):
            return replace(row, state="sending", tip=tip, armed_at=now, attempts=row.attempts + 1)
        case (("claimed" | "sending"), Fail(error)):
            return replace(freed, state="failed", error=error)
        case (_, Posted(ts)) if row.state in OPEN or row.state == "failed":
            return replace(freed, state="posted", ts=ts, error=None)
        case "sending", NotPosted(error, wait):
            if row.attempts >= MAX_ATTEMPTS:
                return replace(freed, state="failed", error=error)
            return replace(freed, state="planned", error=error, not_before=now + wait)
        case "sending", Lose(error):
            return replace(freed, state="unknown", error=error, quarantine_until=now + QUARANTINE)
        case "unknown", Review() if row.quarantine_until is not None and now >= row.quarantine_until:
            return replace(row, state="review")
        case "review", Repost():
            window = now + REPOST_WINDOW
            return replace(row, state="planned", expires_at=window, not_before=None, attempts=0, error=None)
        case "review", Expire() if now >= row.due_at + REVIEW_DAYS:
            return replace(row, state="skipped", error="unresolved")
    return None


def claimable(row: Delivery, now: dt.datetime) -> bool:
    """Whether a planned delivery may be taken now; the same condition stands in the stores' claim query."""
    return row.due_at <= now < row.expires_at and (row.not_before is None or row.not_before <= now)


def stale_at(row: Delivery) -> dt.datetime | None:
    """The moment from which time alone decides something about the delivery; None once it is final."""
    match row.state:
        case "planned":
            return row.expires_at
        case "claimed" | "sending":
            return row.lease_until
        case "unknown":
            return row.quarantine_until
        case "review":
            return row.due_at + REVIEW_DAYS
    return None


def lease_over(row: Delivery, now: dt.datetime) -> bool:
    """Whether the worker that holds the delivery has had its time."""
    return row.lease_until is not None and now >= row.lease_until
