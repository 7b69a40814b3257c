"""A campaign: processes are killed and stopped at random and at named points while Slack fails, and then it is counted
what Slack holds."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import random
import signal
import sys
import time
from collections import Counter
from dataclasses import dataclass, field, fields

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.deliveries import Bounds, Delivery
from bot.services.reporting import NOTICE
from bot.settings import ROOT
from bot.store.channels import SqlChannelStore
from bot.store.engine import create, reading
from bot.store.migrations import migrate
from bot.store.tables import deliveries
from tests.campaign.checks import End, broken
from tests.campaign.slack import ADMINISTRATORS, FailingSlack
from tests.campaign.trouble import Trouble
from tests.campaign.work import WORKSPACES, Work

FAULTY = 0.10
LATE = 20.0
"""In seconds, at a scale of 1; so much later a request may take effect."""
CHANCE = 0.004
"""At each named point, of a kill."""
PATIENCE = 180.0
"""In seconds; so long, and some leases, the end may take in which all comes to rest."""


@dataclass
class Report:
    """What a campaign found. `broken` names each promise that did not hold."""

    kills: Counter[str] = field(default_factory=Counter)
    stops: int = 0
    troubles: Counter[str] = field(default_factory=Counter)
    posts: int = 0
    applied: int = 0
    states: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)
    retried: int = 0
    seconds: float = 0.0
    broken: list[str] = field(default_factory=list)


class Campaign:
    """`scale`: all bounds are so many times shorter, their ratios kept."""

    def __init__(
        self, url: str, seed: int, *, faults: int, processes: int, scale: float, lookup: str
    ) -> None:
        self._url = url
        self._faults = faults
        self._processes = processes
        self._scale = scale
        self._lookup = lookup
        self._rng = random.Random(seed)
        self._slack = FailingSlack(seed, FAULTY, LATE / scale)
        self._bounds = Bounds().scaled(1 / scale)
        self._begun = dt.datetime.now(dt.UTC)
        self._pids: list[int] = []
        self.report = Report()

    async def run(self) -> Report:
        started = time.monotonic()
        await migrate(self._url)
        engine = create(self._url)
        self._work = Work(engine, self._rng, self._bounds.lease, self._slack.refusing)
        async with self._slack.serving():
            nursery = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "tests.campaign.worker", self._url, self._slack.url, str(self._scale),
                self._lookup, cwd=ROOT, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
            )  # fmt: skip
            self._nursery = nursery
            listening = asyncio.create_task(self._listen())
            try:
                await self._harass(engine)
                await self._rest(engine)
            finally:
                for pid in self._pids:
                    _signal(pid, signal.SIGKILL)
                nursery.kill()
                await nursery.wait()
                await asyncio.wait([listening], timeout=2)  # an orphan may hold the pipe for a moment longer
                listening.cancel()
            await self._check(engine)
        await engine.dispose()
        self.report.seconds = time.monotonic() - started
        return self.report

    async def _listen(self) -> None:
        assert self._nursery.stderr is not None
        async for line in self._nursery.stderr:
            text = line.decode().strip()
            if text.startswith("killed "):
                self.report.kills[text.removeprefix("killed ")] += 1
            elif text:
                print(text, file=sys.stderr)

    async def _start(self, chance: float) -> None:
        assert self._nursery.stdin is not None
        assert self._nursery.stdout is not None
        self._nursery.stdin.write(f"{self._rng.randrange(2**32)} {chance}\n".encode())
        await self._nursery.stdin.drain()
        self._pids.append(int(await self._nursery.stdout.readline()))

    async def _harass(self, engine: AsyncEngine) -> None:
        """Work comes in, processes die and stand still, until there were faults enough."""
        lease = self._bounds.lease.total_seconds()
        trouble = Trouble(engine, self._rng)
        while self.report.kills.total() < self._faults:
            self._pids = [pid for pid in self._pids if _signal(pid, 0)]
            while len(self._pids) < self._processes:
                await self._start(CHANCE)
            await self._work.more(dt.datetime.now(dt.UTC))
            await asyncio.sleep(self._rng.uniform(0.2, 2.0) * lease)
            victim = self._rng.choice(self._pids)
            if self._rng.random() < 0.25:
                name = await trouble.make(self._pids, self._rng.uniform(0.2, 1.2) * lease)
                self.report.troubles[name] += 1
            elif self._rng.random() < 0.15:
                await self._stand_still(victim)
            elif self._rng.random() < 0.5 and _signal(victim, signal.SIGKILL):
                self.report.kills["at any moment"] += 1

    async def _stand_still(self, victim: int) -> None:
        """The process sleeps for longer than its lease, and wakes."""
        if _signal(victim, signal.SIGSTOP):
            self.report.stops += 1
            await asyncio.sleep(self._rng.uniform(0.5, 2.5) * self._bounds.lease.total_seconds())
            _signal(victim, signal.SIGCONT)

    async def _rest(self, engine: AsyncEngine) -> None:
        """Nothing fails any more: what is open must come to its end."""
        self._slack.faulty = 0.0
        for pid in self._pids:
            _signal(pid, signal.SIGKILL)
        self._pids = []
        await self._start(0.0)
        end = time.monotonic() + PATIENCE + 20 * self._bounds.lease.total_seconds()
        while time.monotonic() < end:
            await asyncio.sleep(1.0)
            rows = await self._rows(engine)
            done = [row for row in rows if row.state in ("posted", "failed", "skipped", "review")]
            due = await SqlChannelStore(engine).due(self._work.last, 1)
            if len(done) == len(rows) and not due:
                return
        self.report.broken.append("something is still open after the time of rest")

    async def _rows(self, engine: AsyncEngine) -> list[Delivery]:
        query = sa.select(*(deliveries.c[one.name] for one in fields(Delivery)))
        async with reading(engine) as connection:
            return [Delivery(**row) for row in (await connection.execute(query)).mappings()]

    async def _check(self, engine: AsyncEngine) -> None:
        """What Slack holds against what the ledger says."""
        report, rows = self.report, await self._rows(engine)
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
            self._lookup == "history",
        )
        report.broken += broken(end)


def _signal(pid: int, which: int) -> bool:
    try:
        os.kill(pid, which)
    except ProcessLookupError:
        return False
    return True
