"""Word documents, by python-docx: every paragraph of the body, wherever it stands, in the order of reading."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.library.importing.blocks import Block, ImportProblem, Read, left_out
from bot.library.importing.lines import is_title, listed, visible
from bot.library.importing.readers import rows, word_styles, word_tables
from bot.library.importing.readers.front_matter import told
from bot.library.importing.readers.libraries import library
from bot.library.importing.readers.word_styles import W, attribute

MAX_UNPACKED = 100 * 1024 * 1024
_NAMELESS = (
    *(
        "word document",
        "document",
        "python-docx",
        "titel",
        "title",
        "untitled",
        "naamloos",
        "auteur",
        "author",
    ),
    *("gebruiker", "user", "admin", "administrator", "owner", "eigenaar", "microsoft office user"),
)
"""Titles and authors that programs write by themselves."""
_ALTERNATIVE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_GONE = {f"{W}del": "deleted in a change", f"{W}moveFrom": "deleted in a change"}
_SIGNS = {f"{W}tab": " ", f"{W}br": " ", f"{W}cr": " ", f"{W}noBreakHyphen": "-", f"{W}ptab": " "}
_HEADERS = ("header", "footer")
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_TEXTS = (f"{W}t", f"{W}delText", _MATH)


def read(data: bytes) -> Read:
    """The blocks of a Word document, and what its properties tell. Raises ImportProblem."""
    document = _opened(data)
    styles = word_styles.Styles(document)
    walk = _Walk(styles, {name: _notes(document, name) for name in ("footnotes", "endnotes")})
    walk.all(document.element.body)
    out = [
        Block("left out", text, reason=reason)
        for part, reason in _around(document)
        for text in map(visible, _paragraphs(part))
        if text
    ]
    told_of = document.core_properties
    blocks = walk.by_looks()
    title = _named(told_of.title) or walk.title(blocks)
    return Read(
        [*_without_title(blocks, title), *out],
        source="\n".join([*_paragraphs(document.element.body), *walk.noted, *(block.text for block in out)]),
        title=title,
        author=_named(told_of.author),
    )


def _opened(data: bytes) -> Any:
    docx = library("docx", "Word documents")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MAX_UNPACKED:
                raise ImportProblem(f"unpacks to more than {MAX_UNPACKED:,} bytes: split it", why="large")
        return docx.Document(io.BytesIO(data))
    except ImportProblem:
        raise
    except Exception as error:  # its libraries for archives and XML raise errors of every kind
        raise ImportProblem(f"is a damaged Word document ({type(error).__name__}): save it again") from None


def _named(value: str | None) -> str | None:
    line = told(value)
    return None if line is None or line.lower() in _NAMELESS else line


def _without_title(blocks: Sequence[Block], title: str | None) -> list[Block]:
    """The line that is the title goes; it stands above the article already."""
    at = next((at for at, block in enumerate(blocks) if block.text == title), None)
    return [left_out(block, "title repeated") if place == at else block for place, block in enumerate(blocks)]


def _paragraphs(part: Any) -> list[str]:
    """All text of a part, paragraph after paragraph: another way than the blocks, to count what they lack."""
    found = []
    for paragraph in part.iter(f"{W}p"):
        texts = (one for one in paragraph.iter(*_TEXTS, *_SIGNS) if _owner(one) is paragraph)
        found.append("".join(_SIGNS.get(one.tag) or one.text or "" for one in texts))
    return found


def _owner(element: Any) -> Any:
    """The paragraph in which a text stands; None for what stands there for older programs."""
    for above in element.iterancestors():
        if above.tag == _ALTERNATIVE:
            return None
        if above.tag == f"{W}p":
            return above
    return None


def _around(document: Any) -> Iterator[tuple[Any, str]]:
    for relation in document.part.rels.values():
        kind = relation.reltype.rsplit("/", 1)[-1]
        if relation.is_external:
            continue
        if kind in _HEADERS:
            yield _element(relation.target_part), "running head"
        elif kind == "comments":
            yield _element(relation.target_part), "comment"


def _notes(document: Any, kind: str) -> dict[str, Any]:
    for relation in document.part.rels.values():
        if relation.reltype.rsplit("/", 1)[-1] == kind and not relation.is_external:
            notes = _element(relation.target_part)
            return {attribute(one, "id"): one for one in notes if attribute(one, "type") in ("", "normal")}
    return {}


def _element(part: Any) -> Any:
    own = getattr(part, "element", None)
    return library("docx.oxml", "Word documents").parse_xml(part.blob) if own is None else own


@dataclass(slots=True)
class _Walk:
    """Takes the parts of a body in their order; text boxes follow the paragraph that they are tied to."""

    styles: word_styles.Styles
    notes: dict[str, dict[str, Any]]
    blocks: list[Block] = field(default_factory=list)
    noted: list[str] = field(default_factory=list)
    titles: list[tuple[int, str]] = field(default_factory=list)
    place: int = 0
    joined: str = ""
    """What was said in paragraphs that go on in the next."""
    looks: set[int] = field(default_factory=set)
    """Places of paragraphs that look like headings."""

    def title(self, blocks: Sequence[Block]) -> str | None:
        """What the document is headed by; under the name of who made it stands that of the document itself."""
        for level in (1, 2):
            if found := [text for one, text in self.titles if one == level]:
                return found[-1]
        kept = [block for block in blocks if block.kind != "left out"]
        return kept[0].text if kept and kept[0].kind == "heading" else None

    def by_looks(self) -> list[Block]:
        """All blocks; where no style makes a heading, what looks like one above a text is one."""
        found = listed(self.blocks)
        if any(block.kind == "heading" for block in found):
            return found
        heads = [
            block.line in self.looks and block.kind == "paragraph" and is_title(block) for block in found
        ]
        alone = [not at or not after for at, after in enumerate([*heads[1:], True])]
        return [
            replace(block, kind="heading", level=2) if head and one else block
            for block, head, one in zip(found, heads, alone, strict=True)
        ]

    def all(self, element: Any, reason: str = "") -> None:
        for child in element:
            if child.tag == f"{W}p":
                self._paragraph(child, reason)
            elif child.tag == f"{W}tbl":
                self._table(child, reason)
            elif child.tag == f"{W}sdt" and child.find(f".//{W}docPartGallery") is not None:
                gallery = attribute(child.find(f".//{W}docPartGallery"), "val")
                self.all(child, "table of contents" if gallery.startswith("Table of Contents") else reason)
            elif child.tag != _ALTERNATIVE:
                self.all(child, _why_gone(child) or reason)
        self._end_joined()

    def _paragraph(self, paragraph: Any, reason: str) -> None:
        self.place += 1
        said: list[str] = []
        gone: dict[str, list[str]] = {}
        inside: list[Any] = []
        self._runs(paragraph, said, gone, inside, "")
        if not reason and paragraph.find(f"{W}pPr/{W}rPr/{W}del") is not None:
            self.joined += "".join(said)
        elif text := visible(self.joined + "".join(said)):
            self.joined = ""
            self.blocks.append(self._block(paragraph, text, reason))
        for why, some in gone.items():
            if line := visible("".join(some)):
                self.blocks.append(Block("left out", line, line=self.place, reason=why))
        for one in inside:
            if one.tag == f"{W}txbxContent":
                self.all(one, reason)
            else:
                self._note(one)

    def _end_joined(self) -> None:
        """A paragraph whose end was deleted goes on in the next one, if there is one."""
        if text := visible(self.joined):
            self.blocks.append(Block("paragraph", text, line=self.place))
        self.joined = ""

    def _block(self, paragraph: Any, text: str, reason: str) -> Block:
        style = self.styles.of(paragraph)
        if reason or style.contents:
            return Block("left out", text, line=self.place, reason=reason or "table of contents")
        if not any(c.isalnum() for c in text):
            return Block("left out", text, line=self.place, reason="separator")
        if style.title:
            self.titles.append((style.title, text.strip("/ ")))
            return Block("paragraph", text.strip("/ "), line=self.place)
        if style.level:
            return Block("heading", text, style.level, line=self.place)
        if mark := self.styles.mark(style):
            return Block("item", text, style.depth + 1, mark, self.place)
        if word_styles.heads_by_looks(paragraph):
            self.looks.add(self.place)
        return Block("quotation" if style.quotation else "paragraph", text, line=self.place)

    def _runs(
        self, element: Any, said: list[str], gone: dict[str, list[str]], inside: list[Any], why: str
    ) -> None:
        """The text of a paragraph as it would be with all changes accepted; what is hidden or deleted apart."""
        for child in element:
            tag = child.tag
            if tag in _TEXTS or tag in _SIGNS:
                text = _SIGNS.get(tag) or child.text or ""
                (gone.setdefault(why, []) if why else said).append(text)
            elif tag in (f"{W}txbxContent", f"{W}footnoteReference", f"{W}endnoteReference"):
                inside.append(child)
            elif tag not in (_ALTERNATIVE, f"{W}pPr", f"{W}rPr"):
                self._runs(child, said, gone, inside, _why_gone(child) or why)

    def _note(self, reference: Any) -> None:
        kind = "footnotes" if reference.tag == f"{W}footnoteReference" else "endnotes"
        note = self.notes[kind].pop(attribute(reference, "id"), None)
        if note is not None:
            self.noted += _paragraphs(note)
            self.all(note)

    def _table(self, table: Any, reason: str) -> None:
        self._end_joined()
        cells = [[self._cell(cell) for cell in row] for row in word_tables.rows_of(table)]
        all_ = [block for row in cells for cell in row for block in cell]
        found = all_ if word_tables.sets_apart(cells) else self._rows(table, cells)
        self.blocks += [left_out(one, reason) for one in found] if reason else found

    def _rows(self, table: Any, cells: word_tables.Cells) -> list[Block]:
        lines = word_tables.spread(table, cells)
        headed = word_tables.is_headed(table) or rows.looks_headed(lines)
        left = [one for row in cells for cell in row for one in cell if one.kind == "left out"]
        found = [Block("row", line, line=self.place) for line in rows.readable(lines, headed=headed)]
        return [*found, *left]

    def _cell(self, cell: Any) -> list[Block]:
        """The blocks of a cell, which this walk does not keep yet."""
        before, self.blocks = self.blocks, []
        self.all(cell)
        found, self.blocks = self.blocks, before
        return found


def _why_gone(element: Any) -> str:
    """Why an element is no part of the text as people read it; '' if it may be."""
    if element.tag == f"{W}r" and word_styles.is_hidden(element):
        return "hidden"
    if element.tag == f"{W}sdt" and element.find(f"{W}sdtPr/{W}showingPlcHdr") is not None:
        return "field that nobody filled in"
    return _GONE.get(element.tag, "")
