"""Explains a delivery's history from its ledger row, in English, for the administrator."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.core.errors import LeiderschapError
from bot.delivery.model import Delivery, Event, Posted, Repost, lease_over, quarantine_over, stale_at

NOBODY_TO_TELL = "nobody_to_tell"

SKIPPED: Mapping[str, str] = {
    "missed": "its time had passed before it could be posted",
    "unresolved": "nobody said in time whether it is in the channel",
    NOBODY_TO_TELL: (
        "a promise that could not be kept: the channel has no lead and no administrator is known, so nobody"
        " was told of this"
    ),
    "passed_on": "administrators were told instead of a lead",
    "posted_early": "a lead had it posted early",
    "leads": "only the leads of this channel get its tips",
    "skipped": "a lead skipped this date",
    "off": "the channel was switched off",
    "paused": "the channel was paused",
    "is_shared": "another organisation is in the channel",
    "outsiders": "guests or people of another organisation are in the channel",
    "channel_gone": "the bot no longer knows the channel",
    "closed": "the channel's own closed period",
    "school_holiday": "it fell in the school holidays",
    "construction_break": "it fell in the construction break",
    "public_holiday": "it fell on a public holiday",
    "done": "the channel already had its tip",
    "plan_closed": "the plan it asked about is no longer open",
    "round_gone": "what it belonged to was deleted",
    "nothing_to_say": "there was nothing to say",
    "gone": "the delivery it was about was deleted",
    "settled": "its question was already answered",
}
"""Every reason for a skipped delivery, in words."""


class CannotSettle(LeiderschapError):
    """This delivery cannot be settled this way; the message says why and what to do."""


def went_wrong(row: Delivery) -> bool:
    """Whether somebody should look at it: a message is lost or in doubt, or nobody was told."""
    return row.state in ("unknown", "failed") or (row.state, row.error) == ("skipped", NOBODY_TO_TELL)


@dataclass(frozen=True, slots=True)
class Settled:
    """What an administrator decided about a delivery, when, and how."""

    at: dt.datetime
    by: str
    outcome: str


def explain(
    row: Delivery, told: Sequence[Delivery], now: dt.datetime, settled: Sequence[Settled] = ()
) -> Iterator[str]:
    """Lines with what is known about the delivery, oldest first; `told` are the notices about it."""
    yield f"{row.kind} {row.id} for {row.slot}, in channel {row.ref.channel} of workspace {row.ref.workspace}"
    yield f"{_at(row.due_at)}  due; may be posted until {_at(row.expires_at)}"
    if row.attempts:
        tip = f" tip {row.tip}" if row.tip else ""
        yield f"{_at(row.armed_at)}  attempt {row.attempts} began: the intent to post{tip} was recorded"
    if row.attempts > 1:
        yield f"{_NEVER}  only the number of earlier attempts is kept"
    yield f"{_at(None)}  {_state(row, now)}"
    for notice in told:
        what = notice.subject.partition("/")[0]
        yield f"{_at(notice.due_at)}  told {notice.ref.channel}: {what} ({notice.state})"
    for change in settled:
        yield f"{_at(change.at)}  settled on the {change.by}: {change.outcome}"
    yield (
        "The row keeps only the latest of each; every step, with its time, is in the log of the process"
        f" that took it, under delivery={row.id}."
    )


def settlement(row: Delivery, now: dt.datetime, *, posted: bool) -> Event:
    """The event that settles it as the administrator decided. Raises CannotSettle."""
    if row.state not in ("unknown", "review"):
        raise CannotSettle(
            f"this delivery is {row.state}: only one that is unknown or in review can be settled"
        )
    if posted:
        return Posted(None)
    if row.state == "unknown":
        wait = "at the clock's next tick" if quarantine_over(row, now) else f"at {_at(row.quarantine_until)}"
        raise CannotSettle(
            f"a lost request may still take effect, or the bot is looking for it: it continues {wait};"
            " try again once it is in review"
        )
    return Repost()


def _state(row: Delivery, now: dt.datetime) -> str:  # noqa: PLR0911 - one return per state
    again = f" after {row.error}" if row.error else ""
    match row.state:
        case "planned" if now >= row.expires_at:
            return "planned, but its time has passed: the clock's next tick records it as missed"
        case "planned" if row.not_before and row.not_before > now:
            return f"planned{again}: tried again from {_at(row.not_before)}"
        case "planned" if row.due_at > now:
            return "planned: not due yet"
        case "planned":
            return f"planned{again}: due; waits for the clock, or for another delivery in its channel"
        case "claimed":
            return f"claimed by {row.owner} until {_at(row.lease_until)}: nothing was sent{_over(row, now)}"
        case "sending":
            return f"sending by {row.owner} until {_at(row.lease_until)}: waiting for Slack's answer{_over(row, now)}"
        case "posted" if row.ts is None:
            return "posted: a person says that it is there; which message it is, is unknown"
        case "posted":
            return f"posted: it is in the channel, as message {row.ts}"
        case "unknown":
            return (
                f"unknown ({row.error}): Slack may have posted it; nothing is decided before"
                f" {_at(row.quarantine_until)}, then it is looked for, or a person is asked"
            )
        case "review":
            end = _at(stale_at(row))
            return (
                f"in review ({row.error}): Slack may have posted it, and a person was asked. Look in the channel, then"
                f" settle it with --posted or --repost; at {end} it is skipped"
            )
        case "failed":
            return f"failed ({row.error}): it cannot be posted until the cause is fixed"
    return f"skipped ({row.error}): {SKIPPED.get(row.error or '', 'on purpose')}"


def _over(row: Delivery, now: dt.datetime) -> str:
    return "; its worker is gone, and the clock's next tick continues" if lease_over(row, now) else ""


_NEVER = " " * 20


def _at(at: dt.datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}Z" if at else _NEVER
