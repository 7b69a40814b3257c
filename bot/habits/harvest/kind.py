"""How a card of the Vrijdagoogst is prepared (see `delivery.ports.Kind`)."""

from __future__ import annotations

import datetime as dt

from bot.channels.ports import ChannelStore
from bot.core.errors import LeiderschapError
from bot.core.platform import Directory, People, outsiders
from bot.delivery.model import Delivery, Skip
from bot.delivery.ports import Prepared
from bot.habits.harvest.service import Harvest


class HarvestKind:
    """The channel, the calendar and who reads along are looked at again, at the last moment."""

    def __init__(
        self, harvest: Harvest, channels: ChannelStore, people: People, directory: Directory
    ) -> None:
        self._harvest = harvest
        self._channels = channels
        self._people = people
        self._directory = directory

    async def prepare(self, delivery: Delivery, now: dt.datetime) -> Prepared | Skip:
        channel = await self._channels.get(delivery.ref)
        if channel is None:
            return Skip("channel_gone")
        if reason := self._harvest.silent(channel, now):
            return Skip(reason)
        due_at = await self._harvest.moment(channel, now)
        if due_at is not None and due_at > now:
            raise LeiderschapError("a tip came less than three hours ago")
        if await outsiders(self._directory, channel.ref):
            return Skip("outsiders")
        members = await self._people.members(channel.ref)
        card = await self._harvest.card(channel.ref, delivery.id, members, now)
        return Prepared(card) if card else Skip("nothing_to_say")
