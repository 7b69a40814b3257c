"""What an administrator says means the same: offered from the gap list, kept, and known to every answer."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Sequence
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
"""Words that are offered at once, and words of the articles for each."""
KEPT = dt.timedelta(seconds=15)
"""After this a process looks again at what another one kept: as often as it looks for other articles."""
PATIENCE = 1.0
"""In seconds: how long an answer waits for the database."""
MODEL_PATIENCE = 5.0
"""In seconds: how long the page of an administrator waits for a model that compares words."""
MOST = 10_000
"""Workspaces that are remembered at once."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A word that enough people missed, and the words of the articles that come nearest to it."""

    word: str
    others: tuple[str, ...]


class OwnWords:
    """Who may do it is for the caller to check. `now` is the time in UTC."""

    def __init__(
        self,
        store: SqlOwnWordStore,
        gaps: Gaps,
        content: Callable[[], Content],
        now: Callable[[], dt.datetime],
    ) -> None:
        self._store = store
        self._gaps = gaps
        self._content = content
        self._now = now
        self._known: dict[str, tuple[Pairs, dt.datetime]] = {}
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="own-words", initializer=give_way)

    async def same(self, workspace: str) -> Pairs:
        """What means the same there, as it was at most KEPT ago; where the database does not say, as it was known."""
        pairs, read_at = self._known.get(workspace, ((), None))
        now = self._now()
        if read_at is not None and read_at <= now < read_at + KEPT:
            return pairs
        try:
            async with asyncio.timeout(PATIENCE):
                found = await self._store.same(workspace)
            if found != pairs:  # what is equal stays the same tuple, which the search remembers words by
                pairs = found
        except (LeiderschapError, TimeoutError) as error:
            log.warning("own_words.unknown", reason=type(error).__name__)
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[workspace] = pairs, now
        return pairs

    async def kept(self, workspace: str) -> Pairs:
        """All that was said, '' behind a word that is not to be offered."""
        return await self._store.of(workspace)

    async def offers(self, workspace: str) -> Sequence[Offer]:
        """Words of the gap list that may be shown, of which nothing was said yet and that have any near them."""
        said = {word for word, _ in await self._store.of(workspace)}
        missed = (word for gap in await self._gaps.shown(workspace) for word in gap.words)
        words = [word for word in dict.fromkeys(missed) if word not in said]
        index = index_of(self._content())
        work = asyncio.get_running_loop().run_in_executor(self._thread, offered, index, words, index.meanings)
        try:
            return await asyncio.wait_for(asyncio.shield(work), MODEL_PATIENCE)
        except Exception as error:  # too slow, or a model of somebody else's raises what it likes
            log.info("own_words.without_meaning", reason=type(error).__name__)
            return await asyncio.to_thread(offered, index, words, None)

    async def add(self, workspace: str, word: str, other: str, act: Act) -> None:
        """The two mean the same from now on. Raises Refused where the articles do not have the other (any more)."""
        pair = index_of(self._content()).nearest.pair(word, other)
        if pair is None:
            raise Refused(texts.GONE)
        await self._store.add(workspace, *pair, act)
        self._known.pop(workspace, None)

    async def hide(self, workspace: str, word: str, act: Act) -> None:
        """The word is offered no more."""
        if word := index_of(self._content()).nearest.single(word):
            await self._store.add(workspace, word, "", act)

    async def remove(self, workspace: str, word: str, other: str, act: Act) -> None:
        """Take back what was said."""
        if (word, other) in await self._store.of(workspace):
            await self._store.remove(workspace, word, other, act)
        self._known.pop(workspace, None)


def offered(index: PassageIndex, words: Sequence[str], meanings: object) -> Sequence[Offer]:
    """The first words that have any near them."""
    found: list[Offer] = []
    for word in words:
        if others := index.nearest.words(word, NEAR, meanings):
            found.append(Offer(word, others))
        if len(found) == OFFERED:
            break
    return found
