"""How tantivy is used here: it stores keys, splits them at white space, and analyses nothing."""

from __future__ import annotations

from pathlib import Path

import tantivy

WHITESPACE = "whitespace"
HEAP = 60_000_000
"""Bytes that a writer may hold before it writes a segment."""


def open_index(schema: tantivy.Schema, folder: Path | None) -> tantivy.Index:
    """An index in this folder, or in memory, that splits texts at white space."""
    index = tantivy.Index(schema, path=str(folder) if folder else None)
    index.register_tokenizer(WHITESPACE, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    return index
