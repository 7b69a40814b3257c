"""The vectors of passages on disk: made once a text and model, by one process at a time, and read by any number.

A folder holds `keys` (what stands for each text, KEY bytes) and `vectors` (`width` numbers of float32 each), in the
same order. Both only ever grow, the key after its vector, so that what an interruption leaves is still good.
"""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

KEY = 16
FLOAT = 4
BLOCK = 10_000
"""Vectors that are read at once."""


def key_of(text: str) -> bytes:
    """What stands for a text."""
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=KEY).digest()


class Store:
    """The vectors that one model made, in a folder of their own under `folder`."""

    def __init__(self, folder: Path, model: str) -> None:
        self._folder = folder / model
        self._folder.mkdir(parents=True, exist_ok=True)
        self._keys, self._vectors = self._folder / "keys", self._folder / "vectors"
        self._width = self._folder / "width"

    def keys(self) -> list[bytes]:
        """What is there, in order."""
        whole = self._keys.read_bytes() if self._keys.exists() else b""
        return [whole[at : at + KEY] for at in range(0, len(whole) - KEY + 1, KEY)]

    def vectors(self, number: int) -> Any:
        """The first `number` vectors, mapped from disk."""
        if not number:
            return np.zeros((0, 0), dtype=np.float32)
        width = int(self._width.read_text(encoding="ascii"))
        return np.memmap(self._vectors, dtype=np.float32, mode="r", shape=(number, width))

    def blocks(self, rows: Any) -> Iterator[Any]:
        """The vectors of these rows, in this order, some at a time. Each is mapped anew: what is mapped and was looked
        at counts as memory in use."""
        for first in range(0, len(rows), BLOCK):
            block = rows[first : first + BLOCK]
            yield self.vectors(int(block.max()) + 1)[block]

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Whether no other process writes here while this lasts."""
        with (self._folder / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                yield False
                return
            yield True

    def add(self, text: str, vector: Any) -> None:
        """Write the vector of a text behind the others; only while `alone`."""
        data = np.asarray(vector, dtype=np.float32).tobytes()
        if not self._width.exists():
            self._width.write_text(str(len(data) // FLOAT), encoding="ascii")
        kept = self._keys.stat().st_size // KEY if self._keys.exists() else 0
        with self._vectors.open("r+b" if self._vectors.exists() else "wb") as file:
            file.seek(kept * len(data))
            file.write(data)
        with self._keys.open("r+b" if self._keys.exists() else "wb") as file:
            file.seek(kept * KEY)
            file.write(key_of(text))
            file.truncate()
