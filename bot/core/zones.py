"""What a time zone is: a name of the time zone database that means the same on every machine; and what a moment is
there."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

FALLBACK = "Europe/Amsterdam"
"""For a person whose zone is unknown, and for a stored zone that does not exist."""
_NOT_ONE = {"localtime", "Factory"}
"""Listed among the zones, but they mean this machine's clock, or that no zone is set."""


def is_zone(name: object) -> bool:
    """Whether this names a zone. The other files and folders beside the zones (`posixrules`, `zone.tab`, `Europe`) do
    not; nor does a name in another case, a path, or a value that is not a string."""
    return isinstance(name, str) and name in _zones()


def zone(name: str) -> str:
    """The name, if it is a zone. Raises ValueError, with a message for the person who wrote it."""
    if not is_zone(name):
        raise ValueError(f"{name!r} is not a known time zone; write an IANA name like {FALLBACK}")
    return name


def or_fallback(name: str) -> str:
    """The name, or the fallback if it is not a zone."""
    return name if is_zone(name) else FALLBACK


def at(day: dt.date, time: dt.time, zone: str) -> dt.datetime:
    """The UTC moment of a local date and time."""
    return dt.datetime.combine(day, time, ZoneInfo(zone)).astimezone(dt.UTC)


def local_date(moment: dt.datetime, zone: str) -> dt.date:
    """The date in this zone at a moment."""
    return moment.astimezone(ZoneInfo(zone)).date()


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones() - _NOT_ONE)
