"""The addresses of messages."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Collection, Mapping

import structlog

from bot.core.errors import LeiderschapError
from bot.core.people import ChannelRef
from bot.slack.api import ask
from bot.slack.people import KEPT, WORKSPACES, Recent
from bot.slack.transport import Clients

log = structlog.get_logger()

PATIENCE = 1.0
"""In seconds: a list without addresses is better than a late one."""


class Permalinks:
    """Asks Slack for the address of one message of a workspace; the others differ only in their channel and id (the
    form in https://docs.slack.dev/reference/methods/chat.getPermalink). `now` is the time in UTC."""

    def __init__(self, clients: Clients, now: Callable[[], dt.datetime]) -> None:
        self._clients = clients
        self._before: Recent[str, str] = Recent(WORKSPACES, KEPT, now)

    async def of(self, ref: ChannelRef, messages: Collection[str]) -> Mapping[str, str]:
        """The addresses of messages that are in no thread, by their ts; none if Slack does not say."""
        if not messages:
            return {}
        before = self._before.get(ref.workspace) or await self._ask(ref, next(iter(messages)))
        return {ts: before + _end(ref, ts) for ts in messages} if before else {}

    async def _ask(self, ref: ChannelRef, ts: str) -> str:
        """What comes before the channel in every address of the workspace, '' if Slack does not say."""
        try:
            async with asyncio.timeout(PATIENCE):
                client = await self._clients(ref.workspace)
                answer = await ask(client.chat_getPermalink(channel=ref.channel, message_ts=ts))
        except (LeiderschapError, TimeoutError) as error:
            log.info("permalink.unknown", reason=type(error).__name__)
            return ""
        before, end, _ = str(answer.get("permalink") or "").partition(_end(ref, ts))
        return self._before.put(ref.workspace, before) if end else ""


def _end(ref: ChannelRef, ts: str) -> str:
    return f"/archives/{ref.channel}/p{ts.replace('.', '')}"
