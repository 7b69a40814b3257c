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
    r"(?:\s*<!--(?:(?!-->)[\s\S]){0,4000}-->)?\s*"
    r"(?P<mark>---|\+\+\+)[ \t]*\n(?P<inside>(?:.*\n)*?)(?:(?P=mark)|\.\.\.)[ \t]*(?:\n|\Z)",
)
_LINES = re.compile(
    r"\s*(?=titel[ \t]*:|title[ \t]*:)(?P<inside>(?:[A-Za-z][\w -]{0,40}:[ \t].*\n(?:[ \t]+\S.*\n)*)+)(?=[ \t]*\n)",
    re.IGNORECASE,
)
"""Fields without a fence: https://fletcherpenney.net/multimarkdown/"""
_PERCENT = re.compile(r"%[ \t]+(.+)\n(?:%[ \t]*(.*)\n)?(?:%[ \t]*(.*)\n)?")
"""Title, authors and date: https://pandoc.org/MANUAL.html#extension-pandoc_title_block"""
_LINE = re.compile(r"^([A-Za-z_][\w-]*)[ \t]*[:=][ \t]*(.+)$", re.MULTILINE)
_BARE = re.compile(r"^([A-Za-z_][\w-]*):[ \t]+([^\"'\[{>|&*!%#@\s].*?)[ \t]*$", re.MULTILINE)
"""A value without quotes, which YAML refuses where it holds a colon."""
_NAMES = ("name", "display_name", "naam", "title")
_WIKI = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")
"""A link to a note, as in a field of Obsidian."""
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
            one = (
                next((value[name] for name in _NAMES if name in value), None)
                if isinstance(value, dict)
                else value
            )
            if isinstance(one, str | int) and not isinstance(one, bool):
                yield from filter(None, [told(_WIKI.sub(r"\1", str(one)))])


def told(value: str | None) -> str | None:
    """What a file tells of itself, where it can be a line of front matter."""
    line = one_line(value or "")
    return line if line and len(line) <= 200 and line.isprintable() else None


def split(text: str) -> FrontMatter:
    """The front matter of a text, if it has any; a line --- that only divides a text is none."""
    for find in (_fenced, _json, _by_lines, _by_percents):
        if found := find(text):
            end, said = found
            more = said.get("params")
            whole = {**more, **said} if isinstance(more, dict) else said
            return FrontMatter(
                text[end:], text[:end], {str(name).lower(): one for name, one in whole.items()}
            )
    return FrontMatter(text)


_Found = tuple[int, dict[Any, Any]] | None
"""Where front matter ends, and its fields."""


def _fenced(text: str) -> _Found:
    found = _FENCED.match(text)
    if not found:
        return None
    value = _parsed(found["mark"], found["inside"])
    value = {} if value is None else value
    if not isinstance(value, dict) or (not value and found["inside"].strip(" #\n")):
        return None
    return found.end(), value


def _json(text: str) -> _Found:
    """Fields between { and }: https://gohugo.io/content-management/front-matter/"""
    start = len(text) - len(text.lstrip())
    if not text.startswith("{", start):
        return None
    try:
        value, end = json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError):
        return None
    return (end, value) if isinstance(value, dict) and value and text[end : end + 1] in ("", "\n") else None


def _by_lines(text: str) -> _Found:
    found = _LINES.match(text)
    return (found.end(), dict(_by_line(found["inside"]))) if found else None


def _by_percents(text: str) -> _Found:
    found = _PERCENT.match(text)
    if not found:
        return None
    authors = [one.strip() for one in (found[2] or "").split(";")]
    return found.end(), {"title": found[1], "author": authors, "date": (found[3] or "").strip()}


def _parsed(mark: str, inside: str) -> Any:
    """The value of YAML or TOML; where it is not quite that, that of its lines."""
    quoted = _BARE.sub(lambda line: f"{line[1]}: {json.dumps(line[2])}", inside)
    for text in (inside, quoted):
        for read in (tomllib.loads,) if mark == "+++" else (yaml.safe_load, _unread):
            try:
                return read(text)
            except (tomllib.TOMLDecodeError, yaml.YAMLError, ValueError, RecursionError):
                continue
    return dict(_by_line(inside))


def _unread(text: str) -> Any:
    """YAML of which each value stays as it is written, such as a date that is none."""
    return yaml.load(text, yaml.BaseLoader)  # noqa: S506 - it makes nothing but texts, lists and mappings


def _by_line(inside: str) -> Iterator[tuple[str, str]]:
    for name, one in _LINE.findall(inside):
        yield name, one.strip().strip("\"'")
