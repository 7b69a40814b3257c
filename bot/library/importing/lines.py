"""The lines of a text, and what one looks like by itself: an item of a list, a heading, a title."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.library.importing.boilerplate import DATE

ITEM = re.compile(r"(?:[•·▪◦●*]\s*|[–—-]\s+)(?=\S)|(\d{1,2}[.)]\s+)(?=\S)")
MARK = re.compile(r"#{1,6}\s+(?=\S)")
"""What makes a line a heading in Markdown."""
_ENDS = (".", ",", ";", ":", "…", "!")


@dataclass(frozen=True, slots=True)
class Line:
    """A line with text, trimmed and single-spaced; `gap` says that an empty line stands before it."""

    number: int
    text: str
    gap: bool

    @property
    def words(self) -> int:
        return len(self.text.split())


def lines_of(text: str) -> list[Line]:
    """The lines of a text that hold anything."""
    found: list[Line] = []
    gap = True
    for number, raw in enumerate(re.split(r"\r\n|[\n\r\f\v\x85]", text), 1):
        line = " ".join("".join(c for c in raw if c.isprintable() or c.isspace()).split())
        if line:
            found.append(Line(number, line, gap))
        gap = not line
    return found


def is_item(text: str) -> bool:
    return ITEM.match(text) is not None


def is_title(line: Line, words: int = 15) -> bool:
    """Whether a line can be a title or a heading by its own looks."""
    text = line.text
    short = line.words <= words and len(text) <= 160
    return short and not text.endswith(_ENDS) and not is_item(text) and not DATE.fullmatch(text)
