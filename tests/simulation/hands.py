"""Does to channels what people, the channels file and Slack do, through the product's own services in a worker."""

from __future__ import annotations

import asyncio
import datetime as dt
import math
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from bot.channels.calendar.forecast import Forecast
from bot.channels.leads.permissions import SHARED
from bot.channels.model import Act, Channel
from bot.channels.nudges.choosing import following, rotation
from bot.channels.nudges.scheduling import Scheduling
from bot.channels.nudges.slots import Slots
from bot.channels.settings.applying import Applying
from bot.channels.settings.changing import Changing, Locked, local_date
from bot.core.errors import LeiderschapError, Refused
from tests.simulation.facts import seconds
from tests.simulation.slack import HOUR
from tests.simulation.stores import Audit, Channels, Leads, Ledger, Nothing, Overrides
from tests.simulation.wishes import Track, Wish

if TYPE_CHECKING:
    from tests.simulation.worker import Worker
    from tests.simulation.world import World

LEAD = "U0LEAD"
DAY = 24 * HOUR
PATIENCE = 60.0
"""In seconds; people who get no answer for this long try again."""


@dataclass(frozen=True)
class Directory:
    """The bot is in all channels of a workspace except those that it had to leave."""

    world: World
    workspace: str

    async def channels(self) -> Mapping[str, str]:
        tracks = (one for one in self.world.tracks if one.ref.workspace == self.workspace)
        return {one.ref.channel: one.ref.channel for one in tracks if one.ref not in self.world.gone}


class Hands:
    """`scheduling` plans what is due in a channel before the channel changes."""

    def __init__(
        self, worker: Worker, channels: Channels, ledger: Ledger, forecast: Forecast, scheduling: Scheduling
    ) -> None:
        self.worker = worker
        self.started = False
        overrides = Overrides(worker.world.database)
        leads = cast(Any, Leads(worker))
        self.channels = channels
        self.forecast = forecast
        self.changing = Changing(
            channels,
            overrides,
            scheduling.of,
            worker.clocks.trusted,
            audit=Audit(),
            base=worker.world.file.base,
        )
        self.slots = Slots(channels, ledger, overrides, Audit(), forecast)
        self._joined = channels, self.changing, leads

    async def start(self, _: dt.datetime) -> None:
        """Apply the channels file once, as the bot does after every start, unless workspaces install it themselves."""
        if self.started:
            return
        for workspace in () if self.worker.world.many else self.worker.world.administrators:
            await self._apply(workspace)
        self.started = True

    async def _apply(self, workspace: str) -> None:
        world = self.worker.world
        nothing = cast(Any, Nothing(world.ids))
        directory = Directory(world, workspace)
        applying = Applying(*self._joined, joined=directory.channels, entries=nothing, said=nothing)
        await applying.apply(workspace, world.file, self.worker.now())

    async def save(self, track: Track, **wanted: Any) -> None:
        seen = (await self._get(track)).version
        by = Act(LEAD, self.worker.now())
        await self.changing.choose(track.ref, wanted, seen, by)

    async def _get(self, track: Track) -> Channel:
        found = await self.channels.get(track.ref)
        if found is None:
            raise LeiderschapError("it got another id in this instant")
        return found

    async def apply(self, track: Track) -> None:
        """Run `channels apply` with the changed file."""
        await self._apply(track.ref.workspace)

    async def pause(self, track: Track) -> None:
        now, channel = self.worker.now(), await self._get(track)
        until = local_date(channel, now) + dt.timedelta(days=self.worker.world.rng.choice([0, 3, 10]))
        await self.changing.pause(channel, until, Act(LEAD, now))

    async def resume(self, track: Track) -> None:
        await self.changing.resume(await self._get(track), Act(LEAD, self.worker.now()))

    async def skip(self, track: Track) -> None:
        now, channel = self.worker.now(), await self._get(track)
        if entry := await self.forecast.next(channel, now):
            await self.slots.skip(channel, entry.slot, Act(LEAD, now))

    async def post(self, track: Track, *, in_place: bool) -> None:
        now, channel = self.worker.now(), await self._get(track)
        entry = await self.forecast.next(channel, now)
        tip = following(rotation(channel, await self.forecast.pool(channel)), "", channel.id)
        if entry or not in_place:
            slot = entry.slot if entry and in_place else None
            await self.slots.post(channel, tip.id, slot, Act(LEAD, now))

    async def stop(self, track: Track, reason: str) -> None:
        await self.changing.stop(track.ref, reason, self.worker.now())

    async def back(self, track: Track) -> None:
        await self.changing.go_on(track.ref, self.worker.now())

    async def rename(self, track: Track) -> None:
        await self.channels.move(track.ref, f"{track.ref.channel}x")


Doing = Callable[[Hands, Track], Awaitable[object]]


def _saves(**wanted: Any) -> Doing:
    return lambda hands, track: hands.save(track, **wanted)


class Acts:
    """Lets things happen to the channels of a world: to each one thing at a time, repeated until it succeeds."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.tasks: set[asyncio.Task[None]] = set()

    def begin(self, track: Track) -> asyncio.Task[None] | None:
        """Let something happen to this channel, unless something already does."""
        if track.busy:
            return None
        track.busy = True
        task = asyncio.create_task(self._something(track))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task

    async def _something(self, track: Track) -> None:
        rng = self.world.rng
        kind = rng.choice([self._settings, self._settings, self._file, self._off, self._pause])
        kind = rng.choice([kind, self._planning, self._event, self._event, self._rename])
        if self.world.database.channels[track.ref].paused and not track.stopped and rng.random() < 0.7:
            kind = self._mend
        try:
            await kind(track)
        finally:
            track.busy = False

    async def _settings(self, track: Track) -> None:
        rng, rhythm = self.world.rng, track.rhythm
        hour = dt.time(rng.randrange(24), rng.choice([0, 30]))
        wanted: dict[str, Any] = rng.choice(
            [
                {"weekday": (rhythm.weekday + rng.randrange(1, 7)) % 7},
                {"time": hour},
                {"timezone": rng.choice(["Europe/Amsterdam", "America/Chicago", "Pacific/Auckland"])},
                {"weekday": rng.randrange(7), "time": hour},
            ]
        )
        await self._do(track, f"saves {wanted}", _saves(**wanted))

    async def _file(self, track: Track) -> None:
        if not track.in_file:
            return
        weekday = self.world.rng.randrange(7)

        def edit() -> None:
            self.world.name(track, {"weekday": weekday}, locked=self.world.chance(0.3))

        await self._do(track, f"applies weekday {weekday}", lambda hands, one: hands.apply(one), edit)

    async def _off(self, track: Track) -> None:
        await self._do(track, "switches off", _saves(active=False), reasons=("off",))
        await asyncio.sleep(self._while())
        await self._do(track, "switches on", _saves(active=True))

    async def _pause(self, track: Track) -> None:
        await self._do(track, "pauses", Hands.pause, reasons=("paused",))
        await asyncio.sleep(self._while())
        await self._do(track, "resumes", Hands.resume)

    async def _mend(self, track: Track) -> None:
        """Somebody mends the cause for which Slack refused the last post."""
        self.world.refusing.pop(track.ref.channel, None)
        act = self.world.rng.choice([Hands.resume, Hands.resume, Hands.back])
        await self._do(track, "was mended", act)

    async def _planning(self, track: Track) -> None:
        match self.world.rng.randrange(3):
            case 0:
                await self._do(track, "skips", Hands.skip, reasons=("skipped",))
            case 1:
                act: Doing = lambda hands, one: hands.post(one, in_place=True)  # noqa: E731
                await self._do(track, "posts early", act, reasons=("posted_early",))
            case _:
                await self._do(track, "posts besides", lambda hands, one: hands.post(one, in_place=False))

    async def _event(self, track: Track) -> None:
        rng, world = self.world.rng, self.world
        # The file does not apply to a channel that the bot is not in.
        reason = SHARED if track.in_file else rng.choice(["not_in_channel", "is_archived", SHARED])
        stopped = world.time

        def stops() -> None:
            track.stopped = True
            if reason != SHARED:
                world.gone.add(track.ref)

        def goes_on() -> None:
            track.stopped = False
            world.gone.discard(track.ref)

        track.still.append((stopped, math.inf))
        await self._do(
            track, f"stops: {reason}", lambda hands, one: hands.stop(one, reason), stops, (reason,)
        )
        await asyncio.sleep(self._while())
        back = Hands.resume if rng.random() < 0.3 else Hands.back
        await self._do(track, "is back", back, goes_on)
        track.still[-1] = stopped, world.time

    async def _rename(self, track: Track) -> None:
        await self._do(track, "gets another id", Hands.rename)

    def _while(self) -> float:
        return self.world.rng.choice([5.0, 60.0, HOUR, 3 * DAY, 10 * DAY])

    async def _do(
        self,
        track: Track,
        name: str,
        act: Doing,
        first: Callable[[], None] = lambda: None,
        reasons: tuple[str, ...] = (),
    ) -> None:
        """Try until a worker has done it. For a moment in between, either rhythm may count."""
        world = self.world
        begun = world.time - SKEW
        first()
        track.reasons.update(reasons)
        track.reasons.update(filter(None, [world.database.channels[track.ref].paused]))
        while not await self._tried(track, name, act):
            await world.try_again()
        ended = world.time + SKEW
        track.changing.append((begun, ended))
        settings = world.database.channels[track.ref].settings
        comes = settings.active and not track.stopped
        track.wishes.append(Wish(ended, settings.rhythm, comes))
        world.wake()

    async def _tried(self, track: Track, name: str, act: Doing) -> bool:
        world = self.world
        able = [worker for worker in world.alive if worker.started and not worker.set and not worker.stopped]
        if not able:
            return False
        worker = world.rng.choice(able)
        world.note(worker.name, name, track.ref.channel)
        due_at = world.database.channels[track.ref].next_due_at
        if due_at is not None and not worker.clocks.trusted():
            # What is due waits until the clocks are trusted, so either rhythm may count for it.
            track.changing.append((seconds(due_at), world.time))
        task = asyncio.ensure_future(act(worker.hands, track))
        worker.acting[task] = None
        task.add_done_callback(lambda done: worker.acting.pop(done, None))
        await asyncio.wait([task], timeout=PATIENCE)
        if not task.done():
            task.cancel()
            await asyncio.wait([task])
        if task.cancelled():
            return False
        try:
            task.result()
        except (Locked, Refused):
            pass  # it is not allowed, so nothing was done
        except LeiderschapError:
            return False
        return True


SKEW = 16.0
"""In seconds; more than the clocks of workers differ from the true time."""
