"""A message that belongs to no platform: what it says and what can be pressed, not how it is drawn.

Texts are made of runs. A run's text is always shown literally, whatever characters it contains; only its fields make
it bold, a link or a mention.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text. `link` is an http(s) address; `user` is a Slack user id, shown as a name."""

    text: str
    bold: bool = False
    link: str | None = None
    user: str | None = None


Text = tuple[Run, ...]


def text(*pieces: str | Run) -> Text:
    """A text from strings and runs."""
    return tuple(piece if isinstance(piece, Run) else Run(piece) for piece in pieces)


def bold(words: str) -> Run:
    return Run(words, bold=True)


def link(words: str, address: str | None) -> Run:
    """A link, or plain text if there is no address."""
    return Run(words, link=address)


def mention(user: str) -> Run:
    return Run("", user=user)


def highlighted(words: str, spans: Iterable[tuple[int, int]]) -> Text:
    """`words` with the spans (start, end in characters; ordered, not overlapping) in bold."""
    runs: list[Run] = []
    at = 0
    for start, end in spans:
        if start > at:
            runs.append(Run(words[at:start]))
        runs.append(bold(words[start:end]))
        at = end
    if at < len(words) or not runs:
        runs.append(Run(words[at:]))
    return tuple(runs)


@dataclass(frozen=True, slots=True)
class Confirm:
    """The question before a button does its work."""

    title: str
    text: str
    yes: str
    no: str


VALUE = 2000
"""The longest value of a button, in characters:
https://docs.slack.dev/reference/block-kit/block-elements/button-element"""


@dataclass(frozen=True, slots=True)
class Button:
    """`action` is the name that the table of actions knows; `value` is its data, at most VALUE characters."""

    action: str
    label: str
    value: str = ""
    primary: bool = False
    confirm: Confirm | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: Text


@dataclass(frozen=True, slots=True)
class Quote:
    """The literal words of a source."""

    text: Text


@dataclass(frozen=True, slots=True)
class Items:
    """A list, optionally numbered, optionally with a title."""

    items: tuple[Text, ...]
    numbered: bool = False
    title: str = ""


MENU = 140
"""The longest value of a button in a menu. Slack allows 150 characters for the whole entry:
https://docs.slack.dev/reference/block-kit/composition-objects/option-object"""


@dataclass(frozen=True, slots=True)
class Buttons:
    """`buttons` are visible. `rest`, at most five, are in a menu: each with a value of at most MENU characters, and
    without a confirmation."""

    buttons: tuple[Button, ...]
    rest: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """Small print: a source, a reason."""

    text: Text


@dataclass(frozen=True, slots=True)
class Divider:
    pass


Part = Heading | Paragraph | Quote | Items | Buttons | Context | Divider


@dataclass(frozen=True, slots=True)
class Message:
    """Parts from top to bottom. `summary` is what a notification or a screen reader says; it is never empty."""

    summary: str
    parts: tuple[Part, ...]


def say(sentence: str, *more: str) -> Message:
    """A message of plain sentences, one paragraph each."""
    return Message(sentence, tuple(Paragraph(text(words)) for words in (sentence, *more)))
