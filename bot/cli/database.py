"""Commands on the whole database: move it, back it up."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.shown import say
from bot.core.errors import LeiderschapError

EVERY = 50_000
"""How many rows of a table are copied between two lines of progress."""


def copy_db(
    source: Annotated[str, typer.Argument(metavar="FROM", help="Where the bot's data is.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="An empty database.")],
) -> None:
    """Move an installation to another database, from SQLite to PostgreSQL or back. Stop the bot first.

    FROM and TO are URLs as in DATABASE_URL, or names of environment variables that contain one, so that no password
    appears on the command line.
    """
    from bot.core.moments import utc_now
    from bot.database.copying import copy
    from bot.schema import metadata

    urls = _url("FROM", source), _url("TO", target)
    rows = asyncio.run(copy(*urls, metadata, _print_progress, leaving_at=utc_now()))
    say(f"{_total(rows)} copied and compared. Set DATABASE_URL to the target, and start the bot.")


def backup(
    file: Annotated[Path, typer.Argument(help="A file that does not exist yet.")],
) -> None:
    """Write everything into one SQLite file and check it; the bot may run meanwhile."""
    from bot import settings
    from bot.database.backup import back_up
    from bot.schema import metadata

    url = settings.load().database_url.get_secret_value()
    rows = asyncio.run(back_up(url, file, metadata, _print_progress))
    say(f"{_total(rows)} in {file}, opened and counted.")


def _url(argument: str, given: str) -> str:
    if "://" in given:
        return given
    if found := os.environ.get(given):
        return found
    raise LeiderschapError(
        f"{argument}: {given!r} is not a URL or an environment variable: write sqlite:///path/to/file"
    )


def _print_progress(table: str, rows: int) -> None:
    if rows % EVERY == 0 and rows:
        say(f"  {table}: {rows}", error=True)


def _total(rows: Mapping[str, int]) -> str:
    return f"{sum(rows.values())} rows of {len(rows)} tables"
