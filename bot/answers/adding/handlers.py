"""What administrators type, press and send to add an article, and to take one away."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Mapping, Sequence

from bot.answers import readers
from bot.answers.added.service import AddedArticles
from bot.answers.adding import messages, texts
from bot.answers.adding.messages import FILE, FORM, LINK
from bot.answers.adding.service import Adding
from bot.channels.leads.permissions import Permissions
from bot.core.errors import LeiderschapError, Refused
from bot.core.features import Action, page
from bot.core.forms import Errors, Form, Upload
from bot.core.interaction import Answer, Asked, Click, Reply, Sent
from bot.core.messages import Message, Part, say
from bot.core.people import Actor


class AddingHandlers:
    """`listed` gives what everybody sees of the articles."""

    def __init__(
        self,
        added: AddedArticles,
        adding: Adding,
        permissions: Permissions,
        listed: Callable[[Actor], Awaitable[Message]],
        now: Callable[[], dt.datetime],
    ) -> None:
        self._added = added
        self._adding = adding
        self._permissions = permissions
        self._listed = listed
        self._now = now

    def actions(self) -> Mapping[str, Action]:
        return {
            "article_add": Action(self.add, changes=False),
            "articles_added": Action(self.more, changes=False, reads=True),
            "article_accept": Action(self.accept),
            "article_reject": Action(self.reject),
            "article_remove": Action(self.remove, reads=True),
        }

    def forms(self) -> Mapping[str, Callable[[Sent], Awaitable[Answer]]]:
        return {FORM: self.sent}

    async def articles(self, asked: Asked, _argument: str) -> Message:
        """What everybody sees, and for administrators what they may do, unless it is not known soon who this is."""
        actor = asked.actor
        listed = await self._listed(actor)
        try:
            async with asyncio.timeout(readers.PATIENCE):
                await self._administers(actor)
        except (LeiderschapError, TimeoutError):
            return listed
        return messages.under(listed, await self._added.of(actor.workspace), 0)

    async def home(self, actor: Actor) -> Sequence[Part]:
        """How many articles the workspace has of its own, for its administrators."""
        try:
            await self._administers(actor)
        except Refused:
            return ()
        return messages.at_home(len(await self._added.of(actor.workspace)))

    async def more(self, click: Click) -> Reply:
        return await self._list(click.actor, page(click.value))

    async def add(self, click: Click) -> Form:
        await self._administers(click.actor)
        return messages.form(files=await self._adding.takes_files(click.actor.workspace))

    async def sent(self, sent: Sent) -> Answer:
        await self._administers(sent.actor, act=True)
        link, file = str(sent.values.get(LINK) or "").strip(), sent.values.get(FILE)
        if isinstance(file, Upload):
            if link:
                return Errors({LINK: texts.BOTH, FILE: texts.BOTH})
            self._adding.begin(sent.actor, file)
        elif link:
            self._adding.begin(sent.actor, link)
        else:
            return Errors({LINK: texts.NEITHER if FILE in sent.values else texts.NO_LINK})
        return messages.under_way()

    async def accept(self, click: Click) -> Reply:
        await self._administers(click.actor, act=True)
        known = await self._added.get(click.actor.workspace, click.value)
        if known is None or known.accepted_at is None:
            known = await self._added.accept(click.actor, click.value, self._now())
        return Reply(messages.accepted(known), replace=True)

    async def reject(self, click: Click) -> Reply:
        await self._administers(click.actor, act=True)
        await self._added.reject(click.actor, click.value)
        return Reply(say(texts.REJECTED), replace=True)

    async def remove(self, click: Click) -> Reply:
        await self._list(click.actor, 0)  # raises for who may not see it
        await self._administers(click.actor, act=True)
        await self._added.remove(click.actor, click.value, self._now())
        return await self._list(click.actor, 0)

    async def _list(self, actor: Actor, number: int) -> Reply:
        """Raises Refused for anybody but administrators."""
        listed = await self._listed(actor)
        await self._administers(actor)
        added = await self._added.of(actor.workspace)
        return Reply(messages.under(listed, added, number), replace=True)

    async def _administers(self, actor: Actor, *, act: bool = False) -> None:
        """Raises Refused for anybody else."""
        if not (await self._permissions.click(actor, act=act)).admin:
            raise Refused(texts.ONLY_ADMINS)
