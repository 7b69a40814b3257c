"""Slack for one worker: it applies requests late or not at all, refuses them, and loses answers."""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from bot.core.errors import LeiderschapError
from bot.core.messages import Message
from bot.core.people import ChannelRef
from bot.core.platform import NotPostedError, RefusedError, UnsureError
from bot.delivery.model import Delivery
from bot.delivery.ports import Look
from tests.simulation.facts import Request, seconds

if TYPE_CHECKING:
    from tests.simulation.worker import Worker

LATE = 75.0
"""In seconds; a request may take effect up to this much later: the kernel still sends for a dead process."""
POST = 10.0
FROZEN = 90.0
"""In seconds; the longest pause that the bounds allow between the last look at the clock and the first byte."""
HOUR = 3600.0


class Messenger:
    def __init__(self, worker: Worker) -> None:
        self.worker = worker

    async def post(
        self,
        ref: ChannelRef,
        message: Message,
        thread: str | None = None,
        *,
        delivery: object = None,
        in_time: Callable[[], bool] = lambda: True,
    ) -> str:
        world, rng = self.worker.world, self.worker.world.rng
        if self.worker.stopped:
            world.breaks("a post was begun after the stop")
        world.sent[str(delivery)] = message
        assert isinstance(delivery, uuid.UUID)
        world.requests.append(Request(world.time, self.worker.name, ref.workspace, delivery))
        await self.worker.gate("before post")
        if not in_time():
            raise NotPostedError("too_late")
        if world.chance(world.faults.freeze):
            await asyncio.sleep(rng.uniform(0, FROZEN))
        asked = world.time
        if wait := world.is_full(ref):
            self.worker.heard(asked)
            raise NotPostedError("ratelimited", wait)
        ts = await self._send(ref.channel, str(delivery))
        self.worker.heard(asked)
        return ts

    async def _send(self, channel: str, id: str) -> str:
        world, rng = self.worker.world, self.worker.world.rng
        fails = world.chance(world.faults.post)
        if fails and world.chance(world.faults.refusal * 5):
            world.refusing[channel] = world.time + rng.choice([HOUR, 24 * 8 * HOUR, 24 * 15 * HOUR])
            if world.chance(0.6):
                asyncio.get_running_loop().call_later(HOUR, world.mend, channel)
        if world.time < world.refusing.get(channel, 0.0):
            world.refused.add((channel, id))
            raise RefusedError("not_in_channel", pauses=True)
        if not fails:
            await asyncio.sleep(rng.uniform(0.01, 0.5))
            world.apply(channel, id)
            await self.worker.gate("after post")
            return f"{world.time:.6f}"
        match rng.randrange(10):
            case 0:
                raise NotPostedError("not_connected")
            case 1:
                wait = rng.randint(1, 60)
                world.full[channel] = world.time + wait
                raise NotPostedError("ratelimited", dt.timedelta(seconds=wait))
            case 2:
                raise UnsureError(rng.choice(["http_503", "ServerDisconnectedError"]))
            case 3:
                world.apply(channel, id)
                raise UnsureError(rng.choice(["http_500", "http_503", "unreadable_answer"]))
            case 4:
                await asyncio.sleep(POST)
                raise UnsureError("timeout")
        asyncio.get_running_loop().call_later(rng.uniform(POST, LATE), world.apply, channel, id)
        await asyncio.sleep(POST)
        raise UnsureError("timeout")


class DeliveryLookup:
    def __init__(self, worker: Worker) -> None:
        self.worker = worker

    async def find(
        self, row: Delivery, since: dt.datetime, until: dt.datetime, thread: str | None = None
    ) -> Look:
        world = self.worker.world
        await self.worker.gate("before look")
        if world.chance(world.faults.look):
            raise LeiderschapError("Slack does not say")
        first, last = seconds(since), seconds(until)
        found = [one for one in world.messages if one.delivery == str(row.id) and first <= one.at <= last]
        look = Look(f"{found[0].at:.6f}" if found else None, one_page=not world.chance(0.2))
        await self.worker.gate("after look")
        return look


class Administrators:
    def __init__(self, worker: Worker) -> None:
        self.worker = worker

    async def of(self, workspace: str) -> Sequence[str]:
        world = self.worker.world
        await self.worker.gate("who administers")
        if world.chance(world.faults.look):
            raise LeiderschapError("Slack does not say")
        return world.administrators[workspace]
