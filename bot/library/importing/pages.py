"""An article among the lines of its page, and what it tells of itself: title, author and date."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from bot.library.importing.blocks import Block, left_out
from bot.library.importing.boilerplate import BYLINE, DATE, NAME, WRITTEN_BY
from bot.library.importing.dates import date_of
from bot.library.importing.lines import is_title


@dataclass(slots=True)
class Page:
    """The lines of one article, and what its page told of it. What is unknown is None."""

    lines: list[Block] = field(default_factory=list)
    dropped: list[Block] = field(default_factory=list)
    title: str | None = None
    titled: bool = False
    """Whether its first block is its title."""
    author: str | None = None
    date: dt.date | None = None

    @property
    def words(self) -> int:
        return sum(line.words for line in self.lines)


def _same(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text).strip().lower()


def find_title(page: Page, title: str | None) -> None:
    """What a text calls itself: as its file says, or its first block, where that is a heading or looks like one.

    Pages repeat it, with signs before it or cut off.
    """
    page.title = title
    if not title and len(page.lines) > 1 and _can_be_title(page.lines[0]):
        page.title = page.lines.pop(0).text.lstrip("/ ").rstrip("…")
        page.titled = True
    name = _same(page.title or "")
    page.dropped = [
        left_out(drop, "title repeated") if name and _same(drop.text) == name else drop
        for drop in page.dropped
    ]
    while name and page.lines and _same(page.lines[0].text) == name:
        page.dropped.append(left_out(page.lines.pop(0), "title repeated"))


def _can_be_title(first: Block) -> bool:
    looks = first.kind == "line" and is_title(replace(first, text=first.text.rstrip("…!")), words=20)
    return first.kind == "heading" or looks


def find_metadata(page: Page) -> None:
    """A date or a name on a line of its own tells of the page, where it stands at the top or the end."""
    kept: list[Block] = []
    for at, line in enumerate(page.lines):
        if 3 <= at < len(page.lines) - 3 or line.kind not in ("line", "paragraph"):
            kept.append(line)
        elif found := DATE.fullmatch(line.text):
            page.date = page.date or date_of(found)
            page.dropped.append(left_out(line, "date"))
        elif by := BYLINE.fullmatch(line.text):
            page.author = page.author or by[1]
            page.dropped.append(left_out(line, "author"))
        else:
            kept.append(line)
    page.lines = kept
    page.dropped.sort(key=lambda drop: drop.line)
    page.author = page.author or next(_authors(page), None)


def _authors(page: Page) -> Iterator[str]:
    about = [drop.text for drop in page.dropped if drop.reason == "about the author"]
    for text in about:
        if by := WRITTEN_BY.search(text):
            yield by[1]
    for text in about[1:2]:
        if name := NAME.match(text):
            yield name[0]
