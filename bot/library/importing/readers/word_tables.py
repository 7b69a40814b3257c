"""Tables of a Word document: the texts of their cells, in rows that can be read alone, or set apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.library.importing.blocks import Block
from bot.library.importing.readers.word_styles import OFF, W, attribute, is_bold

Cells = Sequence[Sequence[Sequence[Block]]]
"""The blocks of each cell of each row."""


def rows_of(table: Any) -> list[list[Any]]:
    """The cells of a table, row by row, without those of tables inside it."""
    own = [row for row in table.iter(f"{W}tr") if next(row.iterancestors(f"{W}tbl"), None) is table]
    return [
        [cell for cell in row.iter(f"{W}tc") if next(cell.iterancestors(f"{W}tr"), None) is row]
        for row in own
    ]


def spread(table: Any, cells: Cells) -> list[list[str]]:
    """The texts of a table's rows, with a cell in each column: one that goes on below is said again there."""
    lines: list[list[str]] = []
    for elements, row in zip(rows_of(table), cells, strict=True):
        line: list[str] = []
        for element, cell in zip(elements, row, strict=True):
            merge = element.find(f"{W}tcPr/{W}vMerge")
            text = ", ".join(one.text for one in cell if one.kind != "left out")
            if merge is not None and attribute(merge, "val") != "restart" and lines:
                text = (lines[-1][len(line) : len(line) + 1] or [text])[0]
            wide = attribute(element.find(f"{W}tcPr/{W}gridSpan"), "val")
            more = min(int(wide), 100) - 1 if wide.isdecimal() else 0
            line += [text, *[text if not lines else ""] * more]
        lines.append(line)
    return lines


def sets_apart(cells: Cells) -> bool:
    """Whether a table only sets texts apart: it has one column, or whole texts in its cells."""
    if max(map(len, cells), default=0) < 2:
        return True
    whole = (cell for row in cells for cell in row)
    return any(len(cell) > 3 or any(one.kind in ("heading", "row") for one in cell) for cell in whole)


def is_headed(table: Any) -> bool:
    """Whether the first row of a table is said, or set in bold as a whole, to name its columns."""
    first = table.find(f"{W}tr")
    if first is None:
        return False
    header = first.find(f"{W}trPr/{W}tblHeader")
    if header is not None and attribute(header, "val") not in OFF:
        return True
    runs = [
        run for run in first.iter(f"{W}r") if "".join(one.text or "" for one in run.iter(f"{W}t")).strip()
    ]
    others = [run for row in list(table.iter(f"{W}tr"))[1:] for run in row.iter(f"{W}r")]
    return bool(runs) and all(map(is_bold, runs)) and not all(map(is_bold, others))
