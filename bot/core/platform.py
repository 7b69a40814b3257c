"""What a platform does for the rooms: it posts, and knows people, channels and administrators."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from bot.core.errors import LeiderschapError
from bot.core.messages import Message
from bot.core.people import Place, Profile


class PostError(LeiderschapError):
    """A post did not come back with success. `code` is Slack's error or the kind of failure, never a text."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class NotPostedError(PostError):
    """The message is surely not there and may be tried again, after `retry_after` where it was too much.

    `everywhere` says that Slack means the whole workspace; else it may be about the channel alone.
    """

    def __init__(
        self, code: str, retry_after: dt.timedelta | None = None, *, everywhere: bool = False
    ) -> None:
        super().__init__(code)
        self.retry_after = retry_after
        self.everywhere = everywhere


class RefusedError(PostError):
    """The message is surely not there, and trying again does not help until somebody mends the cause.

    `pauses` says that the cause is the channel or the bot's rights, so that the next message would fare no better.
    """

    def __init__(self, code: str, *, pauses: bool) -> None:
        super().__init__(code)
        self.pauses = pauses


class UnsureError(PostError):
    """Slack may have posted the message: the request left and no readable answer came."""


class Messenger(Protocol):
    """Posts in channels. Never repeats a request by itself."""

    async def post(
        self,
        workspace: str,
        channel: str,
        message: Message,
        thread: str | None = None,
        *,
        delivery: uuid.UUID | None = None,
        in_time: Callable[[], bool] | None = None,
    ) -> str:
        """Post the message and return its ts. Raises NotPostedError, RefusedError or UnsureError.

        `delivery` goes along where nobody sees it, so that `Receipts` can find the message by it. `in_time` is asked
        right before the first byte leaves; where it says no, none does.
        """
        ...


class Administrators(Protocol):
    """Who administers a workspace."""

    async def of(self, workspace: str) -> Sequence[str]:
        """Their ids. Raises LeiderschapError when Slack does not say."""
        ...


class People(Protocol):
    """What is known of people, kept for an hour at most. Everything raises LeiderschapError where Slack fails."""

    async def timezone(self, workspace: str, user: str) -> str:
        """The person's own IANA zone."""
        ...

    async def direct(self, workspace: str, user: str) -> str:
        """The id of the conversation between this person and the bot; it is opened where there was none."""
        ...

    async def members(self, workspace: str, channel: str) -> int:
        """How many people in the channel may click. Bots and guests must not be counted: too high a number would let a
        figure through that points at few people."""
        ...


class Directory(Protocol):
    """People and channels as Slack knows them. Everything raises LeiderschapError where Slack does not say."""

    async def profile(self, workspace: str, user: str) -> Profile | None:
        """The person, as they were at most an hour ago; None where there is none by this id."""
        ...

    async def organisation(self, workspace: str) -> str:
        """The Enterprise organisation that the workspace is of, '' where it is of none."""
        ...

    async def present(self, workspace: str, channel: str) -> Sequence[Profile | None]:
        """Everybody in the channel, the bot too; None for whom Slack does not know. Raises LeiderschapError also where
        they are too many to say."""
        ...

    async def place(self, workspace: str, channel: str) -> Place | None:
        """The channel as it is now; None where the bot cannot see it."""
        ...

    async def channels_of(self, workspace: str, user: str) -> Mapping[str, str]:
        """The channels that both this person and the bot can see and the person is in: id to name."""
        ...
