"""Turns what people type, press and fill in about their channel into calls of the services. A button's value is a
channel id, then, after slashes, the slot and the tip that it is about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar

from bot.channels import texts
from bot.core.errors import Refused
from bot.core.features import Press
from bot.core.forms import Form, Values
from bot.core.interaction import Asked, Click, Reply, Sent
from bot.core.messages import Message
from bot.core.people import Actor

T = TypeVar("T")

About = Callable[[Actor, str, str, str], Awaitable[Message]]
"""Takes the person who clicked, the channel, and the other two parts of the button's value."""


def typed(act: Callable[[Actor, str], Awaitable[T]]) -> Callable[[Asked, str], Awaitable[T]]:
    """A command about the channel where it is typed."""

    async def answer(asked: Asked, _argument: str) -> T:
        return await act(asked.actor, asked.channel)

    return answer


def opens(act: Callable[[Actor, str], Awaitable[Form]]) -> Press:
    """A button that opens a form about a channel."""

    async def press(click: Click) -> Form:
        return await act(click.actor, click.value)

    return press


def says(act: Callable[[Actor, str], Awaitable[Message]], *, replace: bool = False) -> Press:
    """A button whose answer is a message about a channel."""

    async def press(click: Click) -> Reply:
        return Reply(await act(click.actor, click.value), replace=replace)

    return press


def replaces(act: About) -> Press:
    """A button in a message about a slot or a tip; the answer replaces the message."""

    async def press(click: Click) -> Reply:
        return Reply(await act(click.actor, *about(click.value)), replace=True)

    return press


def sent(act: Callable[[Actor, Mapping[str, str], Values], Awaitable[T]]) -> Callable[[Sent], Awaitable[T]]:
    """A form that was filled in."""

    async def take(filled: Sent) -> T:
        return await act(filled.actor, filled.about, filled.values)

    return take


def about(value: str) -> tuple[str, str, str]:
    """The channel, and what else the button is about."""
    channel, _, rest = value.partition("/")
    first, _, second = rest.partition("/")
    return channel, first, second


def dated(slot: str) -> dt.date:
    """Raises Refused for anything else than a date, which no button of ours carries."""
    try:
        return dt.date.fromisoformat(slot)
    except ValueError:
        raise Refused(texts.OLD_LIST) from None
