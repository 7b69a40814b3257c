"""Orders candidates: the best key of each concept counts, weighted by rarity, place, nearness and coverage."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.search.concepts import Alternative, Concept

GAP = "."
"""Stands for a word without keys in an analysed text."""


@dataclass(frozen=True, slots=True)
class Analysed:
    """A passage's texts as analysed words, each the word's keys joined by `|`.

    `questions` are those that it answers.
    """

    text: tuple[str, ...]
    heading: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    questions: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Places:
    """How much a concept counts by where it is found, beside 1 for the passage's own text."""

    heading: float = 0.6
    title: float = 0.4
    questions: float = 0.6
    near: float = 0.35
    same_question: float = 0.8
    repeated: float = 0.1
    window: int = 10


@dataclass(frozen=True, slots=True)
class Found:
    """Where a concept's best key stands in a text: the position of the word, the value, and the relation."""

    position: int
    concept: int
    value: float
    alternative: Alternative


@dataclass(slots=True)
class Score:
    """What a passage is worth for a question. `coverage` (0 to 1) is the share of the question that it answers."""

    total: float = 0.0
    coverage: float = 0.0
    found: list[Found] = field(default_factory=list)


class Scorer:
    """Scores passages for one question; reused for all its candidates."""

    def __init__(self, concepts: Sequence[Concept], places: Places) -> None:
        self._concepts = concepts
        self._places = places
        self._weights = [concept.weight for concept in concepts]
        self._whole = sum(self._weights) or 1.0
        self._by_key: dict[str, list[tuple[int, Alternative]]] = {}
        for number, concept in enumerate(concepts):
            for key, alternative in concept.keys.items():
                self._by_key.setdefault(key, []).append((number, alternative))
        self._phrases = [
            (number, phrase, alternative)
            for number, concept in enumerate(concepts)
            for phrase, alternative in concept.phrases.items()
        ]
        self._starts = {phrase[0] for _, phrase, _ in self._phrases}
        self._seen: dict[str, tuple[tuple[int, Alternative], ...]] = {}

    def score(self, passage: Analysed) -> Score:
        """The worth of a passage; pure."""
        places = self._places
        found = self.find(passage.text)
        best = self._best(found)
        elsewhere = [0.0] * len(best)
        for words, factor in (
            (passage.heading, places.heading),
            (passage.title, places.title),
        ):
            if factor and words:
                self._raise(elsewhere, self._best(self.find(words)), factor)
        alike = 0.0
        for question in passage.questions:
            values = self._best(self.find(question))
            self._raise(elsewhere, values, places.questions)
            alike = max(alike, self._likeness(values, question))
        both = sum(max(a, b) * w for a, b, w in zip(best, elsewhere, self._weights, strict=True))
        near = self._near(found)
        repeated = self._repeated(found)
        total = (
            both
            + places.near * near
            + places.repeated * repeated
            + places.same_question * alike * self._whole
        )
        coverage = max(both, alike * self._whole) / self._whole
        return Score(total, coverage, found)

    def find(self, words: Sequence[str]) -> list[Found]:
        """The words of a text that stand for a concept, in order."""
        seen = self._seen
        found: list[Found] = []
        for position, word in enumerate(words):
            matches = seen.get(word)
            if matches is None:
                matches = seen[word] = self._match(word)
            for number, alternative in matches:
                found.append(Found(position, number, alternative.weight, alternative))
        if self._phrases:
            found += self._find_phrases(words)
            found.sort(key=lambda each: each.position)
        return found

    def _match(self, word: str) -> tuple[tuple[int, Alternative], ...]:
        best: dict[int, Alternative] = {}
        for key in word.split("|"):
            for number, alternative in self._by_key.get(key, ()):
                if number not in best or best[number].weight < alternative.weight:
                    best[number] = alternative
        return tuple(best.items())

    def _find_phrases(self, words: Sequence[str]) -> Iterable[Found]:
        split = [word.split("|") if word != GAP else () for word in words]
        starts = [at for at, keys in enumerate(split) if not self._starts.isdisjoint(keys)]
        for number, phrase, alternative in self._phrases:
            for at in starts:
                if at + len(phrase) <= len(split) and all(
                    key in split[at + step] for step, key in enumerate(phrase)
                ):
                    for step in range(len(phrase)):
                        yield Found(at + step, number, alternative.weight, alternative)

    def _best(self, found: Iterable[Found]) -> list[float]:
        best = [0.0] * len(self._weights)
        for each in found:
            best[each.concept] = max(best[each.concept], each.value)
        return best

    @staticmethod
    def _raise(best: list[float], values: Sequence[float], factor: float) -> None:
        for number, value in enumerate(values):
            best[number] = max(best[number], value * factor)

    def _likeness(self, values: Sequence[float], question: Sequence[str]) -> float:
        """How far the question asked and one that the section answers are the same (0 to 1)."""
        asked = sum(map(_times, values, self._weights)) / self._whole
        content = [word for word in question if "|" in word]
        met = sum(1 for word in content if self._seen.get(word))
        return asked * (met / len(content)) if content else 0.0

    def _near(self, found: Sequence[Found]) -> float:
        """The most that stands together in one window of the text."""
        window, most = self._places.window, 0.0
        for first, start in enumerate(found):
            best: dict[int, float] = {}
            for each in found[first:]:
                if each.position >= start.position + window:
                    break
                if each.value > best.get(each.concept, 0.0):
                    best[each.concept] = each.value
            if len(best) > 1:
                most = max(most, sum(value * self._weights[number] for number, value in best.items()))
        return most

    def _repeated(self, found: Sequence[Found]) -> float:
        """What concepts that come back in the text add, each at most three times."""
        counts: dict[int, float] = {}
        for each in found:
            counts[each.concept] = counts.get(each.concept, 0.0) + each.value
        return sum(min(count, 3.0) * self._weights[number] for number, count in counts.items())


def _times(one: float, other: float) -> float:
    return one * other
