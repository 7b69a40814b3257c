"""Handles what administrators, and only they, see and press about words that mean the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from bot.answers.own_words import messages, texts
from bot.answers.own_words.service import OwnWords
from bot.answers.own_words.store import FIELD
from bot.channels.audit import SqlAuditLog
from bot.channels.leads.permissions import Permissions
from bot.channels.model import Act
from bot.core.errors import Refused
from bot.core.features import Action, Home, page
from bot.core.interaction import Click, Reply
from bot.core.people import Actor

CHANGES = 5
"""How many of the last changes are shown below the list."""


class OwnWordHandlers:
    def __init__(
        self,
        own_words: OwnWords,
        audit: SqlAuditLog,
        permissions: Permissions,
        now: Callable[[], dt.datetime],
    ) -> None:
        self._own_words = own_words
        self._audit = audit
        self._permissions = permissions
        self._now = now

    def actions(self) -> Mapping[str, Action]:
        return {
            "same_word": Action(self.same),
            "hide_word": Action(self.hide),
            "own_words": Action(self.listed, changes=False),
            "own_word_remove": Action(self.remove),
        }

    async def home(self, actor: Actor, _page: int) -> Home:
        """An administrator's suggestions and list; nothing for anybody else."""
        try:
            await self._administers(actor, act=False)
        except Refused:
            return Home(())
        found = await self._own_words.offers(actor.workspace)
        kept = bool(await self._own_words.kept(actor.workspace))
        return Home(messages.offers(found, kept=kept))

    async def same(self, click: Click) -> None:
        word, _, other = click.value.partition("/")
        act = await self._administers(click.actor)
        await self._own_words.add(click.actor.workspace, word, other, act)

    async def hide(self, click: Click) -> None:
        act = await self._administers(click.actor)
        await self._own_words.hide(click.actor.workspace, click.value, act)

    async def listed(self, click: Click) -> Reply:
        await self._administers(click.actor, act=False)
        return await self._list(click.actor, page(click.value), replace=bool(click.value))

    async def remove(self, click: Click) -> Reply:
        word, _, other = click.value.partition("/")
        act = await self._administers(click.actor)
        await self._own_words.remove(click.actor.workspace, word, other, act)
        return await self._list(click.actor, 0, replace=True)

    async def _list(self, actor: Actor, number: int, *, replace: bool) -> Reply:
        pairs = await self._own_words.kept(actor.workspace)
        changes = await self._audit.about(actor.workspace, FIELD)
        return Reply(messages.listed(pairs, changes[: -CHANGES - 1 : -1], number), replace=replace)

    async def _administers(self, actor: Actor, *, act: bool = True) -> Act:
        """The administrator who acts, and when. Raises Refused for anybody else."""
        if not (await self._permissions.click(actor, act=act)).admin:
            raise Refused(texts.ONLY_ADMINS)
        return Act(actor.user, self._now())
