"""Whether the bot can do its work right now."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence

import structlog

log = structlog.get_logger()

Check = Callable[[], Awaitable[bool]]

PATIENCE = 2.0
"""In seconds; what does not answer by then counts as not there."""


class Health:
    """The parts that must work, by name."""

    def __init__(self, checks: Mapping[str, Check]) -> None:
        self._checks = checks

    async def failing(self) -> Sequence[str]:
        """The names of the parts that do not work, in order; all are asked at once."""
        works = await asyncio.gather(*(self._works(name, check) for name, check in self._checks.items()))
        return [name for name, fine in zip(self._checks, works, strict=True) if not fine]

    async def _works(self, name: str, check: Check) -> bool:
        try:
            async with asyncio.timeout(PATIENCE):
                return await check()
        except Exception as error:  # whatever it raises, the part does not work
            log.warning("health.failing", part=name, reason=type(error).__name__)
            return False
