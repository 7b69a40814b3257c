"""Passages with their analysed texts, by number: in memory, or in a file of which only what is asked for is read."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.answers.search.scoring import Analysed
from bot.library.passages import Passage

Entry = tuple[Passage, Analysed]

FILE = "entries.db"
AT_ONCE = 100


class Entries:
    """The entries of an index. SQLite reads its file bit by bit, where a mapped file would count as memory in use."""

    def __init__(self, folder: Path | None) -> None:
        self._database = sqlite3.connect(folder / FILE if folder else ":memory:", check_same_thread=False)
        # The file is made once, beside the one in use: what an interrupted making leaves is thrown away.
        self._database.execute("PRAGMA journal_mode = off")
        self._database.execute("PRAGMA synchronous = off")
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS entries (number INTEGER PRIMARY KEY, entry BLOB NOT NULL)"
        )

    def add(self, entries: Iterable[Entry]) -> Iterable[tuple[int, Entry]]:
        """Store entries as they are taken from the result, which gives each with its number."""
        for number, entry in enumerate(entries):
            self._database.execute("INSERT INTO entries VALUES (?, ?)", (number, _packed(*entry)))
            yield number, entry
        self._database.commit()

    def __getitem__(self, number: int) -> Entry:
        """The entry with this number, which exists."""
        [packed] = self._database.execute("SELECT entry FROM entries WHERE number = ?", (number,)).fetchone()
        return _unpacked(packed)

    def __iter__(self) -> Iterator[tuple[int, Entry]]:
        """All entries with their numbers. Some at a time are read, so that no query stays open for long."""
        last = -1
        query = "SELECT number, entry FROM entries WHERE number > ? ORDER BY number LIMIT ?"
        while rows := self._database.execute(query, (last, AT_ONCE)).fetchall():
            for last, packed in rows:
                yield last, _unpacked(packed)

    def __del__(self) -> None:
        self._database.close()


def _packed(passage: Passage, analysed: Analysed) -> bytes:
    entry = (
        (passage.id, passage.article, passage.section, passage.heading, passage.text, passage.questions),
        (analysed.text, analysed.about, analysed.asked, analysed.lengths),
    )
    return zlib.compress(json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode(), 1)


def _unpacked(stored: bytes) -> Entry:
    (name, article, section, heading, text, questions), analysed = json.loads(zlib.decompress(stored))
    return Passage(name, article, section, heading, text, tuple(questions)), Analysed(*analysed)
