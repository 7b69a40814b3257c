"""Everything that commands print passes here, so that no name, title or text of others hides or changes anything on a
terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table


def say(words: object = "", *, error: bool = False, end: str = "\n") -> None:
    """Print it without invisible characters and codes for terminals; an `error` goes to standard error."""
    from bot.core.visible import visible

    print(visible(str(words)), file=sys.stderr if error else sys.stdout, end=end)


def hand_over(data: str, *, end: str = "\n") -> None:
    """Print for another program, unchanged."""
    print(data, end=end)


def add_row(table: Table, *cells: str, style: str | None = None) -> None:
    """Add a row whose cells are shown as they are: rich would take `[…]` for markup, and a wrong one for an error."""
    from rich.text import Text

    from bot.core.visible import visible

    table.add_row(*(Text(visible(cell)) for cell in cells), style=style)
