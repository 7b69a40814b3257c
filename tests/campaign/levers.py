"""A page of shared memory through which the campaign controls all running processes."""

from __future__ import annotations

import datetime as dt
import mmap
import struct
from pathlib import Path

_PAGE = struct.Struct("dd")


class Levers:
    """`chance` is the chance of a death at each named point, `skew` how many seconds the machine's clock is wrong."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(_PAGE.pack(0.0, 0.0))
        with path.open("r+b") as file:
            self._page = mmap.mmap(file.fileno(), _PAGE.size)

    @property
    def chance(self) -> float:
        return float(_PAGE.unpack(self._page)[0])

    @property
    def skew(self) -> float:
        return float(_PAGE.unpack(self._page)[1])

    def set(self, *, chance: float, skew: float = 0.0) -> None:
        self._page[:] = _PAGE.pack(chance, skew)

    def wall(self) -> dt.datetime:
        """The time according to the machine's clock."""
        return dt.datetime.now(dt.UTC) + dt.timedelta(seconds=self.skew)
