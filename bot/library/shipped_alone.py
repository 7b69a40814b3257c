"""Narrows content to the articles that come with the bot, without anything of a company's own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.library.passages import Corpus, Findings, Passage
from bot.library.ports import Content, Pairs, PassageSearch

DEEP = 200
"""How many passages are looked up, so that enough shipped ones are among them."""


def shipped_alone(content: Content) -> Content:
    """The shipped articles, their passages, and the tips that come from them."""
    corpus = {slug: content.corpus[slug] for slug in sorted(content.shipped - set(content.left_out))}
    tips = {id: tip for id, tip in content.library.tips.items() if tip.source.article in content.shipped}
    return replace(
        content,
        library=replace(content.library, tips=tips),
        corpus=corpus,
        search=Narrowed(content.search, corpus),
    )


class Narrowed:
    """Fulfils `library.ports.PassageSearch`: of what another one finds, the passages of this corpus."""

    def __init__(self, whole: PassageSearch, corpus: Corpus) -> None:
        self._whole = whole
        self._corpus = corpus

    def search(self, question: str, limit: int = 3, same: Pairs = ()) -> Findings:
        """The `limit` best shipped passages among the DEEP best of all."""
        return self._narrowed(self._whole.search(question, DEEP, same), limit)

    def meaning(self, found: Findings) -> Any:
        return self._whole.meaning(found)

    def deepened(self, found: Findings, meaning: Any, limit: int = 3) -> Findings:
        return self._narrowed(self._whole.deepened(found, meaning, DEEP), limit)

    def near(self, found: Findings, limit: int) -> tuple[Passage, ...]:
        near = self._whole.near(found, DEEP)
        return tuple(passage for passage in near if passage.article in self._corpus)[:limit]

    def subjects(self, found: Findings) -> tuple[str, ...]:
        return self._whole.subjects(found)

    def passage(self, id: str) -> Passage | None:
        passage = self._whole.passage(id)
        return passage if passage and passage.article in self._corpus else None

    def _narrowed(self, found: Findings, limit: int) -> Findings:
        """The shipped hits. They keep the search's certainty only if its first hit is one of them."""
        hits = tuple(hit for hit in found.hits if hit.passage.article in self._corpus)
        first = bool(hits) and hits[0] is found.hits[0]
        certainty = found.certainty if first else "maybe" if hits else "none"
        return replace(found, hits=hits[:limit], certainty=certainty)
