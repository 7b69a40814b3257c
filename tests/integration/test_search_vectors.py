"""Which vectors are nearest to a question, of few and of many."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import pytest

from bot.answers.search.meaning import likeness
from bot.answers.search.meaning.codes import Codes
from bot.answers.search.meaning.likeness import NEAREST, NOTHING, Meaning
from bot.answers.search.meaning.vectors import Store

WIDTH, MANY = 100, 1_500


class Planted:
    """An embedder whose texts say which group they are of: those of one are alike, and all share a direction, as the
    vectors of real models do."""

    name = "planted"

    def question(self, text: str) -> Any:
        group = int(text.partition(" ")[0])
        shared, towards, apart = (np.random.default_rng(seed) for seed in (1, 100 + group, hash_of(text)))
        vector = 3 * shared.normal(size=WIDTH) + towards.normal(size=WIDTH) + 0.5 * apart.normal(size=WIDTH)
        return (vector / np.linalg.norm(vector)).astype(np.float32)

    passage = question


def hash_of(text: str) -> int:
    return sum(place * ord(letter) for place, letter in enumerate(text, 7))


TEXTS = {number: f"{number % 60} passage {number}" for number in range(MANY)}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = Store(tmp_path_factory.mktemp("vectors"), Planted.name)
    for text in ("7 an article that is gone", *TEXTS.values()):
        store.add(text, Planted().passage(text))
    return store


def meaning(store: Store, texts: Iterable[tuple[int, str]] = TEXTS.items()) -> Meaning:
    made = Meaning(Planted(), store)
    made.make(lambda: texts, threading.Event(), lambda _done, _all: None)
    return made


def test_of_many_vectors_those_whose_codes_are_alike_are_compared_and_the_nearest_found(
    store: Store,
) -> None:
    with mock.patch.multiple(likeness, COMPARED=MANY - 1, ALIKE=MANY // 10, SAMPLE=MANY // 2):
        many = meaning(store)
        found = {group: many.compare(many.question(f"{group} question"), [3, 4]) for group in range(60)}
    few = meaning(store)
    for group, got in found.items():
        every = few.compare(few.question(f"{group} question"), [3, 4])
        assert got.best == pytest.approx(every.best)
        assert got.nearest[:10] == every.nearest[:10]
        assert {number % 60 for number in got.nearest[:10]} == {group}
        for number in (3, 4, *got.nearest[:10]):
            assert got.above[number] == pytest.approx(every.above[number], rel=0.3, abs=0.3)


def test_a_vector_of_a_passage_that_is_gone_is_not_found(store: Store) -> None:
    with mock.patch.multiple(likeness, COMPARED=MANY - 1, ALIKE=MANY // 10, SAMPLE=MANY // 2):
        many = meaning(store)
        assert many.compare(many.question("7 an article that is gone"), []).best < 0.99
    few = meaning(store)
    assert few.compare(few.question("7 an article that is gone"), []).best < 0.99


def test_a_candidate_without_a_vector_is_not_compared(store: Store) -> None:
    half = meaning(store, [(number, text) for number, text in TEXTS.items() if number % 2])
    found = half.compare(half.question("7 question"), [2, 3, MANY + 1])
    assert 2 not in found.above
    assert 3 in found.above
    assert MANY + 1 not in found.above


def test_two_passages_of_one_text_are_both_found(store: Store) -> None:
    twice = meaning(store, [(0, TEXTS[0]), (1, TEXTS[0]), *list(TEXTS.items())[2:]])
    assert {0, 1} <= set(twice.compare(twice.question(TEXTS[0]), []).nearest)


def test_without_vectors_nothing_is_alike(tmp_path: Path) -> None:
    none = Meaning(Planted(), Store(tmp_path, Planted.name))
    assert none.compare(none.question("7 question"), [1]) == NOTHING


def test_fewer_vectors_than_are_wanted_are_all_found(store: Store) -> None:
    some = meaning(store, list(TEXTS.items())[:3])
    assert sorted(some.compare(some.question("0 question"), []).nearest) == [0, 1, 2]
    assert NEAREST > 3
    vectors = np.stack([Planted().passage(text) for text in list(TEXTS.values())[:3]])
    assert sorted(Codes([vectors], 3, vectors.mean(axis=0)).nearest(vectors[0], 10).tolist()) == [0, 1, 2]


def test_vectors_are_compared_in_one_thread() -> None:
    script = (
        "import os\n"
        "from bot.answers.search.meaning import likeness\n"
        "likeness.np.ones((3000, 1000)) @ likeness.np.ones(1000)\n"
        "print(len(os.listdir('/proc/self/task')))"
    )
    unset = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    done = subprocess.run(
        [sys.executable, "-c", script], env=unset, capture_output=True, check=True, text=True
    )
    assert done.stdout == "1\n"
