"""The lists of words in `nudges/language/`, which what is typed is read with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

LANGUAGE = Path(__file__).parents[3] / "nudges" / "language"


def listed(text: str) -> Iterator[str]:
    """The words of a text file of words; behind # is a comment."""
    for line in text.splitlines():
        yield from line.partition("#")[0].split()
