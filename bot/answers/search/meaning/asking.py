"""Asks the model what a question means, beside the event loop and never for long."""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import structlog

from bot.library.passages import Findings
from bot.library.ports import PassageSearch

log = structlog.get_logger()


class Asking:
    """Gives what the model makes of a question within `seconds`, or nothing; then words alone answer.

    As many questions are with it at once as there are processors; one that finds no place goes without.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._places = os.cpu_count() or 1
        self._threads = ThreadPoolExecutor(self._places, thread_name_prefix="meaning")

    async def __call__(self, search: PassageSearch, found: Findings) -> Any:
        """What the model makes of the question, None where it gives no answer in time."""
        if not self._places:
            log.warning("meaning.skipped", reason="busy")
            return None
        self._places -= 1
        asked = asyncio.get_running_loop().run_in_executor(self._threads, search.meaning, found)
        asked.add_done_callback(self._freed)
        try:
            return await asyncio.wait_for(asyncio.shield(asked), self._seconds)
        except TimeoutError:
            log.warning("meaning.skipped", reason="slow", seconds=self._seconds)
        except Exception as error:  # a model of somebody else's raises what it likes
            # Its words may hold the question.
            log.warning("meaning.skipped", reason=type(error).__name__)
        return None

    def _freed(self, asked: asyncio.Future[Any]) -> None:
        self._places += 1
        if not asked.cancelled():
            asked.exception()  # who asked has heard it, or no longer waits
