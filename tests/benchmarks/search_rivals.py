"""What search engines do with Dutch by themselves: the measure for ours."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Sequence

import bm25s
import Stemmer
import tantivy

Rival = Callable[[str], list[int]]
"""Gives the numbers of the passages for a question, best first, at most ten."""

MOST = 10


def fts5(texts: Sequence[str]) -> Rival:
    """SQLite FTS5 with its own tokenizer, any of the words."""
    database = sqlite3.connect(":memory:")
    database.execute(
        "CREATE VIRTUAL TABLE passages USING fts5(text, tokenize='unicode61 remove_diacritics 2')"
    )
    database.executemany("INSERT INTO passages(rowid, text) VALUES (?, ?)", enumerate(texts))

    def search(question: str) -> list[int]:
        words = re.findall(r"\w+", question)
        if not words:
            return []
        query = " OR ".join(f'"{word}"' for word in words)
        sql = "SELECT rowid FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT ?"
        return [row[0] for row in database.execute(sql, (query, MOST))]

    return search


def plain_tantivy(texts: Sequence[str]) -> Rival:
    """tantivy with its Dutch stemmer and stop words."""
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("number", stored=True)
    builder.add_text_field("text", tokenizer_name="dutch")
    index = tantivy.Index(builder.build())
    analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.lowercase())
    analyzer = analyzer.filter(tantivy.Filter.stopword("dutch")).filter(tantivy.Filter.stemmer("dutch"))
    index.register_tokenizer("dutch", analyzer.build())
    writer = index.writer(heap_size=60_000_000, num_threads=1)
    for number, text in enumerate(texts):
        writer.add_document(tantivy.Document(number=number, text=text))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def search(question: str) -> list[int]:
        query, _ = index.parse_query_lenient(" ".join(re.findall(r"\w+", question)), ["text"])
        hits = searcher.search(query, MOST).hits
        return [int(searcher.doc(address)["number"][0]) for _, address in hits]

    return search


def bm25(texts: Sequence[str]) -> Rival:
    """bm25s with the Dutch Snowball stemmer."""
    stemmer = Stemmer.Stemmer("dutch")
    retriever = bm25s.BM25()
    retriever.index(
        bm25s.tokenize(list(texts), stopwords="nl", stemmer=stemmer, show_progress=False), show_progress=False
    )

    def search(question: str) -> list[int]:
        tokens = bm25s.tokenize([question], stopwords="nl", stemmer=stemmer, show_progress=False)
        numbers, scores = retriever.retrieve(tokens, k=min(MOST, len(texts)), show_progress=False)
        return [int(n) for n, score in zip(numbers[0], scores[0], strict=True) if score > 0]

    return search


RIVALS = {"tantivy, plain Dutch": plain_tantivy, "SQLite FTS5": fts5, "bm25s, Dutch stemmer": bm25}
