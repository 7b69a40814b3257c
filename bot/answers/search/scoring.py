"""Orders candidates: the best key of each concept counts, weighted by rarity, place, and nearness."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import mul
from typing import NamedTuple

from bot.answers.search.concepts import Alternative, Concept

SPAN = 1000
"""A place in the questions of a passage is the number of the question times SPAN, plus that of the word in it."""

Places = Mapping[str, int | Sequence[int]]
"""Where the words of a text stand, by key, counted from 0: the place itself where there is one, which is quicker to
read back. A phrase stands at each of its words."""


def each_of(places: int | Sequence[int]) -> Sequence[int]:
    """The places of a key."""
    return (places,) if isinstance(places, int) else places


@dataclass(frozen=True, slots=True)
class Analysed:
    """A passage as keys: of its text; `about` of what stands above it (heading, title); `asked` of the questions
    that it answers, stop words left out; `lengths` are the words in each of those."""

    text: Places
    about: Sequence[str]
    asked: Places
    lengths: Sequence[int]


@dataclass(frozen=True, slots=True)
class Shares:
    """How much counts beside a concept's place in the text, which counts for 1.

    `about` and `asked`: a concept that is found there alone, in the one question that adds most. That is for the order:
    a passage covers what stands above it as it does what it says. `same_question`: how like that question is. `near`:
    what stands together in `window` words. `repeated`: a concept that comes back.
    """

    about: float = 0.5
    asked: float = 0.8
    same_question: float = 1.2
    near: float = 0.2
    window: int = 10
    repeated: float = 0.1


AMPLE, AMPLE_ALONE = 2.0, 1.2
"""A passage that is worth this many times what the question weighs says all of it; the second is for a passage without
questions that could add to it."""

HAS_IT = 0.5
"""How well a passage, or a question that it answers, must have a topic that was asked for."""
BESIDE_THE_TOPIC = 0.7
"""What is left of the confidence in a passage that does not have the topic asked for."""

ABSOLUTE = 0.25
ENOUGH, RAREST = 12.0, 5.0
"""A passage says enough that is worth this much, in a corpus where a word that it lacks weighs RAREST or more, as among
80 passages. In a smaller one all words weigh less."""


def worth(rarest: float) -> float:
    """What a worth has to be taken times in a corpus of this size; `rarest` is what a word weighs that it lacks."""
    return float(min(1.0, rarest / RAREST) ** 3)


class Found(NamedTuple):
    """Where a concept stands in a text: the position of the word, and the key that stands for it."""

    position: int
    concept: int
    alternative: Alternative
    key: str


@dataclass(frozen=True, slots=True)
class Score:
    """What a passage is worth for a question.

    `confidence` (0 to 1) is how likely it answers the question. A part of it (ABSOLUTE) is `total` as a share of what
    is enough, so that saying all of nothing is not sure. Of the rest one half is the share of the question, by rarity,
    that the passage and any one of its questions speak of, the other `total` as a share of what would be ample.
    `found` is in order of position. `question` is the number of that question, if it adds anything, and `lent` are the
    concepts that it has and the text has less.
    """

    total: float
    confidence: float
    found: tuple[Found, ...]
    question: int | None = None
    lent: tuple[int, ...] = ()


class _Best(NamedTuple):
    """A passage with its questions: what it is worth, how much of the question it covers, by which of its own, and how
    far the two have each concept together."""

    total: float
    covered: float
    question: int | None
    has: list[float]


class Scorer:
    """Scores passages for one question. `rarest` is what a word weighs that the corpus lacks."""

    def __init__(self, concepts: Sequence[Concept], shares: Shares, rarest: float = RAREST) -> None:
        self._shares = shares
        self._weights = [concept.weight for concept in concepts]
        self._whole = sum(self._weights) or 1.0
        self._topics = [number for number, concept in enumerate(concepts) if concept.topic]
        self._enough = ENOUGH * worth(rarest)
        self._keys: dict[str, list[tuple[int, Alternative]]] = {}
        for number, concept in enumerate(concepts):
            for key, alternative in concept.keys.items():
                self._keys.setdefault(key, []).append((number, alternative))

    def score(self, passage: Analysed) -> Score:
        """The worth of a passage; pure."""
        found = self._find(passage.text)
        has = [0.0] * len(self._weights)
        for each in found:
            has[each.concept] = max(has[each.concept], each.alternative.weight)
        says = list(has)
        for key in self._keys.keys() & passage.about:
            for number, alternative in self._keys[key]:
                has[number] = max(has[number], self._shares.about * alternative.weight)
                says[number] = max(says[number], alternative.weight)
        best = self._with_questions(has, says, passage)
        total = best.total
        if found:
            total += self._shares.near * self._near(found) + self._shares.repeated * self._repeated(found)
        # rounded: sums in another order must not decide between equals
        return Score(
            round(total, 9),
            round(self._confidence(best, total, alone=not passage.asked), 9),
            found,
            best.question,
            tuple(number for number, value in enumerate(best.has) if value > says[number]),
        )

    def _find(self, text: Places) -> tuple[Found, ...]:
        """The words and phrases of a text that stand for a concept, the best for each word."""
        found: dict[tuple[int, int], Found] = {}
        for key in self._keys.keys() & text.keys():
            for number, alternative in self._keys[key]:
                for position in each_of(text[key]):
                    same = found.get((position, number))
                    if same is None or (same.alternative.weight, key) < (alternative.weight, same.key):
                        found[position, number] = Found(position, number, alternative, key)
        return tuple(found[place] for place in sorted(found))

    def _with_questions(self, has: list[float], says: list[float], passage: Analysed) -> _Best:
        """What a passage that `has` so much of each concept is worth together with the one of its questions that adds
        most; and which makes it say most of what was asked, where it `says` so much itself."""
        shares, weights = self._shares, self._weights
        own = total = sum(map(mul, has, weights))
        itself = most = sum(map(mul, says, weights))
        question, lent = None, dict[int, float]()
        for number, (values, met) in sorted(self._questions(passage.asked).items()):
            adds = more = further = 0.0
            for concept, value in values.items():
                weight = weights[concept]
                adds += value * weight
                more += max(0.0, shares.asked * value - has[concept]) * weight
                further += max(0.0, value - says[concept]) * weight
            alike = shares.same_question * len(met) / passage.lengths[number] * adds
            total = max(total, own + alike + more)
            if itself + further > most:
                most, question, lent = itself + further, number, values
        together = [max(value, lent.get(concept, 0.0)) for concept, value in enumerate(says)]
        return _Best(total, most, question, together)

    def _questions(self, asked: Places) -> dict[int, tuple[dict[int, float], set[int]]]:
        """The questions of the passage that have anything of the one asked, by number: how far each concept, and which
        of their words were met."""
        found: dict[int, tuple[dict[int, float], set[int]]] = {}
        for key in self._keys.keys() & asked.keys():
            for place in each_of(asked[key]):
                values, met = found.setdefault(place // SPAN, ({}, set()))
                met.add(place)
                for concept, alternative in self._keys[key]:
                    values[concept] = max(values.get(concept, 0.0), alternative.weight)
        return found

    def _confidence(self, best: _Best, total: float, *, alone: bool) -> float:
        """How likely the passage answers the question; `alone` without questions that could add to it."""
        ample = AMPLE_ALONE if alone else AMPLE
        relative = (best.covered + min(self._whole, total / ample)) / (2 * self._whole)
        confidence = (1 - ABSOLUTE) * relative + ABSOLUTE * min(1.0, total / self._enough)
        lacks_topic = any(best.has[number] < HAS_IT for number in self._topics)
        return confidence * BESIDE_THE_TOPIC if lacks_topic else confidence

    def _near(self, found: Sequence[Found]) -> float:
        """The most that stands together in one window of the text."""
        window, most = self._shares.window, 0.0
        for first, start in enumerate(found):
            best: dict[int, float] = {}
            for each in found[first:]:
                if each.position >= start.position + window:
                    break
                best[each.concept] = max(best.get(each.concept, 0.0), each.alternative.weight)
            if len(best) > 1:
                most = max(most, sum(value * self._weights[number] for number, value in best.items()))
        return most

    def _repeated(self, found: Sequence[Found]) -> float:
        """What concepts that come back in the text add, each at most three times."""
        counts: dict[int, float] = {}
        for each in found:
            counts[each.concept] = counts.get(each.concept, 0.0) + each.alternative.weight
        return sum(min(count, 3.0) * self._weights[number] for number, count in counts.items())
