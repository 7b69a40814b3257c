"""config/channels.yaml -> which channels get nudges, and when."""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from bot.content import yaml_files
from bot.content.fields import Strict
from bot.domain.channels import ChannelEntry, ChannelSettings
from bot.domain.errors import ContentError, Fault
from bot.domain.schedule import ANCHOR, Frequency, Rhythm
from bot.domain.tips import Library

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


def _weekday(value: Any) -> int:
    if isinstance(value, str) and value.casefold() in WEEKDAYS:
        return WEEKDAYS[value.casefold()]
    raise ValueError(f"{value!r} is no weekday; write one of {', '.join(WEEKDAYS)}")


def _time(value: Any) -> dt.time:
    if isinstance(value, str) and (found := _CLOCK.fullmatch(value)):
        return dt.time(int(found[1]), int(found[2]))
    raise ValueError(f"{value!r} is no time of day; write hours and minutes from 00:00 to 23:59, like 10:00")


def _zone(value: str) -> str:
    if value not in zoneinfo.available_timezones():
        raise ValueError(f"{value!r} is no known time zone; write an IANA name like Europe/Amsterdam")
    return value


def _frequency(value: Any) -> Any:
    if isinstance(value, str) and value.casefold() in FREQUENCIES:
        return FREQUENCIES[value.casefold()]
    raise ValueError(f"{value!r} is no rhythm; write one of {', '.join(FREQUENCIES)}")


def _date(value: Any) -> dt.date:
    try:
        return dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError(f"{value!r} is no date; write year, month and day, like 2026-11-24") from None


def _name(value: str) -> str:
    return value.removeprefix("#").strip()


class _Entry(Strict):
    channel: Annotated[str, AfterValidator(_name), Field(min_length=2, max_length=81)]
    weekday: Annotated[int, BeforeValidator(_weekday)]
    time: Annotated[dt.time, BeforeValidator(_time)]
    timezone: Annotated[str, AfterValidator(_zone)] = "Europe/Amsterdam"
    frequency: Annotated[Frequency, BeforeValidator(_frequency)] = "weekly"
    anchor: Annotated[dt.date, BeforeValidator(_date)] = ANCHOR
    themes: Annotated[list[str], Field(default_factory=list)]
    active: bool = True

    def entry(self) -> ChannelEntry:
        rhythm = Rhythm(self.weekday, self.time, self.timezone, self.frequency, self.anchor)
        return ChannelEntry(self.channel, ChannelSettings(rhythm, self.active, tuple(self.themes)))


class _File(Strict):
    channels: Annotated[list[_Entry], Field(default_factory=list)]


def load_channels(path: Path, library: Library) -> tuple[ChannelEntry, ...]:
    """The channels of the file, in its order; none where there is no file. Raises ContentError with every fault."""
    if not path.exists():
        return ()
    document = yaml_files.load(path)
    file = yaml_files.validate(_File, document)
    faults: list[Fault] = []
    seen: set[str] = set()
    for number, row in enumerate(file.channels):
        for position, theme in enumerate(row.themes):
            if theme not in library.themes:
                known = ", ".join(library.themes)
                message = f"there is no theme {theme!r}; there are {known}"
                faults.append(document.fault(("channels", number, "themes", position), message))
        if row.channel in seen:
            faults.append(document.fault(("channels", number, "channel"), f"{row.channel} stands here twice"))
        seen.add(row.channel)
    if faults:
        raise ContentError(faults)
    return tuple(row.entry() for row in file.channels)
