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
    """A post did not succeed. `code` is Slack's error or the kind of failure, never text."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class NotPostedError(PostError):
    """The message is certainly not posted and may be tried again, after `retry_after` if Slack got too many requests.

    `everywhere`: Slack means the whole workspace; otherwise it may be about the channel alone.
    """

    def __init__(
        self, code: str, retry_after: dt.timedelta | None = None, *, everywhere: bool = False
    ) -> None:
        super().__init__(code)
        self.retry_after = retry_after
        self.everywhere = everywhere


class RefusedError(PostError):
    """The message is certainly not posted, and a retry does not help until somebody fixes the cause.

    `pauses`: the cause is the channel or the bot's permissions, so the next message would fail too.
    """

    def __init__(self, code: str, *, pauses: bool) -> None:
        super().__init__(code)
        self.pauses = pauses


class UnsureError(PostError):
    """Slack may have posted the message: the request was sent, and no readable answer came back."""


class Messenger(Protocol):
    """Posts in channels. Never repeats a request on its own."""

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

        `delivery` is attached invisibly, so that `DeliveryLookup` can find the message by it. `in_time` is called
        right before the first byte is sent; if it returns False, nothing is sent.
        """
        ...


class Editor(Messenger, Protocol):
    """Also replaces what it posted."""

    async def update(self, ref: ChannelRef, ts: str, message: Message) -> None:
        """Put this message in the place of one that the bot posted; doing it twice changes nothing. Raises the same
        as `post`."""
        ...


class Administrators(Protocol):
    """Who administers a workspace."""

    async def of(self, workspace: str) -> Sequence[str]:
        """Their ids. Raises LeiderschapError if Slack does not say."""
        ...


class People(Protocol):
    """What is known about people, kept for at most an hour. Every method raises LeiderschapError if Slack fails."""

    async def timezone(self, workspace: str, user: str) -> str:
        """The person's own IANA zone."""
        ...

    async def direct(self, workspace: str, user: str) -> ChannelRef:
        """The conversation between this person and the bot, opened if there is none yet."""
        ...

    async def members(self, ref: ChannelRef) -> int:
        """How many people in the channel may click. Bots and guests must not be counted: too high a number would let
        through a figure about too few people."""
        ...

    def forget(self, workspace: str, user: str) -> None:
        """Drop what is kept about this person's conversation."""
        ...


class Directory(Protocol):
    """People and channels as Slack describes them. Every method raises LeiderschapError if Slack does not say."""

    async def profile(self, workspace: str, user: str, *, fresh: bool = False) -> Profile | None:
        """The person, at most an hour old, or if `fresh` as they are now; None if nobody has this id."""
        ...

    async def organisation(self, workspace: str) -> str:
        """The Enterprise organisation of the workspace, '' if there is none."""
        ...

    async def present(self, ref: ChannelRef) -> Sequence[Profile | None]:
        """Everybody in the channel, including the bot; None for someone Slack does not know. Also raises
        LeiderschapError if there are too many to list."""
        ...

    async def place(self, ref: ChannelRef) -> Place | None:
        """The channel right now; None if the bot cannot see it."""
        ...

    async def channels_of(self, workspace: str, user: str) -> Mapping[str, str]:
        """The channels that this person is in and both they and the bot can see: id to name."""
        ...


class Private(Protocol):
    """What one person alone receives."""

    async def whisper(self, ref: ChannelRef, user: str, message: Message, thread: str | None = None) -> bool:
        """Show it to one person in a channel or direct message (or a thread there); False if that did not succeed in
        time."""
        ...

    async def send(self, direct: ChannelRef, words: str, files: Sequence[File]) -> None:
        """Files in one direct message, under these plain words. Raises LeiderschapError if it is refused."""
        ...


Happening = Literal["shared", "deleted", "archived", "left"]
"""What keeps the bot from posting in a channel: another organisation joined it, it is deleted or archived, or the bot
left."""


class ChannelEvents(Protocol):
    """Hears what happens to channels. `at` is the platform's own time for it (UTC), None if it gives none. Any call
    may come twice and out of order."""

    async def stopped(self, ref: ChannelRef, why: Happening, at: dt.datetime | None) -> None: ...

    async def cleared(self, ref: ChannelRef, whys: Sequence[Happening], at: dt.datetime | None) -> None:
        """These no longer keep the bot from posting."""
        ...

    async def renamed(self, ref: ChannelRef, name: str, at: dt.datetime | None) -> None: ...

    async def moved(self, old: ChannelRef, new: str, at: dt.datetime | None) -> None:
        """The channel has a new id."""
        ...

    async def invited(self, ref: ChannelRef, at: dt.datetime | None) -> None:
        """The bot joined the channel."""
        ...


class Platform(Protocol):
    """A place where people talk, and all that rooms may ask of it. Its capabilities say what it cannot do; rooms
    never check its name."""

    @property
    def messenger(self) -> Editor: ...

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
        """The error codes of a post, by the delivery state they lead to."""
        ...

    @property
    def retention(self) -> Expiring:
        """What expires of the data that it keeps itself."""
        ...

    @property
    def later(self) -> Later: ...

    @property
    def is_there(self) -> Check:
        """Whether the platform answers."""
        ...

    @property
    def words(self) -> Words:
        """Its name and how things are written there. It puts these words into everything it shows
        (`words.filled`)."""
        ...

    async def links(self, ref: ChannelRef, messages: Collection[str]) -> Mapping[str, str]:
        """The addresses of messages in a channel, by their ids, as far as they are known within a second."""
        ...

    async def takes_files(self, workspace: str) -> bool:
        """Whether people there can hand over a file in a form (`FileField`). Answers within a second."""
        ...

    async def channels(self) -> Mapping[str, str]:
        """The channels that the bot is in, if it serves a single workspace: id to name."""
        ...


async def outsiders(directory: Directory, ref: ChannelRef) -> bool:
    """Whether guests, or people of another organisation, read along in the channel. Raises LeiderschapError if the
    platform does not say."""
    place = await directory.place(ref)
    if place is None:
        raise LeiderschapError("the bot does not see this channel")
    if place.shared:
        return True
    organisation = await directory.organisation(ref.workspace)
    return any(
        profile is None
        or (not (profile.bot or profile.gone) and profile.outsider(ref.workspace, organisation))
        for profile in await directory.present(ref)
    )


async def send(platform: Platform, actor: Actor, words: str, *files: File) -> None:
    """Send files to one person; if that fails, say so in the same place."""
    direct = None
    try:
        direct = await platform.people.direct(actor.workspace, actor.user)
        await platform.private.send(direct, words, files)
    except LeiderschapError as error:
        log.warning("file.not_sent", why=str(error))
        if direct:
            await platform.messenger.post(direct, say(texts.FILE_FAILED))
