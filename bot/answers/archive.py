"""Stores a company's articles with their index on disk, so that every process can open them quickly.

Each version of the articles has its own folder, named after a digest of them, so that nothing in use is overwritten:
`search/` (the index), `articles.jsonl` and `replaced.jsonl` (the articles), `seal` (proof that all of it is there). It
is put in place in one step. What is damaged, unfinished, or made from other texts, lists or code is made again.
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

from bot.answers import sealing
from bot.answers.search.alignment import inherited
from bot.answers.search.building import OutdatedIndex, is_current, on_disk
from bot.answers.search.words.language import Language
from bot.core.errors import LeiderschapError
from bot.library import shipped
from bot.library.articles import Articles
from bot.library.passages import Article

LARGE = 700_000
"""Bytes of a company's own articles, about 1,500 passages. Indexing that many takes more than two seconds, so a running
bot leaves it to another process."""
STATES_KEPT = 2
"""The newest, and the one before it, which another process may be about to open."""

_article = TypeAdapter(Article)


class NotKept(LeiderschapError):
    """The index cannot be written to disk; the message says where and why."""


class Catalogue(Mapping[str, Article]):
    """The articles in a file by slug, each read when it is needed. A `passages.Corpus`."""

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
        """Write these articles to the file."""
        with path.open("wb") as file:
            for slug, article in articles.items():
                file.write(slug.encode() + b"\t" + _article.dump_json(article) + b"\n")


def size(own: Path) -> int:
    """The bytes of a company's own articles; its folder need not exist."""
    return sum(found.st_size for path, found in _files(own) if path.suffix == ".md")


def state(own: Path, *, shipped_too: bool = True) -> str:
    """Identifies the articles as they are now: one line for each file, with a digest of its contents."""
    lines = [] if shipped_too else ["without what is shipped"]
    for whose, folder in (("shipped", shipped.ARTICLES), ("own", own)):
        for path, _ in _files(folder):
            with suppress(FileNotFoundError):  # it was just deleted
                lines.append(f"{whose} {path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}")
    return "\n".join(lines)


def made(own: Path, index: Path, language: Language, *, shipped_too: bool = True) -> Path | None:
    """The folder with the current articles and their index; None if it must be made."""
    return _kept(own, index, language, state(own, shipped_too=shipped_too))


def _kept(own: Path, index: Path, language: Language, now: str) -> Path | None:
    folder = _states(own, index) / _name(now)
    return folder if is_current(folder / "search", language, now) and sealing.is_whole(folder) else None


def make(
    own: Path,
    index: Path,
    language: Language,
    progress: Callable[[int, int], None],
    *,
    shipped_too: bool = True,
) -> Path:
    """Store the current articles with their index unless they are stored already; returns the folder. With
    `shipped_too` they include those that come with the bot.

    `progress` gets how many of how many articles are done. If two processes call this, the second waits for the first
    and finds the work done. Raises ContentError with every fault, and NotKept if nothing can be written.
    """
    if folder := made(own, index, language, shipped_too=shipped_too):
        return folder
    states = _states(own, index)
    try:
        with _alone(states):
            now = state(own, shipped_too=shipped_too)
            folder = _kept(own, index, language, now)
            if folder is None:
                folder = states / _name(now)
                _fill(folder, shipped.articles(own, shipped=shipped_too), language, now, progress)
                _forget_old(folder)
            return folder
    except OSError as error:
        raise NotKept(f"{index}: the index cannot be written: {error.strerror or error}") from error


def articles(folder: Path) -> tuple[Catalogue, Catalogue]:
    """The articles that are searched, and the retellings that an original replaced. Raises OutdatedIndex."""
    try:
        return Catalogue(folder / "articles.jsonl"), Catalogue(folder / "replaced.jsonl")
    except (OSError, ValueError) as error:
        raise OutdatedIndex(f"{folder} has to be made again: {error}") from error


def _fill(
    folder: Path, found: Articles, language: Language, now: str, progress: Callable[[int, int], None]
) -> None:
    fresh = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    try:
        Catalogue.write(fresh / "articles.jsonl", found.corpus)
        Catalogue.write(fresh / "replaced.jsonl", found.replaced)
        on_disk(
            fresh / "search",
            found.corpus.values(),
            language,
            questions=inherited(found.corpus, found.replaced, language),
            content=now,
            progress=lambda done: progress(done, len(found.corpus)),
        )
        sealing.seal(fresh)
        shutil.rmtree(folder, ignore_errors=True)
        fresh.rename(folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)  # an unfinished folder would fill a disk that may be full


def _forget_old(newest: Path) -> None:
    states = sorted(newest.parent.iterdir(), key=lambda path: path.stat().st_mtime)
    others = [path for path in states if path.is_dir() and path != newest]
    for old in others[: 1 - STATES_KEPT]:
        shutil.rmtree(old, ignore_errors=True)


def _files(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """The files in a folder, except those that are being written."""
    for path in sorted(folder.glob("*")):
        with suppress(FileNotFoundError):  # it was just deleted
            if stat.S_ISREG((found := path.stat()).st_mode) and path.suffix != ".part":
                yield path, found


def _states(own: Path, index: Path) -> Path:
    return index / _name(str(own.resolve()))


def _name(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep other processes from making anything in this folder until the context ends."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
