"""Dates and times as Dutch people read them.

Babel is imported inside the functions: loading it takes longer than a command that prints no date.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

LOCALE = "nl"


def date(day: dt.date) -> str:
    """`dinsdag 24 november 2026`"""
    from babel.dates import format_date

    return format_date(day, "EEEE d MMMM y", locale=LOCALE)


def moment(at: dt.datetime, timezone: str) -> str:
    """`dinsdag 24 november 2026 om 10.00 uur`, in the zone's own time."""
    local = at.astimezone(ZoneInfo(timezone))
    return f"{date(local.date())} om {clock(local.time())}"


def clock(time: dt.time) -> str:
    """`10.00 uur`"""
    from babel.dates import format_time

    return f"{format_time(time, 'HH.mm', locale=LOCALE)} uur"


def weekday(number: int) -> str:
    """`maandag` for 0."""
    from babel.dates import get_day_names

    return str(get_day_names("wide", locale=LOCALE)[number])


def day(date: dt.date) -> str:
    """`3 februari`"""
    from babel.dates import format_date

    return format_date(date, "d MMMM", locale=LOCALE)


def short(day: dt.date) -> str:
    """`3 februari 2017`"""
    from babel.dates import format_date

    return format_date(day, "d MMMM y", locale=LOCALE)
