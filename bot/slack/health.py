"""Whether Slack can be reached, for a process without a permanent connection to it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from bot.slack.errors import TOO_MUCH, explain

log = structlog.get_logger()

EVERY, AGAIN, PATIENCE = 60.0, 15.0, 10.0
"""In seconds: between two checks; until the next one after a failure; and how long an answer may take. Slack counts
as down after two failures in a row: one lost packet changes nothing, and an outage is noticed within two minutes."""


class SlackHealth:
    """Checks Slack now and then in the background, so that a slow Slack delays nobody. `ask` raises if Slack does not
    answer properly."""

    def __init__(self, ask: Callable[[], Awaitable[object]], elapsed: Callable[[], float]) -> None:
        self._ask = ask
        self._elapsed = elapsed
        self._asked = elapsed()
        self._failed = 0
        self._asking: asyncio.Task[None] | None = None

    async def is_there(self) -> bool:
        """Whether Slack answered recently. If that was long ago, it is asked again."""
        waited = self._elapsed() - self._asked
        if waited >= (AGAIN if self._failed else EVERY) and (self._asking is None or self._asking.done()):
            self._asked = self._elapsed()
            self._asking = asyncio.create_task(self._look())
        return self._failed < 2

    async def stop(self) -> None:
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.wait([self._asking])

    async def _look(self) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                await self._ask()
        except Exception as error:  # any error means that Slack did not answer
            code = explain(error).code
            if code not in TOO_MUCH:  # a Slack that asks us to wait is up
                self._failed += 1
                log.warning("slack.not_there", reason=code, times=self._failed)
                return
        self._failed = 0
