"""Prepares a claimed nudge: whether it may still come, and with which tip."""

from __future__ import annotations

import datetime as dt

from bot.channels.calendar.forecast import Forecast
from bot.channels.calendar.model import rest
from bot.channels.model import Channel, Override
from bot.channels.nudges.choosing import Pool, choose
from bot.channels.ports import ChannelStore
from bot.channels.settings.changing import local_date
from bot.channels.voices import messages as tips
from bot.delivery.model import LEADS, Delivery, Skip
from bot.delivery.ports import Prepared


class Choosing:
    """The kinds `nudge`, which follows the rhythm, and `extra`, which a lead posts by hand (see
    `delivery.ports.Kind`)."""

    def __init__(self, channels: ChannelStore, forecast: Forecast) -> None:
        self._channels = channels
        self._forecast = forecast

    async def prepare(self, delivery: Delivery, now: dt.datetime) -> Prepared | Skip:
        """The tip as a message. Changes made since the delivery was planned count: a pause, a closed day, a swap.

        A retry posts the same tip as before. The calendar does not hold back what a lead posts by hand or reposts.
        Raises ValueError if there is no tip.
        """
        channel = await self._channels.get(delivery.ref)
        if channel is None:
            return Skip("channel_gone")
        override = (await self._forecast.overrides(channel, delivery.slot)).get(delivery.slot)
        pool = await self._forecast.pool(channel)
        scheduled = delivery.kind == "nudge" and not delivery.asked_for
        if scheduled and (held := self._held_back(channel, pool, override, now)):
            return held
        tip = pool.find(delivery.tip)
        if tip is None:
            history = await self._forecast.history(channel)
            tip = choose(channel, pool, history, delivery.slot, override.tip if override else None)
        content = self._forecast.content
        message = tips.nudge(tip, content.sources, whole=channel.settings.form == "long")
        paused = channel.paused is not None
        told = paused and await self._forecast.refused_last(channel)
        return Prepared(message, tip.id, paused=paused, told=told)

    def _held_back(
        self, channel: Channel, pool: Pool, override: Override | None, now: dt.datetime
    ) -> Skip | None:
        """Why what the rhythm planned does not come after all."""
        if not channel.settings.active:
            return Skip("off")
        if channel.paused and channel.next_due_at is None:
            return Skip(channel.paused)  # an event stopped it, and its leads were told
        if override is not None and override.tip is None:
            return Skip("skipped")
        if reason := self._rests(channel, now):
            return Skip(reason)
        return Skip(LEADS) if pool.voice == "leads" else None

    def _rests(self, channel: Channel, now: dt.datetime) -> str | None:
        reason = rest(local_date(channel, now), channel.settings, self._forecast.breaks, channel.pause_until)
        return reason.why if reason else None
