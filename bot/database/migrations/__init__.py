"""Brings a database to the tables that this version of the bot needs."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.core.errors import StoreError
from bot.database.engine import create, reading, writing

if TYPE_CHECKING:
    from alembic.config import Config

BACKUPS_KEPT = 3
_STEPS = tuple(sorted(path.name[:4] for path in (Path(__file__).parent / "versions").glob("[0-9]*.py")))
"""The revisions, oldest first. File names begin with them, so that only a migration has to load alembic."""

_VERSION = sa.table("alembic_version", sa.column("version_num", sa.String))
_POSTGRESQL_LOCK = 7_170_021  # any number, the same for every process that migrates


async def migrate(url: str) -> None:
    """Bring the database at `url` to the newest revision; does nothing if it is there already.

    All steps are one transaction, and a second process waits for the first. An SQLite file that is not empty is
    copied to `<file>.before-<revision>` first. Raises StoreError.
    """
    engine = create(url, patient=True)
    try:
        if await is_current(engine):
            return
        async with writing(engine) as connection:
            if engine.dialect.name == "postgresql":
                await connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_POSTGRESQL_LOCK)))
            elif not await connection.run_sync(
                _newest
            ):  # otherwise another process migrated while this one waited
                await asyncio.to_thread(_back_up, Path(str(engine.url.database)))
            await connection.run_sync(_upgrade)
    finally:
        await engine.dispose()


async def is_current(engine: AsyncEngine) -> bool:
    """Whether the database has the tables of this version. Raises StoreError, also if its version is later."""
    async with reading(engine) as connection:
        return await connection.run_sync(_newest)


async def require_current(engine: AsyncEngine) -> None:
    """Raises StoreError if it does not."""
    if not await is_current(engine):
        raise StoreError("the database is not up to date: run `python -m bot migrate`")


async def revision(engine: AsyncEngine) -> str | None:
    """The revision of the database; None if it was never migrated. Raises StoreError."""
    async with reading(engine) as connection:
        return await connection.run_sync(_revision)


def _revision(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table(_VERSION.name):
        return None
    found: str | None = connection.scalar(sa.select(_VERSION.c.version_num))
    return found


def _newest(connection: sa.Connection) -> bool:
    revision = _revision(connection)
    if revision and revision not in _STEPS:
        raise StoreError(
            f"the database was made by a later version (revision {revision}): "
            "install that version, or put back a backup"
        )
    return revision == _STEPS[-1]


def _upgrade(connection: sa.Connection) -> None:
    from alembic import command
    from alembic.util import CommandError

    config = _config()
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StoreError(f"the database cannot be migrated: {error}") from error


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config


def _back_up(file: Path) -> None:
    """Copy what is committed, readable for the same users; the copy is either complete or absent.

    The caller holds the write lock, so nobody else migrates or copies meanwhile.
    """
    copy, unfinished = (
        file.with_name(f"{file.name}.{suffix}") for suffix in (f"before-{_STEPS[-1]}", "unfinished")
    )
    try:
        unfinished.unlink(missing_ok=True)
        with closing(sqlite3.connect(file)) as source:
            if not source.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                return
            unfinished.touch(mode=0o600)
            with closing(sqlite3.connect(unfinished)) as target:
                source.backup(target)
        shutil.copymode(file, unfinished)
        unfinished.replace(copy)
    except (OSError, sqlite3.Error) as error:
        with suppress(OSError):
            unfinished.unlink()
        raise StoreError(f"no backup of {file} could be made, so nothing was migrated: {error}") from error
    # This one sorts last, whatever the clock said when the others were made.
    made = file.parent.glob(f"{file.name}.before-*")
    backups = sorted(made, key=lambda path: (path == copy, path.stat().st_mtime))
    for old in backups[:-BACKUPS_KEPT]:
        old.unlink()
