"""The settings of a channel, each declared once, in the order of the form: how it is written in the channels file and
in config/default.yaml, and how it is asked and worded (its `Setting`). The values that apply when nobody chooses are
in `ChannelSettings`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

from bot.channels.calendar.model import countries
from bot.channels.calendar.rhythm import Frequency
from bot.channels.settings import texts
from bot.channels.settings.closed_typed import Periods
from bot.channels.settings.kinds import (
    NONE,
    OFF,
    ON,
    Country,
    FirstWeek,
    OneOf,
    OneSeries,
    Setting,
    SomeThemes,
    Switch,
    TimeOfDay,
    TimeZone,
    Weekday,
    WorkingDays,
)
from bot.channels.settings.model import (
    FIELDS,
    REGIONS,
    Choices,
    Closed,
    Form,
    LiberationDay,
    OnHoliday,
    Region,
    Voice,
)
from bot.core import zones
from bot.core.errors import Fault
from bot.core.inputs.yaml_files import Document, Position
from bot.library.fields import Id, Line, Strict
from bot.library.tips import Library

WEEKDAYS = {
    name: number
    for names in (
        ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    )
    for number, name in enumerate(names)
}
FREQUENCIES: dict[str, Frequency] = {
    "weekly": "weekly",
    "every two weeks": "biweekly",
    "monthly": "monthly",
    "elke week": "weekly",
    "om de week": "biweekly",
    "elke maand": "monthly",
}
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


def _time(value: Any) -> dt.time:
    if isinstance(value, str) and (found := _CLOCK.fullmatch(value)):
        return dt.time(int(found[1]), int(found[2]))
    raise ValueError(
        f"{value!r} is not a time of day; write hours and minutes from 00:00 to 23:59, like 10:00"
    )


def _date(value: Any) -> dt.date:
    try:
        return dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError(f"{value!r} is not a date; write year, month and day, like 2026-11-24") from None


def _country(value: str) -> str:
    if value not in countries():
        raise ValueError(
            f"{value!r} is not a country with known holidays; write its two letters, like NL or BE"
        )
    return value


Date = Annotated[dt.date, BeforeValidator(_date), WithJsonSchema({"type": "string", "format": "date"})]

_break = partial(
    OneOf,
    file={**{region: region for region in REGIONS}, NONE: None},
    what="school region",
    names={
        NONE: texts.BREAK_NONE,
        **{region: texts.BREAK_REGION.format(region=region.capitalize()) for region in REGIONS},
    },
)

_UNSAID: Any = None  # an absent field is not in `model_fields_set`


class _Closed(Strict):
    """A period without tips; both days are included."""

    first: Annotated[Date, Field(alias="from")]
    last: Annotated[Date, Field(alias="to")]
    name: Line = ""

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> _Closed:
        if self.last < self.first:
            raise ValueError("ends before it begins: 'to' is the last day without tips")
        return self


class Master(Switch):
    """What is off is asked first: until it is on, nothing else has an effect."""

    def comes_first(self, value: Any) -> bool:
        return not value


class ChannelFields(Strict):
    """What can be chosen for a channel; the layer below decides what is left out."""

    active: Annotated[bool, Master(texts.ACTIVE, names={ON: texts.ON, OFF: texts.OFF})] = _UNSAID
    weekday: Annotated[int, Weekday(texts.WEEKDAY, first=True, file=WEEKDAYS, what="weekday")] = _UNSAID
    time: Annotated[
        dt.time,
        BeforeValidator(_time),
        WithJsonSchema({"type": "string", "pattern": f"^{_CLOCK.pattern}$"}),
        TimeOfDay(texts.TIME, first=True),
    ] = _UNSAID
    frequency: Annotated[
        Frequency, OneOf(texts.FREQUENCY, file=FREQUENCIES, what="rhythm", names=texts.FREQUENCIES)
    ] = _UNSAID
    anchor: Annotated[Date, FirstWeek(texts.ANCHOR, changed=texts.ANCHOR_NAME)] = _UNSAID
    timezone: Annotated[str, AfterValidator(zones.zone), TimeZone(texts.TIMEZONE)] = _UNSAID
    series: Annotated[Id | None, OneSeries(texts.SERIES, texts.SERIES_HINT, first=True)] = _UNSAID
    themes: Annotated[list[Id], SomeThemes(texts.THEMES, texts.THEMES_HINT, first=True)] = _UNSAID
    public_holidays: Annotated[
        OnHoliday,
        OneOf(
            texts.PUBLIC_HOLIDAYS,
            file={"skip": "skip", "next working day": "next_working_day", "post": "post"},
            what="choice for public holidays",
            names=texts.ON_PUBLIC_HOLIDAY,
        ),
    ] = _UNSAID
    country: Annotated[
        str,
        AfterValidator(_country),
        WithJsonSchema({"type": "string", "pattern": "^[A-Z]{2}$"}),
        Country(texts.COUNTRY),
    ] = _UNSAID
    liberation_day: Annotated[
        LiberationDay,
        OneOf(
            texts.LIBERATION_DAY,
            file={"every five years": "lustrum", "every year": "every_year", "never": "never"},
            what="choice for Bevrijdingsdag",
            names=texts.LIBERATION_DAYS,
        ),
    ] = _UNSAID
    school_holidays: Annotated[Region | None, _break(texts.SCHOOL_HOLIDAYS)] = _UNSAID
    construction_break: Annotated[Region | None, _break(texts.CONSTRUCTION_BREAK)] = _UNSAID
    closed: Annotated[list[_Closed], Periods(texts.CLOSED, texts.CLOSED_HINT)] = _UNSAID
    voice: Annotated[
        Voice,
        OneOf(
            texts.VOICE,
            texts.VOICE_HINT,
            first=True,
            file={"team": "team", "both": "both", "leads": "leads"},
            what="voice",
            names=texts.VOICES,
        ),
    ] = _UNSAID
    form: Annotated[
        Form,
        OneOf(
            texts.FORM,
            watched=False,
            file={"short": "short", "long": "long"},
            what="form of a tip",
            names=texts.FORMS,
        ),
    ] = _UNSAID
    check_in: Annotated[bool, Switch(texts.CHECK_IN, watched=False, names={ON: texts.YES, OFF: texts.NO})] = (
        _UNSAID
    )
    check_in_after: Annotated[int, Field(ge=1, le=20), WorkingDays(texts.CHECK_IN_AFTER, watched=False)] = (
        _UNSAID
    )
    harvest: Annotated[
        bool,
        Switch(texts.HARVEST, texts.HARVEST_HINT, watched=False, names={ON: texts.ON, OFF: texts.OFF}),
    ] = _UNSAID

    def choices(self) -> Choices:
        """The choices made. Themes and a series exclude each other: choosing one clears the other."""
        said: Choices = {name: getattr(self, name) for name in FIELDS if name in self.model_fields_set}
        if "themes" in said:
            said["themes"] = tuple(said["themes"])
        if "closed" in said:
            said["closed"] = tuple(Closed(one.first, one.last, one.name) for one in said["closed"])
        if said.get("themes"):
            said.setdefault("series", None)
        if said.get("series"):
            said.setdefault("themes", ())
        return said


SETTINGS: Mapping[str, Setting] = {
    name: next(one for one in field.metadata if isinstance(one, Setting))
    for name, field in ChannelFields.model_fields.items()
}
"""What can be set for a channel, in the order of the form."""


def faults(fields: ChannelFields, library: Library, document: Document, place: Position) -> Iterator[Fault]:
    """Themes and series that the library does not have."""
    for position, theme in enumerate(fields.themes or ()):
        if theme not in library.themes:
            message = f"there is no theme {theme!r}; there are {', '.join(library.themes)}"
            yield document.fault((*place, "themes", position), message)
    if fields.series is not None and fields.series not in library.series:
        message = f"there is no series {fields.series!r}; there are {', '.join(library.series)}"
        yield document.fault((*place, "series"), message)


def written(said: Choices) -> dict[str, Any]:
    """The choices as written in the file: the reverse of `ChannelFields.choices`."""
    return {name: SETTINGS[name].written(value) for name, value in said.items()}
