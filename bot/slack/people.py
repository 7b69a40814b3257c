"""What Slack says about people and channels, cached in memory for an hour."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Generic, TypeVar

import structlog
from cachetools import TTLCache
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.core import zones
from bot.core.errors import LeiderschapError
from bot.core.people import ChannelRef, Place, Profile
from bot.slack.api import SlackFailed, ask, pages
from bot.slack.transport import Clients

log = structlog.get_logger()

DIRECT = "D"
"""The first letter of the id of a conversation between two people (seen, not documented); the bot cannot look up
those that it is not in."""
KEPT = dt.timedelta(hours=1)
"""How long a profile is cached: within an hour the bot sees a new guest and a former administrator."""
MOST = 10_000
"""How many people, and conversations with them, are cached."""
WORKSPACES = 100
"""For how many workspaces the list of colleagues is cached."""
PAGE, PAGES = 500, 40
"""People on a page, and the most pages read. Slack advises 200 on a page
(https://docs.slack.dev/apis/web-api/pagination) and allows about 20 pages a minute
(https://docs.slack.dev/reference/methods/users.list), which would be 4,000 people."""
CHANNELS, CHANNEL_PAGES = 999, 5
"""The same for channels; one page contains all channels of nearly everybody, and is the largest that Slack gives:
https://docs.slack.dev/reference/methods/users.conversations"""
FEW = 30
"""Up to this many people are looked up one by one; for more, listing everybody takes fewer calls."""

Organisation = Callable[[str], Awaitable[str]]
"""The Enterprise organisation of a workspace, '' for none."""

_UNKNOWN = frozenset(
    {"user_not_found", "user_not_visible", "channel_not_found", "method_not_supported_for_channel_type"}
)

K = TypeVar("K")
T = TypeVar("T")
V = TypeVar("V")


class Recent(Generic[K, V]):
    """The `most` newest answers, each `kept` for a while, by a clock that may be set back: an answer from the future
    is ignored."""

    def __init__(self, most: int, kept: dt.timedelta, now: Callable[[], dt.datetime]) -> None:
        self._now = now
        self._said: TTLCache[K, tuple[V, dt.datetime], dt.datetime] = TTLCache(most, kept, now)

    def get(self, key: K) -> V | None:
        said = self._said.get(key)
        return said[0] if said and said[1] <= self._now() else None

    def put(self, key: K, value: V) -> V:
        self._said[key] = value, self._now()
        return value

    def forget(self, key: K) -> None:
        self._said.pop(key, None)

    def clear(self) -> None:
        self._said.clear()


@dataclass(frozen=True, slots=True)
class Everybody:
    """Who may click in a workspace, and who administers it, owners first; `lacking` is why the list is incomplete."""

    colleagues: frozenset[str]
    administrators: Sequence[str]
    lacking: LeiderschapError | None


class SlackPeople:
    """Implements `core.platform.People` and `core.platform.Directory`."""

    def __init__(self, clients: Clients, now: Callable[[], dt.datetime], organisation: Organisation) -> None:
        self._clients = clients
        self._organisation = organisation
        self._profiles: Recent[tuple[str, str], Profile] = Recent(MOST, KEPT, now)
        self._conversations: Recent[tuple[str, str], ChannelRef] = Recent(MOST, KEPT, now)
        self._everybody: Recent[str, Everybody] = Recent(WORKSPACES, KEPT, now)
        self._listing: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def profile(self, workspace: str, user: str, *, fresh: bool = False) -> Profile | None:
        if not fresh and (found := self._profiles.get((workspace, user))):
            return found
        answer = await self._known(workspace, lambda client: client.users_info(user=user))
        if answer is None or not answer.get("user"):
            self._profiles.forget((workspace, user))
            return None
        return self._profiles.put((workspace, user), _profile(answer["user"]))

    async def timezone(self, workspace: str, user: str) -> str:
        profile = await self.profile(workspace, user)
        return zones.or_fallback(profile.timezone if profile else "")

    async def organisation(self, workspace: str) -> str:
        return await self._organisation(workspace)

    async def direct(self, workspace: str, user: str) -> ChannelRef:
        if found := self._conversations.get((workspace, user)):
            return found
        client = await self._clients(workspace)
        answer = await ask(client.conversations_open(users=[user]))
        direct = ChannelRef(workspace, str(answer["channel"]["id"]))
        return self._conversations.put((workspace, user), direct)

    def forget(self, workspace: str, user: str) -> None:
        """Drop what is kept about this person's conversation."""
        self._conversations.forget((workspace, user))

    async def place(self, ref: ChannelRef) -> Place | None:
        if ref.channel.startswith(DIRECT):
            return Place("", member=False, direct=True)
        answer = await self._known(
            ref.workspace, lambda client: client.conversations_info(channel=ref.channel)
        )
        return _place(answer["channel"]) if answer and answer.get("channel") else None

    async def channels_of(self, workspace: str, user: str) -> Mapping[str, str]:
        try:
            return await channels(await self._clients(workspace), user)
        except SlackFailed as failed:
            if failed.problem.code in _UNKNOWN:
                return {}
            raise

    async def present(self, ref: ChannelRef) -> Sequence[Profile | None]:
        workspace = ref.workspace
        users, lacking = await self._ids(ref)
        if lacking:
            raise lacking
        if self._unknown(workspace, users) > FEW:
            await self._list(workspace, frozenset(users))
        if self._unknown(workspace, users) > FEW:
            raise LeiderschapError("Slack does not say who all these people are")
        return await asyncio.gather(*(self.profile(workspace, user) for user in users))

    def _unknown(self, workspace: str, users: Sequence[str]) -> int:
        return sum(self._profiles.get((workspace, user)) is None for user in users)

    async def members(self, ref: ChannelRef) -> int:
        """If Slack does not list everybody, this counts those that it listed: a number that is too low can hide a
        figure, but never reveals one about few people."""
        colleagues = (await self._all(ref.workspace)).colleagues
        users, _ = await self._ids(ref)
        return len(colleagues.intersection(users))

    async def administrators(self, workspace: str) -> Sequence[str]:
        """Their ids, owners first. Raises LeiderschapError if Slack does not list them all."""
        known = await self._all(workspace)
        if known.lacking:
            known = await self._list(workspace)
        if known.lacking:
            raise known.lacking
        return known.administrators

    async def _ids(self, ref: ChannelRef) -> tuple[list[str], LeiderschapError | None]:
        client = await self._clients(ref.workspace)
        return await _members(client.conversations_members(channel=ref.channel, limit=PAGE), str)

    async def _all(self, workspace: str) -> Everybody:
        """One list answers every question about members, and only one is fetched at a time: asking about each person
        in a channel would use up the calls that Slack allows for people who click."""
        async with self._listing[workspace]:
            return self._everybody.get(workspace) or await self._list(workspace)

    async def _list(self, workspace: str, asked_about: Collection[str] = ()) -> Everybody:
        """Caches the profiles of those in `asked_about`; caching everybody would leave no room for others."""
        client = await self._clients(workspace)
        ranked, lacking = await _members(client.users_list(limit=PAGE), _ranked)
        people = [one for _, one in sorted(ranked, key=itemgetter(0))]
        for one in people:
            if one.user in asked_about:
                self._profiles.put((workspace, one.user), one)
        everybody = Everybody(
            frozenset(one.user for one in people if _clicks(one, workspace)),
            tuple(one.user for one in people if one.admin and not (one.gone or one.bot)),
            # People beyond the last page are not looked for.
            lacking if isinstance(lacking, SlackFailed) else None,
        )
        return self._everybody.put(workspace, everybody)

    async def _known(
        self, workspace: str, question: Callable[[AsyncWebClient], Awaitable[AsyncSlackResponse]]
    ) -> AsyncSlackResponse | None:
        """Slack's answer; None if it does not know the person or channel."""
        try:
            return await ask(question(await self._clients(workspace)))
        except SlackFailed as failed:
            if failed.problem.code in _UNKNOWN:
                return None
            raise


class SlackAdministrators:
    """Implements `core.platform.Administrators`."""

    def __init__(self, people: SlackPeople) -> None:
        self._people = people

    async def of(self, workspace: str) -> Sequence[str]:
        return await self._people.administrators(workspace)


async def channels(client: AsyncWebClient, user: str | None = None) -> Mapping[str, str]:
    """The channels that the bot, and this person if given, are in, public and private: id to name."""
    asked = client.users_conversations(
        user=user, types="public_channel,private_channel", exclude_archived=True, limit=CHANNELS
    )
    found: dict[str, str] = {}
    async for page in pages(asked, CHANNEL_PAGES):
        found |= {channel["id"]: channel["name"] for channel in page.get("channels") or ()}
    return found


async def _members(
    asked: Awaitable[AsyncSlackResponse], read: Callable[[Any], T]
) -> tuple[list[T], LeiderschapError | None]:
    """The members in such a list, and why it is incomplete. Raises LeiderschapError if there are none."""
    found: list[T] = []
    try:
        async for page in pages(asked, PAGES):
            found += map(read, page.get("members") or ())
    except LeiderschapError as lacking:
        if not found:
            raise
        log.info("people.partly_known", why=str(lacking))
        return found, lacking
    return found, None


def _ranked(user: Mapping[str, Any]) -> tuple[bool, Profile]:
    """Owners sort first."""
    return not user.get("is_owner"), _profile(user)


def _place(held: Mapping[str, Any]) -> Place:
    return Place(
        name=held.get("name", ""),
        creator=held.get("creator", ""),
        member=bool(held.get("is_member")),
        shared=_is_shared(held),
        archived=bool(held.get("is_archived")),
        direct=bool(held.get("is_im") or held.get("is_mpim")),
    )


def _is_shared(channel: Mapping[str, Any]) -> bool:
    """Whether another organisation is in it. `is_shared` only says that several workspaces are, which may be of one
    organisation: https://docs.slack.dev/reference/objects/conversation-object"""
    if channel.get("is_ext_shared") or channel.get("is_pending_ext_shared"):
        return True
    return bool(channel.get("is_shared") and not channel.get("is_org_shared"))


def _profile(user: Mapping[str, Any]) -> Profile:
    """See https://docs.slack.dev/reference/objects/user-object."""
    organisation = user.get("enterprise_user") or {}
    teams = {user.get("team_id") or "", *(organisation.get("teams") or ())} - {""}
    shown = user.get("profile") or {}
    return Profile(
        user=user["id"],
        name=shown.get("display_name")
        or user.get("real_name")
        or shown.get("real_name")
        or user.get("name")
        or "",
        timezone=user["tz"] if zones.is_zone(user.get("tz")) else "",
        teams=frozenset(teams),
        admin=bool(user.get("is_admin") or user.get("is_owner")),
        guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        bot=bool(user.get("is_bot")),
        gone=bool(user.get("deleted")),
        organisation=organisation.get("enterprise_id") or user.get("enterprise_id") or "",
        stranger=bool(user.get("is_stranger")),
    )


def _clicks(profile: Profile, workspace: str) -> bool:
    """Whether this is a colleague who may click, by the rules of `Permissions.click`."""
    if profile.gone or profile.bot or profile.guest or profile.stranger:
        return False
    return not profile.teams or workspace in profile.teams
