"""The elements of a page in their order, as blocks: each piece of text becomes one, or is left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from bot.library.importing.blocks import Block
from bot.library.importing.lines import ITEM, is_item, visible
from bot.library.importing.readers import parts, rows
from bot.library.importing.readers.libraries import library
from bot.library.importing.readers.rows import Span
from bot.library.importing.readers.scrubbing import is_program, scrubbed

_NAMES = (
    "a abbr acronym b bdi bdo big br cite code data del dfn em font i img input ins kbd label mark meter nobr"
    " output picture progress q rp rt ruby s samp small span strike strong sub sup svg time tt u var wbr"
)
_INLINE = frozenset(_NAMES.split())
UNSEEN = frozenset(
    ["svg", "math", "canvas", "object", "embed", "iframe", "audio", "video", "map", "head", "title"]
)
_LINKS = 3
"""Links in a row, with nothing beside them, that are no text."""
_BREAK = "\x1e"
_APART = re.compile(rf"{_BREAK}\s*{_BREAK}")
"""Two breaks of a line, as pages part their paragraphs that have no element for it."""


_APART_BY_ROLE = ("row", "cell", "columnheader", "rowheader", "listitem")


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
    """A table that is open: the rows so far, the last of which is open, how many rows and columns each cell takes,
    and whether its first row heads it, where the page says so."""

    rows: list[list[str]] = field(default_factory=list)
    spans: list[list[Span]] = field(default_factory=list)
    headed: bool | None = False
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
    defined: bool = False
    """Whether the term that is open has an explanation."""
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
        if not _is_inline(element):
            self.flush()
        elif why and why != "unseen":
            text = visible("".join(element.itertext()))
            self.blocks.append(Block("left out", text, line=element.sourceline or 0, reason=why))
            why = "unseen"
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
        if not _is_inline(element):
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
        if level := parts.heading_level(element):
            self.headings.append(level)
        elif tag in ("ul", "ol", "menu", "dl"):
            self.lists.append(parts.number(element, "start") - 1 if tag == "ol" else None)
        elif tag in ("li", "dt", "dd") or element.get("role") == "listitem":
            self._open_item(tag, parts.number(element, "value", 0))
        elif tag == "pre":
            self.code += 1
        elif tag == "blockquote":
            self.quotes += 1
        elif tag == "table":
            self.tables.append(_Table(cells=parts.holds_data(element), headed=parts.is_headed(element)))
        elif tag == "tr" and self.tables:
            self.tables[-1].rows.append([])
            self.tables[-1].spans.append([])
        elif tag in ("td", "th") and self.tables and self.tables[-1].rows:
            self.tables[-1].rows[-1].append("")
            self.tables[-1].spans[-1].append(
                (parts.number(element, "rowspan"), parts.number(element, "colspan"))
            )

    def _close(self, tag: str, element: Any) -> None:
        if self.headings and parts.heading_level(element):
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
            whole = rows.spread(table.rows, table.spans)
            headed = rows.looks_headed(whole) if table.headed is None else table.headed
            lines = rows.readable(whole, headed=headed)
            self.blocks += [Block("row", line, line=element.sourceline or 0) for line in lines]
        if tag == "li" or element.get("role") == "listitem":
            self.mark, self.item = "", None

    def _open_item(self, tag: str, value: int) -> None:
        if tag == "dd" and self.item is not None:
            self.joint = "; " if self.defined else ": "
            self.defined = True
            return
        count = self.lists[-1] if self.lists and tag == "li" else None
        if count is not None:
            self.lists[-1] = count = value or count + 1
        self.mark = "-" if count is None else f"{count}."
        self.item, self.defined = None, False

    def flush(self, line: int = 0) -> None:
        """Ends the piece of text that is open; what is not seen ends none."""
        if self._unseen:
            return
        only_links = self.links >= _LINKS and not self.beside
        pieces = _APART.split("".join(self.text))
        self.text.clear()
        self.links, self.beside = 0, False
        for part, listed in [line for piece in pieces for line in _lines_in(piece)]:
            text, out = scrubbed(visible(part.replace(_BREAK, "\n")))
            self.blocks += [replace(block, line=line) for block in out]
            if text:
                self._add(text, line, self._why(part, only_links), listed)

    def _why(self, part: str, only_links: bool) -> str:
        """Why a text is left out; '' if it is not."""
        if self.skipping:
            return self.skipping[-1][1]
        if self.code and is_program(part):
            return "code"
        return "list of links" if only_links and not self.headings else ""

    def _add(self, text: str, line: int, why: str, listed: bool) -> None:
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
        elif listed and (sign := ITEM.match(text)):
            self.blocks.append(Block("item", text[sign.end() :], 1, (sign[1] or "-").strip(), line))
        else:
            self.blocks.append(Block("quotation" if self.quotes else "paragraph", text, line=line))


def _is_inline(element: Any) -> bool:
    """Whether an element stands in a line of text; so do those of Word, such as o:p."""
    return (element.tag in _INLINE and element.get("role") not in _APART_BY_ROLE) or ":" in element.tag


def _lines_in(part: str) -> list[tuple[str, bool]]:
    """A text whole, or as its lines where they are broken to write a list; and whether they are."""
    lines = part.split(_BREAK)
    listed = sum(is_item(line.strip()) for line in lines) > 1
    return [(line, True) for line in lines] if listed else [(part, False)]
