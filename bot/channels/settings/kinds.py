"""The kinds of settings: how each is asked in a form, read from a filled-in form, and worded in a sentence."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema
from pydantic_core.core_schema import no_info_before_validator_function

from bot.channels.calendar.model import Breaks
from bot.channels.calendar.rhythm import monday, odd_weeks
from bot.channels.settings import countries, texts, timezones
from bot.core import dates, zones
from bot.core.forms import Checkboxes, Choice, Field, Option
from bot.library.tips import Library

# ruff: noqa: ARG002 - every kind gets the same arguments, used or not

NONE = "none"
ON, OFF = "on", "off"
MOST_DAYS = 20
_WEEK = dt.timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class FormState:
    """What a form shows. `today` is the channel's local date, `own_zone` the time zone of the person who opened it.

    `version` is the channel's, 0 if it was never set up. `checked`: the form showed the effect of these choices, so
    that submitting it saves them. `more`: it shows every setting, not only those that come first;
    `asked` are the settings that it already asks, and keeps with what was filled in. `breaks` are the known school
    holidays.
    """

    channel: str
    choices: dict[str, Any]
    version: int
    now: dt.datetime
    today: dt.date
    library: Library
    own_zone: str = ""
    checked: bool = False
    more: bool = False
    asked: frozenset[str] = frozenset()
    breaks: Breaks = field(default_factory=Breaks)


@dataclass(frozen=True)
class Setting(ABC):
    """A setting of a channel. `changed` is its name in the list of changes, if that is not its `label`. Every change
    of a `watched` one shows its effect at once. A `first` one is asked at once, the others behind *Meer instellingen*.
    `file` maps the words of the channels file, in any case, to values, if it has its own words; `what` names them in
    English.
    """

    label: str
    hint: str = ""
    watched: bool = True
    first: bool = False
    changed: str = ""
    file: Mapping[str, Any] = field(default_factory=dict)
    what: str = ""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema = handler(source)
        return no_info_before_validator_function(self._meant, schema) if self.file else schema

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"enum": list(self.file)} if self.file else handler(schema)

    def _meant(self, word: Any) -> Any:
        if isinstance(word, str) and word.casefold() in self.file:
            return self.file[word.casefold()]
        raise ValueError(f"{word!r} is not a {self.what}; write one of {', '.join(self.file)}")

    def written(self, value: Any) -> Any:
        """The value as the file writes it."""
        return next(word for word, meant in self.file.items() if meant == value) if self.file else value

    @abstractmethod
    def asked(self, name: str, value: Any, shown: FormState) -> Field | None:
        """The form's field; None if this value cannot be changed in a form."""

    @abstractmethod
    def read(self, sent: Any, value: Any, shown: FormState) -> Any:
        """The value that was filled in; `value` is the current one. Raises NotADate, and ValueError, TypeError or
        KeyError for a value that is not offered, because a client may send anything."""

    def said(self, value: Any, library: Library) -> str:
        return str(value)

    def comes_first(self, value: Any) -> bool:
        """Whether a form asks it at once while it has this value."""
        return self.first


def kept(sent: Any, offered: Iterable[str]) -> str:
    """Raises ValueError for a value that is not offered."""
    if sent not in frozenset(offered):
        raise ValueError(sent)
    return str(sent)


class Choosable(Setting):
    """A setting with one of several options."""

    def asked(self, name: str, value: Any, shown: FormState) -> Field:
        options = tuple(Option(key, label) for key, label in self.options(value, shown).items())
        return Choice(name, self.label, options, self.key(value, shown), self.hint, self.watched)

    @abstractmethod
    def options(self, value: Any, shown: FormState) -> Mapping[str, str]:
        """What can be chosen, with labels; always includes `value`."""

    def key(self, value: Any, shown: FormState) -> str:
        """The option for the value."""
        return str(value)

    def read(self, sent: Any, value: Any, shown: FormState) -> Any:
        return self.key(kept(sent, self.options(value, shown)), shown)


@dataclass(frozen=True)
class OneOf(Choosable):
    """`names` maps each value to its label; NONE stands for None."""

    names: Mapping[str, str] = field(default_factory=dict)

    def options(self, value: Any, shown: FormState) -> Mapping[str, str]:
        return self.names

    def key(self, value: Any, shown: FormState | None = None) -> str:
        return NONE if value is None else str(value)

    def read(self, sent: Any, value: Any, shown: FormState) -> Any:
        return None if kept(sent, self.names) == NONE else sent

    def said(self, value: Any, library: Library) -> str:
        return self.names.get(self.key(value), str(value))


class Switch(OneOf):
    def key(self, value: Any, shown: FormState | None = None) -> str:
        return ON if value else OFF

    def read(self, sent: Any, value: Any, shown: FormState) -> bool:
        return kept(sent, self.names) == ON


class Number(Choosable):
    def read(self, sent: Any, value: Any, shown: FormState) -> int:
        return int(super().read(sent, value, shown))


class Weekday(Number):
    def options(self, value: Any, shown: FormState) -> Mapping[str, str]:
        return {str(number): dates.weekday(number) for number in range(7)}

    def said(self, value: Any, library: Library) -> str:
        return dates.weekday(value)


class WorkingDays(Number):
    def options(self, value: Any, shown: FormState) -> Mapping[str, str]:
        counts = sorted({*range(1, MOST_DAYS + 1), value})
        many = texts.WORKING_DAYS
        return {str(one): texts.WORKING_DAY if one == 1 else many.format(count=one) for one in counts}


class TimeOfDay(Choosable):
    """Every half hour from 6 to 22, and the stored time."""

    def options(self, value: Any, shown: FormState) -> Mapping[str, str]:
        offered = {dt.time(minutes // 60, minutes % 60) for minutes in range(6 * 60, 22 * 60 + 1, 30)}
        return {time.isoformat(): dates.clock(time) for time in sorted(offered | {value})}

    def key(self, value: Any, shown: FormState) -> str:
        return str(value.isoformat())

    def read(self, sent: Any, value: Any, shown: FormState) -> dt.time:
        return dt.time.fromisoformat(sent)

    def said(self, value: Any, library: Library) -> str:
        return dates.clock(value)

    def written(self, value: Any) -> str:
        return f"{value:%H:%M}"


class FirstWeek(Choosable):
    """This week or the next, as the start from which every two weeks gives the same weeks as the stored one."""

    def options(self, value: Any, shown: FormState) -> Mapping[str, str]:
        this = monday(shown.today)
        weeks = zip(texts.ANCHOR_WEEKS, (this, this + _WEEK), strict=True)
        return {first.isoformat(): label.format(date=dates.short(first)) for label, first in weeks}

    def key(self, value: Any, shown: FormState) -> str:
        return (monday(shown.today) + odd_weeks(value, shown.today) * _WEEK).isoformat()

    def read(self, sent: Any, value: Any, shown: FormState) -> dt.date:
        """Keeps the stored week if the result is the same."""
        chosen = dt.date.fromisoformat(sent)
        return chosen if odd_weeks(value, chosen) else value

    def said(self, value: Any, library: Library) -> str:
        return dates.short(value)

    def written(self, value: Any) -> str:
        return str(value)


class TimeZone(Choosable):
    def options(self, value: Any, shown: FormState) -> Mapping[str, str]:
        return {zone: timezones.name(zone, shown.now) for zone in timezones.offered(value, shown.own_zone)}

    def read(self, sent: Any, value: Any, shown: FormState) -> str:
        return zones.zone(sent)


class Country(Choosable):
    def options(self, value: Any, shown: FormState) -> Mapping[str, str]:
        return dict(countries.offered(value))

    def said(self, value: Any, library: Library) -> str:
        return countries.name(value)


class OneSeries(Choosable):
    def options(self, value: Any, shown: FormState) -> Mapping[str, str]:
        every = {id: series.title for id, series in shown.library.series.items()}
        if value and value not in every:
            every[value] = texts.SERIES_GONE.format(id=value)
        return {NONE: texts.SERIES_NONE, **every}

    def key(self, value: Any, shown: FormState) -> str:
        return value or NONE

    def read(self, sent: Any, value: Any, shown: FormState) -> str | None:
        chosen = super().read(sent, value, shown)
        return None if chosen == NONE else str(chosen)

    def said(self, value: Any, library: Library) -> str:
        if value is None:
            return texts.SERIES_NONE
        return library.series[value].title if value in library.series else value


class SomeThemes(Setting):
    def asked(self, name: str, value: Any, shown: FormState) -> Field:
        titles = {id: theme.title for id, theme in shown.library.themes.items()}
        hint = self.hint
        if chosen := [titles[id] for id in value if id in titles]:
            hint = f"{hint} {texts.THEMES_NOW.format(themes=', '.join(chosen))}"
        options = tuple(Option(id, title) for id, title in titles.items())
        return Checkboxes(name, self.label, options, value, hint, self.watched)

    def read(self, sent: Any, value: Any, shown: FormState) -> tuple[str, ...]:
        """Keeps themes that the form could not show."""
        themes = shown.library.themes
        ticked = {kept(one, themes) for one in sent}
        unseen = [one for one in value if one not in themes]
        every = (*(one for one in themes if one in ticked), *unseen)
        return value if set(every) == set(value) else every

    def said(self, value: Any, library: Library) -> str:
        titles = (library.themes[id].title for id in value if id in library.themes)
        return ", ".join(titles) or texts.ALL_THEMES

    def written(self, value: Any) -> list[str]:
        return list(value)
