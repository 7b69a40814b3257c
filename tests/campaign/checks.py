"""Checks what must hold at the end of a campaign, by Slack's messages."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, get_args

from bot.channels.model import Channel
from bot.core.people import ChannelRef
from bot.delivery.model import NOTICE, Delivery
from tests.campaign.acts import REASONS
from tests.simulation.told import Told

EARLY = 0.05
"""In seconds; all processes and the fake Slack use one clock."""

Promise = Literal[
    "twice",
    "lost without a row",
    "untold",
    "early",
    "stuck",
    "unlike Slack",
    "needlessly lost",
    "out of order",
]
PROMISES: tuple[Promise, ...] = get_args(Promise)


@dataclass(frozen=True)
class Broken:
    """A promise that did not hold, and for what."""

    promise: Promise
    what: str

    def __str__(self) -> str:
        return self.what


@dataclass(frozen=True)
class End:
    """The result: the whole ledger, and the posts that Slack `applied` (when, where, which delivery) or `refused` for
    good. `begun` is when the bot started, `lookup` whether it may read in channels. `acted` are the channels to which
    somebody did something while they were due."""

    rows: Sequence[Delivery]
    applied: Sequence[tuple[float, str, str]]
    refused: Collection[tuple[str, str]]
    channels: Sequence[Channel]
    leads: Mapping[ChannelRef, Sequence[str]]
    administrators: Mapping[str, Sequence[str]]
    begun: dt.datetime
    lookup: bool
    acted: Collection[str] = ()


def broken(end: End) -> list[Broken]:
    """Every promise that did not hold."""
    rows = {row.id: row for row in sorted(end.rows, key=lambda row: row.due_at)}
    there = [(place, id) for _, place, id in end.applied]
    told = Told(rows, there, end.refused, _lost, end.leads, end.administrators)
    found: dict[Promise, Iterator[str]] = {
        "twice": _twice(end),
        "lost without a row": _unrecorded(end),
        "untold": iter(told.faults()),
        "early": _early(end),
        "stuck": _stuck(end),
        "unlike Slack": _unlike(end),
        "needlessly lost": _needless(end),
        "out of order": _disordered(end),
    }
    return [Broken(promise, what) for promise, faults in found.items() for what in faults]


def _lost(notice: Delivery) -> int:
    """How often a notice was unknown, at most: each time it was tried again, or is in review."""
    return max(notice.attempts - 1, 0) + (notice.state == "review")


def _twice(end: End) -> Iterator[str]:
    notices = {str(row.id) for row in end.rows if row.kind == NOTICE}
    for id, count in Counter(id for _, _, id in end.applied if id not in notices).items():
        if count > 1:
            yield f"{id} was posted {count} times"


def _unrecorded(end: End) -> Iterator[str]:
    recorded = {(row.ref, row.slot) for row in end.rows if row.kind == "nudge"}
    for channel in end.channels:
        if (channel.ref, channel.next_slot) not in recorded:
            yield f"nothing is recorded of channel {channel.id} on {channel.next_slot}"
    known = {str(row.id) for row in end.rows}
    for _, place, id in end.applied:
        if id not in known:
            yield f"a post in {place} that no row names: {id}"


def _stuck(end: End) -> Iterator[str]:
    for row in end.rows:
        if row.state not in {"posted", "failed", "skipped", "review"}:
            yield f"still {row.state}: {_name(row)}"
        if row.state == "review" and (end.lookup or row.kind == NOTICE):
            yield f"not settled ({row.error}): {_name(row)}"


def _unlike(end: End) -> Iterator[str]:
    """What the ledger says and Slack's messages contradict."""
    there = {id for _, _, id in end.applied}
    refused = {id for _, id in end.refused}
    for row in end.rows:
        id = str(row.id)
        if row.state == "posted" and id not in there:
            yield f"said to be posted, and is not there: {_name(row)}"
        if row.state in {"failed", "skipped"} and id in there and not (row.kind == NOTICE and _lost(row)):
            yield f"said to be {row.state} ({row.error}), and is there: {_name(row)}"
        if row.state == "failed" and id not in refused:
            yield f"said to be failed ({row.error}), and Slack never refused it: {_name(row)}"


def _needless(end: End) -> Iterator[str]:
    """Everything that was skipped although it could have been posted."""
    for row in end.rows:
        missed_before = row.error == "missed" and row.expires_at < end.begun
        chosen = row.ref.channel in end.acted and row.error in REASONS
        if row.state == "skipped" and row.kind != NOTICE and not (missed_before or chosen):
            yield f"skipped ({row.error}), and could have come: {_name(row)}"


def _name(row: Delivery) -> str:
    return f"{row.kind} {row.id} in {row.ref.channel}"


def _early(end: End) -> Iterator[str]:
    due = {str(row.id): row.due_at.timestamp() for row in end.rows}
    for at, place, id in end.applied:
        if (left := due.get(id, at) - at) > EARLY:
            yield f"{left:.2f} s too early in {place}: {id}"


def _disordered(end: End) -> Iterator[str]:
    """Posts of one kind that came in a channel in another order than they were due."""
    rows = {str(row.id): row for row in end.rows if row.kind != NOTICE}
    came: dict[tuple[ChannelRef, str], list[Delivery]] = defaultdict(list)
    for _, _, id in sorted(end.applied):
        if (row := rows.get(id)) is not None:
            came[row.ref, row.kind].append(row)
    for (ref, kind), posted in came.items():
        if any(earlier.due_at > later.due_at for earlier, later in pairwise(posted)):
            yield f"out of order: {kind} in {ref.channel}"
