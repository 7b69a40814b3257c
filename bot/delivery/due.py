"""Runs other work that is due beside the tips, and may take longer than a tick."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Sequence

import structlog

log = structlog.get_logger()

EVERY = dt.timedelta(minutes=1)
"""How often it runs, at most."""
PATIENCE = 5.0
"""In seconds: how long a tick waits for it. A platform may take long to list who is in a channel."""


class Due:
    """Runs each of `works` when due. An error in one is logged and stops neither the others nor tips."""

    def __init__(self, works: Sequence[Callable[[dt.datetime], Awaitable[object]]]) -> None:
        self._works = works
        self._ran_at: dt.datetime | None = None
        self._running: asyncio.Task[None] | None = None

    async def plan(self, now: dt.datetime, _stopping: Callable[[], bool]) -> None:
        """Put into the ledger what is due."""
        if self._ran_at is not None and dt.timedelta() <= now - self._ran_at < EVERY:
            return
        if self._running is None or self._running.done():
            self._ran_at = now
            self._running = asyncio.create_task(self._due(now))
        await asyncio.wait([self._running], timeout=PATIENCE)

    async def stop(self) -> None:
        """Wait at most PATIENCE for the work under way."""
        if self._running is not None:
            _, late = await asyncio.wait([self._running], timeout=PATIENCE)
            for task in late:
                task.cancel()

    async def _due(self, now: dt.datetime) -> None:
        for work in self._works:
            try:
                await work(now)
            except Exception:  # whatever happens, tips continue
                log.exception("due.failed")
