"""A lane: the posts of one workspace, no faster than Slack takes them, and what went wrong told before any tip."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from typing import Any

import structlog

from bot.delivery.clocks import Clocks
from bot.delivery.model import Delivery
from bot.delivery.pacing.model import CHANNEL_GAP, RECOVERS_IN, Pace, Refusals
from bot.delivery.ports import Ledger, PacingStore, Turn
from bot.delivery.posting import Posting

log = structlog.get_logger()

AHEAD = 5.0
"""In seconds; for so long a lane claims work ahead."""
MOST = 100
"""So many deliveries it claims at once, however fast it may post."""


class Lane:
    """Claims, waits for its turn and posts, until there is nothing left to claim in its workspace, or it must stop.

    It has two files that share its pace. Tips are neither claimed nor begun while a notice waits for its turn, and a
    notice waits for no tip: not for one that waits for its channel, and not for one that Slack does not answer.

    `tips` and `notices` are slots that all lanes of a process share, and that are served in order: so a workspace with
    many channels does not hold up one with few.
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
        tips: asyncio.Semaphore,
        notices: asyncio.Semaphore,
    ) -> None:
        self.workspace = turn.workspace
        self._ledger = ledger
        self._pacing = pacing
        self._posting = posting
        self._clocks = clocks
        self._slots = {False: tips, True: notices}
        self._end = asyncio.Event()
        self._news = asyncio.Event()
        self._no_notices = asyncio.Event()
        self._doing: set[asyncio.Task[Any]] = set()
        self._last: dict[str, float] = {}
        at = clocks.elapsed()
        self._held = self._slowed = at
        self._pace = Pace.starting(most, at)
        self._refusals = Refusals()
        self._asked = clocks.now()
        self._noting = asyncio.Lock()
        if turn.rate is not None and turn.blocked_until is not None:
            ago = max((clocks.now() - turn.blocked_until).total_seconds(), 0.0)
            self._pace = Pace(most, turn.rate, at - ago, at)
            if ago < RECOVERS_IN and turn.rate < most:
                self._refusals = Refusals(needed=1)

    async def run(self) -> None:
        """Until nothing is left; a fault is logged, and ends the lane. When it is cut off, its posts are too."""
        try:
            async with asyncio.TaskGroup() as files:
                tips = files.create_task(self._file(notices=False))
                tips.add_done_callback(lambda _: self.look())
                files.create_task(self._notices(tips))
        finally:
            for task in self._doing:
                task.cancel()
        await self._leave()

    def look(self) -> None:
        """There may be a notice to claim."""
        self._news.set()

    def stop(self) -> None:
        """Post no more but what is on its way, and give back the rest."""
        self._end.set()
        self._no_notices.set()
        self._news.set()

    async def _notices(self, tips: asyncio.Task[None]) -> None:
        """As long as there are tips, whenever there may be some."""
        while True:
            self._news.clear()
            await self._file(notices=True)
            if tips.done() or self._end.is_set():
                return
            await self._news.wait()

    async def _file(self, *, notices: bool) -> None:
        doing: set[asyncio.Task[Any]] = set()
        try:
            while not self._end.is_set():
                if not await self._claim(doing, notices=notices):
                    if not doing:
                        break
                    # A notice must not wait for one that Slack does not answer.
                    until = asyncio.FIRST_COMPLETED if notices else asyncio.ALL_COMPLETED
                    await asyncio.wait(doing, return_when=until)
        except Exception:  # the lane begins anew with the next tick; others go on
            log.exception("lane.interrupted", workspace=self.workspace)
            self.stop()  # it does not know whether a notice waits
        if doing:
            await asyncio.wait(doing)

    async def _claim(self, doing: set[asyncio.Task[Any]], *, notices: bool) -> bool:
        """Whether there was anything to claim; it is on its way then, or given back. By clocks that differ nothing is:
        a lane can outlive the tick that found them to agree."""
        await self._wait(self._held)
        if not notices:
            await self._no_notices.wait()
        if not self._clocks.trusted():
            self.stop()
        if self._end.is_set():
            return False
        stamp = self._clocks.elapsed()
        rows = await self._ledger.claim(
            self._posting.owner,
            self._clocks.now(),
            min(max(1, int(self._pace.rate_at(stamp) * AHEAD)), MOST),
            self.workspace,
            self._posting.bounds.lease,
            notices=notices,
        )
        if notices and not self._end.is_set():
            (self._no_notices.clear if rows else self._no_notices.set)()
        for row in rows:
            await self._start(row, stamp, doing, notices=notices)
        return bool(rows)

    async def _start(
        self, row: Delivery, stamp: float, doing: set[asyncio.Task[Any]], *, notices: bool
    ) -> None:
        """Post when its turn comes, or give it back."""
        if not notices and not self._no_notices.is_set():
            with contextlib.suppress(TimeoutError):
                left = stamp + self._posting.bounds.last_start.total_seconds() - self._clocks.elapsed()
                await asyncio.wait_for(self._no_notices.wait(), max(left, 0.0))
        if self._may_begin(stamp):
            await self._wait(self._turn(row))
        if not self._may_begin(stamp):
            await self._posting.release(row)
            return
        slots = self._slots[notices]
        await slots.acquire()
        task = asyncio.create_task(self._post(row, stamp, slots))
        for some in (self._doing, doing):
            some.add(task)
            task.add_done_callback(some.discard)

    def _may_begin(self, stamp: float) -> bool:
        held = self._clocks.elapsed() < self._held
        return not held and not self._end.is_set() and self._posting.in_time(stamp)

    def _turn(self, row: Delivery) -> float:
        at = self._clocks.elapsed()
        start, self._pace = self._pace.taken(at)
        start = max(start, self._last.get(row.ref.channel, start - CHANNEL_GAP) + CHANNEL_GAP)
        self._last = {channel: last for channel, last in self._last.items() if last > at - CHANNEL_GAP}
        self._last[row.ref.channel] = start
        return start

    async def _wait(self, until: float) -> None:
        """Until then, or until the lane must end."""
        left = until - self._clocks.elapsed()
        if left > 0:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._end.wait(), left)

    async def _post(self, row: Delivery, stamp: float, slots: asyncio.Semaphore) -> None:
        begun = self._clocks.elapsed()
        try:
            heard = await self._posting.deliver(row, stamp)
        finally:
            slots.release()
        if heard is None:
            return
        if heard.wait is not None:
            self._refusals = self._refusals.refused(row.ref.channel, begun)
            self._asked = max(self._asked, self._clocks.now() + heard.wait)
            if heard.everywhere or self._refusals.everywhere:
                await self._slow(heard.wait, begun)
            else:
                await self._note()
        elif self._refusals != (after := self._refusals.taken(begun)):
            self._refusals = after
            await self._note()

    async def _note(self) -> None:
        """As long as nothing was taken since a refusal, whoever comes after this lane takes it for the workspace's."""
        async with self._noting:
            if self._refusals.channels:
                rate = self._pace.rate_at(self._clocks.elapsed())
                await self._pacing.slow(self.workspace, rate, self._clocks.now(), self._asked)
            elif self._clocks.elapsed() >= self._held:
                await self._pacing.lift(self.workspace, self._clocks.now())

    async def _slow(self, named: dt.timedelta, begun: float) -> None:
        """Everybody waits as long as Slack says, also after a restart. For all that was on its way when Slack said so
        the rate is halved once. One more refusal after the wait tells enough, until something was taken."""
        at, wait = self._clocks.elapsed(), named.total_seconds()
        self._held = max(self._held, at + wait)
        if begun >= self._slowed:
            self._slowed = at
            self._pace = self._pace.slowed(at, self._held)
        self._refusals = Refusals(needed=1)
        if wait > RECOVERS_IN:
            self.stop()  # others need the lane meanwhile
        now = self._clocks.now()
        log.warning("workspace.slowed", workspace=self.workspace, seconds=wait)
        async with self._noting:
            await self._pacing.slow(self.workspace, self._pace.rate_at(at), now, now + named)

    async def _leave(self) -> None:
        gap = dt.timedelta(seconds=CHANNEL_GAP)
        try:
            await self._pacing.keep(self._posting.owner, [self.workspace], self._clocks.now() + gap)
        except Exception:  # its hold ends by itself
            log.exception("lane.not_left", workspace=self.workspace)
