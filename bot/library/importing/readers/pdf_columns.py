"""What stands side by side on a page of a PDF: columns of text are read one after the other, tables row by row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from bot.library.importing.lines import visible
from bot.library.importing.readers import rows

_FEWEST = 4
"""Lines that are cut at one place before that is the edge of a column."""
_LONG = 20
"""Characters that a line of a column has, and a cell of a table seldom."""
_NEAR = 3.0
"""Points by which the places of two pieces differ that stand under each other."""
_LETTER = 0.5
"""The width of a letter, as a part of its height."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Text that was drawn at one place."""

    text: str
    size: float
    bold: bool
    x: float
    y: float

    @property
    def end(self) -> float:
        return self.x + _LETTER * self.size * len(self.text)


Pieces = Sequence[Piece]
Cells = tuple[tuple[float, str], ...]
"""The texts of a line that stand wide apart, each with its place."""
_SIGN = re.compile(r"[\W_]*|[\w.]{1,4}[.)]?")


def in_order(lines: Sequence[Pieces]) -> list[Pieces]:
    """The lines of a page, of which those that two columns share are cut in two."""
    edge = _edge(lines)
    if edge is None:
        return list(lines)
    at = [number for number, line in enumerate(lines) if _cut(line, edge)]
    first, last = at[0], at[-1] + 1
    halves = [_halves(line, edge) for line in lines[first:last]]
    columns = [half for side in (0, 1) for one in halves if (half := one[side])]
    return [*lines[:first], *columns, *lines[last:]]


def _edge(lines: Sequence[Pieces]) -> float | None:
    """Where the second column begins; None if there is none."""
    seen = Counter(round(piece.x) for line in lines for piece in _full(line)[1:])
    for edge, _ in seen.most_common(3):
        cut = [_halves(line, edge) for line in lines if _cut(line, edge)]
        over = sum(all(map(_full, _halves(line, edge))) for line in lines)
        apart = cut and median(edge - _full(left)[-1].end - _full(left)[-1].size for left, _ in cut) > 0
        if (
            apart
            and len(cut) >= max(_FEWEST, 0.8 * over)
            and all(median(map(_length, side)) >= _LONG for side in zip(*cut, strict=True))
        ):
            return float(edge)
    return None


def _full(line: Pieces) -> list[Piece]:
    return [piece for piece in line if piece.text.strip()]


def _cut(line: Pieces, edge: float) -> bool:
    left, right = _halves(line, edge)
    return bool(_full(left)) and bool(_full(right)) and abs(_full(right)[0].x - edge) <= _NEAR


def _halves(line: Pieces, edge: float) -> tuple[Pieces, Pieces]:
    left = [piece for piece in line if piece.x < edge - _NEAR]
    return left, [piece for piece in line if piece.x >= edge - _NEAR]


def _length(line: Pieces) -> int:
    return sum(len(piece.text) for piece in line)


def cells_of(line: Pieces) -> Cells:
    """The cells of a line: what stands wide apart from what is before it begins one."""
    found: list[tuple[float, str]] = []
    end = 0.0
    for piece in _full(line):
        if not found or piece.x - end > 2 * piece.size:
            found.append((piece.x, piece.text))
        else:
            found[-1] = (found[-1][0], found[-1][1] + piece.text)
        end = piece.end
    return tuple((x, visible(text)) for x, text in found)


def rows_from(lines: Sequence[Cells]) -> tuple[int, list[str]]:
    """How many of these lines are a table that begins with the first, and its rows as they can be read; 0 for none.

    Its cells stand under those of its first rows; a line with one of them alone goes on with the row above it.
    """
    grid: list[dict[float, str]] = []
    places: list[float] = []
    count = 0
    for cells in lines:
        row = {_under(x, places): text for x, text in cells}
        if not _fits(row, places) or _is_sign(cells):
            break
        if len(row) == 1:
            ((place, text),) = row.items()
            grid[-1][place] = f"{grid[-1].get(place, '')} {text}".strip()
        else:
            grid.append(row)
            places = sorted({*places, *row})
        count += 1
    if len(grid) < 2:
        return 0, []
    table = [[row.get(place, "") for place in places] for row in grid]
    return count, rows.readable(table, headed=rows.looks_headed(table))


def _under(x: float, places: Sequence[float]) -> float:
    return next((place for place in places if abs(place - x) <= _NEAR), x)


def _fits(row: Mapping[float, str], places: Sequence[float]) -> bool:
    """Whether a line is one more row: two of its cells stand under others, or its only one not under the first."""
    if not places:
        return len(row) > 1
    known = [place for place in row if place in places]
    return len(known) > 1 or (len(row) == 1 and known != places[:1] and bool(known))


def _is_sign(cells: Cells) -> bool:
    """Whether a line begins with the sign or the number of an item or a heading, with room behind it."""
    return len(cells) == 2 and _SIGN.fullmatch(cells[0][1]) is not None
