"""What each workspace is answered from: the content in force, and the articles that it added itself."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import structlog

from bot.answers.added.joining import together
from bot.answers.added.model import State
from bot.answers.added.store import SqlAddedArticleStore
from bot.answers.in_force import index_of
from bot.core.errors import LeiderschapError
from bot.library.ports import Content

log = structlog.get_logger()

KEPT = dt.timedelta(seconds=15)
"""After this a process looks again at what another one added: as often as it looks for other articles."""
PATIENCE = 1.0
"""In seconds: how long an answer waits for the database."""
MAKING = 10.0
"""In seconds: how long an answer waits for the content of its workspace to be made; then it goes by what there was."""
MOST = 16
"""Workspaces whose content is in memory at once, some 25 megabytes each, and 39 with as much as may be added."""
KNOWN = 10_000
"""Workspaces of which it is remembered what they added."""


@dataclass(frozen=True, slots=True)
class _Made:
    """The content of a workspace, what of it was added, and the content in force that it was made with."""

    state: State
    base: Content
    content: Content


class Contents:
    """`content` gives what is in force for all, `now` the time in UTC. A workspace that added nothing gets that itself,
    and costs one query in each KEPT."""

    def __init__(
        self, store: SqlAddedArticleStore, content: Callable[[], Content], now: Callable[[], dt.datetime]
    ) -> None:
        self._store = store
        self._content = content
        self._now = now
        self._known: dict[str, tuple[State, dt.datetime]] = {}
        self._made: OrderedDict[str, _Made] = OrderedDict()
        self._making: dict[str, asyncio.Task[None]] = {}
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="added-articles")

    async def __call__(self, workspace: str) -> Content:
        """What its people are answered from, with what was added there KEPT ago at the latest."""
        state = await self._state(workspace)
        if not state:
            self._made.pop(workspace, None)
            return self._content()
        if not self._is_current(workspace, state):
            await self._wait_for(workspace, state)
        made = self._made.get(workspace)
        if made is None:
            return self._content()
        self._made.move_to_end(workspace)
        # What is in force gets its vectors in the background; its passages have the same numbers here.
        index_of(made.content).meanings = index_of(made.base).meanings
        return made.content

    def changed(self, workspace: str) -> None:
        """This process changed what the workspace added: the next answer knows it."""
        self._known.pop(workspace, None)

    async def stop(self) -> None:
        """Make no further content."""
        making = list(self._making.values())
        for task in making:
            task.cancel()
        await asyncio.gather(*making, return_exceptions=True)
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def _state(self, workspace: str) -> State:
        """What it added, as it was at most KEPT ago; where the database does not say, as it was known."""
        state, read_at = self._known.get(workspace, ((), None))
        now = self._now()
        if read_at is not None and read_at <= now < read_at + KEPT:
            return state
        try:
            async with asyncio.timeout(PATIENCE):
                state = await self._store.state(workspace)
        except (LeiderschapError, TimeoutError) as error:
            log.warning("added.unknown", reason=type(error).__name__)
        if len(self._known) >= KNOWN:
            self._known.clear()
        self._known[workspace] = state, now
        return state

    def _is_current(self, workspace: str, state: State) -> bool:
        made = self._made.get(workspace)
        return made is not None and made.state == state and made.base is self._content()

    async def _wait_for(self, workspace: str, state: State) -> None:
        """Until the content is made, whoever asked for it first; one of an earlier state is waited for as well."""
        try:
            async with asyncio.timeout(MAKING):
                if earlier := self._making.get(workspace):
                    await asyncio.shield(earlier)
                if not self._is_current(workspace, state):
                    await asyncio.shield(self._begin(workspace))
        except TimeoutError:
            log.warning("added.slow", workspace=workspace, seconds=MAKING)
        if not self._is_current(workspace, state):
            self.changed(workspace)  # it changed meanwhile, maybe in another process

    def _begin(self, workspace: str) -> asyncio.Task[None]:
        if workspace not in self._making:
            task = self._making[workspace] = asyncio.create_task(self._make(workspace))
            task.add_done_callback(lambda _: self._making.pop(workspace))
        return self._making[workspace]

    async def _make(self, workspace: str) -> None:
        base, loop = self._content(), asyncio.get_running_loop()
        try:
            stored = await self._store.stored(workspace)
        except LeiderschapError as error:
            log.warning("added.unknown", reason=type(error).__name__)
            return
        try:
            content = await loop.run_in_executor(self._thread, together, base, stored)
        except Exception as error:  # its people are answered from the rest
            log.error("added.not_made", workspace=workspace, reason=type(error).__name__)
            content = base
        self._made[workspace] = _Made(tuple((one.id, one.version) for one in stored), base, content)
        self._made.move_to_end(workspace)
        if len(self._made) > MOST:
            self._made.popitem(last=False)
        log.info("added.made", workspace=workspace, articles=len(stored))
