"""The articles that come with the bot, and nothing of a company's own: a narrower view of the same content."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.library.passages import Corpus, Findings, Passage
from bot.library.ports import Content, Pairs, PassageSearch

DEEP = 200
"""Passages that are looked up, so that enough shipped ones are among them."""


def shipped_alone(content: Content) -> Content:
    """The shipped articles, the passages of them, and the tips that come from them."""
    corpus = {slug: content.corpus[slug] for slug in sorted(content.shipped - set(content.left_out))}
    tips = {id: tip for id, tip in content.library.tips.items() if tip.source.article in content.shipped}
    return replace(
        content,
        library=replace(content.library, tips=tips),
        corpus=corpus,
        search=_Shipped(content.search, corpus),
    )


class _Shipped:
    """Fulfils `library.ports.PassageSearch`."""

    def __init__(self, whole: PassageSearch, corpus: Corpus) -> None:
        self._whole = whole
        self._corpus = corpus

    def search(self, question: str, limit: int = 3, meaning: Any = None, same: Pairs = ()) -> Findings:
        """Without words that look like those of the question, which may be a company's own."""
        found = self._whole.search(question, DEEP, meaning, same)
        hits = tuple(hit for hit in found.hits if hit.passage.article in self._corpus)
        if not hits:
            return Findings((), "none", open=found.open)
        # The search's certainty is about what it found first.
        certainty = found.certainty if hits[0] is found.hits[0] else "maybe"
        return Findings(hits[:limit], certainty, open=found.open, asked=found.asked)

    def meaning(self, question: str) -> Any:
        return self._whole.meaning(question)

    def near(self, question: str, limit: int) -> tuple[Passage, ...]:
        near = self._whole.near(question, DEEP)
        return tuple(passage for passage in near if passage.article in self._corpus)[:limit]

    def passage(self, id: str) -> Passage | None:
        passage = self._whole.passage(id)
        return passage if passage and passage.article in self._corpus else None

    def subjects(self, question: str) -> tuple[str, ...]:
        return self._whole.subjects(question)
