"""Adds articles to one workspace, and takes them away again."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.answers.added import model, texts
from bot.answers.added.model import AddedArticle
from bot.answers.added.store import SqlAddedArticleStore
from bot.channels.model import Act
from bot.core.errors import Refused
from bot.core.people import Actor
from bot.library.passages import Article
from bot.library.ports import Content

if TYPE_CHECKING:
    from bot.library.importing.importer import Imported


class AddedArticles:
    """Who may do it is for the caller to check. Nothing here sees or touches an article of another workspace.

    `content` gives what is in force for all, whose names are taken. `changed` is told which workspace has other
    articles from now on.
    """

    def __init__(
        self,
        store: SqlAddedArticleStore,
        content: Callable[[], Content],
        changed: Callable[[str], None] = lambda _workspace: None,
    ) -> None:
        self._store = store
        self._content = content
        self._changed = changed

    async def propose(
        self, workspace: str, found: Sequence[Imported], source: str, by: str, now: dt.datetime
    ) -> AddedArticle:
        """Keep what the importer found in one document (all that it gives for it, as one article) until somebody
        chooses, for a day at most. `source` is the link or the name of the file, `by` the person's id.

        Raises Refused, with one sentence, where it cannot be an article or where too much was added already.
        """
        article = model.joined(found)
        text = model.written(article)
        count, size = await self._store.size(workspace, source)
        if count >= model.MOST:
            raise Refused(texts.TOO_MANY.format(limit=model.MOST))
        if size + len(text.encode()) > model.MOST_BYTES:
            raise Refused(texts.TOO_LARGE)
        names = model.names(article.slug, self._content().sources)
        proposed = AddedArticle(
            workspace,
            str(uuid.uuid4()),
            next(names),
            article.title,
            source,
            model.words_of(article),
            model.left_out(found),
            by,
            now,
        )
        while not await self._store.add(proposed, text):
            proposed = replace(proposed, slug=next(names))
        return proposed

    async def accept(self, actor: Actor, id: str, now: dt.datetime) -> AddedArticle:
        """The workspace is answered from it from now on; one of the same source that it had before gives way to it, and
        keeps its id and its name. Raises Refused where it was rejected, accepted or forgotten meanwhile."""
        return self._told(await self._store.accept(actor.workspace, id, Act(actor.user, now)))

    async def reject(self, actor: Actor, id: str) -> None:
        """It is not to be added. Raises Refused where it is not proposed (any more)."""
        if not await self._store.reject(actor.workspace, id):
            raise Refused(texts.GONE)

    async def of(self, workspace: str) -> Sequence[AddedArticle]:
        """The accepted ones, newest first."""
        return await self._store.of(workspace)

    async def get(self, workspace: str, id: str) -> AddedArticle | None:
        """One, proposed or accepted."""
        return await self._store.get(workspace, id)

    async def article(self, workspace: str, id: str) -> Article | None:
        """What one says, with its headings, proposed or accepted."""
        found = await self._store.text(workspace, id)
        return model.read(found[1], found[0]) if found else None

    async def remove(self, actor: Actor, id: str, now: dt.datetime) -> AddedArticle:
        """Nobody is answered from it any more. Raises Refused where it is gone already."""
        return self._told(await self._store.remove(actor.workspace, id, Act(actor.user, now)))

    async def expire(self, before: dt.datetime) -> int:
        """Delete what was proposed before that moment, wherever, and never accepted; returns how many."""
        return await self._store.expire(before)

    def _told(self, changed: AddedArticle | None) -> AddedArticle:
        if changed is None:
            raise Refused(texts.GONE)
        self._changed(changed.workspace)
        return changed
