"""What a lead is asked before settings are saved that silence a channel for long. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from bot.channels.settings import texts
from bot.channels.settings.model import ChannelSettings, Closed
from bot.channels.typed_dates.named import Names
from bot.core import dates
from bot.core.inputs.typed import fold
from bot.core.messages import Items, Paragraph, Part, bold, text

LONG_CLOSED = dt.timedelta(weeks=8)
LONG_WAIT = dt.timedelta(weeks=3)
_DAY = dt.timedelta(days=1)


def parts(
    before: ChannelSettings,
    after: ChannelSettings,
    today: dt.date,
    names: Names,
    waits: tuple[dt.date | None, dt.date | None],
) -> tuple[Part, ...]:
    """The new closed periods as they were understood, and "Klopt dit?" where they are long. `waits` are the dates of
    the first tip, before and after; only what changed is asked."""
    new = [one for one in after.closed if one not in before.closed]
    said = [text(_said(one, names)) for one in new]
    asked = [text(words) for words in (*_closed(before, after, today), *_late(*waits, today))]
    return (
        *((Items(tuple(said), title=texts.CLOSED_NEW),) if said else ()),
        *((Paragraph(text(bold(texts.DOUBT))), Items(tuple(asked))) if asked else ()),
    )


def _said(one: Closed, names: Names) -> str:
    days = _days(one.first, one.last)
    said = texts.CLOSED_NAMED.format(days=days, name=one.name) if one.name else days
    name, year = fold(one.name), one.first.year
    widest = names.differs(name, year) and names.of(name, year) == (one.first, one.last)
    return f"{said}. {texts.CLOSED_WIDEST}" if widest else said


def _closed(before: ChannelSettings, after: ChannelSettings, today: dt.date) -> Iterator[str]:
    stood = set(_runs(before.closed, today))
    for first, last in _runs(after.closed, today):
        if (first, last) not in stood and last - first + _DAY > LONG_CLOSED:
            weeks = (last - first).days // 7
            yield texts.DOUBT_CLOSED.format(days=_days(first, last), weeks=weeks)


def _runs(closed: Sequence[Closed], today: dt.date) -> Iterator[tuple[dt.date, dt.date]]:
    """The days to come without tips; periods that touch are one."""
    run: tuple[dt.date, dt.date] | None = None
    for one in sorted(closed, key=lambda period: period.first):
        first = max(one.first, today)
        if one.last < first:
            continue
        if run and first <= run[1] + _DAY:
            run = (run[0], max(run[1], one.last))
            continue
        if run:
            yield run
        run = (first, one.last)
    if run:
        yield run


def _late(before: dt.date | None, after: dt.date | None, today: dt.date) -> Iterator[str]:
    if after is not None and after != before and after - today > LONG_WAIT:
        yield texts.DOUBT_FIRST.format(date=dates.date(after))


def _days(first: dt.date, last: dt.date) -> str:
    if first == last:
        return dates.date(first)
    return texts.DAYS.format(first=dates.date(first), last=dates.date(last))
