"""Loads the content in force, checks it as a whole, and loads it again when its files change."""

from __future__ import annotations

import asyncio
import gc
import stat
import subprocess
import sys
from asyncio.subprocess import PIPE
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import reduce
from operator import xor
from pathlib import Path
from types import TracebackType

import structlog

from bot.answers import archive
from bot.answers.added.beside import Beside
from bot.answers.search.alignment import align
from bot.answers.search.index import PassageIndex
from bot.answers.search.meaning.background import Meanings
from bot.answers.search.measured import Measured
from bot.answers.search.words.language import LANGUAGE, Language
from bot.answers.search.words.language import load as load_language
from bot.core.errors import ContentError, LeiderschapError
from bot.library import shipped
from bot.library.articles import Articles
from bot.library.ports import Content
from bot.settings import ROOT, Settings

log = structlog.get_logger()


def load(own: Path, tips: Iterable[Path], *, shipped_too: bool = True) -> Content:
    """All content, with its index in memory; with `shipped_too`, the articles that come with the bot are searched.
    Raises ContentError with every fault in every file."""
    found, language = shipped.articles(own, shipped=shipped_too), load_language(LANGUAGE)
    index = PassageIndex(found.corpus, found.replaced, language=language, shipped=_ours(found))
    return _content(found, tips, language, index)


def load_set(settings: Settings) -> Content:
    """All content of these settings, with its index in memory. Raises ContentError."""
    return load(settings.articles, settings.tips, shipped_too=settings.shipped_articles)


def load_from(
    folder: Path, tips: Iterable[Path], language: Language | None = None, *, shipped_too: bool = True
) -> Content:
    """All content, with the articles and their index from a folder of `archive`. `shipped_too` must be what the folder
    was made with.

    Raises OutdatedIndex if the folder must be made again, and ContentError with every fault in the tips.
    """
    language = language or load_language(LANGUAGE)
    corpus, replaced = archive.articles(folder)
    found = Articles(corpus, replaced, {} if shipped_too else shipped.left_out(replaced))
    index = PassageIndex(folder / "search", language=language, shipped=_ours(found))
    return _content(found, tips, language, index)


def load_any(
    own: Path,
    tips: Iterable[Path],
    index: Path,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
    *,
    shipped_too: bool = True,
    not_kept: Callable[[LeiderschapError], None] = lambda _: None,
) -> Content:
    """All content. Without a company's own articles the index is in memory; with them it is opened from the folder
    `index`, where it is made if it is missing.

    If nothing can be written there, `not_kept` gets the error and the index is made in memory, unless the articles are
    `archive.LARGE`: then NotKept is raised. `progress` gets how many of how many articles are done. Raises ContentError
    with every fault.
    """
    size = archive.size(own)
    if not size:
        return load(own, tips, shipped_too=shipped_too)
    try:
        made = archive.make(own, index, load_language(LANGUAGE), progress, shipped_too=shipped_too)
    except archive.NotKept as error:
        if size >= archive.LARGE:
            raise
        not_kept(error)
        return load(own, tips, shipped_too=shipped_too)
    return load_from(made, tips, shipped_too=shipped_too)


def _content(found: Articles, tips: Iterable[Path], language: Language, index: PassageIndex) -> Content:
    library = shipped.library(found, tips)
    left_out = {slug: replace(article, sections=()) for slug, article in found.left_out.items()}
    return Content(library, found.corpus, Measured(index), retold(found, language), _ours(found), left_out)


def _ours(found: Articles) -> frozenset[str]:
    """The articles that come with the bot and that no original replaced."""
    return frozenset(path.stem for path in shipped.ARTICLES.glob("*.md")) - set(found.replaced)


def index_of(content: Content) -> PassageIndex:
    """The index in which content is searched, the large one of two. Raises LeiderschapError if there is none."""
    search = content.search.inner if isinstance(content.search, Measured) else content.search
    if isinstance(search, Beside):
        search = search.large
    if not isinstance(search, PassageIndex):
        raise LeiderschapError("this search has no index of its own")
    return search


def retold(found: Articles, language: Language) -> dict[str, str]:
    """For each passage of an original, by id, the section of the retelling that corresponds to it."""
    sections: dict[str, str] = {}
    for slug, retelling in found.replaced.items():
        for pair in align(found.corpus[slug], retelling, language):
            for passage in pair.passages:
                sections.setdefault(passage, pair.section)
    return sections


def freeze() -> None:
    """Keep the garbage collector from looking through what is in memory now: it stays, and each look would delay a
    question by a tenth of a second."""
    gc.collect()
    gc.freeze()


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep the garbage collector off until the context ends: what is made in it stays, and collecting takes a quarter
    of the time in which content loads."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


class ContentInForce:
    """Returns the content in force when called. At the start, broken content raises an error; later the old content
    stays in force, and the log says so (`content.kept`).

    The index of many articles is made in another process, so that this one does not slow down or grow meanwhile.
    `meanings` makes the vectors of the content in force, in the background.
    """

    def __init__(
        self,
        articles: Path,
        tips: tuple[Path, ...],
        index: Path,
        meanings: Meanings | None = None,
        *,
        shipped_too: bool = True,
    ) -> None:
        self._articles = articles
        self._shipped_too = shipped_too
        self._tips = tips
        self._index = index
        self._making: asyncio.Task[None] | None = None
        self._fingerprint = self._look()
        self._content = self._load_first()
        self._meanings = meanings or Meanings("off", None, index)

    def __call__(self) -> Content:
        return self._content

    async def __aenter__(self) -> ContentInForce:
        self._meanings.begin(index_of(self._content))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._meanings.stop()
        if self._making is not None:
            self._making.cancel()
            await asyncio.wait([self._making])

    async def refresh(self) -> None:
        """Load the content again if a file changed; the old content serves meanwhile.

        The index of many articles is still being made when this returns; only one is made at a time.
        """
        seen = await asyncio.to_thread(self._look)
        if seen == self._fingerprint or (self._making is not None and not self._making.done()):
            return
        self._fingerprint = seen
        if await asyncio.to_thread(self._is_large):
            self._making = asyncio.create_task(self._make())
        else:
            await self._swap(self._load)

    async def _make(self) -> None:
        process = await asyncio.create_subprocess_exec(*self._command(), cwd=ROOT, stdout=PIPE, stderr=PIPE)
        try:
            made, faults = await process.communicate()
        except asyncio.CancelledError:
            process.kill()
            await process.wait()
            raise
        if process.returncode:
            log.error("content.kept", faults=faults.decode(errors="replace").splitlines())
        else:
            await self._swap(lambda: self._opened(Path(made.decode().strip())))

    async def _swap(self, load: Callable[[], Content]) -> None:
        try:
            content = await asyncio.to_thread(load)
        except ContentError as error:
            log.error("content.kept", faults=[str(fault) for fault in error.faults])
        except LeiderschapError as error:
            log.error("content.kept", faults=[str(error)])
        else:
            self._content = content
            gc.unfreeze()  # or the old content would never be collected
            freeze()
            self._meanings.begin(index_of(content))
            log.info("content.loaded", articles=len(content.corpus), tips=len(content.library.tips))

    def _load_first(self) -> Content:
        if not self._is_large():
            with uncollected():
                return self._load()
        language = load_language(LANGUAGE)
        if folder := archive.made(self._articles, self._index, language, shipped_too=self._shipped_too):
            return self._opened(folder, language)
        log.info("content.making", index=str(self._index))
        errors = (
            None if sys.stderr.isatty() else PIPE
        )  # a terminal shows the progress bar, with the faults below it
        made = subprocess.run(  # noqa: S603 - our own command
            self._command(), cwd=ROOT, stdout=PIPE, stderr=errors, text=True, check=False
        )
        if made.returncode:
            raise LeiderschapError(
                (made.stderr or "the articles cannot be used, for what stands above").strip()
            )
        return self._opened(Path(made.stdout.strip()))

    def _load(self) -> Content:
        return load_any(
            self._articles,
            self._tips,
            self._index,
            shipped_too=self._shipped_too,
            not_kept=lambda error: log.warning("content.not_kept", error=str(error)),
        )

    def _opened(self, folder: Path, language: Language | None = None) -> Content:
        return load_from(folder, self._tips, language, shipped_too=self._shipped_too)

    def _is_large(self) -> bool:
        return archive.size(self._articles) >= archive.LARGE

    def _command(self) -> list[str]:
        folders = (f"--articles={self._articles.resolve()}", f"--index={self._index.resolve()}")
        which = "--shipped" if self._shipped_too else "--no-shipped"
        return [sys.executable, "-m", "bot", "articles", "index", which, *folders]

    def _look(self) -> int:
        """A number that changes when a file does; it is all that is stored, however many files there are."""
        return reduce(xor, map(hash, _stats([shipped.NUDGES, self._articles, *self._tips])), 0)


def _stats(folders: Iterable[Path]) -> Iterator[tuple[str, int, int]]:
    for folder in folders:
        for path in folder.rglob("*"):
            with suppress(FileNotFoundError):  # it was just deleted
                found = path.stat()
                if stat.S_ISREG(found.st_mode):
                    yield str(path), found.st_mtime_ns, found.st_size
