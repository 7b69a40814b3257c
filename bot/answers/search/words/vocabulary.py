"""The words of the corpus and of the language lists, found by their look: for typing errors, and as an offer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import tantivy

from bot.answers.search.engine import HEAP, WHITESPACE, open_index

MOST = 40
"""Words that are compared letter by letter."""
EDITS = 2
"""Edits that are counted; what is further away is one more."""
LEAST = 0.3
"""Share of trigrams under which words are not alike."""


@dataclass(frozen=True, slots=True)
class Lookalike:
    """A word that looks like another: edits apart (Damerau-Levenshtein, at most EDITS + 1) and the share of trigrams
    that both have (Dice, 0 to 1)."""

    form: str
    edits: int
    share: float


def grams(form: str) -> list[str]:
    """The trigrams of a word with its bounds, each once, in order."""
    bounded = f"^{form}$"
    return list(dict.fromkeys(bounded[i : i + 3] for i in range(len(bounded) - 2)))


def edits(one: str, other: str, most: int) -> int:
    """The insertions, deletions, replacements and swaps of neighbours between two words; `most` + 1 if more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        previous, row = row, [i]
        for j, b in enumerate(other, start=1):
            cost = min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before = previous
    return min(row[-1], most + 1)


class Vocabulary:
    """Words found by their trigrams; in memory, or in a folder for a large corpus."""

    def __init__(self, folder: Path | None = None) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("form", stored=True, tokenizer_name="raw", index_option="basic")
        builder.add_text_field("grams", tokenizer_name=WHITESPACE, index_option="basic")
        self._schema = builder.build()
        self._index = open_index(self._schema, folder)
        self._look()

    def fill(self, forms: Iterable[str]) -> None:
        """Add words; each must be new."""
        writer = self._index.writer(heap_size=HEAP, num_threads=1)
        for form in forms:
            writer.add_document(tantivy.Document(form=form, grams=" ".join(grams(form))))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._look()

    def forms(self) -> Iterator[str]:
        """All words."""
        most = max(1, self._searcher.num_docs)
        for _, address in self._searcher.search(tantivy.Query.all_query(), most, count=False).hits:
            yield str(self._searcher.doc(address).get_first("form"))

    def alike(self, form: str) -> tuple[Lookalike, ...]:
        """Words that look like this one, most alike first; the word itself left out."""
        return self._cached(form)

    def _look(self) -> None:
        self._searcher = self._index.searcher()
        self._cached = lru_cache(200)(self._alike)

    def _alike(self, form: str) -> tuple[Lookalike, ...]:
        wanted = grams(form)
        terms = [
            (tantivy.Occur.Should, tantivy.Query.term_query(self._schema, "grams", gram)) for gram in wanted
        ]
        found = []
        for _, address in self._searcher.search(tantivy.Query.boolean_query(terms), MOST, count=False).hits:
            other = str(self._searcher.doc(address).get_first("form"))
            theirs = grams(other)
            share = 2 * len(set(wanted) & set(theirs)) / (len(wanted) + len(theirs))
            if other != form and share >= LEAST:
                found.append(Lookalike(other, edits(form, other, EDITS), share))
        return tuple(sorted(found, key=lambda each: (each.edits, -each.share, each.form)))
