"""One process: the product's planning, delivering and reconciling, with effects that fail."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from bot.channels.calendar.forecast import Forecast
from bot.channels.calendar.model import Breaks
from bot.channels.health import ChannelHealth
from bot.channels.model import Channel
from bot.channels.nudges.preparing import Choosing
from bot.channels.nudges.scheduling import Scheduling
from bot.core.errors import LeiderschapError
from bot.delivery.clocks import Clocks
from bot.delivery.delivering import Delivering
from bot.delivery.model import NOTICE, Delivery, Skip
from bot.delivery.notices.reporting import Reporting
from bot.delivery.ports import Prepared
from bot.delivery.posting import Posting
from bot.delivery.reconciling import Reconciling
from bot.delivery.recording import Recording
from tests.running import shipped_content
from tests.simulation.facts import START, Life
from tests.simulation.hands import Hands
from tests.simulation.slack import HOUR, Administrators, DeliveryLookup, Messenger
from tests.simulation.stores import Channels, Leads, Ledger, Nothing, Overrides, Pacing

if TYPE_CHECKING:
    from tests.simulation.world import World

TICK = 15.0
ASKS = 60.0
"""In seconds; Slack is asked for its clock at most this often."""
DAY = 86400.0
SLIGHTLY = (-400.0, -60.0, 60.0, 400.0)
WIDELY = (-400 * DAY, -3 * DAY, 3 * DAY, 400 * DAY, 20 * 365 * DAY)
"""In seconds; how much a clock is set wrong."""
STOPS_WITHIN = 10.0
"""In seconds; how long stopping may take, unless the process is frozen meanwhile."""


class Worker:
    """A process; all its effects pass `gate`."""

    def __init__(self, world: World, name: str) -> None:
        self.world = world
        self.name = name
        self.dead = asyncio.Event()
        self.news = asyncio.Event()
        self.started = False
        self.stopped = False
        self.frozen_until = 0.0
        self.life = Life(world.time)
        self.skew = world.rng.uniform(-15, 15)
        self.set_until = 0.0
        self.set_by = 0.0
        self.dateless_until = 0.0
        self.asked = -ASKS
        self.compared = False
        if world.chance(world.faults.wrong):
            self._set(WIDELY, (600.0, 3 * HOUR, 12 * HOUR))
        if world.chance(world.faults.dateless):
            self.dateless_until = world.time + world.rng.choice((600.0, 3 * HOUR, 12 * HOUR))
        self.tasks: list[asyncio.Task[Any]] = []
        self.acting: dict[
            asyncio.Future[object], None
        ] = {}  # a set has an order that the seed does not decide
        database = world.database
        ledger = Ledger(database, self)
        clocks = self.clocks = Clocks(lambda: world.time, self.wall)
        recording = self.recording = Recording(ledger, clocks)
        channels = Channels(database, self)
        health = ChannelHealth(channels, cast(Any, Leads(self)))
        reporting = Reporting(ledger, health, Administrators(self))
        forecast = Spread(
            world.later,
            shipped_content,
            ledger,
            Overrides(database),
            Breaks(),
        )
        nudge = Nudge(self, Choosing(channels, forecast))
        kinds = {"nudge": nudge, "extra": nudge, NOTICE: reporting}

        def plans(ledger: Ledger) -> Scheduling:
            return Scheduling(
                channels,
                ledger,
                forecast=forecast,
                catch_up=dt.timedelta(hours=6),
                missed=reporting.missed,
            )

        scheduling, asked = plans(ledger), Ledger(database, self, asked=True)
        self.hands = Hands(self, channels, asked, forecast, plans(asked))
        posting = Posting(
            cast(Any, Messenger(self)),
            kinds=cast(Any, kinds),
            recording=recording,
            reporting=reporting,
            channels=health,
            clocks=clocks,
            owner=name,
            bounds=world.bounds,
            jitter=world.rng.random,
        )
        self.reconciling = Reconciling(
            ledger,
            kinds=cast(Any, kinds),
            recording=recording,
            reporting=reporting,
            channels=health,
            clocks=clocks,
            bounds=world.bounds,
            lookup=cast(Any, DeliveryLookup(self)) if world.lookup else None,
        )
        self.delivering = Delivering(
            ledger,
            Pacing(ledger, self),
            posting=posting,
            reconciling=self.reconciling,
            recording=recording,
            clocks=clocks,
            plan=scheduling.plan,
            listen=self.listen,
            rate=world.rate,
        )

    @property
    def set(self) -> float:
        """How many seconds its clock is wrong now because somebody set it."""
        return self.set_by if self.world.time < self.set_until else 0.0

    def wall(self) -> dt.datetime:
        return self.world.now + dt.timedelta(seconds=self.skew + self.set)

    def now(self) -> dt.datetime:
        """The time that people's requests and events get: the machine's clock, corrected by Slack's."""
        return self.clocks.mended(self.wall)()

    def _set(self, by: Sequence[float], lasts: Sequence[float]) -> None:
        """Set its clock wrong for a while; after that, the next tick trusts it again."""
        world = self.world
        self.set_by, self.set_until = world.rng.choice(by), world.time + world.rng.choice(lasts)
        self.life.hindered.append((world.time, self.set_until + 2 * TICK))
        world.note(self.name, f"has a clock that is wrong by {self.set_by:.0f}")

    def right(self) -> None:
        """From now on its clock is right, and Slack's answers say what time it is."""
        self.set_until = self.dateless_until = 0.0

    def heard(self, asked: float) -> None:
        """Read Slack's clock from its answer to a request that was sent at `asked`, in whole seconds."""
        if self.world.time < self.dateless_until:
            return
        self.clocks.slack(START + dt.timedelta(seconds=int(asked)), self.world.time - asked + 1)
        if not self.compared:
            self.compared = True
            self.life.hindered.append((self.life.born, self.world.time + 2 * TICK))

    async def listen(self) -> None:
        """Ask Slack for its clock, outside the tick, unless it was asked less than ASKS ago."""
        if self.world.time >= self.asked + ASKS:
            self.asked = self.world.time
            self.tasks.append(asyncio.create_task(self._ask()))

    async def _ask(self) -> None:
        world, asked = self.world, self.world.time
        await self.gate("before asking for the time")
        if not world.chance(world.faults.look):
            self.heard(asked)

    async def _forget(self, _: dt.datetime) -> None:
        """Takes the place of the bot's deletion by age."""
        if self.set:
            self.world.breaks("something was forgotten by a clock that is wrong")

    async def live(self) -> None:
        """Tick until death."""
        world = self.world
        ticking = asyncio.create_task(self._ticking())
        self.tasks.append(ticking)
        await self.dead.wait()
        world.note(self.name, "dies")

    async def _ticking(self) -> None:
        world = self.world
        await self._ask()
        await self._start()
        while not self.dead.is_set():
            if not self.set and not self.acting and world.chance(world.faults.clock):
                self._set((*SLIGHTLY, *WIDELY), (120.0, 120.0, 120.0, 3 * HOUR))
            if world.chance(world.faults.outage):
                world.outage(world.rng.choice([1.0, 60.0, 200.0]))
            if world.chance(world.faults.asleep):
                world.sleep()
            if world.chance(world.faults.act):
                world.acts.begin(world.rng.choice(world.tracks))
            if world.chance(world.faults.stop):
                self.tasks.append(asyncio.create_task(self._stop()))
            try:
                await self.delivering.tick(self.now())
                await self.clocks.start(self.now(), self.hands.start, self._forget)
            except LeiderschapError:
                world.note(self.name, "tick failed")
            self.news.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(max(TICK, min(world.next_moment() - world.time, 6 * HOUR))):
                    await self.news.wait()

    async def _start(self) -> None:
        """Start as the bot does; then, before the first tick, let things happen to channels that are due."""
        world = self.world
        try:
            await self.clocks.start(self.now(), self.hands.start)
        except LeiderschapError:
            world.note(self.name, "cannot start")
            self.dead.set()
            return
        self.started = True
        due = [track for track in world.tracks if world.database.channels[track.ref].is_due(self.now())]
        begun = [world.acts.begin(track) for track in due if world.chance(world.faults.early)]
        if tasks := [task for task in begun if task]:
            await asyncio.wait(tasks, timeout=2)

    async def _stop(self) -> None:
        """Stop as the bot does on SIGTERM; its tick may finish, and then the process ends."""
        world = self.world
        await asyncio.sleep(world.rng.uniform(0, world.rng.choice([0.5, TICK])))
        world.note(self.name, "is stopped")
        begun = self.life.died = world.time
        await self.delivering.stop()
        self.stopped = True
        if world.time - begun > STOPS_WITHIN and self.frozen_until <= begun:
            world.breaks(f"stopping took {world.time - begun:.1f} s")
        await asyncio.sleep(TICK)
        self.dead.set()

    async def gate(self, point: str, longest: float = 600.0) -> None:
        """Passed by every effect: it takes a moment, waits while the process is frozen, and may be the last one."""
        world = self.world
        if world.chance(world.faults.crash):
            world.note(self.name, "killed at", point)
            self.dead.set()
        if world.chance(world.faults.freeze):
            self.frozen_until = max(self.frozen_until, world.time + world.rng.uniform(0, longest))
            self.life.hindered.append((world.time, self.frozen_until))
            world.note(self.name, "frozen at", point, f"until {self.frozen_until:.1f}")
        await asyncio.sleep(world.rng.uniform(0.001, 0.05))
        while (left := self.frozen_until - world.time) > 0:  # noqa: ASYNC110 - frozen again, maybe
            await asyncio.sleep(left)
        if self.dead.is_set():
            await world.never.wait()

    def end(self) -> None:
        """Cancel all work of the dead process."""
        self.dead.set()
        self.life.died = min(self.life.died, self.world.time)
        if not self.compared:
            self.life.hindered.append((self.life.born, self.life.died))
        own: list[asyncio.Future[Any]] = [*self.tasks, *self.acting, *self.delivering._doing]
        if self.recording._retrying is not None:
            own.append(self.recording._retrying)
        for lane, task in self.delivering._lanes.values():
            own += [task, *lane._doing]
        for doing in own:
            doing.cancel()


class Spread(Forecast):
    """A forecast in which the world decides how much later a channel gets its tip."""

    def __init__(self, spread: Mapping[str, dt.timedelta], *known: Any) -> None:
        nothing = cast(Any, Nothing())
        super().__init__(*known, own_tips=nothing, leads=nothing)
        self._spread = spread

    def later(self, channel: Channel) -> dt.timedelta:
        return self._spread.get(channel.id, dt.timedelta())


class Nudge:
    """Prepares tips with the product's own choice, behind the worker's gate."""

    def __init__(self, worker: Worker, choosing: Choosing) -> None:
        self.worker = worker
        self.choosing = choosing

    async def prepare(self, delivery: Delivery, now: dt.datetime) -> Prepared | Skip:
        await self.worker.gate("prepare")
        return await self.choosing.prepare(delivery, now)
