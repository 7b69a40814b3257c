"""Orders candidates: the best key of each concept counts, weighted by rarity, place, nearness and coverage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import mul
from typing import NamedTuple

from bot.search.concepts import Alternative, Concept


@dataclass(frozen=True, slots=True)
class Analysed:
    """A passage's texts as analysed words, each the word's keys joined by `|`; a stop word is its
    stem after a point.

    `about` is what stands above the passage (heading, title); `questions` are those that it answers, without
    their stop words.
    """

    text: tuple[str, ...]
    about: tuple[str, ...] = ()
    questions: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Places:
    """How much counts beside a concept's place in the text, which counts for 1.

    `about` and `questions`: a concept that is found there alone. `near`: what stands together in `window` words.
    `same_question`: a question of the passage that is like the one asked. `repeated`: a concept that comes back.
    """

    about: float = 0.5
    questions: float = 0.6
    same_question: float = 0.8
    near: float = 0.35
    window: int = 10
    repeated: float = 0.1


class Found(NamedTuple):
    """Where a concept stands in a text: the position of the first word, how many words, and the alternative."""

    position: int
    concept: int
    alternative: Alternative
    words: int = 1


class Target(NamedTuple):
    """What a key of a passage may stand for: a concept, whole or as the first key of a phrase."""

    concept: int
    alternative: Alternative
    phrase: tuple[str, ...] = ()


@dataclass(slots=True)
class Score:
    """What a passage is worth for a question.

    `coverage` (0 to 1) is the share of the question, by rarity, that the passage and any one of its questions speak of.
    """

    total: float = 0.0
    coverage: float = 0.0
    found: list[Found] = field(default_factory=list)


class Scorer:
    """Scores passages for one question; reused for all its candidates."""

    def __init__(self, concepts: Sequence[Concept], places: Places) -> None:
        self._places = places
        self._weights = [concept.weight for concept in concepts]
        self._whole = sum(self._weights) or 1.0
        targets: dict[str, list[Target]] = {}
        for number, concept in enumerate(concepts):
            for key, alternative in concept.keys.items():
                targets.setdefault(key, []).append(Target(number, alternative))
            for phrase, alternative in concept.phrases.items():
                targets.setdefault(phrase[0], []).append(Target(number, alternative, phrase))
        self._words = _Words(targets)

    def score(self, passage: Analysed) -> Score:
        """The worth of a passage; pure."""
        places, weights = self._places, self._weights
        found = self._find(passage.text)
        best = [0.0] * len(weights)
        for each in found:
            best[each.concept] = max(best[each.concept], each.alternative.weight)
        offered = list(map(max, best, (places.about * value for value in self._best(passage.about))))
        asked, alike, covered = [0.0] * len(weights), 0.0, sum(map(mul, offered, weights))
        for question in passage.questions:
            values = self._best(question)
            if any(values):
                asked = list(map(max, asked, values))
                met = sum(1 for word in question if self._words[word]) / len(question)
                alike = max(alike, met * sum(map(mul, values, weights)))
                covered = max(covered, sum(map(mul, map(max, offered, values), weights)))
        total = (
            sum(map(mul, map(max, offered, (places.questions * value for value in asked)), weights))
            + places.same_question * alike
            + places.near * self._near(found)
            + places.repeated * self._repeated(found)
        )
        return Score(total, covered / self._whole, found)

    def _find(self, words: Sequence[str]) -> list[Found]:
        """The words and phrases of a text that stand for a concept, in order."""
        table = self._words
        return [
            Found(position, target.concept, target.alternative, len(target.phrase) or 1)
            for position, word in enumerate(words)
            for target in table[word]
            if not target.phrase or _is_there(target.phrase, words[position : position + len(target.phrase)])
        ]

    def _best(self, words: Sequence[str]) -> list[float]:
        table = self._words
        best = [0.0] * len(self._weights)
        for word in words:
            for number, alternative, phrase in table[word]:
                if not phrase:
                    best[number] = max(best[number], alternative.weight)
        return best

    def _near(self, found: Sequence[Found]) -> float:
        """The most that stands together in one window of the text."""
        window, most = self._places.window, 0.0
        for first, start in enumerate(found):
            best: dict[int, float] = {}
            for each in found[first:]:
                if each.position >= start.position + window:
                    break
                best[each.concept] = max(best.get(each.concept, 0.0), each.alternative.weight)
            if len(best) > 1:
                most = max(most, sum(value * self._weights[number] for number, value in best.items()))
        return most

    def _repeated(self, found: Iterable[Found]) -> float:
        """What concepts that come back in the text add, each at most three times."""
        counts: dict[int, float] = {}
        for each in found:
            counts[each.concept] = counts.get(each.concept, 0.0) + each.alternative.weight
        return sum(min(count, 3.0) * self._weights[number] for number, count in counts.items())


class _Words(dict[str, tuple[Target, ...]]):
    """What an analysed word of a passage stands for, worked out when it is first seen."""

    def __init__(self, targets: Mapping[str, Sequence[Target]]) -> None:
        super().__init__()
        self._targets = targets

    def __missing__(self, word: str) -> tuple[Target, ...]:
        best: dict[tuple[int, tuple[str, ...]], Target] = {}
        for key in word.split("|"):
            for target in self._targets.get(key, ()):
                same = target.concept, target.phrase
                if same not in best or best[same].alternative.weight < target.alternative.weight:
                    best[same] = target
        found = self[word] = tuple(best.values())
        return found


def _is_there(phrase: Sequence[str], words: Sequence[str]) -> bool:
    return len(words) == len(phrase) and all(
        key in word.split("|") for key, word in zip(phrase, words, strict=True)
    )
