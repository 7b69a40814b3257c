"""The elements of a page in their order, as blocks: each piece of text becomes one, or is left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from bot.library.importing.blocks import Block
from bot.library.importing.lines import visible
from bot.library.importing.readers import rows, site
from bot.library.importing.readers.libraries import library
from bot.library.importing.readers.scrubbing import is_program, scrubbed

_INLINE = frozenset(
    (
        *(
            "a",
            "abbr",
            "acronym",
            "b",
            "bdi",
            "bdo",
            "big",
            "br",
            "cite",
            "code",
            "data",
            "dfn",
            "em",
            "font",
            "i",
        ),
        *(
            "img",
            "input",
            "ins",
            "kbd",
            "label",
            "mark",
            "meter",
            "nobr",
            "output",
            "picture",
            "progress",
            "q",
            "rp",
        ),
        *(
            "rt",
            "ruby",
            "s",
            "samp",
            "small",
            "span",
            "strike",
            "strong",
            "sub",
            "sup",
            "time",
            "tt",
            "u",
            "var",
            "wbr",
        ),
    )
)
UNSEEN = frozenset(
    ["svg", "math", "canvas", "object", "embed", "iframe", "audio", "video", "map", "head", "title"]
)
_LINKS = 3
"""Links in a row, with nothing beside them, that are no text."""
_BREAK = "\x1e"
_APART = re.compile(rf"{_BREAK}\s*{_BREAK}")
"""Two breaks of a line, as pages part their paragraphs that have no element for it."""


def walk(tree: Any) -> Iterator[tuple[str, Any]]:
    """The start and the end of every element."""
    found: Iterator[tuple[str, Any]] = library("lxml.etree", "web pages").iterwalk(
        tree, events=("start", "end")
    )
    return found


def blocks_of(tree: Any, reason: Callable[[Any], str | None]) -> list[Block]:
    """All text as blocks; `reason` says why an element is no part of the article."""
    writer = _Walk(reason)
    for event, element in walk(tree):
        if event == "start":
            writer.start(element)
        else:
            writer.end(element)
    writer.flush()
    return writer.blocks


@dataclass(slots=True)
class _Table:
    """A table that is open: the rows so far, the cells of the row that is open, and whether its first row heads it."""

    rows: list[list[str]] = field(default_factory=list)
    headed: bool = False
    cells: bool = True


@dataclass(slots=True)
class _Walk:
    """Takes the elements of a page in their order, without recursion, however deep they are nested."""

    reason: Callable[[Any], str | None]
    blocks: list[Block] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    skipping: list[tuple[Any, str]] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    lists: list[int | None] = field(default_factory=list)
    mark: str = ""
    item: int | None = None
    joint: str = " "
    code: int = 0
    quotes: int = 0
    tables: list[_Table] = field(default_factory=list)
    linked: int = 0
    links: int = 0
    beside: bool = False
    """How many links the piece of text that is open has, and whether anything stands beside them."""

    def start(self, element: Any) -> None:
        tag = element.tag
        why = "unseen" if tag in UNSEEN else self.reason(element)
        if tag not in _INLINE or why:
            self.flush()
        if why:
            self.skipping.append((element, why))
        elif not self.skipping:
            self._open(tag, element)
        if tag == "img" and (alt := visible(element.get("alt") or "")) and not self._unseen:
            self.blocks.append(Block("left out", alt, line=element.sourceline or 0, reason="picture"))
        if tag == "br":
            self.text.append(_BREAK)
        self.linked += tag == "a"
        self.links += tag == "a"
        self._say(element.text)

    def end(self, element: Any) -> None:
        tag = element.tag
        skipped = self.skipping and self.skipping[-1][0] is element
        if tag not in _INLINE or skipped:
            self.flush(element.sourceline or 0)
        if skipped:
            self.skipping.pop()
        elif not self.skipping:
            self._close(tag, element)
        self.linked -= tag == "a"
        self._say(element.tail)

    def _say(self, text: str | None) -> None:
        if text and not self._unseen:
            self.text.append(text)
            self.beside = self.beside or (not self.linked and any(c.isalnum() for c in text))

    @property
    def _unseen(self) -> bool:
        return bool(self.skipping) and self.skipping[-1][1] == "unseen"

    def _open(self, tag: str, element: Any) -> None:
        if level := site.heading_level(element):
            self.headings.append(level)
        elif tag in ("ul", "ol", "menu", "dl"):
            start = element.get("start") or "1"
            first = int(start) if start.isdecimal() else 1
            self.lists.append(first - 1 if tag == "ol" else None)
        elif tag in ("li", "dt", "dd"):
            self._open_item(tag)
        elif tag == "pre":
            self.code += 1
        elif tag == "blockquote":
            self.quotes += 1
        elif tag == "table":
            self.tables.append(_Table(cells=site.holds_data(element), headed=site.is_headed(element)))
        elif tag == "tr" and self.tables:
            self.tables[-1].rows.append([])
        elif tag in ("td", "th") and self.tables and self.tables[-1].rows:
            self.tables[-1].rows[-1].append("")

    def _close(self, tag: str, element: Any) -> None:
        if self.headings and site.heading_level(element):
            self.headings.pop()
        elif tag in ("ul", "ol", "menu", "dl") and self.lists:
            self.lists.pop()
            self.item = None
        elif tag == "pre":
            self.code -= 1
        elif tag == "blockquote":
            self.quotes -= 1
        elif tag == "table" and self.tables:
            table = self.tables.pop()
            lines = rows.readable(table.rows, headed=table.headed)
            self.blocks += [Block("row", line, line=element.sourceline or 0) for line in lines]
        if tag == "li":
            self.mark, self.item = "", None

    def _open_item(self, tag: str) -> None:
        count = self.lists[-1] if self.lists else None
        if tag == "dd" and self.item is not None:
            self.joint = ": "
            return
        if tag == "li" and count is not None:
            self.lists[-1] = count + 1
        self.mark = f"{count + 1}." if tag == "li" and count is not None else "-"
        self.item = None

    def flush(self, line: int = 0) -> None:
        """Ends the piece of text that is open."""
        only_links = self.links >= _LINKS and not self.beside
        parts = _APART.split("".join(self.text))
        self.text.clear()
        self.links, self.beside = 0, False
        for part in parts:
            text, out = scrubbed(visible(part.replace(_BREAK, "\n")))
            self.blocks += [replace(block, line=line) for block in out]
            if text:
                self._add(text, line, self._why(part, only_links))

    def _why(self, part: str, only_links: bool) -> str:
        """Why a text is left out; '' if it is not."""
        if self.skipping:
            return self.skipping[-1][1]
        if self.code and is_program(part):
            return "code"
        return "list of links" if only_links and not self.headings else ""

    def _add(self, text: str, line: int, why: str) -> None:
        table = self.tables[-1] if self.tables else None
        if why:
            self.blocks.append(Block("left out", text, line=line, reason=why))
        elif table and table.cells and table.rows and table.rows[-1]:
            cell = table.rows[-1][-1]
            table.rows[-1][-1] = f"{cell}, {text}" if cell else text
        elif self.headings:
            self.blocks.append(Block("heading", text, level=self.headings[-1], line=line))
        elif self.mark:
            self.item = len(self.blocks)
            self.blocks.append(Block("item", text, level=max(1, len(self.lists)), mark=self.mark, line=line))
            self.mark = ""
        elif self.item is not None:
            item = self.blocks[self.item]
            self.blocks[self.item] = replace(item, text=item.text.rstrip(":") + self.joint + text)
            self.joint = " "
        else:
            self.blocks.append(Block("quotation" if self.quotes else "paragraph", text, line=line))
