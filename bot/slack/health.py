"""Whether Slack can be reached, for a process that keeps no connection to it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from bot.slack.errors import TOO_MUCH, explain

log = structlog.get_logger()

EVERY, AGAIN, PATIENCE = 60.0, 15.0, 10.0
"""In seconds: from one question to the next; to the next after a failure; and how long an answer may take. Slack is not
there when two questions in a row fail: one lost packet changes nothing, and a Slack that is gone is noticed within two
minutes."""


class SlackHealth:
    """Asks Slack now and then, beside whoever wants to know: a slow Slack makes nobody wait. `ask` raises where it does
    not answer well."""

    def __init__(self, ask: Callable[[], Awaitable[object]], elapsed: Callable[[], float]) -> None:
        self._ask = ask
        self._elapsed = elapsed
        self._asked = elapsed()
        self._failed = 0
        self._asking: asyncio.Task[None] | None = None

    async def is_there(self) -> bool:
        """Whether Slack answered lately. It is asked again where that is long ago."""
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
        except Exception as error:  # whatever it was, Slack did not answer
            code = explain(error).code
            if code not in TOO_MUCH:  # a Slack that asks for rest is there
                self._failed += 1
                log.warning("slack.not_there", reason=code, times=self._failed)
                return
        self._failed = 0
