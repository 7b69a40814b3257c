"""A world for the delivery: the product's own code, on a database, a Slack and clocks that fail as one seed decides.

One seed is one history. The workers run the product's planning, delivering and reconciling. Behind its ports are stores
in memory that lose answers, a Slack that applies requests late or not at all, and processes that freeze and die
anywhere.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import random
import uuid
from dataclasses import dataclass, field, replace

from bot.channels.calendar.rhythm import Rhythm, next_occurrence
from bot.channels.model import Channel, ChannelEntry, ChannelsFile
from bot.channels.settings.model import ChannelSettings, Choices, Layers, effective
from bot.core.errors import LeiderschapError
from bot.core.messages import Buttons, Message
from bot.core.people import Actor, ChannelRef
from bot.delivery.bounds import Bounds
from bot.delivery.delivering import RATE
from bot.delivery.model import NOTICE, Delivery, stale_at
from tests.fakes.ledger import MemoryLedger
from tests.simulation.facts import QUIET, START, Faults, Life, Past, Posted, Request, Span, seconds
from tests.simulation.hands import Acts
from tests.simulation.slack import HOUR
from tests.simulation.virtual import VirtualLoop
from tests.simulation.wishes import Track, Wish
from tests.simulation.worker import Worker

ZONES = ("Europe/Amsterdam", "America/Chicago", "Pacific/Auckland", "Asia/Kolkata")
TIMES = (dt.time(0, 30), dt.time(9), dt.time(10), dt.time(2, 30), dt.time(23, 30))
LEADS: tuple[tuple[str, ...], ...] = (("U0LEAD",), (), ("U0LEAD", "U0SECOND"), ())
"""The leads of one channel after another; if there are none, the administrators are told."""
ADMINISTRATORS = {"T0": ("U0OWNER", "U0ADMIN"), "T1": ("U1OWNER",), "T2": ("U2OWNER", "U2ADMIN")}
QUIET_TIME = 48 * HOUR
AGAIN = (1.0, 30.0)
"""In seconds: so soon people try again what nobody did."""


@dataclass
class World:
    """`lookup`: the bot may read in channels; otherwise a lead is asked about an unknown post.

    `burst`: all channels are in one workspace and due together, spread over minutes, and Slack accepts few posts. Lanes
    take many ticks, clocks are set meanwhile, and processes live long enough for that.

    `flood`: all channels are in one workspace and due together, and Slack keeps that workspace waiting again and again.

    `many`: workspaces install the bot themselves, so no channels file is applied at the start.
    """

    seed: int
    channels: int = 5
    weeks: int = 8
    workers: int = 2
    faults: Faults = field(default_factory=Faults)
    lookup: bool = True
    burst: bool = False
    flood: bool = False
    many: bool = False

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)
        self.database = Past(self.wake)
        self.ledger = MemoryLedger(self.database)
        self.messages: list[Posted] = []
        self.sent: dict[str, Message] = {}
        self.refusing: dict[str, float] = {}
        self.ids: dict[str, str] = {}
        self.refused: set[tuple[str, str]] = set()
        self.events: list[str] = []
        self.broken: dict[str, None] = {}
        self.lives: list[Life] = []
        self.outages: list[Span] = []
        self.down_until = 0.0
        self.off_until = 0.0
        self.alive: list[Worker] = []
        self.never = asyncio.Event()
        self.bounds = Bounds()
        self.requests: list[Request] = []
        self.life_of: dict[str, Life] = {}
        self.full: dict[str, float] = {}
        self.waits: list[Span] = []
        self.rate = 0.15 if self.burst else RATE
        if self.burst or self.flood:
            chances = self.faults
            self.faults = replace(
                chances,
                crash=chances.crash / 5,
                freeze=chances.freeze / 5,
                clock=chances.clock * (5 if self.burst else 1),
                refusal=chances.refusal * 8,
            )
        self.asked: dict[str, float] = {}
        self.leads: dict[ChannelRef, tuple[str, ...]] = {}
        self.later: dict[str, dt.timedelta] = {}
        self.administrators = ADMINISTRATORS
        self._answering: set[asyncio.Task[None]] = set()
        self.acts = Acts(self)
        self.tracks: list[Track] = []
        self.gone: set[ChannelRef] = set()
        self.file = ChannelsFile(Layers(default=Choices(active=True, public_holidays="post")))
        for number in range(self.channels):
            self._add(number)

    def _add(self, number: int) -> None:
        together = self.burst or self.flood
        alike = 0 if together else number
        rhythm = Rhythm(self.rng.randrange(7), self.rng.choice(TIMES), ZONES[alike % len(ZONES)])
        if together and number:
            rhythm = next(iter(self.database.channels.values())).settings.rhythm
        first = next_occurrence(rhythm, START)
        said = Choices(weekday=rhythm.weekday, time=rhythm.time, timezone=rhythm.timezone)
        in_file = number % 2 == 0 and not self.many
        if in_file:
            named = ChannelEntry(f"C{number}", said)
            self.file = replace(self.file, channels=(*self.file.channels, named))
        base = self.file.base
        layers = replace(base, file=said) if in_file else replace(base, chosen=said)
        channel = Channel(
            f"T{alike % 3}",
            f"C{number}",
            f"C{number}",
            effective(layers),
            first.due_at,
            first.slot,
            version=1,
            layers=layers,
        )
        self.tracks.append(Track(channel.ref, [Wish(0.0, rhythm)], in_file=in_file))
        self.database.keep(channel)
        self.leads[channel.ref] = LEADS[number % len(LEADS)]
        if self.burst:
            self.later[channel.id] = dt.timedelta(minutes=self.rng.choice([0, 0, 0, 4, 8]))

    def knows(self, row: Delivery) -> None:
        """Add the channel of this delivery, with a rhythm by which no tip is due during this history."""
        ref, next_year = row.ref, START + dt.timedelta(days=364)
        settings = ChannelSettings(Rhythm(0, dt.time(9), "Europe/Amsterdam"))
        given = (ref.channel, settings, next_year, next_year.date())
        self.database.channels.setdefault(ref, Channel(ref.workspace, ref.channel, *given, version=1))

    def name(self, track: Track, choices: Choices, *, locked: bool) -> None:
        """Change a channel in the channels file."""
        self.file = replace(
            self.file,
            channels=tuple(
                replace(one, choices={**one.choices, **choices}, locked=locked)
                if one.channel == track.ref.channel
                else one
                for one in self.file.channels
            ),
        )

    def renamed(self, old: ChannelRef, new: str) -> None:
        """Record that a channel has a new id."""
        before, ref = old.channel, replace(old, channel=new)
        self.ids[before] = new
        for track in self.tracks:
            if track.ref == old:
                track.ref = ref
        entries = (replace(one, channel=new) if one.channel == before else one for one in self.file.channels)
        self.file = replace(self.file, channels=tuple(entries))
        self.leads[ref] = self.leads.pop(old)
        self.database.overrides[ref] = self.database.overrides.pop(old, {})
        if before in self.later:
            self.later[new] = self.later.pop(before)

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

    def breaks(self, promise: str) -> None:
        """Record that a promise is broken."""
        self.note("BROKEN:", promise)
        self.broken.setdefault(promise)

    def apply(self, channel: str, delivery: str) -> None:
        self.note("applied", channel, delivery)
        message = self.sent.get(delivery)
        self.messages.append(Posted(self.time, channel, delivery, message))
        row = self.database.rows.get(uuid.UUID(delivery))
        asks = message is not None and row is not None and row.kind == NOTICE
        buttons = [part for part in message.parts if isinstance(part, Buttons)] if message and asks else []
        if buttons and not self.chance(self.faults.silent):
            task = asyncio.create_task(self._answer(channel, buttons[0]))
            self._answering.add(task)
            task.add_done_callback(self._answering.discard)

    def is_full(self, ref: ChannelRef) -> dt.timedelta | None:
        """How long Slack keeps this channel waiting; in a flood it sometimes begins to, for the whole workspace."""
        if self.flood and self.faults is not QUIET and self.chance(0.15):
            until = self.time + self.rng.choice([1.0, 2.0, 5.0])
            self.full[ref.workspace] = max(self.full.get(ref.workspace, 0.0), until)
            self.waits.append((self.time, until))
        until = max(self.full.get(ref.workspace, 0.0), self.full.get(ref.channel, 0.0))
        return dt.timedelta(seconds=until - self.time) if until > self.time else None

    async def try_again(self) -> None:
        """Wait until people try again. While no process runs nobody can succeed: what they try before anything else
        comes takes no turn of the loop, or days of it would take as long as a history."""
        loop, wait = asyncio.get_running_loop(), self.rng.choice(AGAIN)
        assert isinstance(loop, VirtualLoop)
        while not self.alive and loop.skip(wait):
            wait = self.rng.choice(AGAIN)
        await asyncio.sleep(wait)

    def outage(self, lasts: float) -> None:
        """Make the database fail for this long."""
        self.down_until = self.time + lasts
        self.outages.append((self.time, self.down_until))

    def sleep(self) -> None:
        """Switch the machine off, with every process, for hours or days; not in the quiet time at the end."""
        if self.faults == QUIET:
            return
        self.off_until = self.time + self.rng.choice([3, 24, 72, 24 * 20]) * HOUR
        self.note("everything is off until", self.off_until)
        for worker in self.alive:
            worker.dead.set()

    def mend(self, channel: str) -> None:
        """Mend what made Slack refuse a channel. Meanwhile the bot is off, until after the channel's next moment."""
        found = next((one for one in self.database.channels.values() if one.id == channel), None)
        if found is not None and found.next_due_at is not None and self.faults != QUIET:
            self.sleep()
            self.off_until = seconds(found.next_due_at) + self.rng.choice([0.2, 3, 24, 24 * 8]) * HOUR
            self.refusing.pop(channel, None)

    def wake(self) -> None:
        """Make the workers look at once, because something unforeseen is due."""
        for worker in self.alive:
            worker.news.set()

    def next_moment(self) -> float:
        """The next second at which anything can be due, when the workers look again."""
        moments = [channel.next_due_at for channel in self.database.channels.values()]
        for row in self.database.unsettled.values():
            moments.append(stale_at(row) if row.state != "unknown" else self.now)
            if row.state == "planned":
                moments.append(max(row.due_at, row.not_before or row.due_at))
        return seconds(min((moment for moment in moments if moment), default=self.now))

    async def run(self) -> None:
        """Run weeks of faults, and then a quiet time in which everything must end."""
        lives = [asyncio.create_task(self._life(number)) for number in range(self.workers)]
        await asyncio.sleep(self.end)
        self.faults = QUIET
        self.down_until = self.off_until = 0.0
        self.refusing.clear()
        for worker in self.alive:
            worker.right()
        await asyncio.sleep(QUIET_TIME)
        ending = [*lives, *self._answering, *self.acts.tasks]
        for task in ending:
            task.cancel()
        await asyncio.wait(ending)

    async def _life(self, number: int) -> None:
        """Run one worker after another: when one dies, the next starts."""
        generation = 0
        while True:
            worker = Worker(self, f"worker-{number}.{generation}")
            self.alive.append(worker)
            self.lives.append(worker.life)
            self.life_of[worker.name] = worker.life
            try:
                await worker.live()
            finally:
                self.alive.remove(worker)
                worker.end()
            generation += 1
            await asyncio.sleep(self.rng.choice([1.0, 5.0, 30.0, 60.0, 600.0]))
            while self.time < self.off_until:  # noqa: ASYNC110 - in small steps: the quiet time at the end starts everything
                await asyncio.sleep(HOUR)

    async def _answer(self, person: str, choice: Buttons) -> None:
        """Answer a question as a person does who looks in the channel: truthfully, until the bot accepts the answer."""
        value = choice.buttons[0].value
        id, _, version = value.partition("/")
        answer: str | None = None
        while answer is None:
            await asyncio.sleep(self.rng.choice([60.0, 600.0, HOUR, 6 * HOUR]))
            if self.alive:
                there = any(message.delivery == id for message in self.messages)
                answer = await self._press(self.rng.choice(self.alive), value, person, there)
        row = await self.ledger.get(id)
        if answer == "settled" and row and (row.state, str(row.version)) == ("review", version):
            self.breaks(f"{person} was asked what became of a post, and may not say")

    async def _press(self, worker: Worker, value: str, person: str, posted: bool) -> str | None:
        """The bot's answer to a button; None if it gives none."""
        row = await self.ledger.get(value.partition("/")[0])
        actor = Actor(row.ref.workspace if row else "", person)
        task = asyncio.create_task(worker.reconciling.answer(value, actor, _may, posted=posted))
        worker.tasks.append(task)
        await asyncio.wait([task], timeout=60)
        if not task.done() or task.cancelled():
            return None
        try:
            return task.result()
        except LeiderschapError:
            return None


async def _may(_actor: Actor, _channel: str) -> None:
    """Allow every answer: the person who was asked still leads the channel, or is an administrator."""
