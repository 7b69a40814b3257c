"""One process of the bot, from its start to the signal that ends it."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from contextlib import AsyncExitStack

import structlog

from bot import serving, starting
from bot.answers.in_force import freeze
from bot.app import EVERYTHING, Roles, running
from bot.settings import Settings

log = structlog.get_logger()


async def run(settings: Settings, roles: Roles = EVERYTHING) -> None:
    """Run until SIGTERM or SIGINT. The port opens first; then it waits for what is unavailable."""
    stop, started, waits = asyncio.Event(), asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    async with AsyncExitStack() as stack:
        door = None
        if settings.port is not None:
            door = serving.open_door(starting.waiting_room(), settings.host, settings.port)
            stack.push_async_callback(door.close)

        async def work() -> None:
            async with AsyncExitStack() as inner:
                await starting.patiently(
                    lambda: inner.enter_async_context(running(settings, roles=roles, door=door)),
                    waits=waits.set,
                )
                freeze()
                started.set()
                await stop.wait()

        working = asyncio.create_task(work())
        for sign in (stop, waits):  # a successful start is finished, even if a signal arrives
            await _first(working, sign)
        if not started.is_set():
            working.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await working
    log.info("bot.stopped")


async def _first(work: asyncio.Task[None], sign: asyncio.Event) -> None:
    """Wait until the work has ended or the sign is given."""
    given = asyncio.create_task(sign.wait())
    await asyncio.wait({work, given}, return_when=asyncio.FIRST_COMPLETED)
    given.cancel()
