"""Passages as the value of a button: their ids and what was bold in them, never the question that found them."""

from __future__ import annotations

from collections.abc import Iterable

from bot.library.passages import Hit

LIMIT = 2000
"""Slack's longest value of a button, in characters."""

Reference = tuple[str, tuple[tuple[int, int], ...]]
"""The id of a passage, and the highlights in it."""


def encode(hits: Iterable[Hit]) -> str:
    """`id:3-9,14-20;id:…`; without highlights, and then with fewer passages, where it would be longer than LIMIT."""
    hits = list(hits)
    whole = ";".join(
        f"{hit.passage.id}:{','.join(f'{start}-{end}' for start, end in hit.highlights)}" for hit in hits
    )
    if len(whole) <= LIMIT:
        return whole
    ids: list[str] = []
    for hit in hits:
        if sum(len(id) + 2 for id in ids) + len(hit.passage.id) + 1 > LIMIT:
            break
        ids.append(hit.passage.id)
    return ";".join(f"{id}:" for id in ids)


def decode(value: str) -> tuple[Reference, ...]:
    """What `encode` wrote. Parts that it did not write are left out: a value comes back from outside."""
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
    """The highlights if they are ordered, apart and inside a text of `length` characters; else none."""
    at = 0
    for start, end in highlights:
        if not at <= start < end <= length:
            return ()
        at = end
    return highlights
