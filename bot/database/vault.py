"""Makes sure that deleted data is gone from the database's files as well."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.core import retention
from bot.core.errors import StoreError
from bot.database.failures import BUSY_SECONDS

log = structlog.get_logger()

_PIECE = 1 << 20


class SqlVault:
    """The database's files. PostgreSQL needs nothing: no live row is left, and its own vacuum, log and backups decide
    how long copies survive.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._url = engine.url

    async def purge(self, traces: Sequence[str]) -> bool:
        """Make sure that deleted data cannot be read from the database's files; `traces` are strings that only it
        contained. False if a trace is left, because it is kept elsewhere or somebody was reading."""
        if self._url.get_backend_name() != "sqlite":
            return True
        try:
            clean = await asyncio.to_thread(_purge, Path(str(self._url.database)), traces)
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"what was deleted may still be in the database's file: {error}") from error
        if not clean:
            log.warning("vault.traces_left")
        return clean


def _purge(file: Path, traces: Sequence[str]) -> bool:
    """Move the write-ahead log into the file, where SQLite overwrites deleted data (`secure_delete`):
    https://www.sqlite.org/pragma.html#pragma_secure_delete

    Split pages may still contain a stale copy (seen, not documented). If a trace is found, the file is rewritten; if
    that fails, the marker file makes the next call do it. Copies from before a migration are deleted when they are
    old, but not while a person is erased: that does not wait until the clock is trusted, and their age needs it.
    """
    if not traces:
        _drop_old_copies(file)
    unclean = file.with_name(f"{file.name}.unclean")
    again = unclean.exists()
    if traces:
        unclean.touch(mode=0o600)
    clean = _emptied(file, traces, again=again)
    if clean:
        unclean.unlink(missing_ok=True)
    return clean


def _drop_old_copies(file: Path) -> None:
    oldest = time.time() - retention.COPIES.total_seconds()
    for copy in file.parent.glob(f"{file.name}.before-*"):
        if copy.stat().st_mtime < oldest:
            copy.unlink(missing_ok=True)
            log.info("vault.copy_deleted", file=copy.name)


def _emptied(file: Path, traces: Sequence[str], *, again: bool) -> bool:
    with closing(sqlite3.connect(file, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        emptied = _empty_log(connection)
        if not again and not _found(file, traces):
            return emptied
        connection.execute("VACUUM")
        return _empty_log(connection) and not _found(file, traces)


def _empty_log(connection: sqlite3.Connection) -> bool:
    busy: int = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    return not busy


def _found(file: Path, traces: Sequence[str]) -> bool:
    """Whether a trace is anywhere in the database's files."""
    wanted = [trace.encode() for trace in traces if trace]
    if not wanted:
        return False
    overlap = max(map(len, wanted)) - 1
    for part in (file, file.with_name(f"{file.name}-wal")):
        if not part.exists():
            continue
        with part.open("rb") as opened:
            before = b""
            while piece := opened.read(_PIECE):
                seen = before + piece
                if any(trace in seen for trace in wanted):
                    return True
                before = seen[len(seen) - overlap :] if overlap else b""
    return False
