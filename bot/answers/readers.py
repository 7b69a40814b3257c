"""Who may be answered from which articles, and where an answer may stand in public. The one rule for every way to a
passage: what a person may read comes from `content`, and no answer is public where `outsiders` are."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Literal

import structlog

from bot.core import texts
from bot.core.errors import LeiderschapError, Refused
from bot.core.people import Actor, ChannelRef, Profile
from bot.core.platform import Directory
from bot.library.ports import Content
from bot.library.shipped_alone import shipped_alone

log = structlog.get_logger()

Answers = Literal["none", "shipped", "all"]
"""What outsiders (guests, and people of other organisations) are answered from: nothing, the articles that come with
the bot, or all articles, in public too."""

KEPT = dt.timedelta(hours=1)
"""How long it holds who reads along in a channel, unless Slack says that somebody came in."""
PATIENCE = 1.0
"""In seconds: how long an answer waits for Slack to say who reads along, or who asks."""
MOST = 10_000
"""Channels that are remembered at once."""


class Readers:
    """`content` gives what is in force, `answers` what outsiders get of it, `now` the time in UTC.

    `home` is the only workspace that the bot serves, '' where there are many: somebody from another one may click under
    the name of their own.
    """

    def __init__(
        self,
        content: Callable[[], Content],
        directory: Directory,
        answers: Answers,
        now: Callable[[], dt.datetime],
        home: str = "",
    ) -> None:
        self._content = content
        self._directory = directory
        self._answers = answers
        self._now = now
        self._home = home
        self._known: dict[ChannelRef, tuple[bool, dt.datetime]] = {}
        self._looks: dict[ChannelRef, asyncio.Task[bool]] = {}

    async def content(self, actor: Actor) -> Content:
        """What this person may read. Raises Refused where that is nothing, or where Slack does not say who it is."""
        if self._answers == "all":
            return self._content()
        try:
            outside = await self._is_outside(self._home or actor.workspace, await self._profile(actor))
        except LeiderschapError as error:
            log.warning("reader.unknown", reason=str(error))
            raise Refused(texts.READER_UNKNOWN) from None
        if not outside:
            return self._content()
        if self._answers == "none":
            raise Refused(texts.COLLEAGUES_ONLY)
        return shipped_alone(self._content())

    async def soon(self, actor: Actor) -> bool:
        """Whether `content` answers at once. Waits for Slack no longer than PATIENCE, and not where it is known."""
        if self._answers == "all":
            return True
        try:
            async with asyncio.timeout(PATIENCE):
                await self._profile(actor)
        except TimeoutError:
            return False
        except LeiderschapError as error:
            log.info("reader.not_known_yet", reason=str(error))
        return True

    async def outsiders(self, ref: ChannelRef) -> bool:
        """Whether somebody in the channel may not read everything. What is not known within PATIENCE counts as yes."""
        if self._answers == "all":
            return False
        ref = self._here(ref)
        found, read_at = self._known.get(ref, (True, None))
        now = self._now()
        if read_at is not None and read_at <= now < read_at + KEPT:
            return found
        # The look goes on when nobody waits for it any more, so that the next answer knows.
        look = self._looks.get(ref)
        if look is None:
            look = self._looks[ref] = asyncio.create_task(self._look(ref))
        done, _ = await asyncio.wait([look], timeout=PATIENCE)
        return look.result() if done and not look.cancelled() else True

    def forget(self, ref: ChannelRef) -> None:
        """Somebody came into the channel, or it is shared: who reads along is looked up anew."""
        ref = self._here(ref)
        self._known.pop(ref, None)
        if look := self._looks.pop(ref, None):
            look.cancel()

    async def stop(self) -> None:
        """Look no further."""
        looks = list(self._looks.values())
        for look in looks:
            look.cancel()
        await asyncio.gather(*looks, return_exceptions=True)

    def _here(self, ref: ChannelRef) -> ChannelRef:
        return replace(ref, workspace=self._home or ref.workspace)

    async def _look(self, ref: ChannelRef) -> bool:
        asked_at = self._now()
        try:
            found = await self._reads_along(ref)
        except LeiderschapError as error:
            log.info("readers.unknown", workspace=ref.workspace, channel=ref.channel, reason=str(error))
            return True
        finally:
            if self._looks.get(ref) is asyncio.current_task():
                del self._looks[ref]
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[ref] = found, asked_at
        return found

    async def _reads_along(self, ref: ChannelRef) -> bool:
        place = await self._directory.place(ref)
        if place is None:
            raise LeiderschapError("the bot does not see this channel")
        if place.shared:
            return True
        for profile in await self._directory.present(ref):
            here = profile is None or not (profile.bot or profile.gone)
            if here and await self._is_outside(ref.workspace, profile):
                return True
        return False

    async def _profile(self, actor: Actor) -> Profile | None:
        if not actor.user:
            return None
        return await self._directory.profile(self._home or actor.workspace, actor.user)

    async def _is_outside(self, workspace: str, profile: Profile | None) -> bool:
        """Somebody whom Slack does not know here is an outsider."""
        if profile is None:
            return True
        return profile.outsider(workspace, await self._directory.organisation(workspace))
