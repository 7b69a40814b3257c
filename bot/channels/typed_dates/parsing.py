"""Tokens read as a list of days and periods, of which the years are not known yet. Pure.

list   = item { "en" item }
item   = ["van"] point "t/m" point | "van" point lasting | lasting "van" point | "t/m" point | point
point  = [weekday] day | week | feast | weekday | "vandaag" | "volgende week" [weekday] | "over" lasting | lasting
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels.calendar import texts
from bot.channels.typed_dates.named import Names
from bot.channels.typed_dates.points import (
    DAY,
    Feast,
    Fixed,
    Lasting,
    Misread,
    Number,
    OnDay,
    Period,
    Point,
    Week,
    Weekday,
    filled,
    week_of,
)
from bot.channels.typed_dates.tokens import Token, days_of, whole_year


@dataclass(frozen=True, slots=True)
class Item:
    """`begin` is None for "t/m …"; `end` is None for a point alone. `before`: `end` itself is not part of it."""

    begin: Point | None
    end: Point | None = None
    before: bool = False


class Parser:
    """Reads the tokens once. Raises Misread."""

    def __init__(self, tokens: Sequence[Token], names: Names, today: dt.date) -> None:
        self._tokens = [one for one in tokens if one.kind != "filler"]
        self._names = names
        self._today = today

    def items(self) -> list[Item]:
        """All items, with what numbers alone mean."""
        found = [self._item()]
        while self._took("and") is not None:
            found.append(self._item())
        if self._tokens:
            raise Misread(texts.LIKE_A_DAY)
        points = iter(filled([one for item in found for one in (item.begin, item.end) if one is not None]))
        return [Item(item.begin and next(points), item.end and next(points), item.before) for item in found]

    def _item(self) -> Item:
        starts = self._took("from") is not None
        if not starts and (found := self._ends()):
            return found
        begin = self._point()
        if isinstance(begin, Lasting) and self._took("from"):
            return Item(self._point(), begin)
        if found := self._ends():
            return Item(begin, found.end, found.before)
        if self._is("dash"):
            self._take()
            return Item(begin, self._point())
        if starts:
            end = self._point() if self._is("number") else None
            if not isinstance(end, Lasting):
                raise Misread(texts.LIKE_A_PERIOD, texts.NO_END)
            return Item(begin, end)
        return Item(begin)

    def _ends(self) -> Item | None:
        """`t/m …`, `tot …`, and `tot na …`, which is up to its last day."""
        if self._took("up_to"):
            return Item(None, self._point())
        if self._took("before"):
            after = self._took("after") is not None
            return Item(None, self._point(), before=not after)
        return None

    def _point(self) -> Point:
        if self._is("shift"):
            return self._shifted()
        if self._is("weekday"):
            return self._on_weekday()
        if self._is("unit", "week"):
            return self._week()
        if self._took("in"):
            return self._in()
        return self._named() or self._day(None)

    def _named(self) -> Point | None:
        if one := self._took("offset"):
            day = self._today + one.value * DAY
            return Fixed(Period(day, day))
        one = self._took("feast")
        return Feast(self._year(), one.value, self._names) if one else None

    def _in(self) -> Point:
        """`over 2 weken` is a day; `in week 52` is that week."""
        found = self._point()
        if not isinstance(found, Lasting):
            return found
        day = found.added(self._today)
        return Fixed(Period(day, day))

    def _week(self) -> Point:
        self._take()
        if self._is("date") and self._tokens[0].value[2] is None:  # "week 52-1"
            one = self._take()
            first, last = (Token("number", value, one.start, one.end) for value in one.value[:2])
            self._tokens[:0] = [first, Token("dash", "-", one.start, one.end), last]
        number = self._took("number")
        if number is None:
            raise Misread(texts.LIKE_A_WEEK)
        return Week(self._year(), number.value)

    def _day(self, weekday: int | None) -> Point:
        """`20-12`, `20 december 2026`, `20`, or `2 weken`."""
        if one := self._took("date"):
            day, month, year = one.value
            return OnDay(year, day, month, weekday)
        number = self._took("number")
        if number is None:
            raise self._odd()
        if month := self._took("month"):
            return OnDay(self._year(), number.value, month.value, weekday)
        if weekday is None and (unit := self._took("unit")):
            if number.value > 999:
                raise Misread(texts.LIKE_A_DAY)
            return Lasting(number.value, unit.value)
        return Number(number.value, weekday)

    def _on_weekday(self) -> Point:
        number = self._take().value
        if self._is("and", ",") and self._comes("date", "number"):
            self._take()
        if self._is("date") or self._is("number"):
            found = self._day(number)
            self._soon()
            return found
        if self._soon():
            return Weekday(number)
        if self._is("shift") and self._comes("unit"):
            weeks = self._take().value
            self._take()
            return self._of_week(number, weeks)
        return Weekday(number)

    def _shifted(self) -> Point:
        """`volgende week`, `volgende week vrijdag`, `komende maandag`, `deze maand`."""
        weeks = self._take().value
        if weekday := self._took("weekday"):
            return Weekday(weekday.value) if weeks is None else self._of_week(weekday.value, weeks)
        if self._is("number"):
            found = self._point()
            if isinstance(found, Lasting) and weeks != 0:
                return found
            raise Misread(texts.LIKE_A_DAY)
        unit = self._took("unit")
        if unit is None or unit.value == "day":
            raise self._odd()
        if unit.value == "week":
            if weekday := self._took("weekday"):
                return self._of_week(weekday.value, weeks)
            first = week_of(self._today, 1 if weeks is None else weeks)
            return Fixed(Period(max(first, self._today), first + 6 * DAY))
        begins = self._today
        if weeks != 0:
            begins = Lasting(1, "month").added(self._today).replace(day=1)
        return Fixed(Period(begins, begins.replace(day=days_of(begins.month, begins.year))))

    def _of_week(self, weekday: int, weeks: int | None) -> Point:
        day = week_of(self._today, 1 if weeks is None else weeks) + weekday * DAY
        return Fixed(Period(day, day))

    def _soon(self) -> bool:
        """Whether "a.s." follows; it changes nothing."""
        if self._is("shift") and self._tokens[0].value is None and not self._comes("unit", "weekday"):
            self._take()
            return True
        return False

    def _year(self) -> int | None:
        """A year that follows, also as `van 2026`."""
        at = 1 if self._is("from") and self._comes("number") else 0
        one = self._tokens[at] if len(self._tokens) > at else None
        follows = self._tokens[at + 1].kind if len(self._tokens) > at + 1 else ""
        if one is None or one.kind != "number" or follows in ("month", "unit") or (at and one.value < 1000):
            return None
        if not 20 <= one.value <= 99 and one.value < 1000:
            return None
        del self._tokens[: at + 1]
        return whole_year(int(one.value))

    def _odd(self) -> Misread:
        """What is said about a piece that is no day."""
        kinds = {one.kind for one in self._tokens}
        if "month" in kinds and not kinds & {"number", "date", "vague"}:
            return Misread(texts.LIKE_A_MONTH)
        if "vague" in kinds:
            return Misread(texts.LIKE_A_HOLIDAY)
        return Misread(texts.LIKE_A_DAY)

    def _is(self, kind: str, value: Any = None) -> bool:
        if not self._tokens or self._tokens[0].kind != kind:
            return False
        return value is None or self._tokens[0].value == value

    def _comes(self, *kinds: str) -> bool:
        return len(self._tokens) > 1 and self._tokens[1].kind in kinds

    def _took(self, kind: str) -> Token | None:
        return self._take() if self._is(kind) else None

    def _take(self) -> Token:
        return self._tokens.pop(0)
