"""What a room hands over: everything that the bot can do there, on any platform."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, Protocol, TypeVar, get_args

from bot.core.commands import Command, Talk, Urgent
from bot.core.forms import Form
from bot.core.interaction import Answer, Click, Reply, Sent
from bot.core.messages import Message, Part
from bot.core.people import Actor, Subject
from bot.core.platform import ChannelEvents
from bot.core.retention import Expiring

KindT = TypeVar("KindT")

PAGE = "home_page"
"""The button that turns to another page of a person's home page."""

Press = Callable[[Click], Awaitable[Reply | Form | None]]
Rows = Sequence[Mapping[str, Any]]
"""Data that JSON can represent."""


@dataclass(frozen=True, slots=True)
class Action:
    """What a button does. `changes`: it runs once, even if the click arrives twice. `reads`: it shows articles, which
    not everybody may read. `anybody`: guests may use it too, or it checks permission itself. `slow`: it needs a list
    of people, or much work by the platform and the database, and answers later than a platform waits."""

    press: Press
    changes: bool = True
    reads: bool = False
    anybody: bool = False
    slow: bool = False


HomePlace = Literal["tip", "ask", "plans", "channels", "administration"]
HOME: Sequence[HomePlace] = get_args(HomePlace)
"""The places of a person's home page, from top to bottom."""


@dataclass(frozen=True, slots=True)
class Home:
    """A part of a person's home page. `short` replaces it where there is too little room."""

    parts: Sequence[Part]
    short: Sequence[Part] = ()


@dataclass(frozen=True, slots=True)
class Personal:
    """One kind of personal data: its name, why it is kept and for how long (Dutch).

    `of` gives everything that is kept about a person, for their eyes only. `erase` deletes it, or unlinks it from the
    person for good, and returns the number of rows; a second time changes nothing. `table` names the table in which
    the person is looked up among others, '' if there is none.
    """

    title: str
    why: str
    kept: str
    of: Callable[[Subject], Awaitable[Rows]]
    erase: Callable[[Subject, dt.datetime], Awaitable[int]]
    table: str = ""


class Mention(Protocol):
    async def __call__(self, actor: Actor, question: str, *, private: bool) -> tuple[Message, bool]:
        """The answer to a question asked in a channel, and whether only the asker may see it, which `private`
        demands. Raises Refused."""
        ...


@dataclass(frozen=True, slots=True)
class Feature(Generic[KindT]):
    """What one room can do.

    `actions` are keyed by the name on a button, `forms` and `redraws` (the new state of an open form after a watched
    field changed) by `Form.name`, `kinds` by kind of delivery. `talk` handles texts that are not commands, `urgent`
    those that are answered before all else. `home` draws its parts of a numbered page, by their place
    there. `plan` puts what is due into the ledger, until it is told to stop; `due` is the other scheduled work, and
    never runs while the clock is in doubt. `personal` is the data it keeps about people, in order of erasure.
    """

    commands: Sequence[Command] = ()
    actions: Mapping[str, Action] = field(default_factory=dict)
    forms: Mapping[str, Callable[[Sent], Awaitable[Answer]]] = field(default_factory=dict)
    redraws: Mapping[str, Callable[[Sent], Awaitable[Form]]] = field(default_factory=dict)
    mention: Mention | None = None
    talk: Talk | None = None
    urgent: Urgent | None = None
    channel_events: ChannelEvents | None = None
    home: Mapping[HomePlace, Callable[[Actor, int], Awaitable[Home]]] = field(default_factory=dict)
    kinds: Mapping[str, KindT] = field(default_factory=dict)
    plan: Sequence[Callable[[dt.datetime, Callable[[], bool]], Awaitable[object]]] = ()
    due: Sequence[Callable[[dt.datetime], Awaitable[object]]] = ()
    personal: Sequence[Personal] = ()
    retention: Expiring = field(default_factory=dict)
    stop: Sequence[Callable[[], Awaitable[None]]] = ()


def joined(tables: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The tables of several features as one. Raises ValueError if two of them use the same name."""
    found: dict[str, Any] = {}
    for table in tables:
        if twice := found.keys() & table.keys():
            raise ValueError(f"two features answer to {sorted(twice)}")
        found |= table
    return found


def page(number: str) -> int:
    """The page that a PAGE button (or one like it) names, counted from 0; 0 if it is not a number."""
    return int(number) if number.isdecimal() and len(number) < 5 else 0
