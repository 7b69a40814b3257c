"""A form before it belongs to any platform: what is asked, not how it is drawn.

A field's `name` is also its key in what comes back. Values are plain: a text or the value of a choice is a `str`,
ticked boxes and people are a `tuple`, a day is a `date`, None where it was emptied. What was not sent is not there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.core.messages import Message, Part

Value = str | tuple[str, ...] | dt.date | None
Values = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Option:
    """`value` has at most 150 characters; of a `label` 75 are shown."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class TextField:
    """`most` is the number of characters that are taken, at most 3,000."""

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
    """One of at most 100 options; `chosen` '' where none is yet. "None of these" is an option like the others.

    Of a `watched` field every change is sent at once, by clients that do so.
    """

    name: str
    label: str
    options: tuple[Option, ...]
    chosen: str = ""
    hint: str = ""
    watched: bool = False


@dataclass(frozen=True, slots=True)
class Checkboxes:
    """Any of any number of options, also none."""

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
    """Any number of people, by their ids; also nobody."""

    name: str
    label: str
    chosen: tuple[str, ...] = ()
    hint: str = ""


Field = TextField | Choice | Checkboxes | DateField | PeopleField


@dataclass(frozen=True, slots=True)
class Form:
    """`name` says what handles it. `parts` are fields and, between them, parts of messages.

    `about` holds ids and versions that come back with the values; a person could alter them, so they are checked then.
    `edition` changes where fields are to show other values than a person filled in. Without `submit` it is only read.
    Titles and the words on its buttons have at most 24 characters.
    """

    name: str
    title: str
    parts: tuple[Field | Part, ...]
    submit: str = ""
    close: str = "Sluiten"
    about: Mapping[str, str] = field(default_factory=dict)
    edition: str = ""


def reading(title: str, message: Message) -> Form:
    """A message in the place of a form."""
    return Form("reading", title, message.parts)


@dataclass(frozen=True, slots=True)
class Errors:
    """What is wrong, by field, in Dutch; the form stays open with what was filled in."""

    at: Mapping[str, str]
