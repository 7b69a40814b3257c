"""Dates that a file or a page states."""

from __future__ import annotations

import datetime as dt
import re

MONTHS = (
    *("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober"),
    *("november", "december"),
)
WRITTEN = (
    rf"(?:(?P<day>\d{{1,2}}) (?P<month>{'|'.join(MONTHS)}) (?P<year>\d{{4}})|(?P<iso>\d{{4}}-\d\d-\d\d)"
    r"|(?P<d>\d{1,2})[-/](?P<m>\d{1,2})[-/](?P<y>\d{4}))"
)
_STATED = re.compile(rf"\s*{WRITTEN}(?!\d)", re.IGNORECASE)


def date_in(value: object) -> dt.date | None:
    """The date that a value of YAML, TOML or a page's metadata begins with."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    found = _STATED.match(value) if isinstance(value, str) else None
    return date_of(found) if found else None


def date_of(found: re.Match[str]) -> dt.date | None:
    """The date of a match of WRITTEN; None if there is no such day."""
    try:
        if found["iso"]:
            return dt.date.fromisoformat(found["iso"])
        month = MONTHS.index(found["month"].lower()) + 1 if found["month"] else int(found["m"])
        return dt.date(int(found["year"] or found["y"]), month, int(found["day"] or found["d"]))
    except ValueError:
        return None
