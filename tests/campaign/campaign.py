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
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.channel_settings import ChannelSettings
from bot.domain.channels import Channel
from bot.domain.deliveries import Bounds, Delivery
from bot.domain.schedule import Rhythm
from bot.settings import ROOT
from bot.store.channels import SqlChannelStore
from bot.store.engine import create
from bot.store.ledger import SqlLedger
from bot.store.migrations import migrate
from tests.campaign.slack import FailingSlack
from tests.campaign.trouble import Trouble

FAULTY = 0.10
LATE = 20.0
"""In seconds, at a scale of 1; so much later a request may take effect."""
CHANCE = 0.004
"""At each named point, of a kill."""
WORKSPACES = 10
AT_ONCE = 8
"""So many channels become due together."""
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
    retried: int = 0
    settled: int = 0
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
        self._channels = 0
        self._pids: list[int] = []
        self.report = Report()

    async def run(self) -> Report:
        started = time.monotonic()
        await migrate(self._url)
        engine = create(self._url)
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
            await self._more_work(engine)
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

    async def _more_work(self, engine: AsyncEngine) -> None:
        now = dt.datetime.now(dt.UTC)
        for _ in range(AT_ONCE):
            self._channels += 1
            await SqlChannelStore(engine).save(_due(self._channels, now))

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
            due = await SqlChannelStore(engine).due(dt.datetime.now(dt.UTC), 1)
            if len(done) == len(rows) and not due:
                return
        self.report.broken.append("something is still open after the time of rest")

    async def _rows(self, engine: AsyncEngine) -> list[Delivery]:
        ledger = SqlLedger(engine)
        rows: list[Delivery] = []
        for number in range(1, self._channels + 1):
            rows += await ledger.recent(_workspace(number), f"C{number}", 10)
        return rows

    async def _check(self, engine: AsyncEngine) -> None:
        """What Slack holds against what the ledger says."""
        report, rows = self.report, await self._rows(engine)
        counted = Counter(id for _, channel, id in self._slack.applied if channel.startswith("C"))
        report.posts, report.applied = self._slack.posts, counted.total()
        report.states = Counter(row.state for row in rows)
        report.retried = sum(row.attempts > 1 for row in rows)
        report.broken += [f"{id} was posted {count} times" for id, count in counted.items() if count > 1]
        recorded = Counter(row.channel for row in rows)
        missing = [number for number in range(1, self._channels + 1) if not recorded[f"C{number}"]]
        report.broken += [f"nothing is recorded of channel C{number}" for number in missing]
        known = {str(row.id) for row in rows}
        report.broken += [f"a post {id} that no row names" for id in counted if id not in known]
        for row in rows:
            there = counted[str(row.id)] > 0
            if row.state == "posted" and not there:
                report.broken.append(f"{row.id} is said to be posted, and is not there")
            if row.state in ("failed", "skipped") and there:
                report.broken.append(f"{row.id} is {row.state} ({row.error}), and is there")
            if row.state == "review" and self._lookup == "history":
                report.broken.append(f"{row.id} was not settled by a look ({row.error})")


def _due(number: int, now: dt.datetime) -> Channel:
    local = now.replace(second=0, microsecond=0)
    rhythm = Rhythm(local.weekday(), local.time(), "UTC")
    settings = ChannelSettings(rhythm, public_holidays="post")
    return Channel(_workspace(number), f"C{number}", f"kanaal-{number}", settings, now, now.date())


def _workspace(number: int) -> str:
    return f"T{number % WORKSPACES}"


def _signal(pid: int, which: int) -> bool:
    try:
        os.kill(pid, which)
    except ProcessLookupError:
        return False
    return True
