"""The content in force: loaded and checked as a whole, and loaded again when its files change."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from pathlib import Path

import structlog

from bot.content.articles import Articles, load_articles
from bot.content.tips import load_library
from bot.domain.errors import ContentError
from bot.search.alignment import align
from bot.search.building import LANGUAGE
from bot.search.index import PassageIndex
from bot.search.language import Language
from bot.search.language import load as load_language
from bot.search.measured import Measured
from bot.services.ports import Content
from bot.settings import NUDGES

log = structlog.get_logger()

Fingerprint = frozenset[tuple[Path, int, int]]


def articles(own: Path) -> Articles:
    """The shipped articles, with those of a company's own folder (which need not exist) on top."""
    return load_articles([NUDGES / "articles", *([own] if own.is_dir() else [])])


def load(own: Path, tips: Iterable[Path]) -> Content:
    """All content: articles, tips and the index. Raises ContentError with every fault in every file."""
    found = articles(own)
    library = load_library([NUDGES / "tips", *tips], found.corpus, NUDGES / "series.yaml", found.replaced)
    language = load_language(LANGUAGE)
    index = PassageIndex(found.corpus, found.replaced, language=language)
    return Content(library, found.corpus, Measured(index), retold(found, language))


def retold(found: Articles, language: Language) -> dict[str, str]:
    """The section of its retelling that a passage of an original corresponds to, by the passage's id."""
    sections: dict[str, str] = {}
    for slug, retelling in found.replaced.items():
        for pair in align(found.corpus[slug], retelling, language):
            for passage in pair.passages:
                sections.setdefault(passage, pair.section)
    return sections


class Shelf:
    """Gives the content in force. Broken content is refused at the start; later the old stays and a log says so."""

    def __init__(self, articles: Path, tips: tuple[Path, ...]) -> None:
        self._articles = articles
        self._tips = tips
        self._fingerprint = self._look()
        self._content = load(articles, tips)

    def __call__(self) -> Content:
        return self._content

    async def refresh(self) -> None:
        """Load the content again if a file changed, in a thread, so that nobody waits for it."""
        seen = await asyncio.to_thread(self._look)
        if seen == self._fingerprint:
            return
        self._fingerprint = seen
        try:
            self._content = await asyncio.to_thread(load, self._articles, self._tips)
        except ContentError as error:
            log.error("content.kept", faults=[str(fault) for fault in error.faults])
        else:
            log.info(
                "content.loaded", articles=len(self._content.corpus), tips=len(self._content.library.tips)
            )

    def _look(self) -> Fingerprint:
        return frozenset(_stats([NUDGES, self._articles, *self._tips]))


def _stats(folders: Iterable[Path]) -> Iterator[tuple[Path, int, int]]:
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file():
                stat = path.stat()
                yield path, stat.st_mtime_ns, stat.st_size
