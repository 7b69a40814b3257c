"""A world for the delivery engine: its own code, on a database, a Slack and clocks that fail as one seed says.

One seed is one history. The workers run the product's planning, delivering and settling; behind its ports are stores in
memory that lose answers, a Slack that applies requests late or not at all, and processes that freeze and die anywhere.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

from bot.domain.calendar import Breaks
from bot.domain.channel_settings import ChannelSettings
from bot.domain.channels import Channel, Lead
from bot.domain.deliveries import LEASE, Bounds, Delivery, Event, Skip, stale_at
from bot.domain.errors import LeiderschapError, StoreError
from bot.domain.messages import Message
from bot.domain.schedule import Rhythm, next_occurrence
from bot.services.clocks import Clocks
from bot.services.delivering import Delivering
from bot.services.outlook import Outlook
from bot.services.ports import (
    Look,
    NotPostedError,
    Prepared,
    RefusedError,
    Turn,
    UnsureError,
)
from bot.services.posting import Posting
from bot.services.recording import Recording
from bot.services.reporting import NOTICE, Reporting
from bot.services.scheduling import Scheduling
from bot.services.settling import Settling
from tests.fakes.ledger import MemoryChannels, MemoryDatabase, MemoryLedger, MemoryPacing

START = dt.datetime(2026, 3, 9, tzinfo=dt.UTC)
"""A Monday; the clocks of Amsterdam and Chicago change in the weeks after it."""
TICK = 15.0
LATE = 30.0
"""In seconds; a request that left may take effect so much later: the kernel of a dead process still sends."""
POST = 10.0
FROZEN = 90.0
"""In seconds; the longest pause between the last look at the clock and the first byte that the bounds allow."""
ZONES = ("Europe/Amsterdam", "America/Chicago", "Pacific/Auckland", "Asia/Kolkata")
LEAD = "U0LEAD"


@dataclass(frozen=True)
class Faults:
    """How often things go wrong: chances at every effect, or at every tick."""

    crash: float = 0.01
    freeze: float = 0.01
    database: float = 0.01
    lost_commit: float = 0.005
    outage: float = 0.01
    post: float = 0.12
    look: float = 0.1
    clock: float = 0.01
    refusal: float = 0.01
    asleep: float = 0.002


QUIET = Faults(0, 0, 0, 0, 0, 0, 0, 0, 0, 0)


@dataclass
class Posted:
    """A message that stands in a channel."""

    at: float
    channel: str
    delivery: str


@dataclass
class World:
    """`lookup`: the bot may read in channels; else a lead answers what became of a post that is unknown."""

    seed: int
    channels: int = 5
    weeks: int = 8
    workers: int = 2
    faults: Faults = field(default_factory=Faults)
    lookup: bool = True

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)
        self.database = MemoryDatabase()
        self.ledger = MemoryLedger(self.database)
        self.messages: list[Posted] = []
        self.events: list[str] = []
        self.down_until = 0.0
        self.off_until = 0.0
        self.alive: list[Worker] = []
        self.bounds = Bounds()
        self.asked: dict[str, float] = {}
        for number in range(self.channels):
            zone = ZONES[number % len(ZONES)]
            time = self.rng.choice([dt.time(0, 30), dt.time(9), dt.time(10), dt.time(2, 30), dt.time(23, 30)])
            rhythm = Rhythm(self.rng.randrange(7), time, zone)
            first = next_occurrence(rhythm, START)
            channel = Channel(
                f"T{number % 3}",
                f"C{number}",
                f"kanaal-{number}",
                ChannelSettings(rhythm, public_holidays="post"),
                first.due_at,
                first.slot,
                version=1,
            )
            self.database.channels[channel.workspace, channel.id] = channel

    @property
    def time(self) -> float:
        return asyncio.get_running_loop().time()

    @property
    def now(self) -> dt.datetime:
        return START + dt.timedelta(seconds=self.time)

    @property
    def end(self) -> float:
        return dt.timedelta(weeks=self.weeks).total_seconds()

    def chance(self, of: float) -> bool:
        return self.rng.random() < of

    def note(self, *what: object) -> None:
        self.events.append(f"{self.time:.3f} " + " ".join(map(str, what)))

    def apply(self, channel: str, delivery: str) -> None:
        self.note("applied", channel, delivery)
        self.messages.append(Posted(self.time, channel, delivery))

    def sleep(self) -> None:
        """The machine with everything on it is off, for hours or days."""
        self.off_until = self.time + self.rng.choice([3, 24, 72, 24 * 20]) * 3600.0
        self.note("everything is off until", self.off_until)
        for worker in self.alive:
            worker.dead.set()

    def next_moment(self) -> float:
        """The next second at which anything can be due; there the workers look again."""
        moments = [channel.next_due_at for channel in self.database.channels.values()]
        for row in self.database.unsettled.values():
            moments.append(stale_at(row) if row.state != "unknown" else self.now)
            if row.state == "planned":
                moments.append(max(row.due_at, row.not_before or row.due_at))
        soonest = min((moment for moment in moments if moment), default=self.now)
        return (soonest - START).total_seconds()

    async def run(self) -> None:
        """Weeks of faults, then a quiet time in which everything must come to its end."""
        lives = [asyncio.create_task(self._life(number)) for number in range(self.workers)]
        lead = asyncio.create_task(self._lead())
        await asyncio.sleep(self.end)
        self.faults = QUIET
        self.down_until = self.off_until = 0.0
        await asyncio.sleep(2 * 86400)
        for task in (*lives, lead):
            task.cancel()
        await asyncio.wait([*lives, lead])

    async def _life(self, number: int) -> None:
        """One worker after the other in the same place: each lives until it dies."""
        generation = 0
        while True:
            worker = Worker(self, f"worker-{number}.{generation}")
            self.alive.append(worker)
            try:
                await worker.live()
            finally:
                self.alive.remove(worker)
                worker.end()
            generation += 1
            await asyncio.sleep(self.rng.choice([1.0, 5.0, 30.0, 60.0, 600.0]))
            while self.time < self.off_until:  # noqa: ASYNC110 - in small steps: the quiet time at the end starts everything
                await asyncio.sleep(3600)

    async def _lead(self) -> None:
        """Who is asked looks in the channel, and answers truly."""
        while True:
            await asyncio.sleep(600)
            for row in list(self.database.unsettled.values()):
                if row.state != "review" or not self.alive or self.chance(0.3):
                    continue
                there = any(message.delivery == str(row.id) for message in self.messages)
                worker = self.rng.choice(self.alive)
                value = f"{row.id}/{row.version}"
                task = asyncio.create_task(worker.settling.answer(value, LEAD, posted=there))
                worker.tasks.append(task)
                await asyncio.wait([task], timeout=60)


class Worker:
    """One process: the product's services over effects that go through this worker's gate."""

    def __init__(self, world: World, name: str) -> None:
        self.world = world
        self.name = name
        self.dead = asyncio.Event()
        self.frozen_until = 0.0
        self.skew = world.rng.uniform(-15, 15)
        self.set_until = 0.0
        self.set_by = 0.0
        self.tasks: list[asyncio.Task[Any]] = []
        database = world.database
        ledger = Ledger(database, self)
        clocks = Clocks(lambda: world.time, self.wall)
        recording = self.recording = Recording(ledger, clocks)
        channels = Channels(database, self)
        reporting = Reporting(ledger, channels, cast(Any, Leads()), cast(Any, Leads()))
        kinds = {"nudge": Nudge(self, channels), NOTICE: reporting}
        outlook = Outlook(
            cast(Any, lambda: SimpleNamespace(library=SimpleNamespace(series={}))),
            ledger,
            cast(Any, Nothing()),
            cast(Any, Nothing()),
            Breaks(),
        )
        scheduling = Scheduling(
            channels,
            ledger,
            outlook=outlook,
            catch_up=dt.timedelta(hours=6),
            missed=reporting.missed,
        )
        messenger = Messenger(self)
        posting = Posting(
            cast(Any, messenger),
            channels,
            kinds=cast(Any, kinds),
            recording=recording,
            reporting=reporting,
            clocks=clocks,
            owner=name,
            bounds=world.bounds,
            jitter=world.rng.random,
        )
        self.settling = Settling(
            ledger,
            kinds=cast(Any, kinds),
            recording=recording,
            reporting=reporting,
            clocks=clocks,
            bounds=world.bounds,
            receipts=cast(Any, Receipts(self)) if world.lookup else None,
        )
        self.delivering = Delivering(
            ledger,
            Pacing(ledger, self),
            posting=posting,
            settling=self.settling,
            recording=recording,
            clocks=clocks,
            plan=scheduling.plan,
        )

    def wall(self) -> dt.datetime:
        set_by = self.set_by if self.world.time < self.set_until else 0.0
        return self.world.now + dt.timedelta(seconds=self.skew + set_by)

    async def live(self) -> None:
        """Tick until death."""
        world = self.world
        ticking = asyncio.create_task(self._ticking())
        self.tasks.append(ticking)
        await self.dead.wait()
        world.note(self.name, "dies")

    async def _ticking(self) -> None:
        world = self.world
        while True:
            if world.chance(world.faults.clock):
                self.set_by, self.set_until = world.rng.choice([-400.0, -60.0, 60.0, 400.0]), world.time + 120
            if world.chance(world.faults.outage):
                world.down_until = world.time + world.rng.choice([1.0, 60.0, 200.0])
            if world.chance(world.faults.asleep):
                world.sleep()
            try:
                await self.delivering.tick(self.wall())
            except LeiderschapError:
                world.note(self.name, "tick failed")
            await asyncio.sleep(max(TICK, min(world.next_moment() - world.time, 6 * 3600)))

    async def gate(self, point: str, longest: float = 600.0) -> None:
        """Every effect comes by here: it takes a moment, waits while the process is frozen, and may be its last."""
        world = self.world
        if world.chance(world.faults.crash):
            world.note(self.name, "killed at", point)
            self.dead.set()
        if world.chance(world.faults.freeze):
            self.frozen_until = max(self.frozen_until, world.time + world.rng.uniform(0, longest))
            world.note(self.name, "frozen at", point, f"until {self.frozen_until:.1f}")
        await asyncio.sleep(world.rng.uniform(0.001, 0.05))
        while (left := self.frozen_until - world.time) > 0:  # noqa: ASYNC110 - frozen again, maybe
            await asyncio.sleep(left)
        if self.dead.is_set():
            await asyncio.Event().wait()

    def end(self) -> None:
        """A process that is dead does nothing more."""
        self.dead.set()
        own = [*self.tasks, *self.delivering._doing]
        if self.recording._retrying is not None:
            own.append(self.recording._retrying)
        for lane, task in self.delivering._lanes.values():
            own += [task, *lane._doing]
        for task in own:
            task.cancel()


class Ledger(MemoryLedger):
    """The ledger as one worker reaches it: answers come late, or not at all, also of what was committed."""

    def __init__(self, database: MemoryDatabase, worker: Worker) -> None:
        super().__init__(database)
        self.worker = worker

    async def _effect(self, name: str, work: Callable[[], Awaitable[Any]], *, writes: bool = True) -> Any:
        world = self.worker.world
        await self.worker.gate(f"before {name}")
        if world.time < world.down_until or world.chance(world.faults.database):
            raise StoreError("the database is gone")
        done = await work()
        if writes and world.chance(world.faults.lost_commit):
            raise StoreError("the answer to the commit is lost")
        await self.worker.gate(f"after {name}")
        return done

    async def plan(self, channel: Any, deliveries: Any, following: Any) -> bool:
        planned: bool = await self._effect(
            "plan", lambda: super(Ledger, self).plan(channel, deliveries, following)
        )
        return planned

    async def claim(
        self,
        owner: str,
        now: dt.datetime,
        limit: int,
        workspace: str | None = None,
        lease: dt.timedelta = LEASE,
    ) -> Sequence[Delivery]:
        rows: Sequence[Delivery] = await self._effect(
            "claim", lambda: super(Ledger, self).claim(owner, now, limit, workspace, lease)
        )
        return rows

    async def move(
        self, row: Delivery, event: Event, now: dt.datetime, adding: Sequence[Delivery] = ()
    ) -> Delivery:
        name = type(event).__name__
        after: Delivery = await self._effect(name, lambda: super(Ledger, self).move(row, event, now, adding))
        self.worker.world.note(self.worker.name, name, row.channel, row.slot, row.state, "->", after.state)
        return after

    async def stale(self, now: dt.datetime, limit: int) -> Sequence[Delivery]:
        rows: Sequence[Delivery] = await self._effect(
            "stale", lambda: super(Ledger, self).stale(now, limit), writes=False
        )
        return rows


class Channels(MemoryChannels):
    def __init__(self, database: MemoryDatabase, worker: Worker) -> None:
        super().__init__(database)
        self.worker = worker

    async def save(self, channel: Channel, changes: Any = ()) -> Channel:
        await self.worker.gate("before save")
        return await super().save(channel, changes)


class Pacing(MemoryPacing):
    """Lets anybody in at times: that nothing is posted twice must not depend on who has a workspace."""

    def __init__(self, ledger: MemoryLedger, worker: Worker) -> None:
        super().__init__(ledger)
        self.worker = worker

    async def take(self, *asked: Any) -> Sequence[Turn]:
        await self.worker.gate("take")
        if self.worker.world.chance(0.5):
            self.database.held.clear()
        return await super().take(*asked)


class Messenger:
    """Slack, as one worker reaches it."""

    def __init__(self, worker: Worker) -> None:
        self.worker = worker

    async def post(
        self,
        workspace: str,
        channel: str,
        message: Message,
        thread: str | None = None,
        *,
        delivery: object = None,
        in_time: Callable[[], bool] = lambda: True,
    ) -> str:
        world, rng = self.worker.world, self.worker.world.rng
        await self.worker.gate("before post")
        if not in_time():
            raise NotPostedError("too_late")
        if world.chance(world.faults.freeze):
            await asyncio.sleep(rng.uniform(0, FROZEN))
        return await self._send(channel, str(delivery))

    async def _send(self, channel: str, id: str) -> str:
        world, rng = self.worker.world, self.worker.world.rng
        if not world.chance(world.faults.post):
            await asyncio.sleep(rng.uniform(0.01, 0.5))
            world.apply(channel, id)
            await self.worker.gate("after post")
            return f"{world.time:.6f}"
        if world.chance(world.faults.refusal * 5):
            raise RefusedError("not_in_channel", pauses=True)
        match rng.randrange(6):
            case 0:
                raise NotPostedError("not_connected")
            case 1:
                raise NotPostedError("ratelimited", dt.timedelta(seconds=rng.randint(1, 60)))
            case 2:
                raise UnsureError(rng.choice(["http_503", "ServerDisconnectedError"]))
            case 3:
                world.apply(channel, id)
                raise UnsureError(rng.choice(["http_500", "http_503", "unreadable_answer"]))
            case 4:
                await asyncio.sleep(POST)
                raise UnsureError("timeout")
        asyncio.get_running_loop().call_later(rng.uniform(0, LATE), world.apply, channel, id)
        await asyncio.sleep(POST)
        raise UnsureError("timeout")


class Receipts:
    def __init__(self, worker: Worker) -> None:
        self.worker = worker

    async def find(
        self, row: Delivery, since: dt.datetime, until: dt.datetime, thread: str | None = None
    ) -> Look:
        world = self.worker.world
        await self.worker.gate("before look")
        if world.chance(world.faults.look):
            raise LeiderschapError("Slack does not say")
        first, last = (since - START).total_seconds(), (until - START).total_seconds()
        found = [one for one in world.messages if one.delivery == str(row.id) and first <= one.at <= last]
        look = Look(f"{found[0].at:.6f}" if found else None, one_page=not world.chance(0.2))
        await self.worker.gate("after look")
        return look


class Nudge:
    """The kind of delivery that this world has."""

    def __init__(self, worker: Worker, channels: Channels) -> None:
        self.worker = worker
        self.channels = channels

    async def prepare(self, delivery: Delivery, now: dt.datetime) -> Prepared | Skip:
        await self.worker.gate("prepare")
        channel = await self.channels.get(delivery.workspace, delivery.channel)
        return Prepared(Message("tip", ()), "tip", paused=channel is not None and channel.paused is not None)


class Leads:
    async def of(self, workspace: str, channel: str = "") -> Sequence[Any]:
        return [Lead(LEAD)] if channel else []


class Nothing:
    """No overrides, no own tips."""

    async def of(self, *_: object) -> dict[Any, Any]:
        return {}
