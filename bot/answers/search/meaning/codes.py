"""Vectors in one bit a number, for looking through many of them: 48 bytes a vector instead of 1,536."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

GROUP = 64
"""Bits that are looked at together."""
PLANES = 3
"""Bits in which a number of the question is taken: with one, as a code has, twice as many would have to be compared."""
USUAL = 2.5
"""Times the usual number of a question from which a number counts no further."""


class Codes:
    """Codes of vectors: a bit says whether a number is above that of the `middle`. By them alone it is known by and
    large which vectors are most alike; those are then to be compared themselves.

    The bits stand group by group, so that a question looks through a million codes in some hundredths of a second.
    """

    def __init__(self, blocks: Iterable[Any], number: int, middle: Any) -> None:
        self._middle = middle
        self._codes = np.empty((-(-len(middle) // GROUP), number), np.uint64)
        first = 0
        for block in blocks:
            self._codes[:, first : first + len(block)] = self._packed(block > middle).T
            first += len(block)
        self._ones = self._shared(np.full(len(self._codes), -1).view(np.uint64))

    def nearest(self, vector: Any, count: int) -> Any:
        """The numbers of the `count` vectors that are most like this one by their codes, in no order."""
        most = 2**PLANES - 1
        wanted = vector - self._middle
        reach = USUAL * float(np.abs(wanted).mean()) or 1.0
        levels = np.round((np.clip(wanted / reach, -1, 1) + 1) / 2 * most).astype(np.uint8)
        alike = -most * self._ones
        for plane in range(PLANES):
            alike += 2 ** (plane + 1) * self._shared(self._packed(levels[np.newaxis] >> plane & 1)[0])
        count = min(count, len(alike))
        return np.argpartition(-alike, count - 1)[:count]

    def _shared(self, code: Any) -> Any:
        """How many bits each code has in common with this one."""
        shared = np.zeros(self._codes.shape[1], np.int16)
        for group, bits in zip(self._codes, code, strict=True):
            shared += np.bitwise_count(group & bits)
        return shared

    def _packed(self, bits: Any) -> Any:
        """Bits by the row as codes; the last group is filled up with nothing."""
        filled = np.zeros((len(bits), len(self._codes) * GROUP), bool)
        filled[:, : bits.shape[1]] = bits
        return np.packbits(filled, axis=1).view(np.uint64)
