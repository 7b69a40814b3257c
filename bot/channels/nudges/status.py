"""When the next tip of a channel comes, and why the last one did not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from bot.channels.nudges import messages
from bot.channels.nudges.service import Nudges
from bot.channels.ports import ChannelStore
from bot.channels.settings.changing import local_date
from bot.core import texts
from bot.core.interaction import Asked
from bot.core.messages import Message, say
from bot.delivery.model import NUDGES
from bot.delivery.ports import Ledger
from bot.library.ports import Content


class Status:
    """`tell_missed`: it says of the last tip that it came too late."""

    def __init__(
        self,
        channels: ChannelStore,
        ledger: Ledger,
        planning: Nudges,
        content: Callable[[], Content],
        *,
        tell_missed: bool,
        now: Callable[[], dt.datetime],
    ) -> None:
        self._channels = channels
        self._ledger = ledger
        self._planning = planning
        self._content = content
        self._tell_missed = tell_missed
        self._now = now

    async def __call__(self, asked: Asked, _argument: str) -> Message:
        if asked.direct:
            return say(texts.STATUS_DIRECT)
        ref, now = asked.actor.at(asked.channel), self._now()
        found = await self._channels.get(ref)
        recent = await self._ledger.recent(ref, 1, NUDGES)
        return messages.status(
            found,
            recent[0] if recent else None,
            self._content().library,
            due=await self._planning.due(ref),
            today=local_date(found, now) if found else None,
            tell_missed=self._tell_missed,
        )
