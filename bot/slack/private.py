"""What one person alone gets: a message that nobody else sees in a channel, and files in a direct message."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import aiohttp
import structlog
from slack_sdk.errors import SlackClientError

from bot.core.errors import LeiderschapError
from bot.core.interaction import File
from bot.core.messages import Message
from bot.core.visible import visible
from bot.slack.blocks import render
from bot.slack.errors import explain
from bot.slack.mrkdwn import escape, plain
from bot.slack.transport import Clients

log = structlog.get_logger()

PATIENCE = 2.0
"""In seconds; a form has to be answered within three."""


class SlackPrivate:
    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    async def whisper(
        self, workspace: str, channel: str, user: str, message: Message, thread: str | None = None
    ) -> bool:
        """Show it to one person in a channel or a direct message (or a thread there); False where that did not succeed
        in time."""
        try:
            async with asyncio.timeout(PATIENCE):
                client = await self._clients(workspace)
                await client.chat_postEphemeral(
                    channel=channel, user=user, thread_ts=thread, **render(message)
                )
        except (SlackClientError, aiohttp.ClientError, TimeoutError, LeiderschapError) as error:
            log.info("whisper.failed", reason=_reason(error))
            return False
        return True

    async def send(self, workspace: str, direct: str, words: str, files: Sequence[File]) -> None:
        """Files in one direct message, under these plain words. Raises LeiderschapError where Slack takes them not."""
        client = await self._clients(workspace)
        uploads = [
            {
                "filename": one.name,
                "title": plain(one.title),
                "content": one.data,
                "alt_txt": visible(one.alt) or None,
            }
            for one in files
        ]
        try:
            await client.files_upload_v2(channel=direct, initial_comment=escape(words), file_uploads=uploads)
        except (SlackClientError, aiohttp.ClientError, TimeoutError) as error:
            # Of the error only the code: its text may hold the address that the file was sent to.
            raise LeiderschapError(f"Slack did not take a file ({_reason(error)})") from None


def _reason(error: Exception) -> str:
    return explain(error).code if not isinstance(error, LeiderschapError) else type(error).__name__
