"""Marks a channel as one that cannot be posted in, and as one that can again."""

from __future__ import annotations

from dataclasses import replace

import structlog

from bot.channels.ports import ChannelStore
from bot.core.errors import LostRace
from bot.delivery.model import Delivery

log = structlog.get_logger()

TRIES = 5


class ChannelHealth:
    def __init__(self, channels: ChannelStore) -> None:
        self._channels = channels

    async def mark(self, row: Delivery, reason: str | None) -> None:
        """Say that the channel cannot be posted in, or can again. It keeps its occurrences: each is a new attempt.

        One without a next occurrence is left as it is: an event of Slack stopped it, or it is off, and what became of
        one post does not start its rhythm again.
        """
        for _ in range(TRIES):
            channel = await self._channels.get(row.workspace, row.channel)
            if channel is None or channel.paused == reason or channel.next_due_at is None:
                return
            try:
                await self._channels.save(replace(channel, paused=reason))
            except LostRace:
                continue
            event = "channel.paused" if reason else "channel.resumed"
            log.warning(event, workspace=channel.workspace, channel=channel.id, reason=reason)
            return
