"""Waits for what is unavailable at start: a database that starts later, a Slack that cannot be reached for a
while."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog
from starlette.types import ASGIApp

from bot import web
from bot.core.errors import NotThereYet
from bot.core.health import Health

log = structlog.get_logger()

FIRST, LONGEST = 1.0, 30.0
"""In seconds: the first pause, and the longest; each is twice the one before."""

T = TypeVar("T")


async def patiently(
    start: Callable[[], Awaitable[T]],
    *,
    waits: Callable[[], object] = lambda: None,
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    chance: Callable[[], float] = random.random,
) -> T:
    """The result of `start`, as soon as it does not raise NotThereYet; any other error ends the waiting.

    `waits` is called before each pause. The pauses are random, so that processes waiting for the same thing do not
    all try again at the same moment.
    """
    pause = FIRST
    while True:
        try:
            return await start()
        except NotThereYet as error:
            seconds = max(pause * (0.5 + chance() / 2), error.seconds)
            log.warning("start.waiting", why=str(error), seconds=round(seconds, 1))
        waits()
        await sleep(seconds)
        pause = min(2 * pause, LONGEST)


def waiting_room() -> ASGIApp:
    """What answers at the port meanwhile: the process is alive, but not ready."""

    async def not_yet() -> bool:
        return False

    return web.create((), Health({"start": not_yet}))
