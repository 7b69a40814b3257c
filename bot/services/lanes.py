"""A lane: the posts of one workspace, one after the other and no faster than Slack takes them."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from typing import Any

import structlog

from bot.domain.deliveries import Delivery
from bot.domain.pacing import CHANNEL_GAP, Pace
from bot.services.clocks import Clocks
from bot.services.ports import Ledger, PacingStore, Turn
from bot.services.posting import Posting

log = structlog.get_logger()

AHEAD = 5.0
"""In seconds; for so long a lane claims work ahead."""
MOST = 100
"""So many deliveries it claims at once, however fast it may post."""


class Lane:
    """Claims, waits for its turn and posts, until there is nothing left to claim in its workspace, or it must stop.

    `slots` are shared by all lanes of a process, and served in order: so a workspace with many channels does not hold
    up one with few.
    """

    def __init__(
        self,
        turn: Turn,
        *,
        ledger: Ledger,
        pacing: PacingStore,
        posting: Posting,
        clocks: Clocks,
        most: float,
        slots: asyncio.Semaphore,
    ) -> None:
        self.workspace = turn.workspace
        self._ledger = ledger
        self._pacing = pacing
        self._posting = posting
        self._clocks = clocks
        self._slots = slots
        self._end = asyncio.Event()
        self._slowed = False
        self._doing: set[asyncio.Task[Any]] = set()
        self._last: dict[str, float] = {}
        at = clocks.elapsed()
        self._pace = Pace.starting(most, at)
        if turn.rate is not None and turn.slowed_at is not None:
            ago = (clocks.now() - turn.slowed_at).total_seconds()
            self._pace = Pace(most, turn.rate, at - ago, at)

    async def run(self) -> None:
        """Until nothing is left; a fault is logged, and ends the lane. When it is cut off, its posts are too."""
        try:
            await self._run()
        finally:
            for task in self._doing:
                task.cancel()
        await self._leave()

    async def _run(self) -> None:
        try:
            while not self._end.is_set():
                if not await self._claim():
                    if not self._doing:
                        break
                    await asyncio.wait(self._doing)
        except Exception:
            log.exception("lane.interrupted", workspace=self.workspace)
        if self._doing:
            await asyncio.wait(self._doing)

    def stop(self) -> None:
        """Post no more but what is on its way, and give back the rest."""
        self._end.set()

    async def _claim(self) -> bool:
        """Whether there was anything to claim; it is on its way then, or given back. By clocks that differ nothing is:
        a lane can outlive the tick that found them to agree."""
        if not self._clocks.trusted():
            return False
        stamp = self._clocks.elapsed()
        rows = await self._ledger.claim(
            self._posting.owner,
            self._clocks.now(),
            min(max(1, int(self._pace.rate_at(stamp) * AHEAD)), MOST),
            self.workspace,
            self._posting.bounds.lease,
        )
        for row in rows:
            await self._start(row, stamp)
        return bool(rows)

    async def _start(self, row: Delivery, stamp: float) -> None:
        """Post when its turn comes, or give it back."""
        if not self._end.is_set():
            await self._wait(self._turn(row))
        if self._end.is_set() or not self._posting.in_time(stamp):
            await self._posting.release(row)
            return
        await self._slots.acquire()
        task = asyncio.create_task(self._post(row, stamp))
        self._doing.add(task)
        task.add_done_callback(self._doing.discard)

    def _turn(self, row: Delivery) -> float:
        at = self._clocks.elapsed()
        start, self._pace = self._pace.taken(at)
        start = max(start, self._last.get(row.channel, start - CHANNEL_GAP) + CHANNEL_GAP)
        self._last = {channel: last for channel, last in self._last.items() if last > at - CHANNEL_GAP}
        self._last[row.channel] = start
        return start

    async def _wait(self, until: float) -> None:
        """Until then, or until the lane must end."""
        left = until - self._clocks.elapsed()
        if left > 0:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._end.wait(), left)

    async def _post(self, row: Delivery, stamp: float) -> None:
        try:
            wait = await self._posting.deliver(row, stamp)
        finally:
            self._slots.release()
        if wait is not None:
            await self._slow(wait)

    async def _slow(self, wait: dt.timedelta) -> None:
        """Everybody waits as long as Slack says, also after a restart; the rate is halved once for it."""
        at = self._clocks.elapsed()
        self._end.set()
        if not self._slowed:
            self._slowed = True
            self._pace = self._pace.slowed(at)
        now = self._clocks.now()
        log.warning("workspace.slowed", workspace=self.workspace, seconds=wait.total_seconds())
        await self._pacing.slow(self.workspace, self._pace.rate_at(at), now, now + wait)

    async def _leave(self) -> None:
        gap = dt.timedelta(seconds=CHANNEL_GAP)
        try:
            await self._pacing.leave(self._posting.owner, self.workspace, self._clocks.now() + gap)
        except Exception:
            log.exception("lane.not_left", workspace=self.workspace)
