"""Routes what people do, on any platform, to the feature that handles it."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol

import structlog

from bot.core import texts
from bot.core.commands import HELP, SEARCH, Commands, Request
from bot.core.errors import Refused
from bot.core.features import HOME, Action, Feature, Home, joined
from bot.core.forms import Errors, Form, reading
from bot.core.interaction import Answer, Asked, Click, Reply, Sent
from bot.core.messages import Message, say
from bot.core.people import Actor, ChannelRef
from bot.core.platform import ChannelEvents

log = structlog.get_logger()


class Audience(Protocol):
    """Who reads along."""

    async def soon(self, actor: Actor) -> bool:
        """Whether it is known within a second what this person may read."""
        ...

    async def outsiders(self, ref: ChannelRef) -> bool:
        """Whether somebody in the channel may not read everything."""
        ...

    def forget(self, ref: ChannelRef) -> None:
        """Look the channel up again: somebody joined it, or it became shared."""
        ...


class Router:
    """`admit` raises Refused for people who may not click. Every method here answers a refusal with its sentence;
    other errors are raised, and the platform answers them with `failed`. What is `urgent` is said in any case."""

    def __init__(
        self,
        features: Sequence[Feature[Any]],
        *,
        admit: Callable[[Actor], Awaitable[object]],
        audience: Audience,
    ) -> None:
        self.urgent = next((feature.urgent for feature in features if feature.urgent), _waits)
        self.commands = Commands(
            [command for feature in features for command in feature.commands],
            next((feature.talk for feature in features if feature.talk), _waits),
            self.urgent,
        )
        self.actions: Mapping[str, Action] = joined([feature.actions for feature in features])
        self.forms: Mapping[str, Callable[[Sent], Awaitable[Answer]]] = joined(
            [feature.forms for feature in features]
        )
        self.redraws: Mapping[str, Callable[[Sent], Awaitable[Form]]] = joined(
            [feature.redraws for feature in features]
        )
        self.audience = audience
        self._admit = admit
        self._mention = next(feature.mention for feature in features if feature.mention)
        self.channel_events: ChannelEvents = next(
            feature.channel_events for feature in features if feature.channel_events
        )
        self._homes = [feature.home[place] for place in HOME for feature in features if place in feature.home]

    async def command(self, request: Request, asked: Asked) -> Message | Form:
        if request.said:
            return request.said
        try:
            return await self.commands.by_name[request.name].answer(asked, request.argument)
        except Refused as refusal:
            return refusal.told

    async def press(self, name: str, click: Click) -> Reply | Form | None:
        """The answer of the button with this name, which is one of `actions`."""
        action = self.actions[name]
        try:
            if not action.anybody:
                await self._admit(click.actor)
            return await action.press(click)
        except Refused as refusal:
            return Reply(refusal.told)

    async def shown(self, reply: Reply, click: Click) -> tuple[Message, bool]:
        """What is shown of a reply, and whether in public: never where some may not read it."""
        if reply.public and await self.audience.outsiders(click.actor.at(click.channel)):
            return reply.instead or reply.message, False
        return reply.message, reply.public

    async def submit(self, form: str, sent: Sent, fields: Sequence[str]) -> Answer:
        """The answer of a form with these fields to the values sent; the form is one of `forms`. If a value is urgent,
        the reply to it takes the place of the form's answer."""
        answer = await self._submitted(form, sent, fields)
        typed = (words for words in sent.values.values() if isinstance(words, str))
        said = next(filter(None, map(self.urgent, typed)), None)
        return reading(texts.TITLE, said) if said else answer

    async def _submitted(self, form: str, sent: Sent, fields: Sequence[str]) -> Answer:
        try:
            await self._admit(sent.actor)
            return await self.forms[form](sent)
        except Refused as refusal:
            if refusal.field in fields:
                return Errors({refusal.field: refusal.sentence})
            return reading(texts.TITLE, refusal.told)

    async def redraw(self, form: str, sent: Sent) -> Form:
        """The form redrawn after a watched field changed. The same edition keeps what was filled in."""
        try:
            return await self.redraws[form](sent)
        except Refused as refusal:
            return reading(texts.TITLE, refusal.told)

    async def mention(self, actor: Actor, channel: str, question: str) -> tuple[Message, bool]:
        """The answer to a question asked in a channel, and whether only the asker may see it. Raises nothing.
        Anything but a question gets one line: nobody else needs to read the output of a command."""
        private = True
        try:
            private = await self.audience.outsiders(actor.at(channel))
            request = self.commands.parse(question)
            if request.said:
                return request.said, private
            if request.name != SEARCH:
                return self._in_public(request), private
            question = request.argument
            return await self._mention(actor, question, private=private)
        except Refused as refusal:
            return refusal.told, True
        except Exception as error:  # no request is left that could fail; the asker is told
            return failed(error, "mention"), private

    def _in_public(self, request: Request) -> Message:
        if request.name == HELP:
            return say(texts.EMPTY_MENTION)
        return say(texts.BY_COMMAND.format(label=self.commands.by_name[request.name].names[0]))

    async def home(self, actor: Actor, page: int) -> Sequence[Home]:
        """The parts of a person's own page, from top to bottom."""
        return [await home(actor, page) for home in self._homes]


def _waits(_words: str) -> None:
    """Nothing is urgent, and nothing is talk."""


def failed(error: Exception, kind: str | None) -> Message:
    """The message for an unexpected error: one sentence with a code that the administrator finds in the log. `kind`
    says what came in."""
    code = secrets.token_hex(3)
    log.error("listener.failed", code=code, kind=kind, exc_info=error)
    return say(texts.ERROR.format(code=code))
