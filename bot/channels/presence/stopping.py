"""What Slack does to a channel: it is renamed, gets another id, or the bot cannot post in it for a while."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot.channels.model import Channel, moved
from bot.channels.ports import ChannelStore
from bot.channels.settings.changing import Changing


class Presence:
    def __init__(self, channels: ChannelStore, changing: Changing) -> None:
        self._channels = channels
        self._changing = changing

    async def renamed(self, workspace: str, channel: str, name: str) -> Channel | None:
        """The channel has another name; None where it was never set up."""

        async def rename(found: Channel) -> Channel:
            return replace(found, name=name)

        return await self._changing.update(workspace, channel, rename)

    async def moved(self, workspace: str, old: str, new: str) -> bool:
        """The channel has another id; False where nothing was kept about it."""
        return await self._channels.move(workspace, old, new)

    async def stopped(self, workspace: str, channel: str, reason: str, now: dt.datetime) -> Channel | None:
        """The bot cannot post here now, with Slack's error code for it (`not_in_channel`, `is_archived` …).

        None where the channel was never set up.
        """

        async def stop(found: Channel) -> Channel:
            return moved(replace(found, paused=reason), None, now)

        return await self._changing.update(workspace, channel, stop, now=now)

    async def back(self, workspace: str, channel: str, now: dt.datetime) -> Channel | None:
        """The bot can post here again; None where the channel was never set up."""

        async def start(found: Channel) -> Channel:
            return await self._changing.going_on(found, now)

        return await self._changing.update(workspace, channel, start, now=now)
