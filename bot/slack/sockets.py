"""Receives requests by Socket Mode."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

from pydantic import SecretStr
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

from bot.core.errors import NotThereYet
from bot.core.health import Check
from bot.slack import transport, workspace

CONNECT_SECONDS = 8.0
"""How long connecting may take at start: less than Docker's ten seconds for a process to stop:
https://docs.docker.com/reference/cli/docker/container/stop/"""


async def listen(bolt: AsyncApp, token: SecretStr, stack: AsyncExitStack) -> Check:
    """Receive requests until the stack is closed; returns the check whether it is connected.

    Raises NotThereYet if it does not connect in time: the SDK would try for ever (seen, not documented), and stopping
    the bot would have to wait.
    """
    await workspace.check_app_token(bolt.client, token.get_secret_value())
    handler = AsyncSocketModeHandler(bolt, token.get_secret_value())
    stack.push_async_callback(handler.close_async)
    await transport.connect_as_others_do(handler.client)
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            await handler.connect_async()  # type: ignore[no-untyped-call] # typed only in its base class
    except TimeoutError:
        raise NotThereYet("Slack takes no connection of Socket Mode now") from None
    return handler.client.is_connected
