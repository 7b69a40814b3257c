"""Loads the school holidays and construction breaks from config/school_holidays.yaml."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from bot.channels.calendar.model import Break, BreakKind, Breaks
from bot.channels.settings.fields import Date
from bot.channels.settings.model import REGIONS
from bot.core.inputs import yaml_files
from bot.library.fields import Line, Strict

Address = Annotated[str, Field(pattern="^https?://")]
Days = Annotated[list[Date], Field(min_length=2, max_length=2)]


class _Holiday(Strict):
    """One holiday: the first and the last day in each region, or in all of them."""

    name: Line
    noord: Days | None = None
    midden: Days | None = None
    zuid: Days | None = None
    all: Days | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> _Holiday:
        named = [self.noord, self.midden, self.zuid]
        if (self.all is None) != all(named) or (self.all and any(named)):
            raise ValueError("has to name its days for noord, midden and zuid, or for all")
        if any(days and days[1] < days[0] for days in (*named, self.all)):
            raise ValueError("ends before it begins: write the first and the last day")
        return self


class _Year(Strict):
    """What one source says about one year, and when it was read."""

    year: Annotated[str, Field(pattern=r"^\d{4}(-\d{4})?$")]
    source: Address
    check: Address | None = None
    read: Date
    holidays: Annotated[list[_Holiday], Field(min_length=1)]


class _BreaksFile(Strict):
    school_holidays: list[_Year]
    construction_breaks: list[_Year]


@functools.cache
def load_breaks(path: Path) -> Breaks:
    """The breaks of the file, which comes with the bot: a process reads it once. Raises ContentError with every
    fault."""
    file = yaml_files.validate(_BreaksFile, yaml_files.load(path))
    school = list(_breaks("school_holiday", file.school_holidays))
    construction = list(_breaks("construction_break", file.construction_breaks))
    return Breaks((*school, *construction))


def _breaks(kind: BreakKind, years: list[_Year]) -> Iterator[Break]:
    for year in years:
        for holiday in year.holidays:
            for region in REGIONS:
                first, last = holiday.all or getattr(holiday, region)
                yield Break(kind, region, holiday.name, first, last, year.year)
