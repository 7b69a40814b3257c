"""What both demos share: a clock that moves from one tip to the next, and a bot that follows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from bot.channels.ports import ChannelStore
from bot.demo.clock import DemoClock
from bot.demo.workspace import TEAM


def clock_of(folder: Path) -> DemoClock:
    """The clock stored in `folder`."""
    return DemoClock(folder / "demo-clock.txt")


@dataclass(frozen=True, slots=True)
class Session:
    """`post` makes the bot post what is due now, without waiting for its next tick."""

    clock: DemoClock
    channels: ChannelStore
    post: Callable[[], Awaitable[None]]

    async def move_on(self) -> dt.datetime:
        """Move the clock to the next moment when a tip is due; returns the time in the demo.

        The clock does not move if no channel has a next moment.
        """
        due = [channel.next_due_at for channel in await self.channels.list(TEAM) if channel.next_due_at]
        if due:
            self.clock.move_to(max(min(due), self.clock.now()))
        return self.clock.now()
