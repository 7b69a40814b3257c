"""The clock: one APScheduler job that looks for due work. The database holds the truth."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections.abc import Awaitable, Callable

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.core.errors import LeiderschapError
from bot.core.moments import utc_now

log = structlog.get_logger()

Work = Callable[[dt.datetime], Awaitable[object]]


class Clock:
    """Calls `tick` with the time, at once and then every `seconds`; never two at once in this process.

    An error in a tick is logged, and the next tick comes all the same. APScheduler's timer stops while the machine's
    clock is set back, and for good after an error of its own (both seen, not documented): a watchdog on a clock that
    nobody can set restarts it, so that ticks are at most two intervals apart.
    """

    def __init__(self, tick: Work, seconds: float, now: Callable[[], dt.datetime] = utc_now) -> None:
        self._tick = tick
        self._seconds = seconds
        self._now = now
        self._ticking = asyncio.Lock()
        self._scheduler = AsyncIOScheduler(timezone=dt.UTC)
        self._last = 0.0
        self._told = ""
        self._watching: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._last = asyncio.get_running_loop().time()
        self._schedule(utc_now())
        self._watching = asyncio.create_task(self._watch())

    async def tick(self) -> None:
        """One tick now, after any tick under way."""
        async with self._ticking:
            try:
                await self._tick(self._now())
                self._told = ""
            except Exception as error:  # the clock continues
                # The next tick comes within seconds: an expected error is logged with its traceback once, and then as
                # one line.
                foreseen = str(error) if isinstance(error, LeiderschapError) else ""
                again = foreseen != "" and foreseen == self._told
                log.error("tick.failed", why=foreseen or type(error).__name__, exc_info=not again)
                self._told = foreseen
            self._last = asyncio.get_running_loop().time()

    async def stop(self) -> None:
        """No more ticks; one under way is finished first, because APScheduler would cut off its posts (seen, not
        documented)."""
        if self._watching is not None:
            self._watching.cancel()
        if self._scheduler.running:
            self._scheduler.pause()
        async with self._ticking:
            self._end_scheduler()

    def _schedule(self, first: dt.datetime) -> None:
        self._scheduler.add_job(
            self.tick,
            "interval",
            seconds=self._seconds,
            next_run_time=first,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=3600,
        )
        self._scheduler.start()

    async def _watch(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(self._seconds / 2)
            late = loop.time() - self._last
            if late <= 1.4 * self._seconds or self._ticking.locked():
                continue
            log.error("clock.revived", late=round(late, 1))
            self._end_scheduler()
            self._scheduler = AsyncIOScheduler(timezone=dt.UTC)
            self._schedule(utc_now() + dt.timedelta(seconds=self._seconds))
            await self.tick()

    def _end_scheduler(self) -> None:
        with contextlib.suppress(Exception):  # whatever its state, it is no longer needed
            self._scheduler.shutdown(wait=False)
