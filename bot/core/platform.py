"""What a platform does for the rooms: it posts, and knows people, channels and administrators."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Literal, Protocol

import structlog

from bot.core import texts
from bot.core.errors import LeiderschapError
from bot.core.health import Check
from bot.core.interaction import File, Later
from bot.core.messages import Message, say
from bot.core.people import Actor, ChannelRef, Place, Profile
from bot.core.retention import Expiring
from bot.core.words import Words

log = structlog.get_logger()


class PostError(LeiderschapError):
    """A post did not come back with success. `code` is Slack's error or the kind of failure, never a text."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class NotPostedError(PostError):
    """The message is surely not there and may be tried again, after `retry_after` where Slack got too many requests.

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
        ref: ChannelRef,
        message: Message,
        thread: str | None = None,
        *,
        delivery: uuid.UUID | None = None,
        in_time: Callable[[], bool] | None = None,
    ) -> str:
        """Post the message and return its ts. Raises NotPostedError, RefusedError or UnsureError.

        `delivery` goes along where nobody sees it, so that `DeliveryLookup` can find the message by it. `in_time` is
        asked right before the first byte leaves; where it says no, none does.
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

    async def direct(self, workspace: str, user: str) -> ChannelRef:
        """The conversation between this person and the bot; it is opened where there was none."""
        ...

    async def members(self, ref: ChannelRef) -> int:
        """How many people in the channel may click. Bots and guests must not be counted: too high a number would let a
        figure through that points at few people."""
        ...

    def forget(self, workspace: str, user: str) -> None:
        """Keep nothing about this person's conversation."""
        ...


class Directory(Protocol):
    """People and channels as Slack knows them. Everything raises LeiderschapError where Slack does not say."""

    async def profile(self, workspace: str, user: str) -> Profile | None:
        """The person, as they were at most an hour ago; None where there is none by this id."""
        ...

    async def organisation(self, workspace: str) -> str:
        """The Enterprise organisation that the workspace is of, '' where it is of none."""
        ...

    async def present(self, ref: ChannelRef) -> Sequence[Profile | None]:
        """Everybody in the channel, the bot too; None for whom Slack does not know. Raises LeiderschapError also where
        they are too many to say."""
        ...

    async def place(self, ref: ChannelRef) -> Place | None:
        """The channel as it is now; None where the bot cannot see it."""
        ...

    async def channels_of(self, workspace: str, user: str) -> Mapping[str, str]:
        """The channels that both this person and the bot can see and the person is in: id to name."""
        ...


class Private(Protocol):
    """What one person alone gets."""

    async def whisper(self, ref: ChannelRef, user: str, message: Message, thread: str | None = None) -> bool:
        """Show it to one person in a channel or a direct message (or a thread there); False where that did not succeed
        in time."""
        ...

    async def send(self, direct: ChannelRef, words: str, files: Sequence[File]) -> None:
        """Files in one direct message, under these plain words. Raises LeiderschapError where it is not taken."""
        ...


Happening = Literal["shared", "deleted", "archived", "left"]
"""What keeps the bot from posting in a channel: another organisation is in it, it is gone or archived, the bot is not
in it."""


class ChannelEvents(Protocol):
    """Hears what happens to channels. `at` is the platform's own time of it (UTC), None where it names none. All of it
    may be said twice, and in any order."""

    async def stopped(self, ref: ChannelRef, why: Happening, at: dt.datetime | None) -> None: ...

    async def cleared(self, ref: ChannelRef, whys: Sequence[Happening], at: dt.datetime | None) -> None:
        """None of these keeps the bot from posting any more."""
        ...

    async def renamed(self, ref: ChannelRef, name: str, at: dt.datetime | None) -> None: ...

    async def moved(self, old: ChannelRef, new: str, at: dt.datetime | None) -> None:
        """The channel has another id."""
        ...

    async def invited(self, ref: ChannelRef, at: dt.datetime | None) -> None:
        """The bot came into the channel."""
        ...


class Platform(Protocol):
    """A place where people talk, and all that rooms may ask of it. What it cannot do it says in these, not by name."""

    @property
    def messenger(self) -> Messenger: ...

    @property
    def directory(self) -> Directory: ...

    @property
    def people(self) -> People: ...

    @property
    def private(self) -> Private: ...

    @property
    def administrators(self) -> Administrators: ...

    @property
    def codes(self) -> Mapping[str, Collection[str]]:
        """The codes of what may become of a post, by the state of its delivery."""
        ...

    @property
    def retention(self) -> Expiring:
        """What expires of all that it keeps itself."""
        ...

    @property
    def later(self) -> Later: ...

    @property
    def is_there(self) -> Check:
        """Whether the platform answers."""
        ...

    @property
    def words(self) -> Words:
        """How it is called and how things are written there. What it shows, it fills in with these (`words.filled`)."""
        ...

    async def channels(self) -> Mapping[str, str]:
        """The channels that the bot is a member of, where it serves one workspace alone: id to name."""
        ...


async def send(platform: Platform, actor: Actor, words: str, *files: File) -> None:
    """Send files to one person; where that fails, say so in the same place."""
    direct = None
    try:
        direct = await platform.people.direct(actor.workspace, actor.user)
        await platform.private.send(direct, words, files)
    except LeiderschapError as error:
        log.warning("file.not_sent", why=str(error))
        if direct:
            await platform.messenger.post(direct, say(texts.FILE_FAILED))
