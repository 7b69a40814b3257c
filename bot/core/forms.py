"""A form that belongs to no platform: what it asks, not how it is drawn.

A field's `name` is also its key in the values that come back. Values are plain: `str` for a text or a choice, `tuple`
for checked boxes and people, `date` for a day, `Upload` for a file, None for an emptied field. A field that was not
sent has no value.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from bot.core.messages import Message, Part


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that somebody handed over in a form: what it is called there, and its size in bytes.

    `read` gives what is in it. Raises LeiderschapError if the platform does not give it, or more than so many bytes.
    """

    name: str
    size: int
    read: Callable[[int], Awaitable[bytes]] = field(repr=False, compare=False)


Value = str | tuple[str, ...] | dt.date | Upload | None
Values = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Option:
    """`value` has at most 150 characters; the first 75 of `label` are shown."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class TextField:
    """`most` is the largest number of characters, up to 3,000."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    example: str = ""
    required: bool = True
    multiline: bool = False
    most: int = 3000


@dataclass(frozen=True, slots=True)
class Choice:
    """One of at most 100 options; `chosen` is '' if none is chosen yet. "None of these" is an option like the others.

    Clients that support it send every change of a `watched` field at once.
    """

    name: str
    label: str
    options: tuple[Option, ...]
    chosen: str = ""
    hint: str = ""
    watched: bool = False


@dataclass(frozen=True, slots=True)
class Checkboxes:
    """Any number of options, or none."""

    name: str
    label: str
    options: tuple[Option, ...]
    chosen: tuple[str, ...] = ()
    hint: str = ""
    watched: bool = False


@dataclass(frozen=True, slots=True)
class DateField:
    name: str
    label: str
    value: dt.date | None = None
    hint: str = ""
    required: bool = True


@dataclass(frozen=True, slots=True)
class PeopleField:
    """Any number of people, by id, or nobody."""

    name: str
    label: str
    chosen: tuple[str, ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class FileField:
    """One file, or none, of one of these kinds ("pdf"). Only where `Platform.takes_files`."""

    name: str
    label: str
    kinds: tuple[str, ...]
    hint: str = ""


Field = TextField | Choice | Checkboxes | DateField | PeopleField | FileField


@dataclass(frozen=True, slots=True)
class Form:
    """`name` says what handles it. `parts` are fields and, between them, parts of messages. `about` holds ids and
    versions that come back with the values; people can alter them, so they are checked again. A new `edition` makes
    fields show new values instead of what a person filled in. A form without `submit` is only read. Titles and button
    labels have at most 24 characters.
    """

    name: str
    title: str
    parts: tuple[Field | Part, ...]
    submit: str = ""
    close: str = "Sluiten"
    about: Mapping[str, str] = field(default_factory=dict)
    edition: str = ""


def reading(title: str, message: Message) -> Form:
    """A message shown as a form."""
    return Form("reading", title, message.parts)


@dataclass(frozen=True, slots=True)
class Errors:
    """What is wrong, by field, in Dutch; the form stays open and keeps the values."""

    at: Mapping[str, str]
