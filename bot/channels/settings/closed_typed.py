"""A team's own closed periods as people type them, one on each line: `21 december t/m 1 januari: kantoor dicht`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from bot.channels.settings import texts
from bot.channels.settings.kinds import FormState, Setting
from bot.channels.settings.model import Closed
from bot.channels.typed_dates.named import Names
from bot.channels.typed_dates.points import NotADate
from bot.channels.typed_dates.reading import read
from bot.core import dates
from bot.core.forms import Field, TextField
from bot.core.inputs.typed import plain
from bot.library.tips import Library

# ruff: noqa: ARG002 - every kind of setting gets the same arguments, used or not

MOST_TYPED = 3000


def typed(closed: tuple[Closed, ...]) -> str:
    """The periods as `parse` reads them, with their years."""
    return "\n".join(line(one) for one in closed)


def line(one: Closed) -> str:
    """`21 december 2026 t/m 1 januari 2027: kantoor dicht`"""
    days = dates.short(one.first)
    if one.last != one.first:
        days = texts.CLOSED_LINE.format(first=days, last=dates.short(one.last))
    return texts.CLOSED_NAMED.format(days=days, name=one.name) if one.name else days


def parse(words: str, today: dt.date, names: Names, held: tuple[Closed, ...] = ()) -> tuple[Closed, ...]:
    """The periods. A line that shows one of those `held` is that one. Raises NotADate, which names the line."""
    known = {plain(line(one)): one for one in held}
    found: list[Closed] = []
    for number, said in enumerate(_lines(words, frozenset(known)), 1):
        if one := known.get(plain(said)):
            found.append(one)
            continue
        try:
            reading = read(said, today, names)
        except NotADate as error:
            raise NotADate(texts.CLOSED_ERROR.format(line=number, why=error)) from None
        found.extend(Closed(one.first, one.last, reading.label) for one in reading.periods)
    return tuple(found)


def _lines(words: str, whole: frozenset[str]) -> Iterator[str]:
    """The lines that say something; a semicolon parts them too, but not in a name that is `whole`."""
    for said in words.split("\n"):
        parts = [said] if plain(said) in whole else said.split(";")
        yield from (part for part in parts if plain(part))


class Periods(Setting):
    """Typed, one on each line. If they do not fit in a field, they stay and are changed in the channels file."""

    def asked(self, name: str, value: Any, shown: FormState) -> Field | None:
        lines = typed(value)
        if len(lines) > MOST_TYPED:
            return None
        example = texts.CLOSED_EXAMPLE
        return TextField(name, self.label, lines, self.hint, example, required=False, multiline=True)

    def read(self, sent: Any, value: Any, shown: FormState) -> Any:
        names = Names(shown.choices["country"], shown.choices["school_holidays"], shown.breaks)
        return parse(sent or "", shown.today, names, value)

    def said(self, value: Any, library: Library) -> str:
        return typed(value).replace("\n", ", ") or texts.CLOSED_NONE

    def written(self, value: Any) -> list[dict[str, str]]:
        return [
            {"from": str(one.first), "to": str(one.last), **({"name": one.name} if one.name else {})}
            for one in value
        ]
