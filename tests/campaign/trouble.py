"""Makes a database fail for some seconds while the bot works."""

from __future__ import annotations

import asyncio
import contextlib
import random
import resource
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.database.engine import writing

FULL = 4096
"""In bytes; while the disk is full, no file may be written beyond this."""
STEP = 0.02
"""In seconds."""


class Trouble:
    """Every way in which a database fails."""

    def __init__(self, engine: AsyncEngine, rng: random.Random) -> None:
        self._engine = engine
        self._rng = rng

    async def make(self, pids: Sequence[int], seconds: float) -> str:
        """Cause one kind of trouble for this long, for all processes; returns its name."""
        sqlite = self._engine.dialect.name == "sqlite"
        kinds = (self._locked, self._full) if sqlite else (self._gone, self._held)
        return await self._rng.choice(kinds)(pids, seconds)

    async def _locked(self, _: Sequence[int], seconds: float) -> str:
        async with writing(self._engine):
            await asyncio.sleep(seconds)
        return "locked"

    async def _full(self, pids: Sequence[int], seconds: float) -> str:
        _limit(pids, FULL)
        await asyncio.sleep(seconds)
        _limit(pids, resource.RLIM_INFINITY)
        return "disk full"

    async def _gone(self, _: Sequence[int], seconds: float) -> str:
        """End all connections, whatever they are doing, and accept no new ones."""
        async with self._engine.connect() as connection:
            await self._let_in(connection, allowed=False)
            await connection.execute(
                sa.text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )
            await connection.commit()
            await asyncio.sleep(seconds)
            await self._let_in(connection, allowed=True)
        return "gone"

    async def _let_in(self, connection: AsyncConnection, *, allowed: bool) -> None:
        await connection.execute(
            sa.text("UPDATE pg_database SET datallowconn = :allowed WHERE datname = current_database()"),
            {"allowed": allowed},
        )
        await connection.commit()

    async def _held(self, _: Sequence[int], seconds: float) -> str:
        """Lock the rows that the bot writes, in a random order each time, and hold them."""
        tables = ["channels", "deliveries"]
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while loop.time() < end:
            self._rng.shuffle(tables)
            with contextlib.suppress(DBAPIError):  # a deadlock may end this transaction instead
                async with self._engine.connect() as connection:
                    for table in tables:
                        await connection.execute(sa.text(f"SELECT 1 FROM {table} FOR UPDATE"))
                        await asyncio.sleep(STEP)
                    await connection.rollback()
            await asyncio.sleep(STEP)
        return "rows held, in any order"


def _limit(pids: Sequence[int], size: int) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
