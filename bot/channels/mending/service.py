"""Repairs what a clock that was far ahead wrote, once the clock can be trusted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import structlog

from bot.channels.mending.model import of_wrong_clock, too_far
from bot.channels.mending.store import SqlMending
from bot.channels.model import Channel
from bot.channels.ports import ChannelStore
from bot.channels.settings.changing import Changing, local_date
from bot.core.people import ChannelRef
from bot.delivery.model import Delivery

log = structlog.get_logger()

EVERY = dt.timedelta(hours=1)
BATCH = 100
PERIOD = dt.timedelta(days=40)
"""Longer than the longest time between two occurrences of any rhythm."""
WEEK = dt.timedelta(days=6, hours=22)
"""A channel that is due within this time skips no occurrence: weekly ones are at least a week less a clock change
apart."""


class Mending:
    def __init__(self, store: SqlMending, channels: ChannelStore, changing: Changing) -> None:
        self._store = store
        self._channels = channels
        self._changing = changing
        self._ran_at: dt.datetime | None = None

    async def due(self, now: dt.datetime) -> None:
        """Look for it at start and once an hour; an error with one channel is logged and stops no other."""
        if self._ran_at is not None and dt.timedelta() <= now - self._ran_at < EVERY:
            return
        self._ran_at = now
        if rows := await self._store.put_right(now):
            log.warning("clock.rows_put_right", rows=rows)
        ref = ChannelRef("", "")
        # Read before their nudges: what is planned in between must not look as if a channel had run ahead.
        while channels := await self._channels.far(ref, now + WEEK, BATCH):
            nudges = await self._store.nudges([one.ref for one in channels], (now - PERIOD).date())
            for channel in channels:
                try:
                    await self._channel(channel, nudges[channel.ref], now)
                except Exception:  # one damaged channel must not stop the others
                    log.exception("channel.not_put_right", workspace=channel.workspace, channel=channel.id)
            ref = channels[-1].ref

    async def _channel(self, channel: Channel, rows: Sequence[Delivery], now: dt.datetime) -> None:
        today = local_date(channel, now)
        wrong = [row for row in rows if of_wrong_clock(row, today)]
        decided = {row.slot for row in rows if row not in wrong}
        if not too_far(channel, decided, now):
            return
        await self._store.remove(wrong)

        async def back(found: Channel) -> Channel:
            if found.version != channel.version:
                return found
            since = found.series_since and min(found.series_since, today)
            return await self._changing.restarted(replace(found, series_since=since), now)

        after = await self._changing.update(channel.ref, back)
        log.warning(
            "channel.put_right",
            workspace=channel.workspace,
            channel=channel.id,
            was=channel.next_due_at,
            next=after and after.next_due_at,
            rows=len(wrong),
        )
