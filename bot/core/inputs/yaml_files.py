"""Reads YAML that people wrote, safely, and keeps the line of every value for clear faults.

Only plain data is accepted: text, whole numbers, decimals, `true`, `false` and `null`, in lists and in mappings whose
keys are text. `yes`, `15:00` and `2017-02-03` stay text. Anchors, aliases and tags are refused: a few lines of
aliases can expand without end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from bot.core.errors import ContentError, Fault
from bot.core.inputs.text_files import MAX_BYTES, read_text

MAX_DEPTH = 20
MOST_FAULTS = 50
"""At most this many faults are reported at once."""

Position = tuple[str | int, ...]
"""The way from the top of a document to a value: keys and list positions, as in pydantic's `loc`."""

Model = TypeVar("Model", bound=BaseModel)

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_DECIMAL = re.compile(r"[-+]?[0-9]{1,18}\.[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML document: its plain data, and the line of each value (or its key)."""

    file: str
    value: Any
    lines: Mapping[Position, int]

    def line(self, place: Position) -> int:
        """The line of the value at this place, or of the nearest existing parent."""
        while place not in self.lines and place:
            place = place[:-1]
        return self.lines.get(place, 0)

    def at(self, place: Position) -> Any:
        """The value at a place that exists."""
        value = self.value
        for part in place:
            value = value[part]
        return value

    def fault(self, place: Position, message: str) -> Fault:
        return Fault(self.file, self.line(place), message)


def load(path: Path) -> Document:
    """Reads one YAML file. Raises ContentError with the lines of all faults found."""
    return parse(read_text(path), str(path))


def parse(text: str, file: str, first_line: int = 1, *, words: bool = False) -> Document:
    """Reads at most 256 kB of YAML that starts on `first_line` of `file`; with `words`, every value is text. Raises
    ContentError."""
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise ContentError([Fault(file, first_line, f"is more than {MAX_BYTES:,} bytes of YAML: split it")])
    builder = _Builder(file, first_line, words)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.add(event)
    except yaml.YAMLError as error:
        raise ContentError([_not_yaml(error, text, file, first_line)]) from None
    if builder.faults:
        raise ContentError(builder.faults)
    return Document(file, builder.value, builder.lines)


def validate(model: type[Model], document: Document, place: Position = ()) -> Model:
    """The value at a place as a model. Raises ContentError with the line of every wrong field."""
    try:
        return model.model_validate(document.at(place))
    except ValidationError as error:
        faults = islice(_field_faults(error, document, place), MOST_FAULTS)
        raise ContentError(list(faults)) from None


@dataclass(slots=True)
class _Open:
    """A list or mapping that is being filled."""

    place: Position
    value: dict[str, Any] | list[Any]
    key: str | None = None


@dataclass(slots=True)
class _Builder:
    """Turns parser events into data without recursion, so that deep nesting is cheap and can be refused."""

    file: str
    first_line: int
    words: bool
    value: Any = None
    lines: dict[Position, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    _stack: list[_Open] = field(default_factory=list)
    _documents: int = 0

    def add(self, event: Any) -> None:
        line = event.start_mark.line + self.first_line
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            self._refuse(line, "anchors (&) and aliases (*) are not allowed: write the value out")
        if getattr(event, "tag", None) is not None:
            self._refuse(line, "tags (!) are not allowed: write plain text, numbers, lists and fields")
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                self._refuse(line, "a second document (---) is not allowed: one file, one document")
        elif isinstance(event, yaml.ScalarEvent):
            self._scalar(event, line)
        elif isinstance(event, yaml.MappingStartEvent):
            self._open({}, line)
        elif isinstance(event, yaml.SequenceStartEvent):
            self._open([], line)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self._stack.pop()

    def _scalar(self, event: Any, line: int) -> None:
        top = self._stack[-1] if self._stack else None
        if top and isinstance(top.value, dict) and top.key is None:
            place = (*top.place, event.value)
            if event.value in top.value:
                first = self.lines[place]
                self.faults.append(
                    Fault(self.file, line, f"field '{event.value}' is repeated; the first is on line {first}")
                )
                if len(self.faults) >= MOST_FAULTS:
                    raise ContentError(self.faults)
            else:
                self.lines[place] = line
            top.key = event.value
            return
        plain = event.implicit[0] and not self.words
        self._put(_plain(event.value) if plain else event.value, line)

    def _open(self, value: dict[str, Any] | list[Any], line: int) -> None:
        if len(self._stack) >= MAX_DEPTH:
            self._refuse(line, f"is nested more than {MAX_DEPTH} levels deep")
        self._stack.append(_Open(self._put(value, line), value))

    def _put(self, value: Any, line: int) -> Position:
        """Adds a value to the innermost open list or mapping; returns its place."""
        place: Position = ()
        if not self._stack:
            self.value = value
        else:
            top = self._stack[-1]
            if isinstance(top.value, list):
                place = (*top.place, len(top.value))
                top.value.append(value)
            elif top.key is None:
                self._refuse(line, "the name of a field has to be text")
            else:
                place = (*top.place, top.key)
                top.value.setdefault(top.key, value)
                top.key = None
        self.lines.setdefault(place, line)
        return place

    def _refuse(self, line: int, message: str) -> Any:
        raise ContentError([*self.faults, Fault(self.file, line, message)])


def _plain(text: str) -> str | int | float | bool | None:
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text


def _not_yaml(error: yaml.YAMLError, text: str, file: str, first_line: int) -> Fault:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is not None:
        problem = getattr(error, "problem", None) or getattr(error, "context", None) or "cannot be read"
        unquoted = "mapping values" in problem or "cannot start" in problem
        hint = "; text with ': ' or a special first character goes in quotes" if unquoted else ""
        return Fault(file, mark.line + first_line, f"is not YAML: {problem}{hint}")
    position = getattr(error, "position", 0)
    line = text.count("\n", 0, position) + first_line
    return Fault(file, line, "holds a control character that YAML does not allow: delete it")


_MESSAGES = {
    "string_type": "has to be text; put it in quotes if it looks like a number",
    "int_type": "has to be a whole number",
    "bool_type": "has to be true or false",
    "list_type": "has to be a list (lines that start with '- ')",
    "tuple_type": "has to be a list (lines that start with '- ')",
    "dict_type": "has to be fields (lines 'name: value')",
    "model_type": "has to be fields (lines 'name: value')",
    "string_too_short": "is empty",
}


def _field_faults(error: ValidationError, document: Document, top: Position) -> Iterator[Fault]:
    for problem in error.errors(include_url=False):
        place, kind = top + problem["loc"], problem["type"]
        name = dotted(place)
        if kind == "missing":
            message = f"field '{name}' is missing"
        elif kind == "extra_forbidden":
            message = f"field '{name}' is not known: remove it or mend its name"
        elif kind == "value_error":
            message = f"'{name}' {problem['ctx']['error']}"
        else:
            said = re.sub("(String|Input|List) should", "has to", problem["msg"])
            message = f"{name and repr(name)} {_MESSAGES.get(kind, said)}".lstrip()
        yield document.fault(place, message)


def dotted(place: Iterable[str | int]) -> str:
    """A place as people write it: `tips[3].title`; list positions start at 1."""
    return "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in place).lstrip(".")
