"""Sends the leads of a channel direct messages, or the administrators if that fails."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from bot.channels.model import Channel
from bot.channels.ports import Leads
from bot.core.errors import LeiderschapError
from bot.core.messages import Message
from bot.core.people import ChannelRef
from bot.core.platform import Administrators, Messenger, PostError

log = structlog.get_logger()

MOST = 5
"""The most administrators to tell."""


class Notifying:
    """Nothing here raises because of Slack."""

    def __init__(self, messenger: Messenger, leads: Leads, administrators: Administrators) -> None:
        self._messenger = messenger
        self._leads = leads
        self._administrators = administrators

    async def tell(self, channel: Channel, message: Message) -> None:
        """Tell the leads, or the administrators if no lead could be told."""
        leads = [lead.user for lead in await self._leads.of(channel.ref)]
        if not await self.send(channel.workspace, leads, message):
            await self.administrators(channel.workspace, message)

    async def administrators(self, workspace: str, message: Message, but: Sequence[str] = ()) -> bool:
        """Tell some of the administrators, owners first, `but` those who know; returns whether anybody was told."""
        try:
            people = await self._administrators.of(workspace)
        except LeiderschapError as error:
            log.warning("administrators.unknown", workspace=workspace, reason=str(error))
            return False
        return await self.send(workspace, [one for one in people if one not in but][:MOST], message)

    async def send(self, workspace: str, people: Sequence[str], message: Message) -> bool:
        """Send it to each of them; returns whether anybody got it."""
        told = False
        for person in people:
            try:
                await self._messenger.post(ChannelRef(workspace, person), message)
                told = True
            except PostError as error:
                log.warning("person.not_told", workspace=workspace, reason=error.code)
        return told
