"""The settings of a channel as a form, and what was filled in as choices. Every field has the name of its choice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from bot.channels import texts
from bot.channels.calendar.typed import NotADate
from bot.channels.settings import closed_typed, countries, timezones
from bot.channels.settings.model import REGIONS, Choices, Closed
from bot.core import dates, zones
from bot.core.forms import Checkboxes, Choice, Field, Form, Option, TextField, Values
from bot.core.messages import Divider, Part
from bot.library.tips import Library

Reader = Callable[[Any, "Shown"], Any]

NAME = "settings"
NONE = "none"
ON, OFF = "on", "off"
MOST_DAYS = 20
MOST_TYPED = 3000
_WEEK = dt.timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a form shows. `today` is the channel's local date, `own_zone` the time zone of who opened it.

    `version` is the channel's, 0 where it was never set up. `checked`: what comes was shown of these choices, so that
    sending the form saves them.
    """

    channel: str
    choices: Choices
    version: int
    now: dt.datetime
    today: dt.date
    library: Library
    own_zone: str = ""
    checked: bool = False


def form(shown: Shown, before: Iterable[Part] = (), after: Iterable[Part] = ()) -> Form:
    """`before` stands above the fields, `after` below them."""
    parts = (*before, *_fields(shown), Divider(), *after)
    about = {
        "channel": shown.channel,
        "version": str(shown.version),
        **({"checked": ON} if shown.checked else {}),
    }
    submit = texts.SAVE if shown.checked else texts.CHECK
    return Form(NAME, texts.SETTINGS, parts, submit, texts.CANCEL, about, edition=str(shown.version))


def _fields(shown: Shown) -> tuple[Field, ...]:
    now = cast(dict[str, Any], shown.choices)
    region = tuple(Option(one, texts.BREAK_REGION.format(region=one.capitalize())) for one in REGIONS)
    breaks = (Option(NONE, texts.BREAK_NONE), *region)
    on_off = (Option(ON, texts.ON), Option(OFF, texts.OFF))
    yes_no = (Option(ON, texts.YES), Option(OFF, texts.NO))
    return (
        _choice("active", texts.ACTIVE, on_off, ON if now["active"] else OFF),
        _choice("weekday", texts.WEEKDAY, _weekdays(), str(now["weekday"])),
        _choice("time", texts.TIME, _times(now["time"]), _clock(now["time"])),
        _choice("frequency", texts.FREQUENCY, _named(texts.FREQUENCIES), now["frequency"]),
        _choice("anchor", texts.ANCHOR, _weeks(shown.today), _week_of(now["anchor"], shown.today)),
        _choice("timezone", texts.TIMEZONE, _zones(shown), now["timezone"]),
        _choice("series", texts.SERIES, _series(shown), now["series"] or NONE, texts.SERIES_HINT),
        _themes(shown),
        _choice(
            "public_holidays", texts.PUBLIC_HOLIDAYS, _named(texts.ON_PUBLIC_HOLIDAY), now["public_holidays"]
        ),
        _choice("country", texts.COUNTRY, _countries(now["country"]), now["country"]),
        _choice("liberation_day", texts.LIBERATION_DAY, _named(texts.LIBERATION_DAYS), now["liberation_day"]),
        _choice("school_holidays", texts.SCHOOL_HOLIDAYS, breaks, now["school_holidays"] or NONE),
        _choice("construction_break", texts.CONSTRUCTION_BREAK, breaks, now["construction_break"] or NONE),
        *_closed_periods(now["closed"]),
        Choice("check_in", texts.CHECK_IN, yes_no, ON if now["check_in"] else OFF),
        Choice(
            "check_in_after", texts.CHECK_IN_AFTER, _days(now["check_in_after"]), str(now["check_in_after"])
        ),
    )


def _closed_periods(stored: tuple[Closed, ...]) -> tuple[TextField, ...]:
    """None where there are more than a field holds: those stay, and are changed in the channels file."""
    typed = closed_typed.typed(stored)
    if len(typed) > MOST_TYPED:
        return ()
    field = TextField(
        "closed",
        texts.CLOSED,
        typed,
        texts.CLOSED_HINT,
        texts.CLOSED_EXAMPLE,
        required=False,
        multiline=True,
    )
    return (field,)


def _choice(name: str, label: str, options: tuple[Option, ...], chosen: str, hint: str = "") -> Choice:
    """A field that decides what comes: whatever changes in it is shown at once."""
    return Choice(name, label, options, chosen, hint, watched=True)


def _named(names: Mapping[str, str]) -> tuple[Option, ...]:
    return tuple(Option(value, label) for value, label in names.items())


def _weekdays() -> tuple[Option, ...]:
    return tuple(Option(str(number), dates.weekday(number)) for number in range(7))


def _times(stored: dt.time) -> tuple[Option, ...]:
    """Every half hour from 6 to 22, and the stored one."""
    offered = {dt.time(minutes // 60, minutes % 60) for minutes in range(6 * 60, 22 * 60 + 1, 30)}
    return tuple(Option(_clock(time), dates.clock(time)) for time in sorted(offered | {stored}))


def _clock(time: dt.time) -> str:
    return time.isoformat()


def _weeks(today: dt.date) -> tuple[Option, ...]:
    monday = _monday(today)
    weeks = zip(texts.ANCHOR_WEEKS, (monday, monday + _WEEK), strict=True)
    return tuple(Option(first.isoformat(), label.format(date=dates.short(first))) for label, first in weeks)


def _week_of(anchor: dt.date, today: dt.date) -> str:
    """The week, this one or the next, from which every two weeks would count the same."""
    monday = _monday(today)
    odd = (_monday(anchor) - monday).days // 7 % 2
    return (monday + odd * _WEEK).isoformat()


def _monday(date: dt.date) -> dt.date:
    return date - dt.timedelta(days=date.weekday())


def _zones(shown: Shown) -> tuple[Option, ...]:
    offered = timezones.offered(shown.choices["timezone"], shown.own_zone)
    return tuple(Option(zone, timezones.name(zone, shown.now)) for zone in offered)


def _series(shown: Shown) -> tuple[Option, ...]:
    stored = shown.choices["series"]
    every = {id: series.title for id, series in shown.library.series.items()}
    if stored and stored not in every:
        every[stored] = texts.SERIES_GONE.format(id=stored)
    return (Option(NONE, texts.SERIES_NONE), *_named(every))


def _themes(shown: Shown) -> Checkboxes:
    stored = shown.choices["themes"]
    titles = {id: theme.title for id, theme in shown.library.themes.items()}
    hint = texts.THEMES_HINT
    if chosen := [titles[id] for id in stored if id in titles]:
        hint = f"{hint} {texts.THEMES_NOW.format(themes=', '.join(chosen))}"
    return Checkboxes("themes", texts.THEMES, _named(titles), stored, hint, watched=True)


def _countries(stored: str) -> tuple[Option, ...]:
    return tuple(Option(code, name) for code, name in countries.offered(stored))


def _days(stored: int) -> tuple[Option, ...]:
    counts = sorted({*range(1, MOST_DAYS + 1), stored})
    return tuple(
        Option(str(count), texts.WORKING_DAY if count == 1 else texts.WORKING_DAYS.format(count=count))
        for count in counts
    )


def filled_in(values: Values, shown: Shown) -> tuple[Choices, Mapping[str, str]]:
    """What was chosen, of the fields that were sent, and what is wrong, by field. `shown` is what stands now."""
    found: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for name, read in _READERS.items():
        if name not in values:
            continue
        try:
            found[name] = read(values[name], shown)
        except NotADate as error:
            errors[name] = str(error)
        except (ValueError, TypeError, KeyError):  # nobody can choose it, but a client may send anything
            errors[name] = texts.NOT_IN_LIST
    if shown.version == 0:
        found.setdefault("active", True)  # so the form showed it, also to a client that does not say it again
    return cast(Choices, found), errors


def _on(value: Any, _shown: Shown) -> bool:
    return bool({ON: True, OFF: False}[value])


def _of(offered: Iterable[str]) -> Reader:
    kept = frozenset(offered)

    def read(value: Any, _shown: Shown) -> str:
        if value not in kept:
            raise ValueError(value)
        return str(value)

    return read


def _region(value: Any, shown: Shown) -> str | None:
    return None if value == NONE else _of(REGIONS)(value, shown)


def _number(first: int, last: int) -> Reader:
    def read(value: Any, _shown: Shown) -> int:
        if not first <= int(value) <= last:
            raise ValueError(value)
        return int(value)

    return read


def _time(value: Any, _shown: Shown) -> dt.time:
    return dt.time.fromisoformat(value)


def _anchor(value: Any, shown: Shown) -> dt.date:
    """What is stored stays where it comes to the same."""
    stored, chosen = shown.choices["anchor"], dt.date.fromisoformat(value)
    return stored if (_monday(stored) - _monday(chosen)).days // 7 % 2 == 0 else chosen


def _zone(value: Any, _shown: Shown) -> str:
    return zones.zone(value)


def _one_series(value: Any, shown: Shown) -> str | None:
    stored = shown.choices["series"]
    return (
        None if value == NONE else _of((*shown.library.series, *((stored,) if stored else ())))(value, shown)
    )


def _ticked(value: Any, shown: Shown) -> tuple[str, ...]:
    """Themes that the form could not show stay."""
    stored = shown.choices["themes"]
    ticked = {_of(shown.library.themes)(one, shown) for one in value}
    unseen = [one for one in stored if one not in shown.library.themes]
    every = (*(one for one in shown.library.themes if one in ticked), *unseen)
    return stored if set(every) == set(stored) else every


def _country(value: Any, shown: Shown) -> str:
    return str(_of((*countries.OFFERED, shown.choices["country"]))(value, shown))


def _closed(value: Any, shown: Shown) -> tuple[Closed, ...]:
    return closed_typed.parse(value, shown.today)


_READERS: Mapping[str, Reader] = {
    "active": _on,
    "weekday": _number(0, 6),
    "time": _time,
    "frequency": _of(texts.FREQUENCIES),
    "anchor": _anchor,
    "timezone": _zone,
    "series": _one_series,
    "themes": _ticked,
    "public_holidays": _of(texts.ON_PUBLIC_HOLIDAY),
    "country": _country,
    "liberation_day": _of(texts.LIBERATION_DAYS),
    "school_holidays": _region,
    "construction_break": _region,
    "closed": _closed,
    "check_in": _on,
    "check_in_after": _number(1, 366),
}
