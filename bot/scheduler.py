"""The clock: one APScheduler job that looks what is due. The truth is in the database."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot import observability

log = structlog.get_logger()

Work = Callable[[dt.datetime], Awaitable[object]]


def utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class Clock:
    """Calls `tick` with the time, every `seconds` from the start on; never two at once in this process.

    A fault in a tick is logged, and the next tick comes all the same.
    """

    def __init__(self, tick: Work, seconds: float, now: Callable[[], dt.datetime] = utc_now) -> None:
        self._tick = tick
        self._seconds = seconds
        self._now = now
        self._ticking = asyncio.Lock()
        self._scheduler = AsyncIOScheduler(timezone=dt.UTC)

    def start(self) -> None:
        self._scheduler.add_job(
            self.tick,
            "interval",
            seconds=self._seconds,
            next_run_time=utc_now(),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=3600,
        )
        self._scheduler.start()

    async def tick(self) -> None:
        """One tick, now; waits for one that is going on."""
        async with self._ticking:
            try:
                await self._tick(self._now())
            except Exception:
                log.exception("tick.failed")
            else:
                observability.ticked()

    async def stop(self) -> None:
        """No more ticks; one that is going on is finished first, since APScheduler would cut off its posts."""
        self._scheduler.pause()
        async with self._ticking:
            self._scheduler.shutdown(wait=False)
