"""Talks to Slack: posts that are never repeated, and answers to a click on its `response_url`."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import socket
import uuid
from collections.abc import Awaitable, Callable, Coroutine
from contextvars import ContextVar
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
import structlog
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.errors import LeiderschapError
from bot.core.inputs.proxies import Proxies
from bot.core.messages import Message
from bot.core.people import ChannelRef
from bot.core.platform import NotPostedError, RefusedError, UnsureError
from bot.delivery.clocks import Clocks
from bot.slack.blocks import render
from bot.slack.errors import NEVER_SENT, Redirected, explain, not_sent

log = structlog.get_logger()

POST_SECONDS = 10.0
UNHEARD = 2
"""The kernel gives up unacknowledged bytes after this many times the duration of a request: a killed process may
leave some behind, and they must not arrive after its post was decided to be lost."""


@dataclass
class _Attempt:
    """One post under way. Until it is `connected`, no byte of it has been sent."""

    in_time: Callable[[], bool] | None
    connected: bool = False


_attempt: ContextVar[_Attempt | None] = ContextVar("attempt", default=None)
"""The post that the current task makes."""


class _TooLate(Exception):
    """The process stood still for too long; nothing was sent."""


async def _look_at_the_clock(*_: object) -> None:
    # There is a connection, and the next step sends the first byte.
    attempt = _attempt.get()
    if attempt is None:
        return
    if attempt.in_time is not None and not attempt.in_time():
        raise _TooLate
    attempt.connected = True


async def _stay_here(*_: object) -> None:
    raise Redirected


def session(seconds: float = POST_SECONDS, clocks: Clocks | None = None) -> aiohttp.ClientSession:
    """The one session for everything: a client without one opens a connection for each call. `seconds` is the time
    that one request may take. `clocks` hear Slack's clock in every answer. Raises ProxyUnusable."""

    def open_socket(address: tuple[Any, ...]) -> socket.socket:
        family, kind, protocol, _, _ = address
        opened = socket.socket(family, kind, protocol)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(seconds * UNHEARD * 1000))
        return opened

    connector = aiohttp.TCPConnector(limit=200, socket_factory=open_socket)
    trace = aiohttp.TraceConfig()
    trace.on_connection_create_end.append(_look_at_the_clock)
    trace.on_connection_reuseconn.append(_look_at_the_clock)
    trace.on_request_redirect.append(_stay_here)
    if clocks is not None:
        _listen(trace, clocks)
    timeout = aiohttp.ClientTimeout(total=seconds)
    return aiohttp.ClientSession(
        timeout=timeout,
        connector=connector,
        trace_configs=[trace],
        request_class=Proxies.of_environment().requests(),
    )


async def connect_as_others_do(client: SocketModeClient) -> None:
    """Make Socket Mode connect like all other requests: the SDK creates its own session for it."""
    await client.aiohttp_client_session.close()
    client.aiohttp_client_session = aiohttp.ClientSession(request_class=Proxies.of_environment().requests())


def _listen(trace: aiohttp.TraceConfig, clocks: Clocks) -> None:
    async def asked(_: aiohttp.ClientSession, request: Any, __: object) -> None:
        request.asked = clocks.elapsed()

    async def answered(_: aiohttp.ClientSession, request: Any, end: aiohttp.TraceRequestEndParams) -> None:
        if date := end.response.headers.get("Date"):
            with contextlib.suppress(ValueError, OverflowError):
                said = parsedate_to_datetime(date).astimezone(dt.UTC)
                clocks.slack(said, clocks.elapsed() - request.asked)

    trace.on_request_start.append(asked)
    trace.on_request_end.append(answered)


LOOKUP = 5.0
"""In seconds: how long a post waits for its client."""


class NotInstalled(LeiderschapError):
    """The bot has no token for this workspace."""


Clients = Callable[[str], Awaitable[AsyncWebClient]]
"""The client with a workspace's token, by the workspace's id. Raises NotInstalled, or another LeiderschapError if
trying later may help."""


def web_client(
    token: str | None, base_url: str, session: aiohttp.ClientSession, team: str | None = None
) -> AsyncWebClient:
    """A client that never repeats a request: the SDK's own retry would post twice when an answer is lost. See
    https://docs.slack.dev/tools/python-slack-sdk/web#retryhandler.

    `team` is the workspace that it asks about, if its token belongs to a whole organisation.
    """
    return AsyncWebClient(token=token, base_url=base_url, session=session, retry_handlers=[], team_id=team)


DELIVERY = "leiderschap_delivery"
"""The type of a message's metadata, which contains only the delivery's id, because other apps can read it
(https://docs.slack.dev/messaging/message-metadata)."""


class SlackMessenger:
    """Posts messages with the token of their workspace."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    async def post(
        self,
        ref: ChannelRef,
        message: Message,
        thread: str | None = None,
        *,
        delivery: uuid.UUID | None = None,
        in_time: Callable[[], bool] | None = None,
    ) -> str:
        """Post once; see the port `Messenger`."""
        body = _drawn(message)
        if delivery is not None:
            body["metadata"] = {"event_type": DELIVERY, "event_payload": {"id": str(delivery)}}
        client = await self._client(ref.workspace)
        attempt = _Attempt(in_time)
        asked = _attempt.set(attempt)
        try:
            response = await client.chat_postMessage(channel=ref.channel, thread_ts=thread or None, **body)
            ts = response["ts"]
        except _TooLate as error:
            raise NotPostedError("too_late") from error
        except Exception as error:  # after an unforeseen error it is unknown whether it was posted
            raise (explain(error) if attempt.connected else not_sent(error)) from error
        finally:
            _attempt.reset(asked)
        if not isinstance(ts, str):
            raise UnsureError("unreadable_answer")
        return ts

    async def update(self, ref: ChannelRef, ts: str, message: Message) -> None:
        """Replace a message of the bot; see the port `Editor`."""
        body = _drawn(message)
        client = await self._client(ref.workspace)
        try:
            await client.chat_update(channel=ref.channel, ts=ts, text=body["text"], blocks=body["blocks"])
        except Exception as error:  # whatever the client raises is told as one of ours
            raise explain(error) from error

    async def _client(self, workspace: str) -> AsyncWebClient:
        try:
            async with asyncio.timeout(LOOKUP):
                return await self._clients(workspace)
        except NotInstalled as error:
            raise RefusedError("token_revoked", pauses=True) from error
        except (LeiderschapError, TimeoutError) as error:
            raise NotPostedError("no_client") from error


def _drawn(message: Message) -> dict[str, Any]:
    try:
        return render(message)
    except ValueError as error:
        raise RefusedError("not_composed", pauses=False) from error


class Responder:
    """Answers clicks after their ack, in background tasks."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session
        self._tasks: set[asyncio.Task[None]] = set()

    def later(self, work: Coroutine[Any, Any, object]) -> None:
        """Run `work` in the background, so that the ack does not wait for it. An error in it is logged."""
        task = asyncio.ensure_future(self._logged(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _logged(self, work: Coroutine[Any, Any, object]) -> None:
        try:
            await work
        except Exception:  # nobody waits for this work
            log.exception("response.failed")

    async def respond(
        self, url: str, message: Message, *, public: bool = False, replace: bool = False
    ) -> bool:
        """Send `message` to a `response_url`: private beside the clicked message, in its place, or to the channel.

        False if it certainly did not arrive: Slack was not reached, or refused it.
        """
        kind = "in_channel" if public else "ephemeral"
        body = {**render(message), "response_type": kind, "replace_original": replace}
        try:
            async with self._session.post(url, json=body) as response:
                if response.status != 200:
                    log.warning("response.refused", status=response.status)
                return not 400 <= response.status < 500
        except NEVER_SENT:
            log.warning("response.unconnected")
            return False

    async def close(self) -> None:
        """Wait until all answers are sent."""
        while self._tasks:  # some answers start others
            await asyncio.gather(*self._tasks)
