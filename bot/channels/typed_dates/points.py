"""What one piece of a typed date can be: a day, a week, a feast, a weekday, a number of weeks. Pure."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.channels.calendar import texts
from bot.channels.calendar.rhythm import monday
from bot.channels.typed_dates.named import Names
from bot.channels.typed_dates.tokens import days_of
from bot.core import dates
from bot.core.errors import LeiderschapError

DAY = dt.timedelta(days=1)
WEEK = dt.timedelta(weeks=1)
AHEAD = 8
"""29 February can be eight years away."""
LEAP = 2000
FURTHEST = 20
"""Years that a date can be ahead."""


class NotADate(LeiderschapError):
    """The typed text is no date; the message tells the person so, in Dutch, with an example of one."""


class Misread(Exception):
    """A piece is no date; `example` is one of the kind that was meant. `said` is a sentence of its own about it."""

    def __init__(self, example: str, said: str = texts.NO_DATE) -> None:
        super().__init__(example)
        self.example = example
        self.said = said


@dataclass(frozen=True, slots=True)
class Period:
    """Both days are included. Raises Misread if it is further away than anybody means."""

    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True)
class Weekday:
    """The next one: today is called `vandaag`."""

    number: int

    def after(self, day: dt.date) -> Period:
        found = day + ((self.number - day.weekday() - 1) % 7 + 1) * DAY
        return Period(found, found)


@dataclass(frozen=True, slots=True)
class Fixed:
    """Days that do not repeat, counted from today."""

    period: Period


@dataclass(frozen=True, slots=True)
class Lasting:
    """So many days, weeks or months."""

    count: int
    unit: str

    def added(self, day: dt.date) -> dt.date:
        if self.unit != "month":
            return day + self.count * (WEEK if self.unit == "week" else DAY)
        years, month = divmod(day.month - 1 + self.count, 12)
        year = day.year + years
        return dt.date(year, month + 1, min(day.day, days_of(month + 1, year)))


@dataclass(frozen=True, slots=True)
class Number:
    """A number alone: what it counts stands at its neighbour ("24 en 25 december", "week 52 en 1")."""

    number: int
    weekday: int | None = None


@dataclass(frozen=True, slots=True)
class Yearly(ABC):
    """Days that come back each year; `year` is the one that was typed, None if none was."""

    year: int | None = None

    @abstractmethod
    def of(self, year: int) -> Period | None:
        """Its days in that year, None if it has none."""

    def alike(self, _found: Number, _year: int | None) -> Yearly | None:
        """The same kind for a number beside it, None if a number beside it means nothing."""
        return None

    def missing(self) -> Misread:
        """What to say if it has no days in the typed year, or in any to come."""
        return Misread(texts.LIKE_A_DAY)

    def after(self, day: dt.date) -> Period:
        """The first that is not over on this day; that of its year, if one was typed."""
        years = range(day.year - 1, day.year + AHEAD + 1) if self.year is None else (self.year,)
        found = (one for one in self._in(years) if self.year is not None or one.last >= day)
        if (first := next(found, None)) is None:
            raise self.missing()
        return first

    def begun(self, day: dt.date) -> Period | None:
        """The last that begins on this day or before it."""
        return next(
            (one for one in self._in(range(day.year, day.year - AHEAD - 1, -1)) if one.first <= day), None
        )

    def _in(self, years: range | tuple[int, ...]) -> Iterator[Period]:
        return (one for year in years if (one := self.of(year)) is not None)


@dataclass(frozen=True, slots=True)
class OnDay(Yearly):
    """A day of a month. Raises Misread for one that no year has; `weekday` is the one that was typed before it."""

    day: int = 1
    month: int = 1
    weekday: int | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.month <= 12 or not 1 <= self.day <= days_of(self.month, self.year or LEAP):
            raise self.missing()

    def of(self, year: int) -> Period | None:
        if self.day > days_of(self.month, year):
            return None
        day = dt.date(year, self.month, self.day)
        return Period(day, day)

    def alike(self, found: Number, year: int | None) -> Yearly:
        return OnDay(year, found.number, self.month, found.weekday)

    def missing(self) -> Misread:
        if not 1 <= self.month <= 12:
            return Misread(texts.LIKE_A_DAY)
        last = days_of(self.month, self.year or dt.date.min.year)
        return Misread(
            dates.short(dt.date(self.year or LEAP + 1, self.month, last)).removesuffix(f" {LEAP + 1}")
        )


@dataclass(frozen=True, slots=True)
class Week(Yearly):
    """A week by its number, from Monday. Raises Misread for one that no year has."""

    number: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 53:
            raise self.missing()

    def of(self, year: int) -> Period | None:
        try:
            first = dt.date.fromisocalendar(year, self.number, 1)
        except ValueError:  # most years have no week 53
            return None
        return Period(first, first + 6 * DAY)

    def alike(self, found: Number, year: int | None) -> Yearly:
        return Week(year, found.number)

    def missing(self) -> Misread:
        return Misread(texts.LIKE_A_WEEK)


@dataclass(frozen=True, slots=True)
class Feast(Yearly):
    """A day or a holiday with a name."""

    name: str = ""
    names: Names = field(default_factory=Names)

    def of(self, year: int) -> Period | None:
        days = self.names.of(self.name, year)
        return days and Period(*days)

    def missing(self) -> Misread:
        return Misread(texts.LIKE_A_PERIOD, texts.DAYS_UNKNOWN)


Point = Weekday | Fixed | Lasting | Number | Yearly


def week_of(today: dt.date, weeks: int) -> dt.date:
    """The Monday of the week so many weeks from this one."""
    return monday(today) + weeks * WEEK


def checked(day: Yearly, found: Period) -> Period:
    """The days, if the weekday that was typed with them is theirs. Raises NotADate."""
    weekday = day.weekday if isinstance(day, OnDay) else None
    if weekday is not None and found.first.weekday() != weekday:
        raise NotADate(
            texts.OTHER_WEEKDAY.format(date=dates.date(found.first), weekday=dates.weekday(weekday))
        )
    return found


def filled(points: list[Point]) -> list[Point]:
    """Every number alone as what its neighbour counts: the next one that is no number, else the one before."""
    done = list(points)
    for at, one in enumerate(points):
        if not isinstance(one, Number):
            continue
        later = next((other for other in points[at:] if not isinstance(other, Number)), None)
        found = later.alike(one, later.year) if isinstance(later, Yearly) else None
        if found is None:
            before = next((other for other in reversed(done[:at]) if not isinstance(other, Number)), None)
            found = before.alike(one, None) if isinstance(before, Yearly) else None
        if found is None:
            raise Misread(texts.LIKE_A_DAY)
        done[at] = found
    return done


def sane(period: Period, today: dt.date) -> Period:
    """The period, if somebody can mean it. Raises Misread."""
    if not 2000 <= period.first.year <= period.last.year <= today.year + FURTHEST:
        raise Misread(dates.short(today + WEEK), texts.TOO_FAR)
    return period
