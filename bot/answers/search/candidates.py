"""The passages in tantivy: rebuilt from the articles at any time, it only finds what is worth scoring.

Every text is analysed before it comes here; tantivy splits ready-made keys at white space and does nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

import tantivy

from bot.answers.search.concepts import Concept
from bot.answers.search.engine import HEAP, WHITESPACE, open_index
from bot.answers.search.entries import Entries, Entry
from bot.library.passages import Passage

SHARE = 8
LEAST, MOST = 20, 60
"""Passages that are worth scoring: one in SHARE of all, within these: more change no answer."""
POSTINGS = 400_000
"""Passages that one question may look at: past this, keys that stand nearly everywhere are left out."""
KEPT = 2_500
"""Passages kept in memory."""
TERMS = 20_000
"""Keys of which it is remembered how to look for them and how often they occur."""


class Candidates:
    """Passages by the keys of their words; in memory, or in a folder that exists."""

    def __init__(self, folder: Path | None = None) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", tokenizer_name="raw", index_option="basic")
        builder.add_text_field("text", tokenizer_name=WHITESPACE, index_option="basic")
        builder.add_text_field("about", tokenizer_name=WHITESPACE, index_option="basic")
        builder.add_unsigned_field("number", stored=True)
        self._schema = builder.build()
        self._entries = Entries(folder)
        self._index = open_index(self._schema, folder)
        self._look()

    def fill(self, entries: Iterable[Entry]) -> None:
        """Add passages and make them findable."""
        writer = self._index.writer(heap_size=HEAP, num_threads=1)
        for number, (passage, analysed) in self._entries.add(entries):
            writer.add_document(
                tantivy.Document(
                    id=passage.id,
                    text=" ".join(analysed.text),
                    about=" ".join((*analysed.about, *analysed.asked)),
                    number=number,
                )
            )
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._look()

    def size(self) -> int:
        """How many passages there are."""
        return int(self._searcher.num_docs)

    def passage(self, id: str) -> Passage | None:
        """The passage with this id, or None."""
        term = tantivy.Query.term_query(self._schema, "id", id, index_option="basic")
        hits = self._searcher.search(term, 1, count=False).hits
        return self._entries[self._number(hits[0][1].segment_ord, hits[0][1].doc)][0] if hits else None

    def entry(self, number: int) -> Entry:
        """The passage with this number, which exists."""
        return self._entry(number)

    def entries(self) -> Iterable[tuple[int, Entry]]:
        """All passages by number, read from disk one after the other."""
        return self._entries

    def frequency(self, key: str) -> int:
        """In how many passages the key occurs: in their texts, or else in what is asked and said about them."""
        return self._in_field("text", key) or self._in_field("about", key)

    def find(self, concepts: Sequence[Concept]) -> list[int]:
        """The numbers of the passages that are worth scoring for these concepts."""
        weights = self._term_weights(concepts)
        clauses: list[tuple[tantivy.Occur, tantivy.Query]] = []
        looked_at = 0
        for frequency, name, key in sorted((self._in_field(*term), *term) for term in weights):
            looked_at += frequency
            if frequency and (looked_at <= POSTINGS or not clauses):
                boosted = tantivy.Query.boost_query(self._term(name, key), weights[name, key])
                clauses.append((tantivy.Occur.Should, boosted))
        worth = min(MOST, max(LEAST, self.size() // SHARE))
        hits = self._searcher.search(tantivy.Query.boolean_query(clauses), worth, count=False).hits
        return [self._number(address.segment_ord, address.doc) for _, address in hits]

    def _term_weights(self, concepts: Sequence[Concept]) -> dict[tuple[str, str], float]:
        weights: dict[tuple[str, str], float] = {}
        for concept in concepts:
            factor = 0.3 if concept.weak else 1.0
            for key, each in concept.keys.items():
                for name, share in (("text", 1.0), ("about", 0.5)):
                    weights[name, key] = max(weights.get((name, key), 0.0), factor * share * each.weight)
        return weights

    def _look(self) -> None:
        """See what was committed last."""
        searcher, entries = self._index.searcher(), self._entries
        self._searcher = searcher

        def term(name: str, key: str) -> tantivy.Query:
            return tantivy.Query.term_query(self._schema, name, key, index_option="basic")

        def number(segment: int, document: int) -> int:
            return int(searcher.doc(tantivy.DocAddress(segment, document))["number"][0])

        self._in_field = lru_cache(TERMS)(searcher.doc_freq)
        self._term = lru_cache(TERMS)(term)
        self._number = lru_cache(TERMS)(number)
        self._entry = lru_cache(KEPT)(entries.__getitem__)
