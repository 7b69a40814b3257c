"""A team's own closed periods as people type them, one on each line: `21 december t/m 1 januari: kantoor dicht`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from functools import cache

from bot.channels.calendar import typed as dates_typed
from bot.channels.settings import texts
from bot.channels.settings.model import Closed
from bot.core import dates
from bot.core.inputs.typed import plain

_UP_TO = re.compile(r"\s*(?:t\s*/\s*m|\btot\s+en\s+met\b|\btem\b|\s-\s)\s*", re.IGNORECASE)
_LINE = re.compile(r"[\n;]")
_WHOLE = re.compile(r"(\d{1,2}) ([a-z]+) (\d{4})")


def typed(closed: tuple[Closed, ...]) -> str:
    """The periods as `parse` reads them, with their years."""
    return "\n".join(_line(one) for one in closed)


def _line(one: Closed) -> str:
    days = dates.short(one.first)
    if one.last != one.first:
        days = texts.CLOSED_LINE.format(first=days, last=dates.short(one.last))
    return texts.CLOSED_NAMED.format(days=days, name=one.name) if one.name else days


def parse(words: str, today: dt.date) -> tuple[Closed, ...]:
    """The periods. A date without a year is the next one. Raises NotADate, which names the line."""
    found = []
    for number, line in enumerate((line for line in _LINE.split(words) if plain(line)), 1):
        try:
            found.append(_parse(line, today))
        except dates_typed.NotADate as error:
            raise dates_typed.NotADate(texts.CLOSED_ERROR.format(line=number, why=error)) from None
    return tuple(found)


def _parse(line: str, today: dt.date) -> Closed:
    days, _, name = line.partition(":")
    first, *last = _UP_TO.split(plain(days), maxsplit=1)
    begins = _date(first, today)
    ends = _date(last[0], begins) if last else begins
    if ends < begins:
        raise dates_typed.NotADate(texts.CLOSED_TURNED)
    return Closed(begins, ends, name.strip())


def _date(words: str, earliest: dt.date) -> dt.date:
    """A date with a year may be in the past: the period may have begun."""
    whole = _WHOLE.fullmatch(" ".join(words.casefold().split()))
    month = _months().get(whole[2]) if whole else None
    if whole and month:
        try:
            return dt.date(int(whole[3]), month, int(whole[1]))
        except ValueError:
            pass  # no such day: dates_typed.parse says so
    return dates_typed.parse(words, earliest)


@cache
def _months() -> Mapping[str, int]:
    from babel.dates import get_month_names

    return {name: number for number, name in get_month_names("wide", locale=dates.LOCALE).items()}
