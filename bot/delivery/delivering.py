"""Moves every due delivery on: first what time alone decides, then one lane for each workspace.

The ledger decides what happens, so any number of processes may tick at once.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from typing import Any

from bot.delivery.clocks import Clocks
from bot.delivery.pacing.lanes import Lane
from bot.delivery.ports import Ledger, PacingStore
from bot.delivery.posting import Posting
from bot.delivery.reconciling import Reconciling
from bot.delivery.recording import Recording

Plan = Callable[[dt.datetime, Callable[[], bool]], Awaitable[object]]
"""Puts into the ledger what is due, until the second argument says that the process stops."""

Listen = Callable[[], Awaitable[object]]
"""Asks Slack for its clock outside the tick, and no more often than needed."""


LANES = 250
IN_HAND = 100
"""How many deliveries a process prepares, posts or records at once."""
RATE = 5.0
"""Posts a second in one workspace, unless Slack allows fewer."""
PATIENCE = 10.0
"""In seconds: how long a tick waits for the work that it began, which continues after it."""
STOP_WITHIN = 9.0
"""In seconds: how long a stopping process waits for the posts under way."""


class Delivering:
    """`plan` puts into the ledger what is due. `listen` asks Slack for its clock. `rate` is posts a second in one
    workspace; `in_hand` is how many deliveries are prepared, posted or recorded at once, with as many notices on
    top."""

    def __init__(
        self,
        ledger: Ledger,
        pacing: PacingStore,
        *,
        posting: Posting,
        reconciling: Reconciling,
        recording: Recording,
        clocks: Clocks,
        plan: Plan,
        listen: Listen,
        rate: float = RATE,
        in_hand: int = IN_HAND,
    ) -> None:
        self._ledger = ledger
        self._pacing = pacing
        self._posting = posting
        self.reconciling = reconciling
        self._recording = recording
        self._clocks = clocks
        self._plan = plan
        self._listen = listen
        self._rate = rate
        self._tips, self._notices = asyncio.Semaphore(in_hand), asyncio.Semaphore(in_hand)
        self._stopping = False
        self._lanes: dict[str, tuple[Lane, asyncio.Task[None]]] = {}
        self._looking: asyncio.Task[None] | None = None

    async def tick(self, now: dt.datetime) -> None:
        """All work due at `now`; what takes longer than PATIENCE continues after the tick.

        Nothing is decided while the clocks are unchecked or differ.
        """
        self._clocks.set(now)
        asked = self._clocks.elapsed()
        if (database := await self._ledger.clock()) is not None:
            self._clocks.database(database, self._clocks.elapsed() - asked)
        if self._clocks.silent():
            await self._listen()
        await self._recording.flush()
        if self._stopping or not self._clocks.trusted():
            return
        await self.reconciling.tick(self._stops)
        await self._plan(now, self._stops)
        if self._stopping:
            return
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self.reconciling.look())
        if self._lanes:
            await self._pacing.keep(self._posting.owner, list(self._lanes), self._clocks.now() + self._held)
        end = self._clocks.elapsed() + PATIENCE
        while True:
            doing = self._doing  # what ends while lanes are opened may leave more for another
            await self._open()
            doing |= self._doing
            left = end - self._clocks.elapsed()
            if not doing or left <= 0:
                return
            await asyncio.wait(doing, timeout=left, return_when=asyncio.FIRST_COMPLETED)

    async def stop(self) -> None:
        """Claim nothing more, release what is claimed, and wait at most STOP_WITHIN for the posts under way. The rest
        is settled when its lease ends."""
        self._stopping = True
        for lane, _ in self._lanes.values():
            lane.stop()
        if doing := self._doing:
            _, late = await asyncio.wait(doing, timeout=STOP_WITHIN)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late)
        await self._recording.close()

    def _stops(self) -> bool:
        return self._stopping

    @property
    def _held(self) -> dt.timedelta:
        """How long a process keeps a workspace for itself; every tick extends it."""
        return self._posting.bounds.lease

    @property
    def _doing(self) -> set[asyncio.Task[Any]]:
        doing: set[asyncio.Task[Any]] = {task for _, task in self._lanes.values() if not task.done()}
        if self._looking is not None and not self._looking.done():
            doing.add(self._looking)
        return doing

    async def _open(self) -> None:
        """Open a lane for every workspace with something to claim where nobody else posts. Notices need not wait for
        a free lane: each workspace that has one gets an extra lane."""
        self._lanes = {name: (lane, task) for name, (lane, task) in self._lanes.items() if not task.done()}
        now = self._clocks.now()
        noticed = await self._pacing.noticed(now)
        for name in noticed:
            if name in self._lanes:
                self._lanes[name][0].look()
        first = [name for name in noticed if name not in self._lanes][:LANES]
        free = LANES + len(first) - len(self._lanes)
        if free <= 0 or self._stopping:
            return
        owner, held = self._posting.owner, now + self._held
        turns = await self._pacing.take(owner, now, held, free, list(self._lanes), first=first)
        for turn in turns:
            if self._stopping:  # stop() was called meanwhile
                await self._pacing.keep(owner, [turn.workspace], now)
                continue
            lane = Lane(
                turn,
                ledger=self._ledger,
                pacing=self._pacing,
                posting=self._posting,
                clocks=self._clocks,
                most=self._rate,
                tips=self._tips,
                notices=self._notices,
            )
            self._lanes[turn.workspace] = lane, asyncio.create_task(lane.run())
