"""What people do, and what they get for it, before it belongs to any platform."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

from bot.core.forms import Errors, Form, Values
from bot.core.messages import Message
from bot.core.people import Actor


@dataclass(frozen=True, slots=True)
class Seen:
    """Where a message stands."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class Asked:
    """Who typed a command, and where; `direct`: in a conversation of two people or a few, and in no channel.

    `trigger` is different for every command.
    """

    actor: Actor
    channel: str
    trigger: str
    direct: bool = False


@dataclass(frozen=True, slots=True)
class Click:
    """A pressed button: what it carries, who pressed it, and where.

    `message` names the clicked message, so that what may happen once for it happens once. `channel` is '' where the
    button is in a form or on the home tab. `ts` is the message's own name in its channel, and `thread` that of the
    message that it stands under; both are '' where the platform does not keep the message, or shows it inside another.
    """

    actor: Actor
    value: str = ""
    message: str = ""
    channel: str = ""
    ts: str = ""
    thread: str = ""

    @property
    def seen(self) -> Seen | None:
        """Where the clicked message stands, if it stands under no other."""
        return Seen(self.channel, self.ts) if self.ts and self.thread in ("", self.ts) else None

    @property
    def under(self) -> Seen | None:
        """Where the message stands under which the clicked one is."""
        return Seen(self.channel, self.thread) if self.thread else None


@dataclass(frozen=True, slots=True)
class Reply:
    """What a click is answered with: privately beside the clicked message, in its place, or to the channel.

    `instead` is shown to the person who clicked, in place of a public message that others in the channel may not read.
    `lost` is called where the answer surely did not arrive, or not in public.
    """

    message: Message
    public: bool = False
    replace: bool = False
    instead: Message | None = None
    lost: Callable[[], Awaitable[None]] | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """What somebody filled in. `about` are the ids that the form carried: who may do what with them is checked anew."""

    actor: Actor
    about: Mapping[str, str]
    values: Values


Answer = Form | Errors | None
"""What a sent form is answered with: the form that takes its place, what is wrong, or None: it closes."""


@dataclass(frozen=True, slots=True)
class File:
    """`alt` says what a picture shows, for people who cannot see it."""

    name: str
    title: str
    data: bytes
    alt: str = ""


Later = Callable[[Coroutine[Any, Any, object]], None]
"""Runs work beside an answer, which does not wait for it. A fault in it is logged."""
