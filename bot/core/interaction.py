"""What people do and what they get in return, on any platform."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

from bot.core.forms import Errors, Form, Values
from bot.core.messages import Message
from bot.core.people import Actor


@dataclass(frozen=True, slots=True)
class Seen:
    """Where a message is."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class Asked:
    """Who typed a command, and where; `direct`: in a conversation between two or a few people, not in a channel.

    `trigger` is unique for every command.
    """

    actor: Actor
    channel: str
    trigger: str
    direct: bool = False


@dataclass(frozen=True, slots=True)
class Click:
    """A pressed button: what it carries, who pressed it, and where.

    `message` identifies the clicked message, so that what may happen once for it happens once. `channel` is '' if the
    button is in a form or on the home tab. `ts` is the message's id in its channel, and `thread` that of its parent
    message; both are '' if the platform does not keep the message, or shows it inside another.
    """

    actor: Actor
    value: str = ""
    message: str = ""
    channel: str = ""
    ts: str = ""
    thread: str = ""

    @property
    def seen(self) -> Seen | None:
        """Where the clicked message is, unless it is a reply in a thread."""
        return Seen(self.channel, self.ts) if self.ts and self.thread in ("", self.ts) else None

    @property
    def under(self) -> Seen | None:
        """Where the parent of the clicked message is."""
        return Seen(self.channel, self.thread) if self.thread else None


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to a click: private beside the clicked message, in its place, or to the channel.

    `instead` is shown to the person who clicked, in place of a public message that others in the channel may not
    read. `lost` is called if the answer certainly did not arrive, or not in public.
    """

    message: Message
    public: bool = False
    replace: bool = False
    instead: Message | None = None
    lost: Callable[[], Awaitable[None]] | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """What somebody filled in. `about` are the ids that the form carried; permission is checked again."""

    actor: Actor
    about: Mapping[str, str]
    values: Values


Answer = Form | Errors | Reply | None
"""The answer to a submitted form: the form that replaces it, errors, or None to close it. A reply stands where the
button stood that opened the form, or in place of the form if that is no longer possible."""


@dataclass(frozen=True, slots=True)
class File:
    """`alt` describes a picture for people who cannot see it."""

    name: str
    title: str
    data: bytes
    alt: str = ""


Later = Callable[[Coroutine[Any, Any, object]], None]
"""Runs work in the background, after an answer. An error in it is logged."""
