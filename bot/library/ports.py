"""The content in force, and the search in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.library.articles import joined
from bot.library.passages import Corpus, Findings, Passage
from bot.library.tips import Library, Tip

Pairs = tuple[tuple[str, str], ...]
"""Words that mean the same, two by two, in small letters."""


class PassageSearch(Protocol):
    """Finds passages. Safe on any text; never raises for a question."""

    def search(self, question: str, limit: int = 3, same: Pairs = ()) -> Findings:
        """The `limit` best passages for the question, by words. `same` are the words that mean the same to the person
        who asks. What else is asked about the question goes by what was found."""
        ...

    def meaning(self, found: Findings) -> Any:
        """What a model makes of the question, None where there is none. Takes tens of milliseconds: to be asked beside
        all that goes on, and only where findings are `open`."""
        ...

    def deepened(self, found: Findings, meaning: Any, limit: int = 3) -> Findings:
        """The `limit` best passages by words and by what `meaning` made of the question."""
        ...

    def near(self, found: Findings, limit: int) -> tuple[Passage, ...]:
        """The passages that come nearest to the question, also where none of them answers it."""
        ...

    def subjects(self, found: Findings) -> tuple[str, ...]:
        """What the question is about, in words that may be kept: those that the articles or a dictionary know."""
        ...

    def passage(self, id: str) -> Passage | None:
        """The passage with this id, or None."""
        ...


@dataclass(frozen=True, slots=True)
class Content:
    """All content that is in force, loaded and checked together.

    `corpus` is what is searched and shown. `retold` gives a passage (by id) of an imported original the id of the
    section that retells it. `shipped` are the slugs of the articles that come with the bot and stand in their own
    place; where they are left out, `left_out` says what they are, without a word of them.
    """

    library: Library
    corpus: Corpus
    search: PassageSearch
    retold: Mapping[str, str] = field(default_factory=dict)
    shipped: frozenset[str] = frozenset()
    left_out: Corpus = field(default_factory=dict)

    @property
    def sources(self) -> Corpus:
        """What can be named as the source of a tip."""
        return joined(self.left_out, self.corpus)

    def tip_for(self, passage: Passage) -> Tip | None:
        """The tip that comes from what the passage says, or None."""
        return self.library.for_section(passage.article, self.retold.get(passage.id, passage.section))
