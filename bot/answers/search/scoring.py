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

    `about` and `asked`: a concept that is found there alone, in the one question that adds most. `same_question`: how
    like that question is. `near`: what stands together in `window` words. `repeated`: a concept that comes back.
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


@dataclass(slots=True)
class _Asked:
    """What a question of a passage has of the one asked: how far it has each concept (`values`), what they weigh
    together (`worth`), and which of its words were met."""

    values: list[float]
    worth: float
    met: set[int]


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
        shares, weights = self._shares, self._weights
        best = [0.0] * len(weights)
        found = self._find(passage.text, best)
        for key in passage.about:
            for number, alternative in self._keys.get(key, ()):
                best[number] = max(best[number], shares.about * alternative.weight)
        own = covered = asked = sum(map(mul, best, weights))
        by: int | None = None
        lent_by: list[float] = []
        for question, each in self._questions(passage.asked):
            alike = shares.same_question * len(each.met) / passage.lengths[question] * each.worth
            if alike + own + shares.asked * each.worth > asked:
                less = (shares.asked * value for value in each.values)
                asked = max(asked, alike + sum(map(mul, map(max, best, less), weights)))
            if own + each.worth > covered:
                together = sum(map(mul, map(max, best, each.values), weights))
                if together > covered:
                    covered, by, lent_by = together, question, each.values
        total = asked
        if found:
            total += shares.near * self._near(found) + shares.repeated * self._repeated(found)
        lent = tuple(number for number, value in enumerate(lent_by) if value > best[number])
        # rounded: sums in another order must not decide between equals
        ample = AMPLE if passage.asked else AMPLE_ALONE
        relative = (covered + min(self._whole, total / ample)) / (2 * self._whole)
        confidence = (1 - ABSOLUTE) * relative + ABSOLUTE * min(1.0, total / self._enough)
        if any(max(best[number], *lent_by[number : number + 1], 0.0) < HAS_IT for number in self._topics):
            confidence *= BESIDE_THE_TOPIC
        return Score(round(total, 9), round(confidence, 9), found, by, lent)

    def _find(self, text: Places, best: list[float]) -> tuple[Found, ...]:
        """The words and phrases of a text that stand for a concept, the best for each word; `best` is raised to the
        best of each concept."""
        found: dict[tuple[int, int], Found] = {}
        for key in self._keys.keys() & text.keys():
            for number, alternative in self._keys[key]:
                weight = alternative.weight
                best[number] = max(best[number], weight)
                for position in each_of(text[key]):
                    same = found.get((position, number))
                    if same is None or (same.alternative.weight, key) < (weight, same.key):
                        found[position, number] = Found(position, number, alternative, key)
        return tuple(found[place] for place in sorted(found))

    def _questions(self, asked: Places) -> list[tuple[int, _Asked]]:
        """The questions of the passage that have anything of the one asked, by number."""
        weights, questions = self._weights, dict[int, _Asked]()
        for key in self._keys.keys() & asked.keys():
            alternatives = self._keys[key]
            for place in each_of(asked[key]):
                number = place // SPAN
                question = questions.get(number)
                if question is None:
                    question = questions[number] = _Asked([0.0] * len(weights), 0.0, set())
                question.met.add(place)
                for concept, alternative in alternatives:
                    more = alternative.weight - question.values[concept]
                    if more > 0:
                        question.values[concept] = alternative.weight
                        question.worth += more * weights[concept]
        return sorted(questions.items())

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
