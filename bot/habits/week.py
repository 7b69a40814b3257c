"""The tip of this week, on the home page of everybody who is in its channel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.channels.leads.permissions import Permissions
from bot.channels.model import Channel
from bot.channels.ports import ChannelStore
from bot.core.errors import LeiderschapError
from bot.core.features import Home
from bot.core.people import Actor
from bot.core.platform import Platform
from bot.delivery.model import NUDGES, Delivery, Skip
from bot.delivery.ports import Kind, Ledger
from bot.habits import messages

WEEK = dt.timedelta(days=7)
MOST = 30
"""How many channels of a person are looked at."""


class ThisWeek:
    """`tips` prepares deliveries with tips and their buttons; `now` is the time in UTC."""

    def __init__(
        self,
        tips: Kind,
        *,
        channels: ChannelStore,
        ledger: Ledger,
        platform: Platform,
        permissions: Permissions,
        now: Callable[[], dt.datetime],
    ) -> None:
        self._tips = tips
        self._channels = channels
        self._ledger = ledger
        self._platform = platform
        self._permissions = permissions
        self._now = now

    async def home(self, actor: Actor, page: int) -> Home:
        """The newest tip of the week in the channels that this person is in, as it was posted, on the first page; for
        whoever has none, what the bot does. Nothing for outsiders."""
        if page or await self._permissions.outsider(actor):
            return Home(())
        found = await self._newest(actor)
        if found is None:
            return Home(messages.no_tip_yet())
        channel, delivery = found
        # As a post by hand: that the channel pauses now does not take back what it had.
        prepared = await self._tips.prepare(replace(delivery, kind="extra"), self._now())
        if isinstance(prepared, Skip) or prepared.tip != delivery.tip:
            return Home(messages.no_tip_yet())
        link = (await self._platform.links(channel.ref, [delivery.ts or ""])).get(delivery.ts or "")
        return Home(messages.this_week(prepared.message, channel.name, delivery.slot, link))

    async def _newest(self, actor: Actor) -> tuple[Channel, Delivery] | None:
        found = []
        mine = await self._mine(actor)
        for channel in [one for one in await self._channels.list(actor.workspace) if one.id in mine][:MOST]:
            for row in await self._ledger.recent(channel.ref, 2, NUDGES):
                if row.state == "posted" and self._now() - WEEK < row.due_at <= self._now():
                    found.append((channel, row))
        return max(found, key=lambda one: one[1].due_at, default=None)

    async def _mine(self, actor: Actor) -> Mapping[str, str]:
        try:
            return await self._platform.directory.channels_of(actor.workspace, actor.user)
        except LeiderschapError:
            return {}
