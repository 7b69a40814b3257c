"""The content in force, and the interface of its search."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.library.articles import joined
from bot.library.passages import Corpus, Findings, Passage
from bot.library.tips import Library, Tip

Pairs = tuple[tuple[str, str], ...]
"""Pairs of words that mean the same, in lower case."""


class PassageSearch(Protocol):
    """Finds passages. Accepts any text; no question raises an error."""

    def search(self, question: str, limit: int = 3, same: Pairs = ()) -> Findings:
        """The `limit` best passages for the question, by words. `same` are words that mean the same in the workspace of
        the person who asks. The other methods take these findings instead of the question."""
        ...

    def meaning(self, found: Findings) -> Any:
        """The meaning of the question according to a model; None without a model. Takes tens of milliseconds: call it
        outside the event loop, and only if the findings are `open`."""
        ...

    def deepened(self, found: Findings, meaning: Any, limit: int = 3) -> Findings:
        """The `limit` best passages by words and by `meaning`, the result of that method."""
        ...

    def near(self, found: Findings, limit: int) -> tuple[Passage, ...]:
        """The passages nearest to the question, even if none of them answers it."""
        ...

    def subjects(self, found: Findings) -> tuple[str, ...]:
        """The words that say what the question is about and may be stored: words that the articles or a dictionary
        have."""
        ...

    def passage(self, id: str) -> Passage | None:
        """The passage with this id, or None."""
        ...


@dataclass(frozen=True, slots=True)
class Content:
    """All content in force, loaded and checked together.

    `corpus` has the articles that are searched and shown. `retold` maps the id of a passage of an imported original to
    the id of the section that retells it. `shipped` are the slugs of the articles that come with the bot and that no
    original replaced. If these are not searched, `left_out` has them without their text.
    """

    library: Library
    corpus: Corpus
    search: PassageSearch
    retold: Mapping[str, str] = field(default_factory=dict)
    shipped: frozenset[str] = frozenset()
    left_out: Corpus = field(default_factory=dict)

    @property
    def sources(self) -> Corpus:
        """The articles that a tip may name as its source."""
        return joined(self.left_out, self.corpus)

    def tip_for(self, passage: Passage) -> Tip | None:
        """The tip whose source is the section of this passage, or None."""
        return self.library.for_section(passage.article, self.retold.get(passage.id, passage.section))
