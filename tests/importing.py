"""Reads samples as the import reads files, for the tests of its readers."""

from __future__ import annotations

from collections.abc import Sequence

from bot.library.importing import importer, reading
from bot.library.importing.blocks import Block, ImportProblem, Read
from bot.library.importing.importer import Imported

PROSE = "Elke week neemt het team een half uur de tijd om te bespreken wat goed ging en wat beter kan."


def read(data: str | bytes, kind: str = "markdown", name: str = "map/een-stuk.md") -> Read:
    return reading.read(data.encode() if isinstance(data, str) else data, kind, name)


def article(data: str | bytes, kind: str = "markdown") -> Imported:
    """The only article in a file; fails if any word is lost without a reason."""
    (one,) = importer.articles_in(read(data, kind), "map/een-stuk.md", {})
    assert one.account
    assert one.account.lost == ()
    return one


def kept(blocks: Sequence[Block]) -> list[tuple[str, str]]:
    """The kind and the text of each block that is kept; an item has its mark."""
    stays = [block for block in blocks if block.kind != "left out"]
    return [(block.kind, f"{block.mark} {block.text}" if block.mark else block.text) for block in stays]


def out(blocks: Sequence[Block]) -> list[tuple[str, str]]:
    """The reason and the text of each block that is left out."""
    return [(block.reason, block.text.strip()) for block in blocks if block.kind == "left out"]


def refused(data: bytes, kind: str) -> str:
    try:
        read(data, kind)
    except ImportProblem as problem:
        return problem.sentence
    raise AssertionError("it was read")
