"""Articles, the passages they are cut into, and what a search finds in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Section:
    """A headed part of an article. `questions` are questions that it answers, Dutch and English."""

    id: str
    heading: str
    paragraphs: tuple[str, ...]
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """A text that answers questions: a retelling in our own words, or an original that was imported.

    `replaces` is the slug of the retelling whose place an original takes. `file` is the document that it was imported
    from. What is unknown is None.
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
    """A literal piece of a section, usually of 30 to 100 words. `id` is `slug/section/n`, n from 1.

    `questions` are what it answers; an original has there what its retelling says and is asked as well.
    """

    id: str
    article: str
    section: str
    heading: str
    text: str
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """Why a passage was found: a word as asked, the word of the passage that answers it, and how they relate."""

    asked: str
    found: str
    relation: Literal["word", "inflection", "compound", "typo", "synonym", "translation", "question"]


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found. `highlights` are (start, end) in characters of `passage.text`, in order, never overlapping."""

    passage: Passage
    score: float
    highlights: tuple[tuple[int, int], ...]
    matches: tuple[Match, ...] = ()


Certainty = Literal["sure", "maybe", "none"]


@dataclass(frozen=True, slots=True)
class Findings:
    """What a search found, best first.

    `certainty` says how far to trust it: `sure`, `maybe` (offered as a guess), or `none` (no hits).
    `open` says that the words alone do not settle it and that a model of meaning may; `asked` that one was asked.
    `read` is what the search made of the question, for what it is asked next; nobody else looks into it.
    """

    hits: tuple[Hit, ...]
    certainty: Certainty
    open: bool = False
    asked: bool = False
    read: Any = field(default=None, repr=False, compare=False)


Corpus = Mapping[str, Article]
"""All articles that are searched, by slug."""
