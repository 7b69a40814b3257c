"""Articles, the passages that they are split into, and what a search finds in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Section:
    """A part of an article with a heading. `questions` are questions that it answers, in Dutch and English."""

    id: str
    heading: str
    paragraphs: tuple[str, ...]
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """A text that answers questions: a retelling in our own words, or an imported original.

    `replaces` is the slug of the retelling that an original replaces. `file` is the document that the article was
    imported from. Unknown values are None.
    """

    slug: str
    title: str
    sections: tuple[Section, ...]
    author: str | None = None
    publisher: str | None = None
    date: dt.date | None = None
    link: str | None = None
    retelling: bool = False
    replaces: str | None = None
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A literal piece of a section, usually of 30 to 100 words. `id` is `slug/section/n`, where n starts at 1.

    `questions` are questions that it answers; a passage of an original also has those of the section that retells it.
    """

    id: str
    article: str
    section: str
    heading: str
    text: str
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """Why a passage was found: a word of the question, the word of the passage that matches it, and how they relate."""

    asked: str
    found: str
    relation: Literal["word", "inflection", "compound", "typo", "synonym", "translation", "question"]


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found. `highlights` are (start, end) in characters of `passage.text`, in order and without
    overlap."""

    passage: Passage
    score: float
    highlights: tuple[tuple[int, int], ...]
    matches: tuple[Match, ...] = ()


Certainty = Literal["sure", "maybe", "none"]


@dataclass(frozen=True, slots=True)
class Findings:
    """What a search found, best first.

    `certainty` says how reliable it is: `sure`, `maybe` (shown as a guess), or `none` (no hits).
    `open`: words alone do not decide, but a model of meaning may; `asked`: a model was asked.
    `read` is the question as the search understood it, for its other methods; only the search uses it.
    """

    hits: tuple[Hit, ...]
    certainty: Certainty
    open: bool = False
    asked: bool = False
    read: Any = field(default=None, repr=False, compare=False)


Corpus = Mapping[str, Article]
"""All articles that are searched, by slug."""
