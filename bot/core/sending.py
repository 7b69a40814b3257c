"""Files for one person."""

from __future__ import annotations

import structlog

from bot.core import texts
from bot.core.errors import LeiderschapError
from bot.core.interaction import File
from bot.core.messages import say
from bot.core.people import Actor
from bot.core.platform import Platform

log = structlog.get_logger()


async def send(platform: Platform, actor: Actor, words: str, *files: File) -> None:
    """Send files to one person; where that fails, say so in the same place."""
    direct = None
    try:
        direct = await platform.people.direct(actor.workspace, actor.user)
        await platform.private.send(direct, words, files)
    except LeiderschapError as error:
        log.warning("file.not_sent", why=str(error))
        if direct:
            await platform.messenger.post(direct, say(texts.FILE_FAILED))
