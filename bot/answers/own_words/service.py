"""Words that mean the same: suggested from the gap list, accepted by an administrator, and used in every answer."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import structlog

from bot.answers.gaps.service import Gaps
from bot.answers.in_force import index_of
from bot.answers.own_words import texts
from bot.answers.own_words.store import SqlOwnWordStore
from bot.answers.search.index import PassageIndex
from bot.answers.search.meaning.background import give_way
from bot.channels.model import Act
from bot.core.errors import LeiderschapError, Refused
from bot.library.ports import Content, Pairs

log = structlog.get_logger()

OFFERED, NEAR = 5, 3
"""How many words are offered, and how many words of the articles for each."""
KEPT = dt.timedelta(seconds=15)
"""How long a process trusts what it read before; it looks for changed articles as often."""
PATIENCE = 1.0
"""In seconds: how long an answer waits for the database."""
MODEL_PATIENCE = 5.0
"""In seconds: how long an administrator's home page waits for a model that compares words."""
MOST = 10_000
"""How many workspaces are remembered."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A word that enough people missed, and the words of the articles that are nearest to it."""

    word: str
    others: tuple[str, ...]


class OwnWords:
    """Suggests, stores and looks up pairs of words. The caller checks permission. `content` returns what a workspace is
    answered from, `now` the time in UTC."""

    def __init__(
        self,
        store: SqlOwnWordStore,
        gaps: Gaps,
        content: Callable[[str], Awaitable[Content]],
        now: Callable[[], dt.datetime],
    ) -> None:
        self._store = store
        self._gaps = gaps
        self._content = content
        self._now = now
        self._known: dict[str, tuple[Pairs, dt.datetime]] = {}
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="own-words", initializer=give_way)

    async def same(self, workspace: str) -> Pairs:
        """The pairs of the workspace, as they were at most KEPT ago; the last known ones if the database fails."""
        pairs, read_at = self._known.get(workspace, ((), None))
        now = self._now()
        if read_at is not None and read_at <= now < read_at + KEPT:
            return pairs
        try:
            async with asyncio.timeout(PATIENCE):
                found = await self._store.same(workspace)
            if found != pairs:  # equal pairs stay the same tuple, which is a key of the search's cache
                pairs = found
        except (LeiderschapError, TimeoutError) as error:
            log.warning("own_words.unknown", reason=type(error).__name__)
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[workspace] = pairs, now
        return pairs

    async def kept(self, workspace: str) -> Pairs:
        """All pairs of the workspace; a word that must not be offered has '' as its other word."""
        return await self._store.of(workspace)

    async def offers(self, workspace: str) -> Sequence[Offer]:
        """Words of the gap list that may be shown, have no pair yet, and have a word of the articles near them. Without
        an answer of the model within MODEL_PATIENCE, the words alone decide."""
        said = {word for word, _ in await self._store.of(workspace)}
        missed = (word for gap in await self._gaps.shown(workspace) for word in gap.words)
        words = [word for word in dict.fromkeys(missed) if word not in said]
        index = index_of(await self._content(workspace))
        work = asyncio.get_running_loop().run_in_executor(self._thread, offered, index, words, index.meanings)
        try:
            return await asyncio.wait_for(asyncio.shield(work), MODEL_PATIENCE)
        except Exception as error:  # it is too slow, or a model from elsewhere raises any error
            log.info("own_words.without_meaning", reason=type(error).__name__)
            return await asyncio.to_thread(offered, index, words, None)

    async def add(self, workspace: str, word: str, other: str, act: Act) -> None:
        """Record that the two mean the same. Raises Refused if the articles do not, or no longer, have the other."""
        pair = index_of(await self._content(workspace)).nearest.pair(word, other)
        if pair is None:
            raise Refused(texts.GONE)
        await self._store.add(workspace, *pair, act)
        self._known.pop(workspace, None)

    async def hide(self, workspace: str, word: str, act: Act) -> None:
        """Record that the word must not be offered."""
        if word := index_of(await self._content(workspace)).nearest.single(word):
            await self._store.add(workspace, word, "", act)

    async def remove(self, workspace: str, word: str, other: str, act: Act) -> None:
        """Delete a pair, or let a hidden word be offered again."""
        if (word, other) in await self._store.of(workspace):
            await self._store.remove(workspace, word, other, act)
        self._known.pop(workspace, None)


def offered(index: PassageIndex, words: Sequence[str], meanings: object) -> Sequence[Offer]:
    """The first OFFERED words that have words of the articles near them."""
    found: list[Offer] = []
    for word in words:
        if others := index.nearest.words(word, NEAR, meanings):
            found.append(Offer(word, others))
        if len(found) == OFFERED:
            break
    return found
