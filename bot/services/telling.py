"""Tells the leads of a channel what they should know, each in a direct message."""

from __future__ import annotations

import structlog

from bot.domain import compose, texts_channels
from bot.domain.channels import Channel
from bot.domain.tips import Series
from bot.services.ports import Messenger, PostError
from bot.services.ports_channels import LeadStore

log = structlog.get_logger()


class Telling:
    """Fulfils `ports_channels.LeadNotices`."""

    def __init__(self, messenger: Messenger, leads: LeadStore) -> None:
        self._messenger = messenger
        self._leads = leads

    async def series_ends(self, channel: Channel, series: Series) -> None:
        sentence = texts_channels.SERIES_ENDS.format(series=series.title, channel=channel.name)
        message = compose.say(sentence, texts_channels.SERIES_WHAT_NEXT)
        for lead in await self._leads.of(channel.workspace, channel.id):
            try:
                await self._messenger.post(channel.workspace, lead.user, message)
            except PostError as error:
                log.warning(
                    "lead.not_told", workspace=channel.workspace, channel=channel.id, reason=error.code
                )
