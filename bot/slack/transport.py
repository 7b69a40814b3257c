"""Talking to Slack: posts that are never repeated, and answers to a click on its `response_url`."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import aiohttp
import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import LeiderschapError
from bot.domain.messages import Message
from bot.services.ports import NotPostedError, RefusedError
from bot.slack.blocks import render
from bot.slack.errors import explain

log = structlog.get_logger()

TIMEOUT = aiohttp.ClientTimeout(total=10)


def session() -> aiohttp.ClientSession:
    """The one session that everything shares: a client without one opens a connection a call."""
    return aiohttp.ClientSession(timeout=TIMEOUT, connector=aiohttp.TCPConnector(limit=200))


LOOKUP = 5.0
"""In seconds; so long a post waits for the client that is to send it."""


class NotInstalled(LeiderschapError):
    """The bot has no token for this workspace."""


Clients = Callable[[str], Awaitable[AsyncWebClient]]
"""The client with a workspace's token, by the workspace's id. Raises NotInstalled, or another LeiderschapError where
trying later may help."""


def web_client(
    token: str | None, base_url: str, session: aiohttp.ClientSession, team: str | None = None
) -> AsyncWebClient:
    """A client that never repeats a request: the SDK's own retry would post twice when an answer is lost.

    `team` is the workspace that it asks about, where its token is that of a whole organisation.
    """
    return AsyncWebClient(token=token, base_url=base_url, session=session, retry_handlers=[], team_id=team)


class SlackMessenger:
    """Posts messages with the token of their workspace."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    async def post(self, workspace: str, channel: str, message: Message, thread: str | None = None) -> str:
        """Post once; see the port `Messenger`."""
        body = render(message)
        client = await self._client(workspace)
        try:
            response = await client.chat_postMessage(channel=channel, thread_ts=thread, **body)
        except Exception as error:
            raise explain(error) from error
        return str(response["ts"])

    async def _client(self, workspace: str) -> AsyncWebClient:
        try:
            async with asyncio.timeout(LOOKUP):
                return await self._clients(workspace)
        except NotInstalled as error:
            raise RefusedError("token_revoked", pauses=True) from error
        except (LeiderschapError, TimeoutError) as error:
            raise NotPostedError("no_client") from error


class Responder:
    """Answers clicks after their ack, in tasks of its own."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session
        self._tasks: set[asyncio.Task[None]] = set()

    def later(self, work: Coroutine[Any, Any, None]) -> None:
        """Run `work` beside the listener, so that the ack does not wait for it. A fault in it is logged."""
        task = asyncio.ensure_future(self._logged(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _logged(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception:
            log.exception("response.failed")

    async def respond(
        self, url: str, message: Message, *, public: bool = False, replace: bool = False
    ) -> None:
        """Send `message` to a `response_url`: privately beside the clicked message, in its place, or to the channel."""
        kind = "in_channel" if public else "ephemeral"
        body = {**render(message), "response_type": kind, "replace_original": replace}
        async with self._session.post(url, json=body) as response:
            if response.status != 200:
                log.warning("response.refused", status=response.status)

    async def close(self) -> None:
        """Wait until all answers are sent."""
        await asyncio.gather(*self._tasks)
