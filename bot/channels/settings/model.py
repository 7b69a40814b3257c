"""How a channel wants its nudges, and the layers that say so: a later layer wins, field by field.

config/default.yaml < the channels file's defaults < the file's entry of the channel < what leads chose in Slack.
A locked entry leaves Slack's layer out.
"""

from __future__ import annotations

import datetime as dt
from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal

from bot.channels.calendar.rhythm import ANCHOR, Rhythm

OnHoliday = Literal["skip", "next_working_day", "post"]
LiberationDay = Literal["lustrum", "every_year", "never"]
"""Whether 5 May counts as a Dutch public holiday; `lustrum`: once in five years, as in many labour agreements."""
Region = Literal["noord", "midden", "zuid"]
"""A Dutch school region; the building industry's summer break uses the same three."""

REGIONS: tuple[Region, ...] = ("noord", "midden", "zuid")


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


Choices = dict[str, Any]
"""What one layer says: some of the fields of `ChannelSettings`, those of its rhythm beside the others."""

_RHYTHM = tuple(one.name for one in fields(Rhythm))
_OTHERS = tuple(one.name for one in fields(ChannelSettings) if one.name != "rhythm")
FIELDS = (*_RHYTHM, *_OTHERS)

STANDARD = ChannelSettings(Rhythm(1, dt.time(10), "Europe/Amsterdam", "weekly", ANCHOR), active=False)
"""What holds for a field that no layer names."""


@dataclass(frozen=True, slots=True)
class Layers:
    """The layers of one channel, weakest first. `chosen` is what its lead chose.

    `locked`: the file manages the channel, and `chosen` does not count.
    """

    default: Choices = field(default_factory=Choices)
    file_defaults: Choices = field(default_factory=Choices)
    file: Choices = field(default_factory=Choices)
    chosen: Choices = field(default_factory=Choices)
    locked: bool = False

    def base(self) -> Layers:
        """The layers without what its lead chose."""
        return replace(self, chosen=Choices())

    def in_force(self) -> tuple[Choices, ...]:
        """Those that count, the strongest first."""
        return (*(() if self.locked else (self.chosen,)), self.file, self.file_defaults, self.default)


def choices(settings: ChannelSettings) -> Choices:
    """The settings with every field named: what a form shows."""
    rhythm = {name: getattr(settings.rhythm, name) for name in _RHYTHM}
    return rhythm | {name: getattr(settings, name) for name in _OTHERS}


def settings_of(every: Mapping[str, Any]) -> ChannelSettings:
    """The settings of choices that name every field."""
    rhythm = Rhythm(**{name: every[name] for name in _RHYTHM})
    return ChannelSettings(rhythm, **{name: every[name] for name in _OTHERS})


def effective(layers: Layers) -> ChannelSettings:
    """What the layers amount to."""
    return settings_of(ChainMap(*layers.in_force(), choices(STANDARD)))


def chosen(layers: Layers, wanted: Choices) -> Layers:
    """The layers after a lead chose `wanted`: of what was chosen that is kept which differs from the layers below."""
    base = choices(effective(layers.base()))
    all_chosen = layers.chosen | wanted
    return replace(
        layers,
        chosen={name: all_chosen[name] for name in FIELDS if all_chosen.get(name, base[name]) != base[name]},
    )


def differences(before: ChannelSettings, after: ChannelSettings) -> Mapping[str, tuple[Any, Any]]:
    """The fields that differ, each with its value before and after."""
    old, new = choices(before), choices(after)
    return {name: (old[name], new[name]) for name in FIELDS if old[name] != new[name]}
