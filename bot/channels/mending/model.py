"""Recognises and corrects what a clock that was far ahead wrote. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from bot.channels.calendar.rhythm import next_in_new_period
from bot.channels.model import Channel
from bot.delivery.model import FARTHEST, NOTICE, Delivery

AHEAD = dt.timedelta(hours=2)
"""With a right clock nothing waits this long: it is longer than any wait that Slack asks for (seen, not documented)
and than the longest wait between two attempts."""
SEVERAL = dt.timedelta(days=7)
"""The waits of a notice whose answer is lost grow to almost six days."""
AT_ONCE = frozenset({NOTICE, "extra"})
"""The kinds of delivery that are due when they are written."""


def of_wrong_clock(row: Delivery, today: dt.date) -> bool:
    """Whether the row decides about a future date, although nothing was sent and nobody asked for it: such rows are
    made only when their moment has come. `today` is the channel's local date."""
    settled = row.state in {"planned", "skipped"} and row.attempts == 0 and row.error != "posted_early"
    return row.kind == "nudge" and row.slot > today and settled


def too_far(channel: Channel, slots: Iterable[dt.date], now: dt.datetime) -> bool:
    """Whether the channel's next moment lies beyond the one that should follow `slots`, which the ledger decided."""
    if channel.next_slot is None:
        return False
    own = next_in_new_period(channel.settings.rhythm, now, max(slots, default=None))
    return channel.next_slot > own.slot


def put_right(row: Delivery, now: dt.datetime) -> Delivery:
    """The row without any wait that only a wrong clock can have written."""
    if row.state == "planned" and row.kind in AT_ONCE and row.due_at > now + AHEAD:
        row = replace(row, due_at=now, expires_at=now + (row.expires_at - row.due_at))
    if row.state == "planned" and row.not_before is not None and row.not_before > now + AHEAD:
        row = replace(row, not_before=None)
    waits = row.quarantine_until if row.state in {"unknown", "review"} else None
    if waits is not None and waits > now + (SEVERAL if row.kind == NOTICE else AHEAD):
        row = replace(row, quarantine_until=now + FARTHEST)
    return row
