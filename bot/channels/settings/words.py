"""Settings and changes in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from bot.channels import texts
from bot.channels.model import COMMAND, DELIVERY, FILE, FOREVER, Change
from bot.channels.settings import closed_typed, countries
from bot.core import dates
from bot.core.messages import Run, Text, mention, text
from bot.delivery.notices import words as stopped_words
from bot.library.tips import Library
from bot.privacy.texts import DELETED_USER

_LABELS = {
    "active": texts.ACTIVE,
    "weekday": texts.WEEKDAY,
    "time": texts.TIME,
    "frequency": texts.FREQUENCY,
    "anchor": texts.ANCHOR_NAME,
    "timezone": texts.TIMEZONE,
    "series": texts.SERIES,
    "themes": texts.THEMES,
    "public_holidays": texts.PUBLIC_HOLIDAYS,
    "country": texts.COUNTRY,
    "liberation_day": texts.LIBERATION_DAY,
    "school_holidays": texts.SCHOOL_HOLIDAYS,
    "construction_break": texts.CONSTRUCTION_BREAK,
    "closed": texts.CLOSED,
    "check_in": texts.CHECK_IN,
    "check_in_after": texts.CHECK_IN_AFTER,
    "pause": texts.CHANGE_PAUSE,
    "lead": texts.CHANGE_LEAD,
    "own tip": texts.CHANGE_OWN_TIP,
    "nudge now": texts.CHANGE_NOW,
    "trial": texts.CHANGE_TRIAL,
}
_ENDED = {"pause": texts.CHANGE_RESUMED, "trial": texts.CHANGE_TRIAL_ENDED}
_NAMED = {
    "frequency": texts.FREQUENCIES,
    "public_holidays": texts.ON_PUBLIC_HOLIDAY,
    "liberation_day": texts.LIBERATION_DAYS,
}
_SLOT = "slot "


def change(made: Change, library: Library) -> Text:
    """`Dag: van dinsdag naar woensdag`"""
    what = made.field
    label = _LABELS.get(what, what)
    if what.startswith(_SLOT):
        label = texts.CHANGE_SLOT.format(date=dates.short(dt.date.fromisoformat(what.removeprefix(_SLOT))))
    if what.startswith(DELIVERY):
        return text(f"{texts.CHANGE_SETTLED}: ", texts.SETTLED[made.after])
    before, after = _value(what, made.before, library), _value(what, made.after, library)
    if made.before is None and what not in _EMPTY:
        return text(f"{label}: ", after)
    if made.after is None and what in _ENDED:
        return text(_ENDED[what])
    if made.after is None and what not in _EMPTY:
        return text(f"{label}: ", before, texts.CHANGE_GONE)
    return text(texts.CHANGE_FROM.format(label=label), before, texts.CHANGE_TO, after)


def who(made: Change) -> Run:
    named = {FILE: texts.BY_FILE, COMMAND: texts.BY_COMMAND}.get(made.user)
    return Run(named) if named else _person(made.user)


def _person(user: str) -> Run:
    """Somebody, or what stands in the place of who deleted everything."""
    return Run(user) if user == DELETED_USER else mention(user)


_EMPTY = {
    "series": texts.SERIES_NONE,
    "school_holidays": texts.BREAK_NONE,
    "construction_break": texts.BREAK_NONE,
}
"""What None means in a field where it is a value like others."""


def _value(what: str, value: Any, library: Library) -> str | Run:
    if what.startswith(_SLOT) or what == "nudge now":
        return _tip(value, library)
    if value is None:
        return _EMPTY.get(what, "")
    if what == "lead":
        return _person(str(value))
    if say := _SAID.get(what):
        return say(value, library)
    return _NAMED.get(what, {}).get(value, str(value))


def _tip(value: str | None, library: Library) -> str:
    if value is None or value == "skip":
        return texts.CHANGE_SKIP if value else ""
    return library.tips[value].title if value in library.tips else texts.CHANGE_OWN


def _pause(value: str, _library: Library) -> str:
    try:
        until = dt.date.fromisoformat(value)
    except ValueError:  # the code of an error of Slack
        return stopped_words.why(value)
    return texts.CHANGE_FOREVER if until == FOREVER else texts.CHANGE_PAUSED.format(date=dates.short(until))


def _themes(ids: tuple[str, ...], library: Library) -> str:
    return ", ".join(library.themes[id].title for id in ids if id in library.themes) or texts.ALL_THEMES


def _region(value: str, _library: Library) -> str:
    return texts.BREAK_REGION.format(region=value.capitalize())


_SAID: Mapping[str, Callable[[Any, Library], str]] = {
    "active": lambda on, _: texts.ON if on else texts.OFF,
    "check_in": lambda on, _: texts.YES if on else texts.NO,
    "weekday": lambda number, _: dates.weekday(number),
    "time": lambda time, _: dates.clock(time),
    "anchor": lambda date, _: dates.short(date),
    "country": lambda code, _: countries.name(code),
    "series": lambda id, library: library.series[id].title if id in library.series else id,
    "themes": _themes,
    "closed": lambda closed, _: closed_typed.typed(closed).replace("\n", ", ") or texts.CLOSED_NONE,
    "school_holidays": _region,
    "construction_break": _region,
    "pause": _pause,
    "trial": lambda seed, _: texts.CHANGE_TRIAL_SEED.format(seed=seed),
}
