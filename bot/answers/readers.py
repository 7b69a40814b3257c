"""Decides who is answered from which articles, and where an answer may be public. Every way to a passage follows one
rule: what a person may read comes from `content`, and no answer is public in a channel with `outsiders`."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Literal

import structlog

from bot.core import texts
from bot.core.errors import LeiderschapError, Refused
from bot.core.people import Actor, ChannelRef, Profile
from bot.core.platform import Directory, outsiders
from bot.library.ports import Content
from bot.library.shipped_alone import shipped_alone

log = structlog.get_logger()

Answers = Literal["none", "shipped", "all"]
"""The articles from which outsiders (guests, and people from other organisations) are answered: none, those that come
with the bot, or all, in public too."""

KEPT = dt.timedelta(hours=1)
"""How long the bot remembers who reads along in a channel, unless Slack says that somebody joined."""
PATIENCE = 1.0
"""In seconds: how long an answer waits for Slack to say who reads along, or who asks."""
MOST = 10_000
"""How many channels are remembered."""


class Readers:
    """`content` returns the content in force for all, `of` the same with what a workspace added, `answers` says what
    outsiders get of it, and `now` returns the time in UTC.

    `home` is the only workspace that the bot serves, '' if there are many. If there is only one, every request counts
    as one there, because people from other workspaces may click with the id of their own.
    """

    def __init__(
        self,
        content: Callable[[], Content],
        of: Callable[[str], Awaitable[Content]],
        directory: Directory,
        answers: Answers,
        now: Callable[[], dt.datetime],
        *,
        home: str = "",
    ) -> None:
        self._content = content
        self._of = of
        self._directory = directory
        self._answers = answers
        self._now = now
        self._home = home
        self._known: dict[ChannelRef, tuple[bool, dt.datetime]] = {}
        self._looks: dict[ChannelRef, asyncio.Task[bool]] = {}

    async def content(self, actor: Actor) -> Content:
        """What this person may read. Raises Refused if that is nothing, or if Slack does not say who it is."""
        workspace = self._home or actor.workspace
        if self._answers == "all":
            return await self._of(workspace)
        try:
            outside = await self._is_outside(workspace, await self._profile(actor))
        except LeiderschapError as error:
            log.warning("reader.unknown", reason=str(error))
            raise Refused(texts.READER_UNKNOWN) from None
        if not outside:
            return await self._of(workspace)
        if self._answers == "none":
            raise Refused(texts.COLLEAGUES_ONLY)
        return shipped_alone(self._content())

    async def soon(self, actor: Actor) -> bool:
        """Whether `content` answers at once. Waits for Slack, and for what the workspace added, at most PATIENCE, and
        not at all for what is known."""
        try:
            async with asyncio.timeout(PATIENCE):
                if self._answers != "all":
                    await self._profile(actor)
                await self._of(self._home or actor.workspace)
        except TimeoutError:
            return False
        except LeiderschapError as error:
            log.info("reader.not_known_yet", reason=str(error))
        return True

    async def outsiders(self, ref: ChannelRef) -> bool:
        """Whether somebody in the channel may not read everything; also True if that is not known within PATIENCE."""
        if self._answers == "all":
            return False
        ref = self._here(ref)
        found, read_at = self._known.get(ref, (True, None))
        now = self._now()
        if read_at is not None and read_at <= now < read_at + KEPT:
            return found
        # The look-up continues after PATIENCE, so that the next answer finds its result.
        look = self._looks.get(ref)
        if look is None:
            look = self._looks[ref] = asyncio.create_task(self._look(ref))
        done, _ = await asyncio.wait([look], timeout=PATIENCE)
        return look.result() if done and not look.cancelled() else True

    def forget(self, ref: ChannelRef) -> None:
        """Look up again who reads along in the channel: somebody joined it, or it is shared now."""
        ref = self._here(ref)
        self._known.pop(ref, None)
        if look := self._looks.pop(ref, None):
            look.cancel()

    async def stop(self) -> None:
        """Cancel all look-ups."""
        looks = list(self._looks.values())
        for look in looks:
            look.cancel()
        await asyncio.gather(*looks, return_exceptions=True)

    def _here(self, ref: ChannelRef) -> ChannelRef:
        return replace(ref, workspace=self._home or ref.workspace)

    async def _look(self, ref: ChannelRef) -> bool:
        asked_at = self._now()
        try:
            found = await outsiders(self._directory, ref)
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

    async def _profile(self, actor: Actor) -> Profile | None:
        if not actor.user:
            return None
        return await self._directory.profile(self._home or actor.workspace, actor.user)

    async def _is_outside(self, workspace: str, profile: Profile | None) -> bool:
        """Whether a person is an outsider in the workspace; so is somebody whom Slack does not know there."""
        if profile is None:
            return True
        return profile.outsider(workspace, await self._directory.organisation(workspace))
