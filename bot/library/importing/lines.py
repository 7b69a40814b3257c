"""The lines of a text, and what one looks like by itself: an item of a list, a heading, a title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.library.importing.blocks import Block
from bot.library.importing.boilerplate import DATE

ITEM = re.compile(r"(?:[•·▪◦●*]\s*|[–—-]\s+)(?=\S)|(\d{1,2}[.)]\s+)(?=\S)")
_MARK = re.compile(r"(#{1,6})\s+(?=\S)")
"""What makes a line a heading in Markdown."""
_ENDS = (".", ",", ";", ":", "…", "!")


def lines_of(text: str) -> list[Block]:
    """The lines of a text that hold anything; the mark of Markdown makes one a heading."""
    found: list[Block] = []
    gap = True
    for number, raw in enumerate(re.split(r"\r\n|[\n\r\f\v\x85]", text), 1):
        line = visible(raw)
        if mark := _MARK.match(line):
            found.append(Block("heading", line[mark.end() :], level=len(mark[1]), line=number, gap=gap))
        elif line:
            found.append(Block("line", line, line=number, gap=gap))
        gap = not line
    return found


def visible(text: str) -> str:
    """Text in one line, single-spaced, without what cannot be seen."""
    return " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split())


def listed(blocks: Sequence[Block]) -> list[Block]:
    """Paragraphs with the sign of an item typed before them are items; a number needs the one before or after it."""
    found = [_typed(block) for block in blocks]
    numbers = [int(one.mark[:-1]) if one and one.mark != "-" else -1 for one in found]
    beside = zip([-1, *numbers], numbers, [*numbers[1:], -1], strict=False)
    rows = [mine < 0 or before == mine - 1 or after == mine + 1 for before, mine, after in beside]
    return [one if one and row else block for block, one, row in zip(blocks, found, rows, strict=True)]


def _typed(block: Block) -> Block | None:
    sign = ITEM.match(block.text) if block.kind == "paragraph" else None
    if sign is None or block.text[0] in "*—":
        return None
    mark = (sign[1] or "-").strip()
    return replace(block, kind="item", level=1, mark=mark, text=block.text[sign.end() :])


def is_item(text: str) -> bool:
    return ITEM.match(text) is not None


def is_title(line: Block, words: int = 15) -> bool:
    """Whether a line can be a title or a heading by its own looks."""
    text = line.text
    short = line.words <= words and len(text) <= 160
    return short and not text.endswith(_ENDS) and not is_item(text) and not DATE.fullmatch(text)
