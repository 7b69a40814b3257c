"""Dates as Dutch people type them: "20 december", "t/m vrijdag", "2 weken", "volgende week vrijdag"."""

from __future__ import annotations

import datetime as dt
import re

from bot.channels.calendar import texts
from bot.core import dates
from bot.core.errors import LeiderschapError
from bot.core.inputs.typed import plain

_DAY = dt.timedelta(days=1)
_WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
_NUMBERS = ("een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf")

_UP_TO = re.compile(r"(?:t\s*/\s*m|tot\s+en\s+met|tem)\b\.?\s*")
_BEFORE = re.compile(r"tot\s+")
_WEEKDAY = re.compile(rf"(?:(volgende week)|komende|aanstaande|aankomende)?\s*({'|'.join(_WEEKDAYS)})")
_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        r"(?:over |in )?\d{1,3} (?:dag|dagen|week|weken|maand|maanden)",
        rf"(?:(?P<weekday>{'|'.join(_WEEKDAYS)}) )?(?P<day>\d{{1,2}}) [a-z]{{3,9}}\.?(?: \d{{4}})?",
        r"(?P<day>\d{1,2})[-/.](?:0?\d|1[0-2])(?:[-/.]\d{4})?",
        r"\d{4}-(?:0\d|1[0-2])-(?P<day>\d{2})",
        r"vandaag|morgen|overmorgen|volgende week|volgende maand",
    )
)
"""What counts as a date: dateparser also finds one in a bare month, a time or a single number (seen, not
documented)."""


class NotADate(LeiderschapError):
    """The typed text is not a date from today on; the message tells the person so, in Dutch."""


def parse(typed: str, today: dt.date) -> dt.date:
    """The date, today or later; without a year, the next one. "Tot" means the day before. Raises NotADate."""
    words, before = _read(typed)
    date = _date(words, today)
    if date is None:
        raise NotADate(texts.NO_DATE.format(typed=typed.strip()[:80]))
    date -= before * _DAY
    if date < today:
        raise NotADate(texts.PAST_DATE.format(date=dates.date(date)))
    return date


def looks_like_one(typed: str) -> bool:
    """Whether it has the form of a date, even if no such day exists."""
    words = _in_figures(_read(typed)[0])
    return bool(_WEEKDAY.fullmatch(words)) or any(shape.fullmatch(words) for shape in _SHAPES)


def _read(typed: str) -> tuple[str, bool]:
    """The words of the date, and whether the day before it is meant."""
    read = plain(typed).casefold().strip(" \n.,:;!?()'\"")
    words = " ".join(read.replace("één", "een").replace("eén", "een").split())
    bare = _UP_TO.sub("", words, count=1) if _UP_TO.match(words) else words
    before = bare == words and bool(_BEFORE.match(words))
    return (_BEFORE.sub("", bare, count=1) if before else bare), before


def _in_figures(words: str) -> str:
    return " ".join(str(_NUMBERS.index(word) + 1) if word in _NUMBERS else word for word in words.split())


def _date(words: str, today: dt.date) -> dt.date | None:
    if found := _WEEKDAY.fullmatch(words):
        weekday = _WEEKDAYS.index(found[2])
        if found[1]:
            return today + (7 - today.weekday() + weekday) * _DAY
        return today + ((weekday - today.weekday() - 1) % 7 + 1) * _DAY
    words = _in_figures(words)
    shape = next((found for shape in _SHAPES if (found := shape.fullmatch(words))), None)
    if shape is None:
        return None
    # Imported here: loading it takes a third of a second, which only a date needs.
    from dateparser.date import DateDataParser  # type: ignore[import-untyped]

    parser = DateDataParser(
        languages=["nl"],
        settings={
            "RELATIVE_BASE": dt.datetime.combine(today, dt.time()),
            "PREFER_DATES_FROM": "future",
            "DATE_ORDER": "YMD" if words[:4].isdigit() else "DMY",
        },
    )
    said = shape.groupdict()
    at: dt.datetime | None = parser.get_date_data(words).date_obj
    if at is None or int(said.get("day") or at.day) != at.day:
        return None  # dateparser turns an impossible date into another (seen, not documented)
    named = said.get("weekday")
    if named and _WEEKDAYS[at.weekday()] != named:
        raise NotADate(texts.OTHER_WEEKDAY.format(date=dates.date(at.date()), weekday=named))
    return at.date()
