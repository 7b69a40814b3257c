"""What is asked of Slack about people and channels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from bot.domain.people import Place, Profile


class Directory(Protocol):
    """People and channels as Slack knows them. Everything raises LeiderschapError where Slack does not say."""

    async def profile(self, workspace: str, user: str) -> Profile | None:
        """The person, as they were at most an hour ago; None where there is none by this id."""
        ...

    async def place(self, workspace: str, channel: str) -> Place | None:
        """The channel as it is now; None where the bot cannot see it."""
        ...

    async def channels_of(self, workspace: str, user: str) -> Mapping[str, str]:
        """The channels that both this person and the bot can see and the person is in: id to name."""
        ...
