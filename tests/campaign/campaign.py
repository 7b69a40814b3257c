"""A campaign: processes are killed, stopped and misled while Slack and the database fail, and at the end Slack's
messages are compared with the ledger."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.store import SqlChannelStore
from bot.database.engine import create, reading
from bot.database.migrations import migrate
from bot.database.tables import in_states
from bot.delivery.bounds import Bounds
from bot.delivery.model import NOTICE, OPEN, Delivery
from bot.delivery.notices.reporting import quarantine
from bot.delivery.tables import COLUMNS, deliveries, read_deliveries
from bot.settings import ROOT
from tests.campaign.checks import Broken, End, broken
from tests.campaign.levers import Levers
from tests.campaign.report import Report
from tests.campaign.slack import ADMINISTRATORS, FailingSlack
from tests.campaign.trouble import Trouble
from tests.campaign.work import WORKSPACES, Work

FAULTY = 0.10
LATE = 20.0
"""In seconds, at a scale of 1; a request may take effect up to this much later."""
CHANCE = 0.004
"""The chance of a kill at each named point."""
MOST_OPEN = 60
"""With more open deliveries no new work comes in, so that recovery from trouble is measured, not a backlog."""
SPELL = 60
"""After this many faults nothing fails until nothing is open."""
PATIENCE = 60.0
"""In seconds; this long, plus some leases, everything may take to finish."""
DYING = 0.5
"""In seconds; how long a process that killed itself may still seem to exist."""
RETRY_AFTER = 1.0
"""In seconds, at every scale: the wait that the fake Slack names. If it names none, the bot waits at most this long."""
CLOCK_WAITS = 60.0
"""In seconds; the longest time from when a clock is right again until it is compared."""
SKEWS = (90.0, -3600.0, 3 * 86_400.0, 400 * 86_400.0, 20 * 365 * 86_400.0)
"""In seconds; how much the machine's clock is set wrong for a while."""


@dataclass(frozen=True)
class Plan:
    """`scale`: how many times shorter all bounds are, in one ratio. `faults`: how many, including failed posts."""

    url: str
    seed: int
    faults: int
    processes: int
    scale: float
    lookup: str


class Campaign:
    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._scale = plan.scale
        self._rng = random.Random(plan.seed)
        self._slack = FailingSlack(plan.seed, FAULTY, LATE / plan.scale)
        self._bounds = Bounds().scaled(1 / plan.scale)
        self._lease = self._bounds.lease.total_seconds()
        self._begun = dt.datetime.now(dt.UTC)
        self._pids: list[int] = []
        self._ending: list[int] = []
        self._set = False
        self.report = Report()

    async def run(self) -> Report:
        started = time.monotonic()
        await migrate(self._plan.url)
        engine = create(self._plan.url)
        self._work = Work(engine, self._rng, self._bounds.lease, self._slack)
        with tempfile.TemporaryDirectory(prefix="campaign-") as folder:
            self._levers = Levers(Path(folder) / "levers")
            async with self._slack.serving():
                await self._with_nursery(engine, folder)
                await self._check(engine)
        await engine.dispose()
        self.report.seconds = time.monotonic() - started
        return self.report

    async def _with_nursery(self, engine: AsyncEngine, folder: str) -> None:
        self._nursery = nursery = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.campaign.worker", self._plan.url, self._slack.url, str(self._scale),
            self._plan.lookup, f"{folder}/levers", cwd=ROOT, stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        listening = asyncio.create_task(self._listen())
        try:
            while self._faults < self._plan.faults:
                await self._spell(engine, min(self._faults + SPELL, self._plan.faults))
                if not await self._calm(engine):
                    break
        finally:
            for pid in (*self._pids, *self._ending):
                _signal(pid, signal.SIGKILL)
            nursery.kill()
            await nursery.wait()
            await asyncio.wait([listening], timeout=2)  # an orphan may hold the pipe for a moment longer
            listening.cancel()

    @property
    def _faults(self) -> int:
        return self.report.faults.total() + self._slack.failed.total()

    async def _listen(self) -> None:
        assert self._nursery.stderr is not None
        async for line in self._nursery.stderr:
            text = line.decode().strip()
            if text.startswith("killed "):
                self.report.faults[text] += 1
            elif text:
                print(text, file=sys.stderr)

    async def _staff(self) -> None:
        """Start processes until there are as many as planned, as a host restarts those that died."""
        assert self._nursery.stdin is not None
        assert self._nursery.stdout is not None
        self._pids = [pid for pid in self._pids if _signal(pid, 0)]
        while len(self._pids) < self._plan.processes:
            self._nursery.stdin.write(f"{self._rng.randrange(2**32)}\n".encode())
            await self._nursery.stdin.drain()
            self._pids.append(int(await self._nursery.stdout.readline()))

    async def _spell(self, engine: AsyncEngine, faults: int) -> None:
        """Add work, and kill, freeze, end and mislead processes, until there were this many faults."""
        trouble = Trouble(engine, self._rng)
        self._slack.faulty, self._set = FAULTY, False
        self._levers.set(chance=CHANCE)
        while self._faults < faults:
            await self._staff()
            if await self._open(engine) < MOST_OPEN:
                await self._work.more(dt.datetime.now(dt.UTC))
            await asyncio.sleep(self._rng.uniform(0.2, 2.0) * self._lease)
            victim = self._rng.choice(self._pids)
            match self._rng.choices(
                ("database", "still", "clock", "kill", "end", ""), (25, 10, 10, 25, 10, 20)
            )[0]:
                case "database":
                    name = await trouble.make(self._pids, self._rng.uniform(0.2, 1.2) * self._lease)
                    self.report.faults[f"the database: {name}"] += 1
                case "still":
                    await self._stand_still(victim)
                case "clock":
                    await self._set_clock()
                case "kill" if _signal(victim, signal.SIGKILL):
                    self.report.faults["killed at any moment"] += 1
                    self._pids.remove(victim)
                    self._ending.append(victim)
                case "end" if _signal(victim, signal.SIGTERM):
                    self.report.faults["told to end"] += 1
                    self._pids.remove(victim)
                    self._ending.append(victim)

    async def _stand_still(self, victim: int) -> None:
        """Freeze the process for up to 2.5 leases, and let it continue."""
        if _signal(victim, signal.SIGSTOP):
            self.report.faults["frozen (up to 2.5 leases)"] += 1
            await asyncio.sleep(self._rng.uniform(0.5, 2.5) * self._lease)
            _signal(victim, signal.SIGCONT)

    async def _set_clock(self) -> None:
        """Set the machine's clock wrong for a while, also for processes that start meanwhile."""
        skew = self._rng.choice(SKEWS)
        self.report.faults[
            f"the clock: {dt.timedelta(seconds=abs(skew))} {'on' if skew > 0 else 'back'}"
        ] += 1
        self._set = True
        self._levers.set(chance=CHANCE, skew=skew)
        for _ in range(2):
            await asyncio.sleep(self._rng.uniform(0.5, 1.5) * self._lease)
            await self._staff()
        self._levers.set(chance=CHANCE)

    async def _calm(self, engine: AsyncEngine) -> bool:
        """Let nothing fail, and wait until everything that is open, and some new work, has ended; returns whether it
        did."""
        self._slack.faulty = 0.0
        self._levers.set(chance=0.0)
        for pid in self._ending:
            while _signal(pid, 0):  # noqa: ASYNC110 # no children of this process: nothing tells of their end
                await asyncio.sleep(0.1)
        self._ending = []
        await asyncio.sleep(DYING)
        await self._staff()
        await self._work.more(dt.datetime.now(dt.UTC))
        began = time.monotonic()
        promised = self._promised(await self._rows(engine))
        end = began + promised + PATIENCE + 20 * self._lease
        while time.monotonic() < end:
            if await self._rests(engine):
                beyond = time.monotonic() - began - promised
                self.report.recoveries.append(max(beyond, 0.0) * self._scale)
                return True
            await asyncio.sleep(0.1)
        self.report.broken.append(Broken("stuck", "something is still open after the time of rest"))
        return False

    def _promised(self, rows: Sequence[Delivery]) -> float:
        """In seconds: the waits that docs/delivery.md promises, each of which may only just have begun. The quarantine
        of a notice doubles each time its answer is lost."""
        quarantines = [quarantine(row, self._bounds) for row in rows if row.state in OPEN]
        waits = self._bounds.lease + max([self._bounds.quarantine, *quarantines])
        clock = CLOCK_WAITS / self._scale if self._set else 0.0
        last = max((self._work.last - dt.datetime.now(dt.UTC)).total_seconds(), 0.0)
        return waits.total_seconds() + clock + RETRY_AFTER + last

    async def _rests(self, engine: AsyncEngine) -> bool:
        if await self._open(engine):
            return False
        now = dt.datetime.now(dt.UTC)
        return self._work.last <= now and not await SqlChannelStore(engine).due(now, 1)

    async def _open(self, engine: AsyncEngine) -> int:
        moving = in_states(deliveries.c.state, OPEN - {"review"})
        async with reading(engine) as connection:
            return await connection.scalar(sa.select(sa.func.count()).where(moving)) or 0

    async def _rows(self, engine: AsyncEngine) -> list[Delivery]:
        return [*await read_deliveries(engine, sa.select(*COLUMNS))]

    async def _check(self, engine: AsyncEngine) -> None:
        """Compare Slack's messages with the ledger, and complete the report."""
        report, rows = self.report, await self._rows(engine)
        report.faults.update(self._slack.failed)
        report.slots, report.acts = self._work.slots, self._work.acts
        report.posts, report.applied = self._slack.posts, len(self._slack.applied)
        report.states = Counter(row.state for row in rows if row.kind != NOTICE)
        report.told = Counter(row.subject.split("/")[0] for row in rows if row.kind == NOTICE)
        report.retried = sum(row.attempts > 1 for row in rows)
        end = End(
            rows,
            self._slack.applied,
            self._slack.refused,
            self._work.channels,
            self._work.leads,
            {f"T{number}": ADMINISTRATORS for number in range(WORKSPACES)},
            self._begun,
            self._plan.lookup == "history",
            self._work.acted,
        )
        report.broken += broken(end)


def _signal(pid: int, which: int) -> bool:
    try:
        os.kill(pid, which)
    except ProcessLookupError:
        return False
    return True
