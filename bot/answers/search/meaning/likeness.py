"""How like a question the passages of an index are, as far as their vectors are there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from bot.answers.search.meaning.embedders import Embedder
from bot.answers.search.meaning.vectors import Store, key_of

NEAREST = 30
"""Passages that are worth scoring because they mean much the same."""
COMPARED = 150_000
"""With more vectors than this only candidates that words brought are compared: to look at all would take too long."""
SAMPLE = 2_000
"""Vectors that tell what likeness is usual, where not all are compared."""
FIRST, MORE = 50, 1.2
"""Vectors after which those that were made are put to use, and how many times as many the next time."""
WORDS = 1_000
"""Single words whose vectors are remembered."""
PATIENCE = 20.0
"""Seconds after which a process looks again at what another one has made."""

Texts = Callable[[], Iterable[tuple[int, str]]]
"""The passages that are to have vectors: their numbers and their texts."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like a question passages are, by number: in standard deviations from the usual (`above`). `nearest` are the
    numbers of the most alike; `best` is the cosine of the first, 0 where nothing can be said."""

    above: dict[int, float]
    nearest: tuple[int, ...] = ()
    best: float = 0.0


NOTHING = Likeness({})


@dataclass(frozen=True, slots=True)
class _Known:
    """The vectors in use: a row each, the number of its passage (-1 for none), and the row of a passage."""

    vectors: Any
    numbers: Any
    rows: dict[int, int]


class Meaning:
    """The vectors of an index and the model that makes them."""

    def __init__(self, embedder: Embedder, store: Store) -> None:
        self.embedder = embedder
        self.word = lru_cache(WORDS)(embedder.passage)
        self._store = store
        self._known = _Known(np.zeros((0, 0), np.float32), np.zeros(0, np.int64), {})

    def question(self, text: str) -> Any:
        """The vector of a question. Takes some tens of milliseconds."""
        return self.embedder.question(text)

    def compare(self, vector: Any, wanted: Sequence[int]) -> Likeness:
        """How like the passages are to a question of this vector: those `wanted`, and the most alike of all."""
        known = self._known
        if not known.rows:
            return NOTHING
        if len(known.numbers) > COMPARED:
            usual = known.vectors[:: len(known.numbers) // SAMPLE] @ vector
            alike = {n: float(known.vectors[known.rows[n]] @ vector) for n in wanted if n in known.rows}
        else:
            cosines = known.vectors @ vector
            usual = cosines[known.numbers >= 0]
            most = np.argpartition(
                np.where(known.numbers >= 0, -cosines, 2.0), min(NEAREST, len(cosines)) - 1
            )
            near = (int(number) for number in known.numbers[most[:NEAREST]] if number >= 0)
            alike = {n: float(cosines[known.rows[n]]) for n in {*wanted, *near} if n in known.rows}
        nearest = sorted(alike, key=lambda number: -alike[number])[:NEAREST]
        middle, spread = float(usual.mean()), float(usual.std()) or 1.0
        above = {number: (cosine - middle) / spread for number, cosine in alike.items()}
        return Likeness(above, tuple(nearest), alike[nearest[0]] if nearest else 0.0)

    def make(self, texts: Texts, stop: threading.Event, progress: Callable[[int, int], None]) -> None:
        """Use the vectors that are there, and make the others, each used as soon as it is. Makes none after `stop`.

        `progress` is told how many of how many are there. While another process makes them, they are read from it.
        """
        while self._look(texts, progress) and not stop.is_set():
            with self._store.alone() as alone:
                if alone:
                    self._make(self._look(texts, progress), texts, stop, progress)
                    continue
            stop.wait(PATIENCE)

    def _make(
        self,
        missing: Sequence[str],
        texts: Texts,
        stop: threading.Event,
        progress: Callable[[int, int], None],
    ) -> None:
        after = FIRST
        for count, text in enumerate(missing, start=1):
            if stop.is_set():
                return
            self._store.add(text, self.embedder.passage(text))
            if count == after:
                after = int(after * MORE) + FIRST
                self._look(texts, progress)

    def _look(self, texts: Texts, progress: Callable[[int, int], None]) -> list[str]:
        """Use the vectors that are there; returns the texts that have none."""
        keys = self._store.keys()
        at = {key: row for row, key in enumerate(keys)}
        numbers, rows = np.full(len(keys), -1, dtype=np.int64), dict[int, int]()
        missing: dict[str, None] = {}
        for number, text in texts():
            row = at.get(key_of(text))
            if row is None:
                missing[text] = None
            else:
                rows[number], numbers[row] = row, number
        self._known = _Known(self._store.vectors(len(keys)), numbers, rows)
        progress(len(rows), len(rows) + len(missing))
        return list(missing)
