"""What is asked of Slack about people and channels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from bot.domain.people import Place, Profile


class Directory(Protocol):
    """People and channels as Slack knows them. Everything raises LeiderschapError where Slack does not say."""

    async def profile(self, workspace: str, user: str) -> Profile | None:
        """The person, as they were at most an hour ago; None where there is none by this id."""
        ...

    async def profiles(self, workspace: str, users: Sequence[str]) -> Sequence[Profile | None]:
        """The same of many people at once."""
        ...

    async def organisation(self, workspace: str) -> str:
        """The Enterprise organisation that the workspace is of, '' where it is of none."""
        ...

    async def members(self, workspace: str, channel: str) -> Sequence[str]:
        """Everybody in the channel, the bot too. Raises LeiderschapError also where they are too many to say."""
        ...

    async def place(self, workspace: str, channel: str) -> Place | None:
        """The channel as it is now; None where the bot cannot see it."""
        ...

    async def channels_of(self, workspace: str, user: str) -> Mapping[str, str]:
        """The channels that both this person and the bot can see and the person is in: id to name."""
        ...
