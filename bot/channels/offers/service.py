"""Offers a channel's leads, once, a setting that new channels begin with and theirs does not have.

The offer is a notice (see `reporting`), added to the ledger together with a tip of the channel.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from bot.channels.leads.store import SqlLeadStore
from bot.channels.model import Channel
from bot.channels.notices import SqlNoticeStore, asked_about, asking
from bot.channels.offers import messages, texts
from bot.channels.ports import AuditLog, ChannelStore
from bot.channels.settings.model import BEGINNING
from bot.core.messages import Message
from bot.delivery.model import Delivery, Skip
from bot.delivery.notices.reporting import addressed

OFFER = "offer"
"""The prefix of such a notice's subject."""
LATER = dt.timedelta(hours=1)
"""How long after the tip it comes, so that they do not come together."""


class Offers:
    def __init__(
        self, channels: ChannelStore, leads: SqlLeadStore, notices: SqlNoticeStore, audit: AuditLog
    ) -> None:
        self._channels = channels
        self._leads = leads
        self._notices = notices
        self._audit = audit

    async def notices(self, channel: Channel, nudge: Delivery, now: dt.datetime) -> Sequence[Delivery]:
        """What to add to the ledger with this nudge of the channel: at most one offer, which was not made before, and
        about which nobody chose."""
        if nudge.state != "planned":
            return ()
        for name in texts.WHAT:
            if not _lacks(channel, name) or await self._notices.told(channel.ref, f"{OFFER} {name}"):
                continue
            if any(change.field == name for change in await self._audit.since(channel.ref, 0)):
                continue
            told = asking(nudge, OFFER, channel, name)
            leads = await self._leads.of(channel.ref)
            return [replace(addressed(told, lead.user, now), due_at=now + LATER) for lead in leads]
        return ()

    async def message(self, notice: Delivery, now: dt.datetime) -> Message | Skip:
        """The offer, unless the channel has it by now."""
        ref, name = asked_about(notice)
        channel = await self._channels.get(ref)
        if channel is None or not _lacks(channel, name):
            return Skip("settled")
        await self._notices.first(channel.ref, f"{OFFER} {name}", now)
        return messages.offer(channel, name)


def _lacks(channel: Channel, name: str) -> bool:
    """Whether a lead could turn it on, and nobody chose about it. A channel that the file locks is its
    administrator's."""
    said = any(name in layer for layer in channel.layers.in_force())
    return not channel.layers.locked and not said and getattr(channel.settings, name) != BEGINNING[name]
