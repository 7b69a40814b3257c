"""What meaning takes among many passages: `python -m tests.benchmarks.search_meaning [--passages 100000] [--whole]`.

Without `--whole` a question is only compared with made-up vectors. With it made-up articles are indexed on disk,
and questions are asked as the bot does: by words, then by the model that is installed, then by both.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import threading
import time
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np

from bot.answers.in_force import freeze
from bot.answers.search.building import on_disk
from bot.answers.search.index import PassageIndex
from bot.answers.search.meaning.embedders import Installed
from bot.answers.search.meaning.likeness import Meaning
from bot.answers.search.meaning.vectors import Store, key_of
from bot.answers.search.words.language import LANGUAGE, load
from tests.benchmarks import search_corpus

ROOT = Path(__file__).parents[2]
NAME = "made-up"
WIDTH = 384
QUESTIONS = 200


class MadeUp:
    """An embedder whose vectors say nothing of the texts."""

    name = NAME

    def question(self, text: str) -> Any:
        return _unit(np.random.default_rng(zlib.crc32(text.encode())).normal(size=WIDTH))

    passage = question


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument(
        "--whole", action="store_true", help="with words and the model; makes an index on disk"
    )
    parser.add_argument("--ask", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.ask:
        ask(options.ask)
        return
    with tempfile.TemporaryDirectory() as folder:
        if options.whole:
            whole(Path(folder), options.passages)
        else:
            compared(Path(folder), options.passages)


def compared(folder: Path, number: int) -> None:
    """Questions that are compared with vectors alone."""
    _fill(folder / NAME, (str(n) for n in range(number)))
    meaning, chance = Meaning(MadeUp(), Store(folder, NAME)), np.random.default_rng(1)
    started = time.perf_counter()
    meaning.make(lambda: ((n, str(n)) for n in range(number)), threading.Event(), _nothing)
    print(f"{number:,} vectors, opened in {time.perf_counter() - started:.2f} s", end=", ")
    asked = [
        (meaning.question(str(one)), chance.integers(0, number, 60).tolist()) for one in range(QUESTIONS)
    ]
    _tell(lambda one: meaning.compare(*one), asked)


def whole(folder: Path, number: int) -> None:
    """An index and vectors on disk, and a process that does nothing but answer from them."""
    language, started = load(LANGUAGE), time.perf_counter()
    on_disk(folder / "index", search_corpus.articles(number), language)
    index = PassageIndex(folder / "index", language=language)
    _fill(folder / NAME, (text for _, text in index.texts()))
    print(f"{number:,} passages, made in {time.perf_counter() - started:.0f} s", flush=True)
    subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.search_meaning", "--ask", str(folder)], check=True, cwd=ROOT
    )


def ask(folder: Path) -> None:
    """Open the index and its vectors, and answer as the bot does."""
    index, model, started = PassageIndex(folder / "index"), Installed(), time.perf_counter()
    index.meanings = Meaning(model, Store(folder, NAME))
    index.meanings.make(index.texts, threading.Event(), _nothing)
    print(f"vectors put to use in {time.perf_counter() - started:.1f} s", end=", ")
    freeze()  # as the bot does
    opened = []

    def answer(question: str) -> None:
        findings = index.search(question, 9)
        opened.append(findings.open)
        if findings.open:
            index.deepened(findings, index.meaning(findings), 9)

    _tell(answer, search_corpus.questions(QUESTIONS))
    print(f"{sum(opened) / len(opened):.0%} of the questions asked the model")


def _tell(answer: Callable[[Any], object], asked: Iterable[Any]) -> None:
    """The processor time of each, of which nothing was looked at before, and the memory of this process."""
    taken = []
    for one in asked:
        started = time.process_time()
        answer(one)
        taken.append((time.process_time() - started) * 1000)
    taken.sort()
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    held = {key: int(status.split(f"{key}:")[1].split()[0]) / 1024 for key in ("VmRSS", "RssFile")}
    print(
        f"p50 {taken[len(taken) // 2]:.1f} ms, p95 {taken[len(taken) * 95 // 100]:.1f} ms CPU,"
        f" resident {held['VmRSS']:.0f} MB, of which {held['RssFile']:.0f} MB of files"
    )


def _fill(folder: Path, texts: Iterable[str]) -> None:
    """What the store keeps of these texts, written at once."""
    folder.mkdir()
    (folder / "width").write_text(str(WIDTH), encoding="ascii")
    chance = np.random.default_rng(1)
    keys = [key_of(text) for text in texts]
    (folder / "keys").write_bytes(b"".join(keys))
    with (folder / "vectors").open("wb") as file:
        for first in range(0, len(keys), 10_000):
            rows = chance.normal(size=(min(10_000, len(keys) - first), WIDTH)).astype(np.float32)
            file.write((rows / np.linalg.norm(rows, axis=1, keepdims=True)).tobytes())


def _unit(vector: Any) -> Any:
    return (vector / np.linalg.norm(vector)).astype(np.float32)


def _nothing(_done: int, _all: int) -> None:
    pass


if __name__ == "__main__":
    main()
