"""A lane: the posts of one workspace, no faster than Slack accepts them, with notices before tips."""

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
"""In seconds: how far ahead a lane claims work."""
MOST = 100
"""The most deliveries that a lane claims at once, whatever its rate."""


class Lane:
    """Claims deliveries, waits for their turn and posts them, until its workspace has none left or the lane must
    stop.

    It has two queues that share its pace. No tip is claimed or begun while a notice waits for its turn, and no notice
    waits for a tip, whether that tip waits for its channel or for Slack's answer.

    `tips` and `notices` are slots that all lanes of a process share in order of arrival, so that a workspace with
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
        """Run until nothing is left; an error is logged and ends the lane. If it is cancelled, so are its posts."""
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
        """Wake up: there may be a notice to claim."""
        self._news.set()

    def stop(self) -> None:
        """Finish the posts under way and release the rest."""
        self._end.set()
        self._no_notices.set()
        self._news.set()

    async def _notices(self, tips: asyncio.Task[None]) -> None:
        """Claim notices whenever there may be some, as long as there are tips."""
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
                    # A notice must not wait for another that Slack does not answer.
                    until = asyncio.FIRST_COMPLETED if notices else asyncio.ALL_COMPLETED
                    await asyncio.wait(doing, return_when=until)
        except Exception:  # the next tick opens the lane again; others continue
            log.exception("lane.interrupted", workspace=self.workspace)
            self.stop()  # it does not know whether a notice waits
        if doing:
            await asyncio.wait(doing)

    async def _claim(self, doing: set[asyncio.Task[Any]], *, notices: bool) -> bool:
        """Whether there was anything to claim; it is then under way or released. Nothing is claimed while clocks
        differ: a lane can outlive the tick that saw them agree."""
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
        """Post when its turn comes, or release it."""
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
        """Wait until then, or until the lane must end."""
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
        """Save the wait. Until a post succeeds after a refusal, other processes must assume that it holds for the
        whole workspace."""
        async with self._noting:
            if self._refusals.channels:
                rate = self._pace.rate_at(self._clocks.elapsed())
                await self._pacing.slow(self.workspace, rate, self._clocks.now(), self._asked)
            elif self._clocks.elapsed() >= self._held:
                await self._pacing.lift(self.workspace, self._clocks.now())

    async def _slow(self, named: dt.timedelta, begun: float) -> None:
        """Everybody waits as long as Slack says, also after a restart. All posts that were under way at the time
        halve the rate only once. After the wait a single refusal is enough to slow down again, until a post
        succeeds."""
        at, wait = self._clocks.elapsed(), named.total_seconds()
        self._held = max(self._held, at + wait)
        if begun >= self._slowed:
            self._slowed = at
            self._pace = self._pace.slowed(at, self._held)
        self._refusals = Refusals(needed=1)
        if wait > RECOVERS_IN:
            self.stop()  # its place is for other workspaces meanwhile
        now = self._clocks.now()
        log.warning("workspace.slowed", workspace=self.workspace, seconds=wait)
        async with self._noting:
            await self._pacing.slow(self.workspace, self._pace.rate_at(at), now, now + named)

    async def _leave(self) -> None:
        gap = dt.timedelta(seconds=CHANNEL_GAP)
        try:
            await self._pacing.keep(self._posting.owner, [self.workspace], self._clocks.now() + gap)
        except Exception:  # its hold expires
            log.exception("lane.not_left", workspace=self.workspace)
