"""a large archive of articles, kept on disk: made once by a process of its own, and opened in no time by others.

Each state of the files has a folder of its own, named after them, so that nothing in use is ever overwritten:
`search/` (the index), `articles.jsonl` and `replaced.jsonl` (the articles).
"""

from __future__ import annotations

import fcntl
import hashlib
import mmap
import os
import shutil
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path

from pydantic import TypeAdapter

from bot.answers.search.alignment import inherited
from bot.answers.search.building import OutdatedIndex, is_current, on_disk
from bot.answers.search.words.language import Language
from bot.core.errors import LeiderschapError
from bot.library import shipped
from bot.library.articles import Articles
from bot.library.passages import Article

LARGE = 700_000
"""Bytes of a company's own articles, about 1,000 passages. Their index in memory takes a second to make, and a bot
has to give its first answer within two."""
STATES_KEPT = 2
"""The newest, and the one before it, which another process may still be about to open."""

_article = TypeAdapter(Article)


class Catalogue(Mapping[str, Article]):
    """The articles of a file by slug, each read when it is asked for. Fulfils `passages.Corpus`."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:  # an empty file cannot be mapped
            whole = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if path.stat().st_size else None
        self._data: bytes | mmap.mmap = whole or b""
        self._places: dict[str, tuple[int, int]] = {}
        end = -1
        while (start := end + 1) < len(self._data):
            tab, end = self._data.find(b"\t", start), self._data.find(b"\n", start)
            self._places[self._data[start:tab].decode()] = (tab + 1, end)
        self._read = lru_cache(500)(self._load)

    def __getitem__(self, slug: str) -> Article:
        return self._read(slug)

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, slug: object) -> bool:
        return slug in self._places

    def _load(self, slug: str) -> Article:
        start, end = self._places[slug]
        return _article.validate_json(self._data[start:end])

    @staticmethod
    def write(path: Path, articles: Mapping[str, Article]) -> None:
        """Make the file of these articles."""
        with path.open("wb") as file:
            for slug, article in articles.items():
                file.write(slug.encode() + b"\t" + _article.dump_json(article) + b"\n")


def size(own: Path) -> int:
    """The bytes of a company's own articles; its folder need not exist."""
    return sum(found.st_size for path, found in _files(own) if path.suffix == ".md")


def state(own: Path, *, shipped_too: bool = True) -> str:
    """What stands for the articles as they are now: the files, their sizes and when they were changed."""
    files = (*_files(shipped.ARTICLES), *_files(own))
    lines = [f"{path.resolve()} {found.st_size} {found.st_mtime_ns}" for path, found in files]
    return "\n".join(lines if shipped_too else ["without what is shipped", *lines])


def made(own: Path, index: Path, language: Language, *, shipped_too: bool = True) -> Path | None:
    """The folder of what the articles of now need, None where it has to be made."""
    now = state(own, shipped_too=shipped_too)
    folder = _states(own, index) / _name(now)
    return folder if is_current(folder / "search", language, now) else None


def make(
    own: Path,
    index: Path,
    language: Language,
    progress: Callable[[int, int], None],
    *,
    shipped_too: bool = True,
) -> Path:
    """Make what the articles of now need, with those that come with the bot or without, unless it is there; returns its
    folder.

    `progress` is told how many articles of how many are done. Of two processes the second waits for the first, and
    finds the work done. Raises ContentError with every fault, LeiderschapError where nothing can be written.
    """
    states = _states(own, index)
    try:
        with _alone(states):
            folder = made(own, index, language, shipped_too=shipped_too)
            if folder is None:
                now = state(own, shipped_too=shipped_too)
                folder = states / _name(now)
                _fill(folder, shipped.articles(own, shipped=shipped_too), language, now, progress)
                _forget_old(folder)
            return folder
    except OSError as error:
        raise LeiderschapError(f"{index}: the index cannot be written: {error.strerror or error}") from error


def articles(folder: Path) -> tuple[Catalogue, Catalogue]:
    """The articles that are searched, and the retellings whose place an original took. Raises OutdatedIndex."""
    try:
        return Catalogue(folder / "articles.jsonl"), Catalogue(folder / "replaced.jsonl")
    except (OSError, ValueError) as error:
        raise OutdatedIndex(f"{folder} has to be made again: {error}") from error


def _fill(
    folder: Path, found: Articles, language: Language, now: str, progress: Callable[[int, int], None]
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    Catalogue.write(folder / "articles.jsonl", found.corpus)
    Catalogue.write(folder / "replaced.jsonl", found.replaced)
    on_disk(  # last, as it tells that everything is there
        folder / "search",
        found.corpus.values(),
        language,
        questions=inherited(found.corpus, found.replaced, language),
        content=now,
        progress=lambda done: progress(done, len(found.corpus)),
    )


def _forget_old(newest: Path) -> None:
    states = sorted(newest.parent.iterdir(), key=lambda path: path.stat().st_mtime)
    others = [path for path in states if path.is_dir() and path != newest]
    for old in others[: 1 - STATES_KEPT]:
        shutil.rmtree(old, ignore_errors=True)


def _files(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    for path in sorted(folder.glob("*")):
        with suppress(FileNotFoundError):  # it went while we looked
            if stat.S_ISREG((found := path.stat()).st_mode):
                yield path, found


def _states(own: Path, index: Path) -> Path:
    return index / _name(str(own.resolve()))


def _name(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """While this lasts no other process makes anything here."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
