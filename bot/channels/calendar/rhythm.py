"""When a channel's nudges are due: local rhythms turned into UTC moments.

An occurrence is identified by its local date (`slot`), so a clock change can neither repeat nor drop one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from bot.core.zones import zone

Frequency = Literal["weekly", "biweekly", "monthly"]

ANCHOR = dt.date(2024, 1, 1)
"""The week from which every two weeks is counted, unless a channel has its own."""

_DAY = dt.timedelta(days=1)
_WEEK = dt.timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A weekday (0 is Monday) and local time in an IANA zone, every week, two weeks or month.

    Every two weeks counts from the week of `anchor`. Monthly is the first such weekday of a month.
    """

    weekday: int
    time: dt.time
    timezone: str
    frequency: Frequency = "weekly"
    anchor: dt.date = ANCHOR

    def __post_init__(self) -> None:
        """Raises ValueError for an unknown time zone."""
        zone(self.timezone)

    def falls_on(self, date: dt.date) -> bool:
        """Whether an occurrence belongs to this local date."""
        if date.weekday() != self.weekday:
            return False
        if self.frequency == "biweekly":
            return not odd_weeks(date, self.anchor)
        return self.frequency == "weekly" or date.day <= 7

    def period(self, date: dt.date) -> dt.date:
        """The first day of the week, the two weeks or the month that this date is in: a period has one occurrence."""
        if self.frequency == "monthly":
            return date.replace(day=1)
        if self.frequency == "biweekly" and odd_weeks(date, self.anchor):
            return monday(date) - _WEEK
        return monday(date)


@dataclass(frozen=True, slots=True, order=True)
class Occurrence:
    """A due moment: `due_at` in UTC, and the local date that identifies it."""

    due_at: dt.datetime
    slot: dt.date


def due_at(rhythm: Rhythm, slot: dt.date) -> dt.datetime:
    """The UTC moment of `slot`. A time that a clock change skips comes an hour later; of a repeated one, the first
    counts."""
    local = dt.datetime.combine(slot, rhythm.time, ZoneInfo(rhythm.timezone))
    return local.astimezone(dt.UTC)


def occurrences(rhythm: Rhythm, after: dt.datetime) -> Iterator[Occurrence]:
    """All occurrences due strictly later than `after`, in order, without end."""
    date = after.date() - _WEEK  # no zone is this far behind UTC
    date += ((rhythm.weekday - date.weekday()) % 7) * _DAY
    while True:
        if rhythm.falls_on(date) and (due := due_at(rhythm, date)) > after:
            yield Occurrence(due, date)
        date += _WEEK


def next_occurrence(rhythm: Rhythm, after: dt.datetime) -> Occurrence:
    """The first occurrence due strictly later than `after` (UTC)."""
    return next(occurrences(rhythm, after))


def next_in_new_period(
    rhythm: Rhythm, after: dt.datetime, last: dt.date | None, recorded: dt.date | None = None
) -> Occurrence:
    """The first occurrence after `after` in a later period than that of `last`, the slot of the last nudge, and with
    a later slot than `recorded`, the last one in the ledger, where a slot can exist only once."""
    return next(
        one
        for one in occurrences(rhythm, after)
        if (last is None or rhythm.period(one.slot) > rhythm.period(last))
        and (recorded is None or one.slot > recorded)
    )


def monday(date: dt.date) -> dt.date:
    """The first day of its week."""
    return date - date.weekday() * _DAY


def odd_weeks(one: dt.date, other: dt.date) -> bool:
    """Whether the two dates are an odd number of weeks apart."""
    return (monday(one) - monday(other)).days % 14 == 7
