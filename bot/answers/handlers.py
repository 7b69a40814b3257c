"""Handles questions, commands and buttons about articles and tips. People see only what `Readers` lets them read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from bot.answers import messages as messages_of_answers
from bot.answers.browsing import Browsing
from bot.answers.gaps.service import Gaps
from bot.answers.readers import Readers
from bot.answers.service import Answering
from bot.answers.talk.support import Support
from bot.channels.nudges import messages
from bot.core import texts
from bot.core.commands import QUESTION
from bot.core.errors import Refused
from bot.core.features import Home
from bot.core.forms import Errors, Form, reading
from bot.core.interaction import Answer, Asked, Click, Reply, Sent
from bot.core.messages import Message, say
from bot.core.people import Actor


class Handlers:
    def __init__(
        self,
        answering: Answering,
        browsing: Browsing,
        gaps: Gaps,
        readers: Readers,
        now: Callable[[], dt.datetime],
        *,
        support: Support,
    ) -> None:
        self._answering = answering
        self._browsing = browsing
        self._gaps = gaps
        self._readers = readers
        self._support = support
        self._now = now

    async def tip(self, asked: Asked, theme: str) -> Message:
        return self._browsing.tip(await self._readers.content(asked.actor), theme, asked.trigger)

    async def themes(self, _asked: Asked, _argument: str) -> Message:
        return self._browsing.themes()

    async def series(self, asked: Asked, series: str) -> Message:
        return await self._browsing.series(series, asked.actor.at(asked.channel))

    async def articles(self, actor: Actor) -> Message:
        return self._browsing.articles(await self._readers.content(actor))

    async def search(self, asked: Asked, question: str) -> Message:
        answer, _ = await self._support.answer(
            asked.actor,
            question,
            lambda counted: self.ask(asked.actor, question, private=True, counted=counted),
        )
        return answer

    async def home(self, actor: Actor, _page: int) -> Home:
        """A place to ask, for those who get answers."""
        try:
            await self._readers.content(actor)
        except Refused:
            return Home(())
        return Home(messages_of_answers.place_to_ask())

    async def question_form(self, _click: Click) -> Form:
        return messages_of_answers.question_form()

    async def questioned(self, sent: Sent) -> Answer:
        """The answer takes the place of the form; it cannot be shared from there."""
        question = str(sent.values.get(QUESTION) or "").strip()
        if not question:  # a platform asks for it, but a client may send anything
            return Errors({QUESTION: texts.HOME_QUESTION})
        answer = await self.search(Asked(sent.actor, "", ""), question)
        return reading(texts.TITLE, messages_of_answers.unshared(answer))

    async def ask(self, actor: Actor, question: str, *, private: bool, counted: bool) -> Message:
        content = await self._readers.content(actor)
        now = self._now()
        return await self._answering.answer(content, question, actor, now, private=private, counted=counted)

    async def mention(self, actor: Actor, question: str, *, private: bool) -> tuple[Message, bool]:
        """The answer to a question that was asked in public, and whether only the person who asked may see it. If
        `private`, only that person may, and the answer says why."""

        async def ask(counted: bool) -> Message:
            answer = await self.ask(actor, question, private=private, counted=counted)
            return messages.privately(answer) if private else answer

        answer, alone = await self._support.answer(actor, question, ask, public=True)
        return answer, private or alone

    async def more(self, click: Click) -> Reply:
        return Reply(self._answering.more(await self._readers.content(click.actor), click.value))

    async def show_tip(self, click: Click) -> Reply:
        return Reply(self._browsing.show_tip(await self._readers.content(click.actor), click.value))

    async def other_tip(self, click: Click) -> Reply:
        content = await self._readers.content(click.actor)
        return Reply(self._browsing.next_tip(content, click.value, click.actor.user), replace=True)

    async def theme_tip(self, click: Click) -> Reply:
        """A tip of the theme that the button names, in a new message."""
        content = await self._readers.content(click.actor)
        theme = click.value if click.value in content.library.themes else ""
        return Reply(self._browsing.tip(content, theme, click.message))

    async def share(self, click: Click) -> Reply:
        content, user = await self._readers.content(click.actor), click.actor.user
        try:
            shared = await self._answering.share(content, click.value, user, click.message, self._now())
        except KeyError:
            return Reply(say(texts.GONE))
        if shared is None:
            return Reply(say(texts.SHARED_ALREADY))
        message, kept = shared
        return Reply(
            message,
            public=True,
            instead=kept,
            lost=lambda: self._answering.unshare(click.value, click.message),
        )

    async def found(self, click: Click) -> Reply:
        """Records that an answer is what somebody looked for."""
        return Reply(await self._gaps.judge(click.value, click.actor.user, self._now(), found=True))

    async def missed(self, click: Click) -> Reply:
        """Records that an answer is not what somebody looked for."""
        return Reply(await self._gaps.judge(click.value, click.actor.user, self._now(), found=False))
