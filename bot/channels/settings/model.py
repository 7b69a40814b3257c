"""A channel's settings, and the layers that they come from: a later layer wins, field by field.

config/default.yaml < the channels file's defaults < the file's entry for the channel < what leads chose in Slack. A
locked entry excludes what leads chose.
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

Voice = Literal["team", "both", "leads"]
"""Whom the tips of a channel speak to."""
Form = Literal["short", "long"]
"""How much of a tip stands in the channel."""

REGIONS: tuple[Region, ...] = ("noord", "midden", "zuid")


@dataclass(frozen=True, slots=True)
class Closed:
    """A period without nudges that a team chose; both days are included."""

    first: dt.date
    last: dt.date
    name: str = ""


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    """A channel's settings.

    No theme means all themes; a series takes precedence over the themes while it has tips left. `country` is an ISO
    3166 code. `check_in_after` counts working days. A channel that was set up before there were voices hears the team's
    alone; one from before the Vrijdagoogst gets none.
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
    voice: Voice = "team"
    form: Form = "short"
    harvest: bool = False


Choices = dict[str, Any]
"""What one layer says: some fields of `ChannelSettings`, with those of its rhythm on the same level."""

_RHYTHM = tuple(one.name for one in fields(Rhythm))
_OTHERS = tuple(one.name for one in fields(ChannelSettings) if one.name != "rhythm")
FIELDS = (*_RHYTHM, *_OTHERS)

STANDARD = ChannelSettings(Rhythm(1, dt.time(10), "Europe/Amsterdam", "weekly", ANCHOR), active=False)
"""The values of fields that no layer sets."""
BEGINNING: Choices = {"voice": "both", "harvest": True}
"""What a channel that is set up for the first time begins with, where no layer says otherwise. Channels from before
there was such a choice keep their `STANDARD`."""


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
        """The layers that count, strongest first."""
        return (*(() if self.locked else (self.chosen,)), self.file, self.file_defaults, self.default)


def begun(layers: Layers) -> Layers:
    """The layers of a channel that is set up for the first time."""
    said = layers.default.keys() | layers.file_defaults.keys() | layers.file.keys()
    return replace(layers, chosen={name: one for name, one in BEGINNING.items() if name not in said})


def choices(settings: ChannelSettings) -> Choices:
    """The settings with every field, as a form shows them."""
    rhythm = {name: getattr(settings.rhythm, name) for name in _RHYTHM}
    return rhythm | {name: getattr(settings, name) for name in _OTHERS}


def settings_of(every: Mapping[str, Any]) -> ChannelSettings:
    """The settings from choices for every field."""
    rhythm = Rhythm(**{name: every[name] for name in _RHYTHM})
    return ChannelSettings(rhythm, **{name: every[name] for name in _OTHERS})


def effective(layers: Layers) -> ChannelSettings:
    """The result of the layers."""
    return settings_of(ChainMap(*layers.in_force(), choices(STANDARD)))


def chosen(layers: Layers, wanted: Choices) -> Layers:
    """The layers after a lead chose `wanted`; only choices that differ from the layers below are kept."""
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
