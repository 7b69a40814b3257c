"""What people ask and the articles do not say: words, and how many people missed them; never who, nor a question."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from bot.core.figures import SMALLEST

MOST_WORDS = 4
"""Words of one question that are kept."""
PERIOD = 30
"""In days. After it the key that hides the askers changes, so that nobody can match earlier askers to later ones."""

Words = tuple[str, ...]
"""One word or two that were asked for together, in the alphabet's order."""


@dataclass(frozen=True, slots=True)
class Gap:
    """`missed` and `found` are how many different people at least said, or showed, that answers missed or hit these
    words; in steps, so that nobody sees who came last."""

    words: Words
    missed: int
    found: int = 0


def period(now: dt.datetime) -> int:
    """The number of the period that a moment is in."""
    return now.astimezone(dt.UTC).toordinal() // PERIOD


def combined(words: Iterable[str]) -> tuple[Words, ...]:
    """Every word, and every two of them: people who miss the same seldom ask it in all the same words."""
    kept = sorted(set(words))
    return (*((word,) for word in kept), *combinations(kept, 2))


def asker(key: bytes, workspace: str, user: str, words: Words) -> str:
    """A name for the person who asked for these words. Without the key nobody can tell who it is, nor what else they
    asked."""
    return hmac.new(key, "\0".join((workspace, user, *words)).encode(), hashlib.sha256).hexdigest()[:32]


def worth_showing(gaps: Iterable[Gap]) -> tuple[Gap, ...]:
    """Those that enough people missed to be seen, most first; a word is left out where a pair says as much."""
    enough = [gap for gap in gaps if gap.missed >= SMALLEST]
    return tuple(
        sorted(
            (gap for gap in enough if not _said_by_a_pair(gap, enough)),
            key=lambda gap: (-gap.missed, gap.words),
        )
    )


def _said_by_a_pair(gap: Gap, gaps: Sequence[Gap]) -> bool:
    return any(set(gap.words) < set(other.words) and other.missed >= gap.missed for other in gaps)
