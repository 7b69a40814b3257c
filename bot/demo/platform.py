"""The terminal as a platform: one channel, one person who types, and a screen."""

from __future__ import annotations

import asyncio
import itertools
import uuid
from collections.abc import Callable, Collection, Coroutine, Mapping, Sequence
from typing import Any

import structlog

from bot.core.errors import LeiderschapError
from bot.core.interaction import File
from bot.core.messages import Message
from bot.core.people import ChannelRef, Place, Profile
from bot.core.platform import NotPostedError
from bot.core.retention import Expiring
from bot.demo.screen import Screen, Shown
from bot.demo.workspace import CHANNEL, CHANNEL_NAME, TEAM, TIMEZONE, USERS
from bot.slack.words import WORDS

DIRECT = ChannelRef(TEAM, "D0VERA")
"""The conversation between the person and the bot."""

log = structlog.get_logger()


class Terminal:
    """Implements `core.platform.Platform`, including all its parts. `hear` is called when the bot checks whether it
    is up."""

    def __init__(self, screen: Screen, hear: Callable[[], None]) -> None:
        self.messenger = self.people = self.directory = self.private = self.administrators = self
        self.codes: Mapping[str, Collection[str]] = {}
        self.retention: Expiring = {}
        self.words = WORDS
        self._screen = screen
        self._hear = hear
        self._numbers = itertools.count(1)
        self._works: set[asyncio.Task[None]] = set()

    def show(self, message: Message, *, private: bool, thread: bool = False, replaces: str = "") -> str:
        """Draw a message; returns its id."""
        shown = Shown(f"1.{next(self._numbers):06}", message, private, thread)
        self._screen.show(shown, replaces)
        return shown.ts

    async def post(
        self,
        ref: ChannelRef,
        message: Message,
        thread: str | None = None,
        *,
        delivery: uuid.UUID | None = None,  # noqa: ARG002 - nobody looks for it here
        in_time: Callable[[], bool] | None = None,
    ) -> str:
        if in_time is not None and not in_time():
            raise NotPostedError("too_late")
        return self.show(message, private=ref == DIRECT, thread=thread is not None)

    async def update(self, _ref: ChannelRef, ts: str, message: Message) -> None:
        self.show(message, private=False, replaces=ts)

    async def whisper(
        self, _ref: ChannelRef, _user: str, message: Message, thread: str | None = None
    ) -> bool:
        self.show(message, private=True, thread=thread is not None)
        return True

    async def send(self, _direct: ChannelRef, _words: str, _files: Sequence[File]) -> None:
        raise LeiderschapError("a terminal shows no files")

    async def of(self, _workspace: str) -> Sequence[str]:
        return ()

    async def timezone(self, _workspace: str, _user: str) -> str:
        return TIMEZONE

    async def direct(self, _workspace: str, _user: str) -> ChannelRef:
        return DIRECT

    async def members(self, _ref: ChannelRef) -> int:
        return len(USERS)

    def forget(self, workspace: str, user: str) -> None:
        """Nothing is remembered."""

    async def profile(self, _workspace: str, user: str, *, fresh: bool = False) -> Profile | None:  # noqa: ARG002
        return Profile(user, USERS[user], TIMEZONE, frozenset({TEAM})) if user in USERS else None

    async def organisation(self, _workspace: str) -> str:
        return ""

    async def present(self, ref: ChannelRef) -> Sequence[Profile | None]:
        return [await self.profile(ref.workspace, user) for user in USERS]

    async def place(self, ref: ChannelRef) -> Place | None:
        return Place(CHANNEL_NAME) if ref.channel == CHANNEL else None

    async def channels_of(self, _workspace: str, _user: str) -> Mapping[str, str]:
        return await self.channels()

    async def channels(self) -> Mapping[str, str]:
        return {CHANNEL: CHANNEL_NAME}

    async def links(self, _ref: ChannelRef, _messages: Collection[str]) -> Mapping[str, str]:
        return {}

    async def takes_files(self, _workspace: str) -> bool:
        return False

    async def is_there(self) -> bool:
        self._hear()
        return True

    def later(self, work: Coroutine[Any, Any, object]) -> None:
        async def logged() -> None:
            try:
                await work
            except Exception:  # nobody waits for this work
                log.exception("response.failed")

        self._works.add(task := asyncio.ensure_future(logged()))
        task.add_done_callback(self._works.discard)

    async def settled(self) -> None:
        """Wait until all background work is done."""
        while self._works:
            await asyncio.gather(*self._works)
