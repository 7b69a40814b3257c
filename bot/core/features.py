"""What a room hands over: all that the bot can do there, before it belongs to any platform."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from bot.core.commands import Command, Talk, Urgent
from bot.core.forms import Form
from bot.core.interaction import Answer, Click, Reply, Sent
from bot.core.messages import Message, Part
from bot.core.people import Actor, Subject
from bot.core.platform import ChannelEvents
from bot.core.retention import Expiring

KindT = TypeVar("KindT")

PAGE = "home_page"
"""The button that turns to another page of the page that a person has alone."""

Press = Callable[[Click], Awaitable[Reply | Form | None]]
Rows = Sequence[Mapping[str, Any]]
"""Data that JSON can hold."""


@dataclass(frozen=True, slots=True)
class Action:
    """What a button does. `changes`: it is done once, even when the click comes twice. `reads`: it shows articles,
    which not everybody may read. `anybody`: it is for guests too, or checks itself who may. `slow`: it waits for a list
    of people, or for much work of the platform and the database, and is answered later than a platform waits."""

    press: Press
    changes: bool = True
    reads: bool = False
    anybody: bool = False
    slow: bool = False


@dataclass(frozen=True, slots=True)
class Home:
    """A part of the page that a person has alone. `short` takes its place where there is too little room."""

    parts: Sequence[Part]
    short: Sequence[Part] = ()


@dataclass(frozen=True, slots=True)
class Personal:
    """One kind of data that is kept about people: what it is called, why and how long it is kept (Dutch).

    `of` gives all that is kept about a person, for this person's eyes only. `erase` deletes it, or parts it from the
    person for ever; how many rows. Erasing twice is as good as once. `table` is the name of the table in which it looks
    for the person among others, where it does that.
    """

    title: str
    why: str
    kept: str
    of: Callable[[Subject], Awaitable[Rows]]
    erase: Callable[[Subject, dt.datetime], Awaitable[int]]
    table: str = ""


class Mention(Protocol):
    async def __call__(self, actor: Actor, question: str, *, private: bool) -> tuple[Message, bool]:
        """The answer to a question that was asked in a channel, and whether it is for the asker alone, as `private`
        says that it must be. Raises Refused."""
        ...


@dataclass(frozen=True, slots=True)
class Feature(Generic[KindT]):
    """What one room can do.

    `actions` are by the name that a button carries, `forms` and `redraws` (what an open form becomes when a watched
    field changed) by `Form.name`, `kinds` by the kind of delivery that they make ready. `talk` understands texts that
    are no command, `urgent` what is answered before all else. `home` draws the page with a number. `plan` puts into
    the ledger what is due, unless it is stopping; `due` does what else time asks for, and never while the clock
    cannot be believed. `personal` is what it keeps about people, in the order in which that goes.
    """

    commands: Sequence[Command] = ()
    actions: Mapping[str, Action] = field(default_factory=dict)
    forms: Mapping[str, Callable[[Sent], Awaitable[Answer]]] = field(default_factory=dict)
    redraws: Mapping[str, Callable[[Sent], Awaitable[Form]]] = field(default_factory=dict)
    mention: Mention | None = None
    talk: Talk | None = None
    urgent: Urgent | None = None
    channel_events: ChannelEvents | None = None
    home: Callable[[Actor, int], Awaitable[Home]] | None = None
    kinds: Mapping[str, KindT] = field(default_factory=dict)
    plan: Sequence[Callable[[dt.datetime, Callable[[], bool]], Awaitable[object]]] = ()
    due: Sequence[Callable[[dt.datetime], Awaitable[object]]] = ()
    personal: Sequence[Personal] = ()
    retention: Expiring = field(default_factory=dict)
    stop: Sequence[Callable[[], Awaitable[None]]] = ()


def joined(tables: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The tables of several features as one. Raises ValueError where two of them have the same name for something."""
    found: dict[str, Any] = {}
    for table in tables:
        if twice := found.keys() & table.keys():
            raise ValueError(f"two features answer to {sorted(twice)}")
        found |= table
    return found


def page(number: str) -> int:
    """The page that the button PAGE and its kin name, counted from 0; the first for what is no number."""
    return int(number) if number.isdecimal() and len(number) < 5 else 0
