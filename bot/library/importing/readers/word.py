"""Word documents, by python-docx: every paragraph of the body, wherever it stands, in the order of reading."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.library.importing.blocks import Block, ImportProblem, Read, left_out
from bot.library.importing.lines import visible
from bot.library.importing.readers import rows, word_styles
from bot.library.importing.readers.front_matter import told
from bot.library.importing.readers.libraries import library
from bot.library.importing.readers.word_styles import W, attribute

MAX_UNPACKED = 100 * 1024 * 1024
_NAMELESS = ("word document", "document", "python-docx", "titel", "title", "untitled", "naamloos")
"""Titles and authors that programs write by themselves."""
_ALTERNATIVE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_GONE = {f"{W}del": "deleted in a change", f"{W}moveFrom": "deleted in a change"}
_SIGNS = {f"{W}tab": " ", f"{W}br": " ", f"{W}cr": " ", f"{W}noBreakHyphen": "-", f"{W}ptab": " "}
_HEADERS = ("header", "footer")


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
    title = _named(told_of.title) or walk.title
    return Read(
        [*_without_title(walk.blocks, title), *out],
        source="\n".join([*_paragraphs(document.element.body), *walk.noted, *(block.text for block in out)]),
        title=title,
        author=_named(told_of.author),
    )


def _opened(data: bytes) -> Any:
    docx = library("docx", "Word documents")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MAX_UNPACKED:
                raise ImportProblem(f"unpacks to more than {MAX_UNPACKED:,} bytes: split it")
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
        texts = (one for one in paragraph.iter(f"{W}t", f"{W}delText", *_SIGNS) if _owner(one) is paragraph)
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

    @property
    def title(self) -> str | None:
        """What the document is headed by; under the name of who made it stands that of the document itself."""
        for level in (1, 2):
            if found := [text for one, text in self.titles if one == level]:
                return found[-1]
        kept = [block for block in self.blocks if block.kind != "left out"]
        return kept[0].text if kept and kept[0].kind == "heading" else None

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
                self.all(child, _GONE.get(child.tag, reason))

    def _paragraph(self, paragraph: Any, reason: str) -> None:
        self.place += 1
        said: list[str] = []
        gone: dict[str, list[str]] = {}
        inside: list[Any] = []
        self._runs(paragraph, said, gone, inside, "")
        text = visible("".join(said))
        if text:
            self.blocks.append(self._block(paragraph, text, reason))
        for why, some in gone.items():
            if line := visible("".join(some)):
                self.blocks.append(Block("left out", line, line=self.place, reason=why))
        for one in inside:
            if one.tag == f"{W}txbxContent":
                self.all(one, reason)
            else:
                self._note(one)

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
        return Block("quotation" if style.quotation else "paragraph", text, line=self.place)

    def _runs(
        self, element: Any, said: list[str], gone: dict[str, list[str]], inside: list[Any], why: str
    ) -> None:
        """The text of a paragraph as it would be with all changes accepted; what is hidden or deleted apart."""
        for child in element:
            tag = child.tag
            if tag in (f"{W}t", f"{W}delText") or tag in _SIGNS:
                text = _SIGNS.get(tag) or child.text or ""
                (gone.setdefault(why, []) if why else said).append(text)
            elif tag in (f"{W}txbxContent", f"{W}footnoteReference", f"{W}endnoteReference"):
                inside.append(child)
            elif tag not in (_ALTERNATIVE, f"{W}pPr", f"{W}rPr"):
                hidden = tag == f"{W}r" and word_styles.is_hidden(child)
                self._runs(child, said, gone, inside, _GONE.get(tag) or ("hidden" if hidden else why))

    def _note(self, reference: Any) -> None:
        kind = "footnotes" if reference.tag == f"{W}footnoteReference" else "endnotes"
        note = self.notes[kind].pop(attribute(reference, "id"), None)
        if note is not None:
            self.noted += _paragraphs(note)
            self.all(note)

    def _table(self, table: Any, reason: str) -> None:
        cells = [[self._cell(cell) for cell in row] for row in _rows_of(table)]
        all_ = [block for row in cells for cell in row for block in cell]
        found = all_ if _sets_apart(cells) else self._rows(table, cells)
        self.blocks += [left_out(one, reason) for one in found] if reason else found

    def _rows(self, table: Any, cells: Sequence[Sequence[Sequence[Block]]]) -> list[Block]:
        lines = [
            [", ".join(one.text for one in cell if one.kind != "left out") for cell in row] for row in cells
        ]
        headed = word_styles.is_headed(table) or rows.looks_headed(lines)
        left = [one for row in cells for cell in row for one in cell if one.kind == "left out"]
        found = [Block("row", line, line=self.place) for line in rows.readable(lines, headed=headed)]
        return [*found, *left]

    def _cell(self, cell: Any) -> list[Block]:
        """The blocks of a cell, which this walk does not keep yet."""
        before, self.blocks = self.blocks, []
        self.all(cell)
        found, self.blocks = self.blocks, before
        return found


def _rows_of(table: Any) -> list[list[Any]]:
    """The cells of a table, row by row, without those of tables inside it."""
    own = [row for row in table.iter(f"{W}tr") if next(row.iterancestors(f"{W}tbl"), None) is table]
    return [
        [cell for cell in row.iter(f"{W}tc") if next(cell.iterancestors(f"{W}tr"), None) is row]
        for row in own
    ]


def _sets_apart(cells: Sequence[Sequence[Sequence[Block]]]) -> bool:
    """Whether a table only sets texts apart: it has one column, or whole texts in its cells."""
    if max(map(len, cells), default=0) < 2:
        return True
    whole = (cell for row in cells for cell in row)
    return any(len(cell) > 3 or any(one.kind in ("heading", "row") for one in cell) for cell in whole)
