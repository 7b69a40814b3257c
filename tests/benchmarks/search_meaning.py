"""What comparing a question with the vectors of many passages takes: `python -m tests.benchmarks.search_meaning
[--passages 100000]`. The vectors are made up."""

from __future__ import annotations

import argparse
import tempfile
import threading
import time
import zlib
from pathlib import Path
from typing import Any

import numpy as np

from bot.answers.search.meaning.likeness import Meaning
from bot.answers.search.meaning.vectors import Store, key_of

WIDTH = 384
QUESTIONS = 200


class MadeUp:
    """An embedder whose vectors say nothing of the texts."""

    name = "made-up"

    def question(self, text: str) -> Any:
        return _unit(np.random.default_rng(zlib.crc32(text.encode())).normal(size=WIDTH))

    passage = question


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=100_000)
    number = parser.parse_args().passages
    chance = np.random.default_rng(1)
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder), MadeUp.name)
        _fill(Path(folder) / MadeUp.name, number, chance)
        meaning = Meaning(MadeUp(), store)
        started = time.perf_counter()
        meaning.make(
            lambda: ((n, str(n)) for n in range(number)), threading.Event(), lambda _done, _all: None
        )
        print(f"{number:,} vectors, opened in {time.perf_counter() - started:.2f} s", end=", ")
        taken = []
        for one in range(QUESTIONS):
            vector, wanted = meaning.question(f"question {one}"), chance.integers(0, number, 60).tolist()
            started = time.process_time()
            meaning.compare(vector, wanted)
            taken.append((time.process_time() - started) * 1000)
        taken.sort()
        print(f"p50 {taken[QUESTIONS // 2]:.1f} ms, p95 {taken[QUESTIONS * 95 // 100]:.1f} ms CPU", end=", ")
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    print(f"resident {int(status.split('VmRSS:')[1].split()[0]) / 1024:.0f} MB")


def _fill(folder: Path, number: int, chance: np.random.Generator) -> None:
    """What the store keeps of so many texts, written at once."""
    (folder / "width").write_text(str(WIDTH), encoding="ascii")
    with (folder / "vectors").open("wb") as file:
        for first in range(0, number, 10_000):
            rows = chance.normal(size=(min(10_000, number - first), WIDTH)).astype(np.float32)
            file.write((rows / np.linalg.norm(rows, axis=1, keepdims=True)).tobytes())
    (folder / "keys").write_bytes(b"".join(key_of(str(n)) for n in range(number)))


def _unit(vector: Any) -> Any:
    return (vector / np.linalg.norm(vector)).astype(np.float32)


if __name__ == "__main__":
    main()
