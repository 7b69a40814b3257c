"""What one person alone receives: a private message in a channel, and files in a direct message."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import structlog

from bot.core.errors import LeiderschapError
from bot.core.interaction import File
from bot.core.messages import Message
from bot.core.people import ChannelRef
from bot.core.visible import visible
from bot.core.words import filled
from bot.slack.api import ask
from bot.slack.blocks import render
from bot.slack.mrkdwn import escape, plain
from bot.slack.transport import Clients
from bot.slack.words import WORDS

log = structlog.get_logger()

PATIENCE = 2.0
"""In seconds; Slack waits three for the answer to a form: https://docs.slack.dev/interactivity/handling-user-interaction"""


class SlackPrivate:
    """Implements `core.platform.Private`."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    async def whisper(self, ref: ChannelRef, user: str, message: Message, thread: str | None = None) -> bool:
        """Show it to one person in a channel or direct message (or a thread there); False if that did not succeed in
        time."""
        try:
            async with asyncio.timeout(PATIENCE):
                client = await self._clients(ref.workspace)
                whisper = client.chat_postEphemeral(
                    channel=ref.channel, user=user, thread_ts=thread, **render(message)
                )
                await ask(whisper)
        except (LeiderschapError, TimeoutError) as error:
            log.info("whisper.failed", reason=str(error) or type(error).__name__)
            return False
        return True

    async def send(self, direct: ChannelRef, words: str, files: Sequence[File]) -> None:
        """Files in one direct message, under these plain words. Raises LeiderschapError if they do not arrive."""
        client = await self._clients(direct.workspace)
        uploads = [
            {
                "filename": one.name,
                "title": plain(one.title),
                "content": one.data,
                "alt_txt": visible(one.alt) or None,
            }
            for one in filled(tuple(files), WORDS)
        ]
        await ask(
            client.files_upload_v2(
                channel=direct.channel, initial_comment=escape(filled(words, WORDS)), file_uploads=uploads
            )
        )
