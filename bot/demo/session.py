"""What both demos share: a running bot whose clock moves from one tip to the next."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot import app
from bot.channels.ports import ChannelStore
from bot.channels.store import SqlChannelStore
from bot.database import engine as store_engine
from bot.demo.clock import DemoClock
from bot.demo.workspace import TEAM
from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Session:
    bot: app.Bot
    clock: DemoClock
    channels: ChannelStore

    async def move_on(self) -> dt.datetime:
        """Move the clock to the next moment at which a tip is due; returns the time in the demo.

        The clock stays where it is when no channel has a next moment.
        """
        due = [channel.next_due_at for channel in await self.channels.list(TEAM) if channel.next_due_at]
        if due:
            self.clock.move_to(max(min(due), self.clock.now()))
        return self.clock.now()

    async def post(self) -> None:
        """Let the bot post what is due by now, without waiting for its next tick."""
        await self.bot.clock.tick()


@asynccontextmanager
async def session(settings: Settings, folder: Path) -> AsyncIterator[Session]:
    """The bot, running on the clock that `folder` remembers, until the context is left."""
    clock = DemoClock(folder / "demo-clock.txt")
    async with app.running(settings, clock.now) as bot:
        engine = store_engine.create(settings.database_url.get_secret_value())
        try:
            yield Session(bot, clock, SqlChannelStore(engine))
        finally:
            await engine.dispose()
