"""Plain text does not say what its lines are: their looks tell headings, paragraphs and items apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from bot.library.importing.blocks import Block
from bot.library.importing.boilerplate import LABEL
from bot.library.importing.hyphens import joined
from bot.library.importing.lines import ITEM, is_item, is_title

_WIDEST = 130
"""Characters that a line of a text cut at a fixed width has at most, but for some long links."""
_SENTENCE_END = (".", "!", "?", ":", ";", "…", '"', "'", "”", "’", ")")
_STOPS = (".", ",", ";", ":")
_NUMBER = re.compile(r"\d{1,2}[.)]\s")


def shaped(blocks: Sequence[Block]) -> list[Block]:
    """Blocks of which none is a mere line any more. No word is left out."""
    if not any(block.kind == "line" for block in blocks):
        return list(blocks)
    return list(_shaped(_unwrapped(blocks)))


def _unwrapped(lines: Sequence[Block]) -> list[Block]:
    """Joins the lines of a text that was cut at a fixed width (as in an e-mail) into paragraphs."""
    if not _is_cut(lines):
        return list(lines)
    inner = [line for line, after in pairwise(lines) if not after.gap and line.words > 3]
    width = median(len(line.text) for line in inner if not line.text.endswith(_SENTENCE_END))
    found: list[Block] = []
    open_ended = False
    for line in lines:
        fits = (
            not line.gap and line.kind == "line" and not is_item(line.text) and not LABEL.fullmatch(line.text)
        )
        if found and fits and open_ended:
            found[-1] = replace(found[-1], text=joined(found[-1].text, line.text))
        else:
            found.append(line)
        open_ended = line.kind == "line" and len(line.text) >= 0.7 * width
    return found


def _is_cut(lines: Sequence[Block]) -> bool:
    inner = [line for line, after in pairwise(lines) if not after.gap and line.words > 3]
    cut = [line for line in inner if not line.text.endswith(_SENTENCE_END)]
    beyond = [line for line in lines if len(line.text) > _WIDEST]
    return len(cut) * 2 >= len(inner) and len(cut) >= 3 and len(beyond) * 20 <= len(lines)


def _shaped(lines: Sequence[Block]) -> Iterator[Block]:
    at = 0
    while at < len(lines):
        line = lines[at]
        if line.kind != "line":
            yield line
        elif _is_heading(lines, at):
            yield replace(line, kind="heading")
        elif is_item(line.text):
            told = _is_told(lines, at)
            while at < len(lines) and lines[at].kind == "line" and is_item(lines[at].text):
                item = _item(lines[at])
                if told and at + 1 < len(lines) and _is_more(lines, at + 1):
                    at += 1
                    item = replace(item, text=f"{item.text} {lines[at].text}", told=True)
                yield item
                at += 1
            continue
        else:
            yield replace(line, kind="paragraph")
        at += 1


def _item(line: Block) -> Block:
    sign = ITEM.match(line.text)
    mark = sign[1].strip() if sign and sign[1] else "-"
    return replace(line, kind="item", level=1, mark=mark, text=ITEM.sub("", line.text, count=1))


def _is_heading(lines: Sequence[Block], at: int) -> bool:
    """Whether a line heads what follows: numbered in words, or short and above a paragraph."""
    line, after = lines[at], lines[at + 1] if at + 1 < len(lines) else None
    if after is None:
        return False
    if LABEL.fullmatch(line.text):
        return line.words <= 15 and not LABEL.fullmatch(after.text)
    if _NUMBER.match(line.text):  # above a paragraph, and not the last item of a list
        alone = at == 0 or not is_item(lines[at - 1].text)
        return alone and line.words <= 12 and not line.text.endswith(_STOPS) and _is_text(after)
    return _looks_like_one(line, after) and _heads(lines, at, after)


def _looks_like_one(line: Block, after: Block) -> bool:
    asks_inline = line.text.endswith("?") and not (line.gap and after.gap)
    fits = is_title(line, words=12) and len(line.text) <= 90
    return fits and not line.text[0].islower() and not asks_inline


def _heads(lines: Sequence[Block], at: int, after: Block) -> bool:
    if after.words < 10 and is_title(after):  # a heading right above a heading, or a list without signs
        return at + 2 < len(lines) and lines[at].gap and after.gap and lines[at + 2].words >= 10
    return after.words >= 10 or after.text.endswith((".", ":", "?", "!")) or is_item(after.text)


def _is_text(line: Block) -> bool:
    return line.words >= 12 and not is_item(line.text)


def _is_more(lines: Sequence[Block], at: int) -> bool:
    return lines[at].kind == "line" and not is_item(lines[at].text) and not _is_heading(lines, at)


def _is_told(lines: Sequence[Block], at: int) -> bool:
    """Whether the items are short, and each is told about in one paragraph under it."""
    count = 0
    while at + 1 < len(lines) and lines[at].kind == "line" and is_item(lines[at].text):
        if lines[at].words > 8 or not _is_more(lines, at + 1):
            return False
        count += 1
        at += 2
    return count >= 2
