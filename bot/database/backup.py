"""A backup: one SQLite file with everything in it, opened and compared before it gets its name."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Mapping
from contextlib import closing, suppress
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url

from bot.core.errors import StoreError
from bot.database import migrations
from bot.database.copying import Progress, copy
from bot.database.engine import create
from bot.database.failures import BUSY_SECONDS


async def back_up(url: str, file: Path, metadata: sa.MetaData, progress: Progress) -> Mapping[str, int]:
    """Write all tables of `metadata` into `file` as they are at one moment; returns the rows of each. The bot may run
    meanwhile.

    The file is an SQLite database that only its owner may read, even if `url` is PostgreSQL. It appears only if it
    opens, is intact and has as many rows. Raises StoreError, also if `file` exists.
    """
    engine = create(url, read_only=True)
    unfinished = _begin(file)
    try:
        if not await migrations.is_current(engine):
            raise StoreError("the database is not up to date: run `python -m bot migrate`")
        rows: Mapping[str, int]
        if engine.dialect.name == "sqlite":
            source = Path(str(make_url(url).database))
            rows = await asyncio.to_thread(_back_up_sqlite, source, unfinished, metadata)
        else:
            target = URL.create("sqlite", database=str(unfinished))
            rows = await copy(url, target.render_as_string(), metadata, progress)
        await asyncio.to_thread(_finish, unfinished, rows, file, metadata)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"no backup was made in {file}: {error}") from error
    finally:
        await engine.dispose()
        _remove(unfinished)
    return rows


def _begin(file: Path) -> Path:
    """An empty file next to it, for its owner only."""
    if file.exists():
        raise StoreError(f"{file} exists already: name a new file")
    unfinished = file.with_name(f"{file.name}.unfinished")
    _remove(unfinished)
    try:
        unfinished.touch(mode=0o600)
    except OSError as error:
        raise StoreError(f"{file} cannot be written: {error.strerror}") from error
    return unfinished


def _remove(unfinished: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        with suppress(OSError):
            unfinished.with_name(unfinished.name + suffix).unlink(missing_ok=True)


def _back_up_sqlite(file: Path, target: Path, metadata: sa.MetaData) -> dict[str, int]:
    with closing(sqlite3.connect(file, timeout=BUSY_SECONDS, isolation_level=None)) as source:
        source.execute("PRAGMA query_only = ON")
        source.execute("BEGIN")  # the count and the copy see the same rows
        rows = _count(source, metadata)
        with closing(sqlite3.connect(target)) as copied:
            source.backup(copied)
        source.execute("COMMIT")
    return rows


def _finish(unfinished: Path, rows: Mapping[str, int], file: Path, metadata: sa.MetaData) -> None:
    with closing(sqlite3.connect(unfinished, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")  # a single file, without a -wal and -shm
        [found] = connection.execute("PRAGMA integrity_check").fetchone()
        if found != "ok":
            raise StoreError(f"the backup is damaged ({found}): is the disk in order?")
        if _count(connection, metadata) != rows:
            raise StoreError("the backup does not hold as many rows as the database: try again")
    unfinished.replace(file)


def _count(connection: sqlite3.Connection, metadata: sa.MetaData) -> dict[str, int]:
    counted = {}
    for table in metadata.sorted_tables:
        query = f'SELECT count(*) FROM "{table.name}"'  # noqa: S608 - a name of ours
        [counted[table.name]] = connection.execute(query).fetchone()
    return counted
