"""What stands above a text between two lines --- (YAML) or +++ (TOML), as makers of web sites write it."""

from __future__ import annotations

import datetime as dt
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from bot.library.fields import ADDRESS, one_line
from bot.library.importing.dates import date_in

_TITLE = ("title", "titel", "name")
_AUTHOR = ("author", "authors", "auteur", "auteurs", "by", "creator")
_PUBLISHER = ("publisher", "uitgever")
_DATE = ("date", "datum", "published", "publishdate", "pubdate", "datepublished", "published_at", "created")
_LINK = ("canonical_url", "canonicalurl", "canonical", "link", "url", "source", "original_url", "permalink")
_FENCED = re.compile(
    r"\s*(?P<mark>---|\+\+\+)[ \t]*\n(?P<inside>(?:.*\n)*?)(?P=mark)[ \t]*(?:\n|\Z)",
)
_LINE = re.compile(r"^([A-Za-z_][\w-]*)[ \t]*[:=][ \t]*(.+)$", re.MULTILINE)
_BARE = re.compile(r"^([A-Za-z_][\w-]*):[ \t]+([^\"'\[{>|&*!%#@\s].*?)[ \t]*$", re.MULTILINE)
"""A value without quotes, which YAML refuses where it holds a colon."""
_LONG = 20
"""Words from which a field is a text."""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The fields of a text (names in small letters), as they stand in `raw`, and what follows."""

    body: str
    raw: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> str | None:
        return next(self._told(_TITLE), None)

    @property
    def author(self) -> str | None:
        names = list(self._told(_AUTHOR))
        return told(", ".join(dict.fromkeys(names)))

    @property
    def publisher(self) -> str | None:
        return next(self._told(_PUBLISHER), None)

    @property
    def date(self) -> dt.date | None:
        return next((date for value in self._values(_DATE) if (date := date_in(value))), None)

    @property
    def link(self) -> str | None:
        said = (value.strip() for value in self._values(_LINK) if isinstance(value, str))
        return next((one for one in said if ADDRESS.fullmatch(one) and len(one) <= 2000), None)

    @property
    def longest(self) -> str:
        """The field that holds a text, where a content system keeps it there; '' if none does."""
        texts = [value for value in self.fields.values() if isinstance(value, str)]
        longest = max(texts, key=len, default="")
        return longest if len(longest.split()) >= _LONG else ""

    def _values(self, names: tuple[str, ...]) -> Iterator[Any]:
        for name in names:
            value = self.fields.get(name)
            yield from value if isinstance(value, list) else [value]

    def _told(self, names: tuple[str, ...]) -> Iterator[str]:
        for value in self._values(names):
            one = value.get("name", value.get("title")) if isinstance(value, dict) else value
            if isinstance(one, str | int) and not isinstance(one, bool) and (line := told(str(one))):
                yield line


def told(value: str | None) -> str | None:
    """What a file tells of itself, where it can be a line of front matter."""
    line = one_line(value or "")
    return line if line and len(line) <= 200 and line.isprintable() else None


def split(text: str) -> FrontMatter:
    """The front matter of a text, if it has any; a line --- that only divides a text is none."""
    found = _FENCED.match(text)
    if not found:
        return FrontMatter(text)
    value = _parsed(found["mark"], found["inside"])
    if value is None:
        value = {}
    if not isinstance(value, dict) or (not value and found["inside"].strip(" #\n")):
        return FrontMatter(text)
    more = value.get("params")
    said = {**more, **value} if isinstance(more, dict) else value
    fields = {str(name).lower(): one for name, one in said.items()}
    return FrontMatter(text[found.end() :], found[0], fields)


def _parsed(mark: str, inside: str) -> Any:
    """The value of YAML or TOML; where it is not quite that, that of its lines."""
    quoted = _BARE.sub(lambda line: f"{line[1]}: {json.dumps(line[2])}", inside)
    for text in (inside, quoted):
        try:
            return tomllib.loads(text) if mark == "+++" else yaml.safe_load(text)
        except (tomllib.TOMLDecodeError, yaml.YAMLError, ValueError, RecursionError):
            continue
    return {name: one.strip().strip("\"'") for name, one in _LINE.findall(inside)}
