"""What a search makes of a question, and the numbers that say when an answer is sure, a guess or none; `python -m bot
search curve` fits them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answers.search.concepts import Concept
from bot.answers.search.scoring import Score
from bot.library.passages import Passage

LOOKED_AT = 3
"""How many of the best passages may show that the question is answered."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The least confidence (0 to 1) with which a passage is offered as a guess (`maybe`), and as an answer: `sure` for
    one with questions of its own, `alone` for one without, `agreed` for one of which the model says the same. An answer
    is also worth `least`, and less in a small corpus.

    A further passage is shown when its confidence is at least the share `shown` of the best one's.
    """

    maybe: float = 0.47
    sure: float = 0.68
    alone: float = 0.82
    agreed: float = 0.65
    least: float = 6.0
    shown: float = 0.5


@dataclass(frozen=True, slots=True)
class Blend:
    """What the likeness of meaning adds to the confidence in a passage, for the order alone: `order` for each standard
    deviation that it is above the usual, which says what comes first, and `further`, which says what comes after it;
    and for silence `answered` times what the best cosine is above `usual`. Of a passage among the `agrees` nearest the
    model says the same as the words. Where the corpus knows no word of content, the best cosine alone says whether the
    nearest passage is a guess: from `unknown` on, above all that was seen where nothing answers."""

    order: float = 0.12
    further: float = 0.3
    answered: float = 3.0
    usual: float = 0.845
    agrees: int = 3
    unknown: float = 0.88


@dataclass(frozen=True, slots=True)
class Scored:
    """A passage with what it is worth for a question; `above` is how many standard deviations its meaning is
    nearer than usual, None where that is not known, and `near` whether it is among the nearest of all."""

    number: int
    passage: Passage
    score: Score
    above: float | None = None
    near: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """A question without the chat around it, what it asks for, and its candidates, best first. `answered` is how likely
    one of them answers it, where words and meaning said so together."""

    plain: str
    concepts: Sequence[Concept]
    scored: Sequence[Scored]
    answered: float | None = None

    @property
    def worth(self) -> float:
        """What its first passage is worth, 0 where it asks nothing that the corpus knows."""
        return self.scored[0].score.total if self.scored and self.says_something else 0.0

    @property
    def covered(self) -> float:
        """The confidence in its first passage."""
        return self.scored[0].score.confidence if self.scored else 0.0

    @property
    def by_words(self) -> float:
        """How likely one of the first passages answers it, by words alone."""
        return answered(self.scored) if self.says_something else 0.0

    @property
    def asks_something(self) -> bool:
        """Whether it has a word of content, be it one that the corpus does not know."""
        return any(not concept.weak for concept in self.concepts)

    @property
    def says_something(self) -> bool:
        """Whether a word of content is among what it asks for that the corpus knows."""
        return any(concept.keys and not concept.weak for concept in self.concepts)


def answered(scored: Sequence[Scored]) -> float:
    """How likely one of the first passages answers the question, by words."""
    return max((each.score.confidence for each in scored[:LOOKED_AT]), default=0.0)


def strength(scored: Scored, weight: float, favour: float = 1.0) -> float:
    """How much speaks for a passage by words, and by meaning with this weight."""
    return scored.score.confidence * favour + weight * (scored.above or 0.0)
