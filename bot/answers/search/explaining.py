"""Why a question finds what it finds: what it was read as, what matched, and how far that is from an answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.answers.search.certainty import LOOKED_AT, Scored, Thresholds
from bot.answers.search.concepts import Concept, Relation
from bot.answers.search.index import PassageIndex
from bot.answers.search.words.keys import said
from bot.library.passages import Passage


@dataclass(frozen=True, slots=True)
class StandIn:
    """A key that may stand for a concept, as a person reads it; how well (0 to 1), and why."""

    key: str
    weight: float
    relation: Relation


@dataclass(frozen=True, slots=True)
class Read:
    """A concept of the question: what it weighs by its rarity, and what may stand for it, best first."""

    asked: str
    weight: float
    weak: bool
    alternatives: tuple[StandIn, ...]


@dataclass(frozen=True, slots=True)
class Won:
    """A word of a passage that stands for a concept: how well, and why."""

    asked: str
    word: str
    weight: float
    relation: Relation


@dataclass(frozen=True, slots=True)
class Weighed:
    """A passage with its score, how much of the question it covers (0 to 1), the best word for each concept, and the
    question of the passage that says the rest, where one does."""

    passage: Passage
    total: float
    confidence: float
    won: tuple[Won, ...]
    question: str | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """`confidence` is the best of the first passages, the one that decides; `certainty` is what it comes to."""

    concepts: tuple[Read, ...]
    passages: tuple[Weighed, ...]
    confidence: float
    certainty: str
    thresholds: Thresholds


def explain(index: PassageIndex, question: str, limit: int = 3) -> Explanation:
    """How the index comes to its answer; the passages are the best `limit`, also where none of them is shown."""
    found = index.search(question, 1)
    concepts, scored = found.read.concepts, found.read.scored
    return Explanation(
        tuple(map(_read, concepts)),
        tuple(_weighed(index, each, concepts) for each in scored[:limit]),
        max((each.score.confidence for each in scored[:LOOKED_AT]), default=0.0),
        found.certainty,
        index.thresholds,
    )


def lines(made: Explanation) -> Iterator[str]:
    """The explanation as a person reads it."""
    for concept in made.concepts:
        weak = ", says little" if concept.weak else ""
        yield f"{concept.asked}  (weighs {concept.weight:.2f}{weak})"
        for each in concept.alternatives:
            yield f"    {each.weight:.2f}  {each.relation:<11} {each.key}"
        if not concept.alternatives:
            yield "    nothing in the articles stands for it"
    if not made.concepts:
        yield "no word of this says anything"
    for number, passage in enumerate(made.passages, 1):
        yield f"{number}. {passage.passage.id}  score {passage.total:.2f}, confidence {passage.confidence:.2f}"
        for won in passage.won:
            yield f"    {won.weight:.2f}  {won.relation:<11} {won.asked} -> {won.word}"
        if passage.question:
            yield f"    its question: {passage.question}"
    limits = made.thresholds
    yield (
        f"confidence {made.confidence:.2f}: {made.certainty}"
        f" (a guess from {limits.maybe:.2f}, an answer from {limits.sure:.2f})"
    )


def _read(concept: Concept) -> Read:
    ordered = sorted(concept.keys.items(), key=lambda each: (-each[1].weight, each[0]))
    found = (StandIn(said(key), alternative.weight, alternative.relation) for key, alternative in ordered)
    return Read(concept.asked, concept.weight, concept.weak, tuple(found))


def _weighed(index: PassageIndex, scored: Scored, concepts: Sequence[Concept]) -> Weighed:
    passage, score = scored.passage, scored.score
    tokens = index.highlighter.tokens(passage.text)
    best: dict[int, Won] = {}
    for each in score.found:
        token, weight = tokens[each.position], each.alternative.weight
        if each.concept not in best or best[each.concept].weight < weight:
            word = passage.text[token.start : token.end]
            best[each.concept] = Won(concepts[each.concept].asked, word, weight, each.alternative.relation)
    question = None if score.question is None else passage.questions[score.question]
    won = tuple(best[number] for number in sorted(best))
    return Weighed(passage, score.total, score.confidence, won, question)
