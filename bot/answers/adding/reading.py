"""Reads a document in a process of its own, beside all that goes on, and one at a time."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

from bot.answers.search.meaning.background import give_way
from bot.library.importing.blocks import ImportProblem
from bot.library.importing.bounded import Bounds, Nursery
from bot.library.importing.fetching import Fetched

if TYPE_CHECKING:
    from bot.library.importing.importer import Imported

Answer = TypeVar("Answer")


class Reading:
    """`bounds` are what the reading of one document may take. A document takes the place of no shipped article."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="adding", initializer=give_way)
        self._under_way: Nursery | None = None
        self._stopped = False

    async def page(self, page: Fetched) -> Sequence[Imported]:
        """What a link gave. Raises ImportProblem."""
        from bot.library.importing import importer  # here, so that no start of the bot waits for it

        return await self._apart(importer.in_page, page, page.url, {})

    async def file(self, data: bytes, name: str) -> Sequence[Imported]:
        """What is in a file. Raises ImportProblem."""
        from bot.library.importing import importer

        return await self._apart(importer.in_data, data, name, {})

    async def beside(self, work: Callable[[], Answer]) -> Answer:
        """Do other work on a document there: it may take a second, and waits for what is being read."""
        self._refuse()
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def stop(self) -> None:
        """End the reading that is under way, and begin none; both raise ImportProblem."""
        self._stopped = True
        if under_way := self._under_way:
            under_way.stop()
        self._thread.shutdown(wait=False)

    async def _apart(
        self, function: Callable[..., Sequence[Imported]], *arguments: Any
    ) -> Sequence[Imported]:
        return await self.beside(functools.partial(self._read, function, *arguments))

    def _refuse(self) -> None:
        if self._stopped:
            raise ImportProblem("is not read any more", why="unavailable")

    def _read(self, function: Callable[..., Sequence[Imported]], *arguments: Any) -> Sequence[Imported]:
        with Nursery([function.__module__], self._bounds) as self._under_way:
            if self._stopped:
                self._under_way.stop()
            return self._under_way(function, *arguments)
