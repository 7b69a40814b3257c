"""What people type, read as periods: "t/m vrijdag", "21-12 tot 4-1: kerstsluiting", "week 52 en 1", "kerstvakantie".

"T/m" includes its day, "tot" does not, everywhere: so whoever reads a date back names the last day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.channels.calendar import texts
from bot.channels.typed_dates.named import Names
from bot.channels.typed_dates.parsing import Item, Parser
from bot.channels.typed_dates.points import (
    DAY,
    Feast,
    Fixed,
    Lasting,
    Misread,
    NotADate,
    OnDay,
    Period,
    Point,
    Weekday,
    Yearly,
    checked,
    sane,
)
from bot.channels.typed_dates.tokens import HARD, Token, tokens
from bot.core import dates
from bot.core.inputs.typed import plain
from bot.core.visible import visible

_LONGEST = 300
_ONGOING = 182
"""Days: a longer period without years has not begun yet, but begins the next time."""
_BACK = 4 * 7 * DAY
"""How far the next piece of a list may lie before the one that stands before it ("25 en 24 december")."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The periods, in order; `label` is what else was typed, or the name of the holiday. `until`: only a last day was
    typed, so that the first is today. `widest`: the days differ by region, and these are the widest."""

    periods: tuple[Period, ...]
    label: str = ""
    until: bool = False
    widest: bool = False


def read(typed: str, today: dt.date, names: Names) -> Reading:
    """The periods, not all over. What has no year is the first to come, or going on. Raises NotADate."""
    text = plain(typed)
    refused: NotADate | None = None
    for days, label in _ways(visible(typed), names.all(today)):
        try:
            return _read(days, label, today, names)
        except Misread as odd:
            said = odd.said.format(typed=text[:80], example=odd.example)
            refused = refused or NotADate(said)
    raise refused or NotADate(texts.NO_DATE.format(typed=text[:80], example=texts.LIKE_A_DAY))


def coming(typed: str, today: dt.date, names: Names) -> Reading:
    """The same, for what cannot be over already."""
    found = read(typed, today, names)
    if found.periods[0].last < today:
        raise over(found.periods[0].last)
    return found


def over(day: dt.date) -> NotADate:
    """What to say of a day that is over."""
    return NotADate(texts.IS_OVER.format(date=dates.date(day), example=texts.LIKE_A_DAY))


def looks_like_one(typed: str) -> bool:
    """Whether it holds nothing but words and figures of dates, even if it is no day; or a period with a label."""
    found = tokens(plain(typed)[:_LONGEST], Names().all(dt.date.min))
    kinds = [one.kind for one in found]
    if "unknown" not in kinds:
        return bool((HARD - {"number"}) & set(kinds))
    joined = {"up_to", "before", "dash"} & set(kinds) and kinds.count("date") > 1
    return bool(joined) and kinds.count("unknown") == 1


def _ways(text: str, feasts: frozenset[str]) -> Iterator[tuple[Sequence[Token], str]]:
    """The ways to part the text in days and a label, the likeliest first."""
    if len(text) > _LONGEST:
        return
    left, colon, right = text.partition(":")
    if colon:
        ways = [(left, right), (right, left)]
        if not any(sign.isdigit() for sign in left):
            ways.reverse()
        for days, label in ways:
            yield tokens(plain(days), feasts), label.strip()
    else:
        yield from _labelled(plain(text), feasts)


def _labelled(text: str, feasts: frozenset[str]) -> Iterator[tuple[Sequence[Token], str]]:
    """The whole text, or what stands before or after the label."""
    found = tokens(text, feasts)
    odd = [at for at, one in enumerate(found) if one.kind == "unknown"]
    hard = [at for at, one in enumerate(found) if one.kind in HARD]
    if not odd:
        yield found, ""
        if hard and found[hard[0]].kind == "feast":
            odd = [hard[0]]
        elif hard and found[hard[-1]].kind == "feast":
            odd = [hard[-1]]
        hard = [at for at in hard if at not in odd]
    if odd and hard and odd[-1] < hard[0]:
        yield _bare(found[odd[-1] + 1 :]), _trimmed(text[: found[odd[-1]].end])
    elif odd and hard and odd[0] > hard[-1]:
        yield _bare(found[: odd[0]]), _trimmed(text[found[odd[0]].start :])


def _bare(found: Sequence[Token]) -> Sequence[Token]:
    """Without the dash or the comma that parts days from their label."""
    begin = 1 if found and found[0].kind in ("dash", "and") else 0
    end = -1 if found and found[-1].kind in ("dash", "and") else len(found)
    return found[begin:end]


def _trimmed(label: str) -> str:
    return label.strip(" -,;.()\"'")


def _read(found: Sequence[Token], label: str, today: dt.date, names: Names) -> Reading:
    items = Parser(found, names, today).items()
    periods: list[Period] = []
    for item in items:
        earliest = max(today, periods[-1].first - _BACK) if periods else today
        periods.append(sane(_period(item, earliest, today), today))
    alone = items[0]
    until = len(items) == 1 and (alone.begin is None or (alone.end is None and _is_a_day(alone.begin)))
    named = [one for item in items for one in (item.begin, item.end) if isinstance(one, Feast)]
    if not label and len(items) == 1 and named and alone.begin == named[0] and alone.end is None:
        label = named[0].name[:1].upper() + named[0].name[1:]
    widest = any(one.names.differs(one.name, periods[0].first.year) for one in named)
    return Reading(_joined(periods), label, until, widest)


def _is_a_day(point: Point) -> bool:
    if isinstance(point, Fixed):
        return point.period.first == point.period.last
    return isinstance(point, (Weekday, Lasting, OnDay))


def _period(item: Item, earliest: dt.date, today: dt.date) -> Period:
    begin, end = item.begin, item.end
    if end is None:
        return _alone(begin, earliest)
    if begin is None:
        found = _alone(end, earliest)
        return _upto(today, found, item, end, over(found.first - DAY))
    if isinstance(end, Lasting):
        first = _alone(begin, earliest).first
        return Period(first, end.added(first) - DAY)
    first = _first(begin, item, earliest)
    reversed_ = Misread(_example(first), texts.TURNED)
    last = _alone(end, first)
    found = _upto(first, last, item, end, reversed_)
    if isinstance(begin, Yearly) and begin.year is None and _dated(end) and (found.last - first).days > 366:
        raise reversed_
    return found


def _upto(first: dt.date, last: Period, item: Item, end: Point, turned: Exception) -> Period:
    """Up to `last`, without it if it is the day that ends the period."""
    until = last.last
    if item.before:
        until = (last.last if isinstance(end, Lasting) else last.first) - DAY
    if until < first:
        raise turned
    return Period(first, until)


def _first(begin: Point, item: Item, earliest: dt.date) -> dt.date:
    """When a period with a first and a last day begins."""
    end = item.end
    if isinstance(begin, Weekday):  # a period can begin today
        return begin.after(earliest - DAY).first
    if not isinstance(begin, Yearly) or begin.year is not None or end is None:
        return _alone(begin, earliest).first
    if _dated(end):
        last = _alone(end, earliest).last
        found = begin.begun(last)
        return checked(begin, found or begin.after(earliest)).first
    started = begin.begun(earliest)
    if started is not None and isinstance(end, Yearly):
        last = end.after(started.first).last - item.before * DAY
        if last >= earliest and (last - started.first).days <= _ONGOING:
            return checked(begin, started).first
    return _alone(begin, earliest).first


def _dated(point: Point) -> bool:
    """Whether its days are known without those of its neighbour."""
    return isinstance(point, Fixed) or (isinstance(point, Yearly) and point.year is not None)


def _alone(point: Point | None, earliest: dt.date) -> Period:
    if isinstance(point, Fixed):
        return point.period
    if isinstance(point, Lasting):
        return Period(earliest, point.added(earliest))
    if isinstance(point, Weekday):
        return point.after(earliest)
    if not isinstance(point, Yearly):
        raise TypeError(point)  # numbers alone are filled in by now, and an item has a point
    return checked(point, point.after(earliest))


def _example(first: dt.date) -> str:
    return texts.FROM_TO.format(first=dates.short(first), last=dates.short(first + 14 * DAY))


def _joined(periods: Sequence[Period]) -> tuple[Period, ...]:
    """The periods in order; those that touch are one."""
    joined: list[Period] = []
    for one in sorted(periods, key=lambda period: period.first):
        if joined and one.first <= joined[-1].last + DAY:
            joined[-1] = Period(joined[-1].first, max(joined[-1].last, one.last))
        else:
            joined.append(one)
    return tuple(joined)
