"""Writes blocks as the sections of an article: lists stay with what introduces them, no word is left out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from bot.library.importing.blocks import Block
from bot.library.passages import Section

_LONG_ITEM = 30
"""Words from which an item of a list is a paragraph of its own."""
_INTRO = 60
"""Words up to which a paragraph that does not end in a colon introduces the list right under it."""


@dataclass(slots=True)
class _HeadedText:
    heading: str
    paragraphs: list[str] = field(default_factory=list)
    level: int = 0


def sections(blocks: Sequence[Block], title: str) -> tuple[Section, ...]:
    """Blocks that are shaped as sections; text before the first heading stands under the title."""
    parts = [_HeadedText(title)]
    for kind, some in groupby(blocks, key=_listed):
        if kind:
            _add_list(list(some), parts[-1].paragraphs)
            continue
        for block in some:
            if block.kind == "heading" and block is not blocks[-1]:
                parts.append(_HeadedText(block.text, level=block.level))
            else:
                parts[-1].paragraphs.append(block.text)
    return _with_ids(_with_text(parts))


def _listed(block: Block) -> str:
    return block.kind if block.kind in ("item", "row") else ""


def _add_list(blocks: Sequence[Block], paragraphs: list[str]) -> None:
    """Adds items or rows as one list, under what introduces it. Long ones become paragraphs of their own."""
    items = [f"{block.mark or '-'} {block.text}" for block in blocks]
    told = any(block.told for block in blocks)
    if max(len(item.split()) for item in items) > _LONG_ITEM and not told:
        paragraphs += [item.removeprefix("- ") for item in items]
        return
    intro = paragraphs[-1] if paragraphs else ""
    joins = intro.endswith(":") or (len(intro.split()) <= _INTRO and not blocks[0].gap)
    if intro and joins and "\n" not in intro:
        items.insert(0, paragraphs.pop())
    paragraphs.append("\n".join(items))


def slugify(text: str) -> str:
    """A name of small letters, digits and hyphens, of at most 60 characters; `tekst` where nothing is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    name = ""
    for word in re.findall(r"[a-z0-9]+", plain):
        if len(name) + len(word) >= 60:
            break
        name = f"{name}-{word}" if name else word
    return name or "tekst"


def _with_text(parts: Sequence[_HeadedText]) -> list[_HeadedText]:
    """Parts with text only: a heading without text goes into that of its first part, or ends the part before."""
    found: list[_HeadedText] = [parts[0]]
    waiting: list[str] = []
    for number, part in enumerate(parts[1:], 1):
        after = parts[number + 1] if number + 1 < len(parts) else None
        if part.paragraphs:
            found.append(_HeadedText(" – ".join([*waiting, part.heading]), part.paragraphs))
            waiting = []
        elif after and (after.level > part.level or not part.level):
            waiting.append(part.heading)
        else:
            found[-1].paragraphs += [*waiting, part.heading]
            waiting = []
    return [part for part in found if part.paragraphs]


def _with_ids(parts: Sequence[_HeadedText]) -> tuple[Section, ...]:
    taken: set[str] = set()
    found = []
    for part in parts:
        name = base = slugify(part.heading)
        number = 2
        while name in taken:
            name, number = f"{base}-{number}", number + 1
        taken.add(name)
        found.append(Section(name, part.heading, tuple(part.paragraphs)))
    return tuple(found)
