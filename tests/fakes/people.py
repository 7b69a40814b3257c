"""Fake people for the services, and a messenger that records its posts."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.channels.model import Lead
from bot.core.errors import LeiderschapError
from bot.core.messages import Message
from bot.core.people import ChannelRef
from bot.core.platform import PostError


@dataclass
class People:
    """Implements `core.platform.People` and `Leads`. `away`: every question about people fails. `in_channel` is the
    number of people in a channel, and `in_channels` has the exceptions, by id."""

    zones: dict[str, str] = field(default_factory=dict)
    in_channel: int = 30
    in_channels: dict[str, int] = field(default_factory=dict)
    leads: list[str] = field(default_factory=lambda: ["ULEAD"])
    away: bool = False

    async def timezone(self, workspace: str, user: str) -> str:
        self._here(workspace)
        return self.zones.get(user, "Europe/Amsterdam")

    async def direct(self, workspace: str, user: str) -> ChannelRef:
        self._here(workspace)
        return ChannelRef(workspace, f"D{user}")

    async def members(self, ref: ChannelRef) -> int:
        self._here(ref.workspace)
        return self.in_channels.get(ref.channel, self.in_channel)

    def forget(self, workspace: str, user: str) -> None:
        """Does nothing, because nothing is remembered."""

    async def of(self, ref: ChannelRef) -> list[Lead]:
        return [Lead(user) for user in self.leads] if ref.workspace and ref.channel else []

    def _here(self, workspace: str) -> None:
        if self.away or not workspace:
            raise LeiderschapError("Slack does not answer")


@dataclass
class Posts:
    """Implements `core.platform.Editor`. If `fault` is set, it is raised instead of posting or replacing."""

    posted: list[tuple[str, str | None, Message]] = field(default_factory=list)
    updated: list[tuple[str, str, Message]] = field(default_factory=list)
    fault: PostError | None = None

    async def post(
        self,
        ref: ChannelRef,
        message: Message,
        thread: str | None = None,
        delivery: uuid.UUID | None = None,
        in_time: Callable[[], bool] | None = None,
    ) -> str:
        if self.fault:
            raise self.fault
        self.posted.append((ref.channel, thread, message))
        return f"{len(self.posted)}.0"

    async def update(self, ref: ChannelRef, ts: str, message: Message) -> None:
        if self.fault:
            raise self.fault
        self.updated.append((ref.channel, ts, message))
