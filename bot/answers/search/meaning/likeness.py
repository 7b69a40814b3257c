"""How like a question the passages of an index are, as far as their vectors are there."""

from __future__ import annotations

import threading
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from bot.answers.search.meaning.codes import Codes
from bot.answers.search.meaning.embedders import Embedder
from bot.answers.search.meaning.vectors import Store, key_of

NEAREST = 30
"""Passages that are worth scoring because they mean much the same."""
COMPARED = 150_000
"""Of more vectors than this only those are compared whose codes are alike: to compare all would take too long."""
ALIKE = 4_000
"""Vectors whose codes are alike."""
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
    """The vectors in use: all that are mapped, the `rows` of them that belong to passages, the `numbers` of those
    passages, and the row `of` each passage by its number (-1 for none). Of many also their codes and a sample."""

    vectors: Any
    rows: Any
    numbers: Any
    of: Any
    codes: Codes | None = None
    sample: Any = None

    def alike(self, vector: Any) -> tuple[Any, Any, Any]:
        """Which of `rows` may be most alike, their cosines, and cosines that tell what is usual."""
        if self.codes is None:
            cosines = (self.vectors @ vector)[self.rows]
            return np.arange(len(self.rows)), cosines, cosines
        near = self.codes.nearest(vector, ALIKE)
        return near, self.vectors[self.rows[near]] @ vector, self.sample @ vector


_EMPTY = np.zeros(0, np.int64)
NONE_YET = _Known(np.zeros((0, 0), np.float32), _EMPTY, _EMPTY, _EMPTY)


class Meaning:
    """The vectors of an index and the model that makes them."""

    def __init__(self, embedder: Embedder, store: Store) -> None:
        self.embedder = embedder
        self.word = lru_cache(WORDS)(embedder.passage)
        self._store = store
        self._known = NONE_YET

    def question(self, text: str) -> Any:
        """The vector of a question. Takes some tens of milliseconds."""
        return self.embedder.question(text)

    def compare(self, vector: Any, wanted: Sequence[int]) -> Likeness:
        """How like the passages are to a question of this vector: those `wanted`, and the most alike of all."""
        known = self._known
        if not len(known.rows):
            return NOTHING
        near, cosines, usual = known.alike(vector)
        count = min(NEAREST, len(near))
        most = np.argpartition(-cosines, count - 1)[:count]
        most = near[most[np.argsort(-cosines[most])]]
        own = np.array([number for number in wanted if number < len(known.of)], np.int64)
        own = own[known.of[own] >= 0]
        numbers = np.concatenate((known.numbers[most], own))
        alike = known.vectors[known.of[numbers]] @ vector
        middle, spread = float(usual.mean()), float(usual.std()) or 1.0
        above = dict(zip(numbers.tolist(), ((alike - middle) / spread).tolist(), strict=True))
        return Likeness(above, tuple(known.numbers[most].tolist()), float(alike[0]))

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
        at = {key: row for row, key in enumerate(self._store.keys())}
        found, missing = array("q"), dict[str, None]()
        for number, text in texts():
            row = at.get(key_of(text))
            if row is None:
                missing[text] = None
            else:
                found.extend((number, row))
        numbers, rows = np.array(found, np.int64).reshape(-1, 2).T
        self._known = self._with_codes(len(at), numbers, rows)
        progress(len(numbers), len(numbers) + len(missing))
        return list(missing)

    def _with_codes(self, stored: int, numbers: Any, rows: Any) -> _Known:
        """What is known of so many vectors that are stored, of which these `rows` are those of passages."""
        if not len(rows):
            return NONE_YET
        vectors = self._store.vectors(stored)
        of = np.full(numbers.max() + 1, -1, np.int64)
        of[numbers] = rows
        if len(rows) <= COMPARED:
            return _Known(vectors, rows, numbers, of)
        sample = vectors[np.sort(np.random.default_rng(0).choice(rows, SAMPLE, replace=False))]
        codes = Codes(self._store.blocks(rows), len(rows), sample.mean(axis=0))
        return _Known(vectors, rows, numbers, of, codes, sample)
