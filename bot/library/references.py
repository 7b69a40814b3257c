"""Writes passages as the value of a button: their ids and highlights, never the question that found them."""

from __future__ import annotations

from collections.abc import Iterable

from bot.core.messages import VALUE
from bot.library.passages import Hit

Reference = tuple[str, tuple[tuple[int, int], ...]]
"""The id of a passage, and the highlights in it."""


def encode(hits: Iterable[Hit]) -> str:
    """`id:3-9,14-20;id:…`. What would be longer than VALUE loses its highlights, and then its last passages."""
    hits = list(hits)
    whole = ";".join(
        f"{hit.passage.id}:{','.join(f'{start}-{end}' for start, end in hit.highlights)}" for hit in hits
    )
    if len(whole) <= VALUE:
        return whole
    ids: list[str] = []
    for hit in hits:
        if sum(len(id) + 2 for id in ids) + len(hit.passage.id) + 1 > VALUE:
            break
        ids.append(hit.passage.id)
    return ";".join(f"{id}:" for id in ids)


def decode(value: str) -> tuple[Reference, ...]:
    """Reads what `encode` wrote. Parts that it cannot have written are skipped: the value comes from outside."""
    references = []
    for part in value.split(";"):
        id, colon, spans = part.rpartition(":")
        if not colon or not id:
            continue
        pairs = (span.split("-") for span in spans.split(",") if span)
        try:
            highlights = tuple((int(start), int(end)) for start, end in pairs)
        except ValueError:
            highlights = ()
        references.append((id, highlights))
    return tuple(references)


def valid(highlights: tuple[tuple[int, int], ...], length: int) -> tuple[tuple[int, int], ...]:
    """The highlights if they are in order, do not overlap, and fit in a text of `length` characters; otherwise none."""
    at = 0
    for start, end in highlights:
        if not at <= start < end <= length:
            return ()
        at = end
    return highlights
