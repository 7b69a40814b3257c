"""The days on which a channel gets no nudge, and what happens to an occurrence on such a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from bot.channels.calendar.rhythm import Occurrence, due_at, next_occurrence
from bot.channels.settings.model import ChannelSettings, LiberationDay, Region

Why = Literal[
    "paused",
    "closed",
    "school_holiday",
    "construction_break",
    "public_holiday",
    "skipped",
    "posted_early",
    "done",
]
"""Why an occurrence is moved or skipped; the ledger keeps it as the reason of a skipped delivery.

`skipped`: by a lead. `posted_early`: a lead posted a nudge by hand instead. `done`: its nudge was posted, or the
history shows what became of it.
"""

_DAY = dt.timedelta(days=1)
_LIBERATION_DAY = "Bevrijdingsdag"


@dataclass(frozen=True, slots=True)
class Reason:
    """`name` is what the day or period is called in Dutch, '' if it has no name."""

    why: Why
    name: str = ""


BreakKind = Literal["school_holiday", "construction_break"]


@dataclass(frozen=True, slots=True)
class Break:
    """A holiday of several days; both dates are included. `year` is the year that its source covers, such as
    2027-2028."""

    kind: BreakKind
    region: Region
    name: str
    first: dt.date
    last: dt.date
    year: str


@dataclass(frozen=True, slots=True)
class Breaks:
    """The school holidays and construction breaks that were read from a source."""

    breaks: tuple[Break, ...] = ()

    def on(self, kind: BreakKind, region: Region, date: dt.date) -> Break | None:
        """The break that includes this date."""
        return next((one for one in self._of(kind, region) if one.first <= date <= one.last), None)

    def unknown(self, kind: BreakKind, region: Region, first: dt.date, last: dt.date) -> tuple[str, ...]:
        """The years between these dates whose breaks are unknown: school years; for construction, calendar years."""
        known = {one.year for one in self._of(kind, region)}
        if kind == "construction_break":
            years = [str(year) for year in range(first.year, last.year + 1)]
        else:
            years = [f"{year}-{year + 1}" for year in range(_school_year(first), _school_year(last) + 1)]
        return tuple(year for year in years if year not in known)

    def _of(self, kind: BreakKind, region: Region) -> Iterator[Break]:
        return (one for one in self.breaks if one.kind == kind and one.region == region)


def _school_year(date: dt.date) -> int:
    """The year in which this date's school year began; August belongs to the summer before it."""
    return date.year if date.month >= 9 else date.year - 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of an occurrence: posted at `due_at` (UTC), moved if there is a reason; skipped if `due_at` is
    None."""

    due_at: dt.datetime | None
    reason: Reason | None = None


def outcome(
    occurrence: Occurrence, settings: ChannelSettings, breaks: Breaks, pause_until: dt.date | None = None
) -> Outcome:
    """The occurrence after the calendar is applied; its slot stays the same.

    A public holiday moves it to the next working day at the same local time, if the channel wants that. It is skipped
    if that day is closed too, or if the next occurrence comes no later.
    """
    reason = rest(occurrence.slot, settings, breaks, pause_until)
    if reason is None:
        return Outcome(occurrence.due_at)
    if reason.why != "public_holiday" or settings.public_holidays == "skip":
        return Outcome(None, reason)
    date = occurrence.slot + _DAY
    while not is_working_day(date, settings):
        date += _DAY
    due = due_at(settings.rhythm, date)
    if due >= next_occurrence(settings.rhythm, occurrence.due_at).due_at:
        return Outcome(None, reason)
    closed = rest(date, settings, breaks, pause_until)
    return Outcome(None, closed) if closed else Outcome(due, reason)


def rest(
    date: dt.date, settings: ChannelSettings, breaks: Breaks, pause_until: dt.date | None = None
) -> Reason | None:
    """Why nothing is posted on this local date, None on an ordinary day."""
    if pause_until is not None and date <= pause_until:
        return Reason("paused")
    for closed in settings.closed:
        if closed.first <= date <= closed.last:
            return Reason("closed", closed.name)
    if settings.school_holidays and (found := breaks.on("school_holiday", settings.school_holidays, date)):
        return Reason("school_holiday", found.name)
    if settings.construction_break and (
        found := breaks.on("construction_break", settings.construction_break, date)
    ):
        return Reason("construction_break", found.name)
    if settings.public_holidays != "post" and (name := public_holiday(date, settings)):
        return Reason("public_holiday", name)
    return None


def is_working_day(date: dt.date, settings: ChannelSettings) -> bool:
    """Whether it is neither a public holiday of the channel's country nor in its weekend, which in Egypt is Friday
    and Saturday.

    A weekend day on which the country works instead of another day is a working day.
    """
    if _weekend(settings.country, date):
        return False
    return not public_holiday(date, settings)


def is_open_day(
    date: dt.date, settings: ChannelSettings, breaks: Breaks, pause_until: dt.date | None = None
) -> bool:
    """Whether people work on it and the channel gets its posts."""
    return is_working_day(date, settings) and rest(date, settings, breaks, pause_until) is None


def is_last_open_day(
    date: dt.date, settings: ChannelSettings, breaks: Breaks, pause_until: dt.date | None = None
) -> bool:
    """Whether it is the last open day of its week. A week ends with the weekend of the channel's country."""

    def is_open(day: dt.date) -> bool:
        return is_open_day(day, settings, breaks, pause_until)

    return is_open(date) and not any(is_open(day) for day in _rest_of_week(date, settings.country))


def _rest_of_week(date: dt.date, country: str) -> Iterator[dt.date]:
    for day in (date + number * _DAY for number in range(1, 8)):
        if _weekend(country, day - _DAY) and not _weekend(country, day):
            return
        yield day


def public_holiday(date: dt.date, settings: ChannelSettings) -> str:
    """The name of the public holiday on this date in the channel's country, '' if there is none."""
    return _public_holidays(settings.country, settings.liberation_day, date.year).get(date, "")


def public_holidays(country: str, year: int) -> Mapping[dt.date, str]:
    """All public holidays of a country, with Bevrijdingsdag every year."""
    return _public_holidays(country, "every_year", year)


@lru_cache(maxsize=4096)
def _weekend(country: str, date: dt.date) -> bool:
    import holidays

    days = holidays.country_holidays(country, years=date.year)
    return days.is_weekend(date) and date not in days.weekend_workdays


def countries() -> tuple[str, ...]:
    """The codes of the countries whose public holidays are known."""
    from holidays.registry import EntityLoader  # holidays' own list would load every country

    return tuple(sorted(EntityLoader.get_country_codes(include_aliases=False)))


@lru_cache(maxsize=256)
def _public_holidays(country: str, liberation_day: LiberationDay, year: int) -> Mapping[dt.date, str]:
    import holidays

    language = "nl" if "nl" in holidays.country_holidays(country).supported_languages else None
    days = holidays.country_holidays(country, years=year, language=language)
    if country == "NL" and liberation_day != "lustrum":
        if days.get_named(_LIBERATION_DAY):
            days.pop_named(_LIBERATION_DAY)
        if liberation_day == "every_year":
            days[dt.date(year, 5, 5)] = _LIBERATION_DAY
    return dict(days)
