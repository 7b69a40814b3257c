"""The words that people asked about and the articles do not answer, and how many people missed them; never who, and
never a whole question."""

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
"""In days. After it the key that hides the askers changes, so that earlier askers cannot be matched to later ones."""

Words = tuple[str, ...]
"""One word, or two that were in one question, in alphabetical order."""


@dataclass(frozen=True, slots=True)
class Gap:
    """At least `missed` different people got no right answer about these words, and at least `found` people did. Both
    go up in steps (`figures.at_least`), so that no single person shows."""

    words: Words
    missed: int
    found: int = 0


def period(now: dt.datetime) -> int:
    """The number of the period that contains this moment."""
    return now.astimezone(dt.UTC).toordinal() // PERIOD


def combined(words: Iterable[str]) -> tuple[Words, ...]:
    """Every word, and every pair of words: people who miss the same thing seldom use all the same words."""
    kept = sorted(set(words))
    return (*((word,) for word in kept), *combinations(kept, 2))


def asker(key: bytes, workspace: str, user: str, words: Words) -> str:
    """A hidden name for the person who asked about these words. Without the key it does not show who they are, or what
    else they asked."""
    return hmac.new(key, "\0".join((workspace, user, *words)).encode(), hashlib.sha256).hexdigest()[:32]


def worth_showing(gaps: Iterable[Gap]) -> tuple[Gap, ...]:
    """The gaps that enough people missed to be shown, most missed first. A word is left out if a pair with it was
    missed by as many people."""
    enough = [gap for gap in gaps if gap.missed >= SMALLEST]
    return tuple(
        sorted(
            (gap for gap in enough if not _said_by_a_pair(gap, enough)),
            key=lambda gap: (-gap.missed, gap.words),
        )
    )


def _said_by_a_pair(gap: Gap, gaps: Sequence[Gap]) -> bool:
    return any(set(gap.words) < set(other.words) and other.missed >= gap.missed for other in gaps)
