"""Asks a channel's leads what should follow once the last tip of its series is planned. Meanwhile the rotation
continues.

The question is a notice (see `reporting`), added to the ledger together with that nudge. That it was asked is
remembered for longer than the ledger keeps notices.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Protocol

from bot.channels import messages
from bot.channels.calendar.forecast import Forecast
from bot.channels.leads.store import SqlLeadStore
from bot.channels.model import Channel
from bot.channels.notices import SqlNoticeStore, asked_about, asking
from bot.channels.nudges.choosing import series_left
from bot.channels.ports import ChannelStore
from bot.core.messages import Message
from bot.delivery.model import Delivery, Skip
from bot.delivery.notices.reporting import ADMINISTRATORS, Reporting, addressed
from bot.delivery.ports import Prepared

SERIES = "series"
"""The prefix of such a notice's subject."""


class SeriesEnds:
    def __init__(
        self, channels: ChannelStore, leads: SqlLeadStore, notices: SqlNoticeStore, forecast: Forecast
    ) -> None:
        self._channels = channels
        self._leads = leads
        self._notices = notices
        self._forecast = forecast

    async def notices(self, channel: Channel, nudge: Delivery, now: dt.datetime) -> Sequence[Delivery]:
        """What to add to the ledger with this nudge of the channel; nothing if it was asked before."""
        library = self._forecast.content.library
        if nudge.state != "planned" or channel.settings.series not in library.series:
            return ()
        pool = await self._forecast.pool(channel)
        if len(series_left(channel, pool, await self._forecast.history(channel))) > 1:
            return ()
        if await self._notices.told(channel.ref, _what(channel)):
            return ()
        told = asking(nudge, SERIES, channel, _what(channel))
        leads = [lead.user for lead in await self._leads.of(channel.ref)]
        return [addressed(told, to, now) for to in leads or [ADMINISTRATORS]]

    async def message(self, notice: Delivery, now: dt.datetime) -> Message | Skip:
        """The question, unless the channel has another series by now."""
        ref, what = asked_about(notice)
        channel = await self._channels.get(ref)
        series = self._forecast.content.library.series.get(channel.settings.series or "") if channel else None
        if channel is None or series is None or what != _what(channel):
            return Skip("settled")
        await self._notices.first(channel.ref, what, now)
        return messages.series_ends(channel, series)


class Asks(Protocol):
    """Asks a channel's leads something, once."""

    async def notices(self, channel: Channel, nudge: Delivery, now: dt.datetime) -> Sequence[Delivery]:
        """What to add to the ledger with this nudge of the channel."""
        ...

    async def message(self, notice: Delivery, now: dt.datetime) -> Message | Skip:
        """The question, unless it is settled by now."""
        ...


class Notices:
    """The kind `notice` (see `delivery.ports.Kind`), including what is `asked`, by the prefix of its subject."""

    def __init__(self, reporting: Reporting, asked: Mapping[str, Asks]) -> None:
        self._reporting = reporting
        self._asked = asked

    async def prepare(self, delivery: Delivery, now: dt.datetime) -> Prepared | Skip:
        asks = self._asked.get(delivery.subject.partition("/")[0])
        if asks is None:
            return await self._reporting.prepare(delivery, now)
        message = await asks.message(delivery, now)
        return message if isinstance(message, Skip) else await self._reporting.give(delivery, message, now)


def _what(channel: Channel) -> str:
    """Identifies a question that is asked once: about this series, since the channel started it."""
    return f"{SERIES} {channel.settings.series} since {channel.series_since}"
