"""What the delivery knows about a channel, and whether posts are possible there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import structlog

from bot.channels.ports import ChannelStore, Leads
from bot.core.errors import LostRace
from bot.core.people import ChannelRef
from bot.delivery.model import Delivery

log = structlog.get_logger()

TRIES = 5


class ChannelHealth:
    """Implements `delivery.ports.Channels`."""

    def __init__(self, channels: ChannelStore, leads: Leads) -> None:
        self._channels = channels
        self._leads = leads

    async def leads(self, ref: ChannelRef) -> Sequence[str]:
        return [lead.user for lead in await self._leads.of(ref)]

    async def named(self, ref: ChannelRef) -> tuple[str, str] | None:
        found = await self._channels.get(ref)
        return (found.name, found.settings.rhythm.timezone) if found else None

    async def mark(self, row: Delivery, reason: str | None) -> None:
        """The channel keeps its occurrences: each is a new attempt.

        A channel without a next occurrence stays as it is: a Slack event stopped it, or it is off, and the outcome of
        one post must not restart its rhythm.
        """
        for _ in range(TRIES):
            channel = await self._channels.get(row.ref)
            if channel is None or channel.paused == reason or channel.next_due_at is None:
                return
            try:
                await self._channels.save(replace(channel, paused=reason))
            except LostRace:
                continue
            event = "channel.paused" if reason else "channel.resumed"
            log.warning(event, workspace=channel.workspace, channel=channel.id, reason=reason)
            return
