"""Rows of a table as lines that can be read on their own, and found."""

from __future__ import annotations

from collections.abc import Sequence

Row = Sequence[str]
Span = tuple[int, int]
"""How many rows and columns a cell takes."""
_MOST = 100


def readable(rows: Sequence[Row], *, headed: bool) -> list[str]:
    """Each row as one line. In a table that is `headed`, its first whole row tells what the cells under it are."""
    filled = [row for row in rows if any(row)]
    widest = max((len(row) for row in filled), default=0)
    at = next((at for at, row in enumerate(filled) if len(row) == widest), 0)
    if not headed or at + 1 >= len(filled):
        return [_line(row) for row in filled]
    head = filled[at]
    under = [_line([_named(name, cell) for name, cell in _beside(head, row)]) for row in filled[at + 1 :]]
    under_it = [
        any("".join(row[place : place + 1]) for row in filled[at + 1 :]) for place in range(len(head))
    ]
    bare = [name for name, used in zip(head, under_it, strict=True) if not used]
    return [*map(_line, filled[:at]), *under, *([_line(bare)] if any(bare) else [])]


def looks_headed(rows: Sequence[Row]) -> bool:
    """Whether the first row of a table that does not say so looks like names of its columns."""
    filled = [row for row in rows if any(row)]
    if len(filled) < 2 or len(filled[0]) < 3:
        return False
    head = filled[0]
    short = all(cell and len(cell.split()) <= 6 and not any(c.isdigit() for c in cell) for cell in head)
    return short and len(set(head)) == len(head)


def _line(cells: Row) -> str:
    full = [cell for cell in cells if cell]
    if len(cells) == 2 and len(full) == 2:
        first = full[0].rstrip(":")
        return f"{first}: {full[1]}" if ": " not in first else "; ".join(full)
    return "; ".join(cell.rstrip(";") for cell in full)


def _named(name: str, cell: str) -> str:
    return f"{name.rstrip(':')}: {cell}" if name and cell else cell


def _beside(head: Row, row: Row) -> list[tuple[str, str]]:
    names = [*head, *[""] * max(0, len(row) - len(head))]
    return list(zip(names, row, strict=False))


def spread(rows: Sequence[Row], spans: Sequence[Sequence[Span]]) -> list[list[str]]:
    """Rows with a cell in each column: one that goes on below is said again there, one that is wider is said once."""
    found: list[list[str]] = []
    below: dict[int, tuple[int, str]] = {}
    for row, sizes in zip(rows, spans, strict=True):
        line: list[str] = []
        cells = list(zip(row, sizes, strict=True))
        while cells or len(line) in below:
            left, text = below.pop(len(line), (0, ""))
            wide = 1
            if not left:
                text, (high, wide) = cells.pop(0)
                left = min(high, _MOST)
            start = len(line)
            for column in range(start, start + min(wide, _MOST)):
                line.append(text if column == start or not found else "")
                if left > 1:
                    below[column] = (left - 1, line[column])
        found.append(line)
    return found
