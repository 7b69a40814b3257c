"""Joins two lines of one text: a hyphen at the end of a line goes where it only cut a word."""

from __future__ import annotations

import re
from collections.abc import Set

_CUT = re.compile(r"([^\W_]+(?:-[^\W_]+)*)[-‐\xad]$")
_GOES_ON = re.compile(r"[^\W_]+")
_SHARED = ("en", "of", "tot", "and", "or")
"""Words between two halves that share a part: 'voor- en nadelen'."""
_NOTHING: Set[str] = frozenset()


def joined(line: str, after: str, words: Set[str] = _NOTHING) -> str:
    """Both lines as one. `words` are those that the text writes within its lines, in small letters: one of them,
    with the hyphen or without, decides. Else the hyphen stays after a capital word or a figure ('AI-verordening')."""
    cut, more = _CUT.search(line), _GOES_ON.match(after)
    if not cut or not more:
        return f"{line} {after}"
    left, right = cut[1], more[0]
    if line.endswith("\xad"):
        return line[:-1] + after
    if set(line.rsplit(maxsplit=1)[-1]) & set("./@:_"):  # an address
        return line + after
    if right in _SHARED:
        return f"{line} {after}"
    whole, hyphened = (left + right).lower(), f"{left}-{right}".lower()
    if hyphened in words or (whole not in words and _belongs(left, right)):
        return line + after
    return line[:-1] + after


def _belongs(left: str, right: str) -> bool:
    capitals = left[1:] != left[1:].lower()
    return capitals or "-" in left or len(left) == 1 or left[-1].isdigit() or not right[0].islower()
