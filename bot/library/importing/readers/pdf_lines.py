"""The lines of a PDF with their place, size and weight, and those among them that stand on every page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Any

from bot.library.importing.blocks import Block
from bot.library.importing.lines import ITEM, visible
from bot.library.importing.readers.pdf_columns import Cells, Piece, cells_of, in_order

_EDGE = 3
"""Lines at the top and the bottom of a page among which running heads and page numbers stand."""
_LONGEST_HEAD = 15
"""Words of a running head at most."""
_SAME_HEIGHT = 8
"""Points by which a running head stands higher or lower on one page than on another."""
_NUMBER = re.compile(
    r"((pagina|page|blz\.?|p\.) ?)?[-–]? ?(\d{1,4}|[ivxl]{1,7}) ?[-–]?( ?(van|of|/|\|) ?\d{1,4})?",
    re.IGNORECASE,
)
_CONTENTS = re.compile(r".*\S\s*(?:\.\s?){4,}\s*\d{1,4}|.*\S\s*…+\s*\d{1,4}")
_CONTENTS_HEAD = re.compile(r"inhoud(sopgave)?|(table of )?contents", re.IGNORECASE)
_ENDS_IN_NUMBER = re.compile(r".*\S\s+\d{1,4}")
_MARKED = re.compile(r".*(?:[^\W\d_]{3}|[.,;:!?)”’\"'])\s*", re.DOTALL)
"""What a mark of a note can stand behind: a word or the end of a sentence, no figure and no unit (m²)."""
_MARK = re.compile(r"\d{1,3}|[*†‡]")
_BULLET = re.compile(r"(?:[•·▪◦●○■□➢✓*–-]|\d{1,2}[.)])")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page (from 1). `gap` says that it stands apart from the line above, `full` that it fills the page's
    width; `number` counts through the whole document; `marks` are those of notes, which stand higher than its text,
    and `cells` those that it would have in a table."""

    text: str
    page: int
    number: int
    size: float
    bold: bool
    x: float
    y: float
    gap: bool = False
    full: bool = False
    marks: str = ""
    cells: Cells = ()

    @property
    def words(self) -> int:
        return len(self.text.split())


def lines_of(page: Any, number: int) -> list[Line]:
    """The lines of a page in the order of reading; [] for one without text."""
    pieces: list[Piece] = []

    def take(text: str, cm: Any, tm: Any, font: Any, size: float) -> None:
        scale = abs(tm[3] * cm[3] + tm[2] * cm[1]) or abs(tm[0] * cm[0]) or 1.0
        x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
        y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        name = str((font or {}).get("/BaseFont", "")).lower()
        pieces.append(
            Piece(text, round(size * scale, 1), "bold" in name or "black" in name or "heavy" in name, x, y)
        )

    page.extract_text(visitor_text=take)
    cut = in_order(list(_cut(pieces)))
    found = [_line(some, number, number * 10_000 + at) for at, some in enumerate(cut)]
    return _spaced(_with_bullets([line for line in found if line.text]))


def whole(lines: Sequence[Line]) -> str:
    return "\n".join(f"{line.text} {line.marks}" for line in lines)


def _cut(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    line: list[Piece] = []
    for piece in pieces:
        first, *others = piece.text.split("\n")
        line.append(replace(piece, text=first))
        for other in others:
            yield line
            line = [replace(piece, text=other)]
    yield line


def _line(pieces: Sequence[Piece], page: int, number: int) -> Line:
    full = [piece for piece in pieces if piece.text.strip()]
    if not full:
        return Line("", page, number, 0, False, 0, 0)
    sizes: Counter[float] = Counter()
    for piece in full:
        sizes[piece.size] += len(piece.text)
    size = sizes.most_common(1)[0][0]
    said, marks = _said(pieces, size, next(piece.y for piece in full if piece.size == size))
    letters = [piece.bold for piece in full if any(map(str.isalnum, piece.text))]
    bold = bool(letters) and all(letters)
    return Line(said, page, number, size, bold, full[0].x, full[0].y, marks=marks, cells=cells_of(pieces))


def _said(pieces: Sequence[Piece], size: float, foot: float) -> tuple[str, str]:
    """What a line says, and the marks of notes in it: smaller and higher than its text."""
    said, marks = "", []
    for piece in pieces:
        raised = piece.size < 0.8 * size and piece.y > foot + 0.1 * size
        mark = piece.text.strip() if raised and _MARK.fullmatch(piece.text.strip()) else ""
        if mark and _MARKED.fullmatch(said):
            marks.append(mark)
        else:
            said += f"{mark} " if mark and not said.strip() else piece.text
    return visible(said), " ".join(marks)


def _with_bullets(lines: Sequence[Line]) -> list[Line]:
    """A bullet or a number on a line of its own belongs to the text beside it."""
    found: list[Line] = []
    for line in lines:
        if found and _BULLET.fullmatch(found[-1].text) and not ITEM.match(line.text):
            sign = found.pop()
            found.append(replace(line, text=f"{sign.text} {line.text}", x=min(sign.x, line.x)))
        else:
            found.append(line)
    return found


def _spaced(lines: Sequence[Line]) -> list[Line]:
    if not lines:
        return []
    steps = [above.y - line.y for above, line in pairwise(lines) if 0 < above.y - line.y < 5 * line.size]
    usual = median(steps) if steps else 0.0
    longest = max(len(line.text) for line in lines)
    found = []
    for at, line in enumerate(lines):
        step = lines[at - 1].y - line.y if at else 0.0
        gap = at > 0 and (step > 1.35 * usual or step < -usual)
        found.append(replace(line, gap=gap, full=len(line.text) > 0.75 * longest))
    return found


def without_repeats(pages: Sequence[Sequence[Line]]) -> tuple[list[Line], list[Block]]:
    """The lines of all pages without running heads, page numbers and tables of contents, and those apart."""
    heads = _running(pages)
    kept: list[Line] = []
    out: list[Block] = []
    for page in pages:
        edges = {id(line) for line in _edges(page)}
        contents = _contents(page)
        for at, line in enumerate(page):
            edge = id(line) in edges
            if edge and _NUMBER.fullmatch(line.text) and len(pages) > 1:
                why = "page number"
            elif edge and _shape(line) in heads:
                why = "running head"
            else:
                why = "table of contents" if at in contents else ""
            if why:
                out.append(Block("left out", line.text, line=line.number, reason=why))
            else:
                kept.append(line)
            if line.marks:
                out.append(Block("left out", line.marks, line=line.number, reason=why or "mark of a note"))
    return kept, out


def _edges(page: Sequence[Line]) -> list[Line]:
    """The lines at the top and the bottom, by their place and by their order, which are not always the same."""
    high = sorted(page, key=lambda line: -line.y)
    return [*high[:_EDGE], *high[-_EDGE:], *page[:_EDGE], *page[-_EDGE:]]


def _shape(line: Line) -> str:
    return re.sub(r"\d+", "0", line.text).casefold()


def _running(pages: Sequence[Sequence[Line]]) -> set[str]:
    full = [page for page in pages if page]
    seen: dict[str, list[Line]] = {}
    for page in full:
        for shape, line in {_shape(line): line for line in _edges(page)}.items():
            seen.setdefault(shape, []).append(line)
    least = max(2, (len(full) + 1) // 2) if len(full) < 6 else 3
    usual = median(line.size for page in full for line in page) if full else 0.0
    return {shape for shape, lines in seen.items() if len(lines) >= least and _is_running(lines, usual)}


def _is_running(lines: Sequence[Line], usual: float) -> bool:
    """Whether lines stand at one height and say the same, or count the pages in no larger letters than the text."""
    high = [line.y for line in lines]
    if max(high) - min(high) > _SAME_HEIGHT or lines[0].words > _LONGEST_HEAD:
        return False
    if len({line.text for line in lines}) == 1:
        return True
    figures = [[int(one) for one in re.findall(r"\d{1,9}", line.text)] for line in lines]
    counted = (
        {figure - line.page for figure, line in zip(column, lines, strict=True)}
        for column in zip(*figures, strict=True)
    )
    small = max(line.size for line in lines) <= usual and not lines[0].text.endswith((".", ",", ";"))
    return small and any(len(offsets) == 1 for offsets in counted)


def _contents(page: Sequence[Line]) -> set[int]:
    dotted = {at for at, line in enumerate(page) if _CONTENTS.fullmatch(line.text)}
    head = next((at for at, line in enumerate(page) if _CONTENTS_HEAD.fullmatch(line.text)), None)
    if head is None:
        return dotted if len(dotted) >= 3 else set()
    found = {head}
    for at in range(head + 1, len(page)):
        if not _ENDS_IN_NUMBER.fullmatch(page[at].text) and at not in dotted:
            if (
                at + 1 < len(page)
                and _ENDS_IN_NUMBER.fullmatch(page[at + 1].text)
                and len(page[at].text) < 100
            ):
                continue
            break
        found.add(at)
    return found if len(found) >= 3 else dotted
