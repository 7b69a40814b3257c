"""How a channel wants its nudges, and the layers that say so: a later layer wins, field by field.

config/default.yaml < the channels file's defaults < the file's entry of the channel < what leads chose in Slack.
A locked entry leaves Slack's layer out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal, TypedDict, cast

from bot.channels.calendar.schedule import ANCHOR, Frequency, Rhythm

OnHoliday = Literal["skip", "next_working_day", "post"]
LiberationDay = Literal["lustrum", "every_year", "never"]
"""Whether 5 May counts as a Dutch public holiday; `lustrum`: once in five years, as in many labour agreements."""
Region = Literal["noord", "midden", "zuid"]
"""A Dutch school region; the building industry's summer break uses the same three."""

REGIONS: tuple[Region, ...] = ("noord", "midden", "zuid")

Source = Literal["default", "file defaults", "file", "slack"]


@dataclass(frozen=True, slots=True)
class Closed:
    """A period without nudges that a team chose itself; both days are in it."""

    first: dt.date
    last: dt.date
    name: str = ""


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    """How one channel wants its nudges.

    No theme means all themes; a series goes before the themes while it has tips left. `country` is an ISO 3166 code.
    `check_in_after` counts working days.
    """

    rhythm: Rhythm
    active: bool = True
    themes: tuple[str, ...] = ()
    series: str | None = None
    public_holidays: OnHoliday = "skip"
    country: str = "NL"
    liberation_day: LiberationDay = "lustrum"
    school_holidays: Region | None = None
    construction_break: Region | None = None
    closed: tuple[Closed, ...] = ()
    check_in: bool = True
    check_in_after: int = 5


class Choices(TypedDict, total=False):
    """What one layer says: some of the fields of `ChannelSettings`, those of its rhythm beside the others."""

    weekday: int
    time: dt.time
    timezone: str
    frequency: Frequency
    anchor: dt.date
    active: bool
    themes: tuple[str, ...]
    series: str | None
    public_holidays: OnHoliday
    country: str
    liberation_day: LiberationDay
    school_holidays: Region | None
    construction_break: Region | None
    closed: tuple[Closed, ...]
    check_in: bool
    check_in_after: int


_RHYTHM = tuple(one.name for one in fields(Rhythm))
FIELDS: tuple[str, ...] = tuple(Choices.__annotations__)

STANDARD = ChannelSettings(Rhythm(1, dt.time(10), "Europe/Amsterdam", "weekly", ANCHOR), active=False)
"""What holds for a field that no layer names."""


@dataclass(frozen=True, slots=True)
class Layers:
    """The layers of one channel, weakest first. `locked`: the file manages the channel, `slack` does not count."""

    default: Choices = field(default_factory=Choices)
    file_defaults: Choices = field(default_factory=Choices)
    file: Choices = field(default_factory=Choices)
    slack: Choices = field(default_factory=Choices)
    locked: bool = False

    def base(self) -> Layers:
        """The layers without what was chosen in Slack."""
        return replace(self, slack=Choices())

    def in_force(self) -> Iterator[tuple[Source, Choices]]:
        yield "default", self.default
        yield "file defaults", self.file_defaults
        yield "file", self.file
        if not self.locked:
            yield "slack", self.slack


def choices(settings: ChannelSettings) -> Choices:
    """The settings with every field named: what a form shows."""
    values = {one.name: getattr(settings, one.name) for one in fields(settings) if one.name != "rhythm"}
    values |= {name: getattr(settings.rhythm, name) for name in _RHYTHM}
    return cast(Choices, {name: values[name] for name in FIELDS})


def settings_of(every: Mapping[str, Any]) -> ChannelSettings:
    """The settings of choices that name every field."""
    rhythm = Rhythm(**{name: every[name] for name in _RHYTHM})
    return ChannelSettings(rhythm, **{name: every[name] for name in FIELDS if name not in _RHYTHM})


def effective(layers: Layers) -> ChannelSettings:
    """What the layers amount to."""
    values: dict[str, Any] = dict(choices(STANDARD))
    for _, layer in layers.in_force():
        values |= layer
    return settings_of(values)


def sources(layers: Layers) -> Mapping[str, Source]:
    """Which layer decided each field."""
    found: dict[str, Source] = dict.fromkeys(FIELDS, "default")
    for source, layer in layers.in_force():
        found |= dict.fromkeys(layer, source)
    return found


def chosen(layers: Layers, wanted: Choices) -> Layers:
    """The layers after somebody in Slack chose `wanted`: Slack's layer keeps what differs from those below it."""
    base = choices(effective(layers.base()))
    slack = cast(dict[str, Any], {**layers.slack, **wanted})
    differing = {name: slack[name] for name in FIELDS if name in slack and slack[name] != base[name]}  # type: ignore[literal-required]
    return replace(layers, slack=cast(Choices, differing))


def differences(before: ChannelSettings, after: ChannelSettings) -> Mapping[str, tuple[Any, Any]]:
    """The fields that differ, each with its value before and after."""
    old, new = cast(dict[str, Any], choices(before)), cast(dict[str, Any], choices(after))
    return {name: (old[name], new[name]) for name in FIELDS if old[name] != new[name]}
