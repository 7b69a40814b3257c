"""Does what a lead and Slack do to channels just as they are due, through the product's own services."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels import services as channel_services
from bot.channels.model import Act, Channel
from bot.channels.settings.model import Choices, Layers
from bot.core.errors import LeiderschapError
from bot.delivery import services as delivery_services
from tests.campaign.slack import ADMINISTRATORS
from tests.running import shipped_content

LEAD = "U0LEAD"
BASE = Layers(default=Choices(active=True, public_holidays="post"))
REASONS = frozenset({"paused", "off", "is_archived"})
"""The reasons for which these acts may skip a nudge."""
TRIES = 100


class Administrators:
    """Implements `core.platform.Administrators`."""

    async def of(self, _: str) -> Sequence[str]:
        return ADMINISTRATORS


class Acts:
    """Each act changes a channel and, except for a new time, changes it back."""

    def __init__(self, engine: AsyncEngine, rng: random.Random) -> None:
        self._rng = rng
        self._steering = channel_services.ChannelServices(
            engine,
            shipped_content,
            BASE,
            catch_up=dt.timedelta(hours=6),
            missed=delivery_services.report(engine, channel_services.health(engine), Administrators()).missed,
        )

    async def something(self, channel: Channel, now: dt.datetime) -> str:
        """Do one of the acts to this channel, repeated until it succeeds; returns its name."""
        kind = self._rng.choice(["time", "off", "pause", "stop"])
        await self._until_done(kind, channel, now)
        return kind

    async def _until_done(self, kind: str, channel: Channel, now: dt.datetime) -> None:
        for _ in range(TRIES):
            try:
                await self._do(kind, channel, now)
                return
            except LeiderschapError:
                continue  # the database fails, or a process was first: people try again
        raise TimeoutError(kind)

    async def _do(self, kind: str, channel: Channel, now: dt.datetime) -> None:
        changing, by = self._steering.changing, Act(LEAD, now)
        match kind:
            case "time":
                earlier = (dt.datetime.combine(now.date(), dt.time(12)) - dt.timedelta(hours=5)).time()
                await self._save({"weekday": (now.weekday() + 3) % 7, "time": earlier}, channel, by)
            case "off":
                await self._save({"active": False}, channel, by)
                await self._save({"active": True}, channel, by)
            case "pause":
                paused = await changing.pause(channel, None, by)
                await changing.resume(paused or channel, by)
            case _:
                await changing.stop(channel.ref, "is_archived", now)
                await changing.go_on(channel.ref, now)

    async def _save(self, wanted: dict[str, Any], channel: Channel, by: Act) -> None:
        changing = self._steering.changing
        seen = (await changing.found(channel.ref)).version
        await changing.choose(channel.ref, wanted, seen, by)
