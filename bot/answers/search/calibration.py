"""Measures the search on questions whose answers are known: by type, by certainty, and without each of its parts."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from itertools import groupby

from bot.answers.search.certainty import Scored
from bot.answers.search.concepts import Weights
from bot.answers.search.index import PassageIndex
from bot.answers.search.scoring import Shares

PLAIN = str.maketrans(
    {**dict.fromkeys("‘’‚‛′`´", "'"), **dict.fromkeys("“”„‟″«»", '"'), **dict.fromkeys("‐‑‒–—―−", "-")}
)


@dataclass(frozen=True, slots=True)
class Example:
    """A question with literal pieces of the passages that answer it; none where nothing does."""

    question: str
    kind: str
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quality:
    """Shares (0 to 1) of `number` questions: answered by the first passage, by one of the first three, refused.

    For questions that nothing answers only `refused` says anything, and the more the better.
    """

    number: int
    first: float
    third: float
    refused: float


@dataclass(frozen=True, slots=True)
class Point:
    """What a threshold brings: the shares of answerable questions refused, and of others on which it is silent."""

    threshold: float
    refused: float
    silent: float


def quality(index: PassageIndex, examples: Iterable[Example]) -> dict[str, Quality]:
    """How well questions are answered, by kind, at the index's own thresholds."""
    ordered = sorted(examples, key=lambda example: example.kind)
    return {
        kind: _quality(index, list(group)) for kind, group in groupby(ordered, key=lambda each: each.kind)
    }


def curve(index: PassageIndex, examples: Iterable[Example], steps: int = 100) -> tuple[Point, ...]:
    """What every threshold of confidence from 0 to 1 brings."""
    return pooled([(index, examples)], steps)


def pooled(sets: Iterable[tuple[PassageIndex, Iterable[Example]]], steps: int = 100) -> tuple[Point, ...]:
    """The same for questions of several collections of articles together."""
    answerable: list[float] = []
    others: list[float] = []
    for index, examples in sets:
        for example in examples:
            (answerable if example.answers else others).append(index.answered(example.question))
    return tuple(
        Point(step / steps, _below(answerable, step / steps), _below(others, step / steps))
        for step in range(steps + 1)
    )


def fit(points: Sequence[Point], refused: float = 0.03) -> Point:
    """The lowest threshold that is as silent as any that refuses at most this share of answerable questions."""
    allowed = [point for point in points if point.refused <= refused]
    most = max(point.silent for point in allowed)
    return next(point for point in allowed if point.silent == most)


def ablation(index: PassageIndex, examples: Sequence[Example]) -> Iterator[tuple[str, Quality]]:
    """The order of the passages for answerable questions: as it is, then without each part. Refuses nothing."""
    answerable = [example for example in examples if example.answers]
    weights, shares = Weights(), Shares()
    yield "everything", _order(index.varied(weights, shares), answerable)
    for field in fields(Weights):
        neutral = 1.0 if field.name in {"weak", "known", "stray"} else 0.0
        without = replace(weights, **{field.name: neutral})
        yield f"without {field.name}", _order(index.varied(without, shares), answerable)
    for name in ("about", "asked", "same_question", "near", "repeated"):
        less = replace(shares, **{name: 0.0})  # type: ignore[arg-type]
        yield f"without {name}", _order(index.varied(weights, less), answerable)


def _quality(index: PassageIndex, examples: Sequence[Example]) -> Quality:
    places = []
    refused = 0
    for example in examples:
        hits = index.search(example.question).hits
        refused += not hits
        places.append(place(example, (hit.passage.text for hit in hits)))
    return _shares(places, refused)


def _order(index: PassageIndex, examples: Sequence[Example]) -> Quality:
    scored: Iterator[list[Scored]] = (
        index.score(index.reader.read(example.question)) for example in examples
    )
    places = [
        place(example, (each.passage.text for each in found[:3]))
        for example, found in zip(examples, scored, strict=True)
    ]
    return _shares(places, 0)


def _shares(places: Sequence[int], refused: int) -> Quality:
    number = len(places)
    if not number:
        return Quality(0, 0.0, 0.0, 0.0)
    return Quality(number, places.count(1) / number, sum(map(bool, places)) / number, refused / number)


def place(example: Example, texts: Iterable[str]) -> int:
    """The place, from 1, of the first text that answers; 0 if none does."""
    answers = [_plain(answer) for answer in example.answers]
    for place, text in enumerate(map(_plain, texts), start=1):
        if any(answer in text for answer in answers):
            return place
    return 0


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).translate(PLAIN).split())


def _below(values: Sequence[float], threshold: float) -> float:
    return sum(value < threshold for value in values) / len(values) if values else 0.0
