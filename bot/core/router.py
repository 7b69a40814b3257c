"""Takes what people do, on whatever platform, to the feature that does it."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol

import structlog

from bot.core import texts
from bot.core.commands import HELP, SEARCH, Commands, Request
from bot.core.errors import Refused
from bot.core.features import Action, Feature, Home, joined
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
        """Somebody came into the channel, or it is shared: it is looked up anew."""
        ...


class Router:
    """`admit` raises Refused for people who may click nothing. Everything here answers a refusal with its sentence;
    whatever else goes wrong is raised, for the platform to answer with `failed`. What is `urgent` is said whatever else
    holds."""

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
        self._homes = [feature.home for feature in features if feature.home]

    async def command(self, request: Request, asked: Asked) -> Message | Form:
        if request.said:
            return request.said
        try:
            return await self.commands.by_name[request.name].answer(asked, request.argument)
        except Refused as refusal:
            return refusal.told

    async def press(self, name: str, click: Click) -> Reply | Form | None:
        """What the button with this name answers; it is one of `actions`."""
        action = self.actions[name]
        try:
            if not action.anybody:
                await self._admit(click.actor)
            return await action.press(click)
        except Refused as refusal:
            return Reply(refusal.told)

    async def shown(self, reply: Reply, click: Click) -> tuple[Message, bool]:
        """What is shown of a reply, and whether in public: not where others may not read it."""
        if reply.public and await self.audience.outsiders(click.actor.at(click.channel)):
            return reply.instead or reply.message, False
        return reply.message, reply.public

    async def submit(self, form: str, sent: Sent, fields: Sequence[str]) -> Answer:
        """What a form with these fields answers to what was filled in; it is one of `forms`. What is urgent in it is
        answered in place of what the form would say."""
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
        """The form anew after a watched field changed. The same edition keeps what was filled in."""
        try:
            return await self.redraws[form](sent)
        except Refused as refusal:
            return reading(texts.TITLE, refusal.told)

    async def mention(self, actor: Actor, channel: str, question: str) -> tuple[Message, bool]:
        """The answer to a question asked in a channel, and whether it is for the asker alone. Raises nothing. What is
        no question gets one line: nobody else needs to read what a command shows."""
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
        except Exception as error:  # there is no request any more that could fail; who asked is told
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
    """What is said when something breaks: one sentence with a code, under which the administrator finds it in the log.
    `kind` says what came in."""
    code = secrets.token_hex(3)
    log.error("listener.failed", code=code, kind=kind, exc_info=error)
    return say(texts.ERROR.format(code=code))
