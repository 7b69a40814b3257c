"""Whether the bot can do its work right now."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence

import structlog

log = structlog.get_logger()

Check = Callable[[], Awaitable[bool]]

PATIENCE = 2.0
"""In seconds: a part that does not answer in time counts as down."""


class Heartbeat:
    """Whether something still happens regularly. `elapsed` and `patience` are in seconds."""

    def __init__(self, elapsed: Callable[[], float], patience: float) -> None:
        self._elapsed = elapsed
        self._patience = patience
        self._last = elapsed()

    def beat(self) -> None:
        self._last = self._elapsed()

    async def is_there(self) -> bool:
        """Whether it happened recently, or has not had time to yet."""
        return self._elapsed() - self._last < self._patience


class Health:
    """The parts that must work, by name."""

    def __init__(self, checks: Mapping[str, Check]) -> None:
        self._checks = checks

    async def failing(self) -> Sequence[str]:
        """The names of the parts that do not work, in order; all are checked at once."""
        works = await asyncio.gather(*(self._works(name, check) for name, check in self._checks.items()))
        return [name for name, fine in zip(self._checks, works, strict=True) if not fine]

    async def _works(self, name: str, check: Check) -> bool:
        try:
            async with asyncio.timeout(PATIENCE):
                return await check()
        except Exception as error:  # any error means that the part does not work
            log.warning("health.failing", part=name, reason=type(error).__name__)
            return False
