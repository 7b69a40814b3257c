"""Which part of an original a section of its retelling speaks of, so that the original inherits its questions."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.answers.search.passages import cut
from bot.answers.search.words.language import Language
from bot.library.passages import Article, Corpus, Passage

LEAST = 0.03
"""Likeness under which nothing corresponds."""
BESIDE = 0.5
"""A neighbouring passage that is this much as like as the best one corresponds too."""


@dataclass(frozen=True, slots=True)
class Correspondence:
    """A section (by id) of a retelling and the passages (by id) of the original that it retells, most like first.

    `likeness` (0 to 1) is that of the first passage; no passage is named when nothing is like the section.
    """

    section: str
    passages: tuple[str, ...]
    likeness: float


def align(original: Article, retelling: Article, language: Language) -> tuple[Correspondence, ...]:
    """What each section of the retelling corresponds to, in its order.

    Both tell the same things in the same order: of all ways to go through both from front to back, the one whose
    pairs are most alike (cosine of the words' keys, rare ones counting more) is taken.
    """
    passages = cut(original)
    told = ["\n".join((s.heading, *s.paragraphs, *s.questions)) for s in retelling.sections]
    vectors = _vectors([*(f"{p.heading}\n{p.text}" for p in passages), *told], language)
    sources, sections = vectors[: len(passages)], vectors[len(passages) :]
    likeness = [[_cosine(section, source) for source in sources] for section in sections]
    return tuple(
        _correspondence(section.id, passages, row, best)
        for section, row, best in zip(retelling.sections, likeness, _monotone(likeness), strict=True)
    )


def inherited(corpus: Corpus, replaced: Corpus, language: Language) -> Mapping[str, tuple[str, ...]]:
    """What retellings say and are asked, by the id of the passage, for originals that took a retelling's place: the
    same in other words, by which it is found as well.

    `replaced` holds the retellings by the slug that the original goes by in the corpus.
    """
    said: dict[str, list[str]] = {}
    for slug, retelling in replaced.items():
        sections = {section.id: section for section in retelling.sections}
        for pair in align(corpus[slug], retelling, language):
            section = sections[pair.section]
            for passage in pair.passages:
                said.setdefault(passage, []).extend(
                    (*section.questions, section.heading, "\n".join(section.paragraphs))
                )
    return {passage: tuple(dict.fromkeys(texts)) for passage, texts in said.items()}


def _vectors(texts: Sequence[str], language: Language) -> list[dict[str, float]]:
    """A vector of unit length a text."""
    analyzer = language.analyzer
    counts = [
        Counter(
            key
            for token in analyzer.tokens(text)
            if token.form not in language.stopwords
            for key in analyzer.token_keys(token)
        )
        for text in texts
    ]
    frequency = Counter(key for count in counts for key in count)
    vectors = []
    for count in counts:
        vector = {key: (1 + math.log(n)) * math.log(len(texts) / frequency[key]) for key, n in count.items()}
        length = math.hypot(*vector.values()) or 1.0
        vectors.append({key: value / length for key, value in vector.items()})
    return vectors


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    return sum(value * other[key] for key, value in one.items() if key in other)


def _monotone(likeness: Sequence[Sequence[float]]) -> list[int]:
    """For each row a column, never going back, with the greatest sum."""
    if not likeness or not likeness[0]:
        return [-1] * len(likeness)
    columns = len(likeness[0])
    sums = [0.0] * columns
    came: list[list[int]] = []
    for row in likeness:
        best, at, origins = -1.0, 0, []
        fresh = []
        for column in range(columns):
            if sums[column] > best:
                best, at = sums[column], column
            origins.append(at)
            fresh.append(best + row[column])
        sums = fresh
        came.append(origins)
    column = max(range(columns), key=sums.__getitem__)
    path = []
    for origins in reversed(came):
        path.append(column)
        column = origins[column]
    return path[::-1]


def _correspondence(
    section: str, passages: Sequence[Passage], row: Sequence[float], best: int
) -> Correspondence:
    if best < 0 or row[best] < LEAST:
        return Correspondence(section, (), 0.0)
    beside = [at for at in (best - 1, best + 1) if 0 <= at < len(row) and row[at] >= BESIDE * row[best]]
    return Correspondence(section, tuple(passages[at].id for at in (best, *beside)), round(row[best], 3))
