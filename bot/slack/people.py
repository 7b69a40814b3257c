"""What Slack says about people and channels."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.core.errors import LeiderschapError
from bot.core.people import Place, Profile
from bot.core.zones import is_zone
from bot.slack.transport import Clients

KEPT = dt.timedelta(hours=1)
"""So long an answer about a person holds: who is made a guest, or an administrator no longer, is so within the hour."""
MOST = 10_000
PAGES = 20
"""Of 200 channels each; nobody is in more. Of people no more pages are read either, of 500 each."""
FEW = 30
"""So many people are asked about one by one. For more, Slack is asked for everybody, which it allows more easily."""

Ask = Callable[[AsyncWebClient], Awaitable[AsyncSlackResponse]]
Organisation = Callable[[str], Awaitable[str]]
"""The Enterprise organisation of a workspace, '' for none."""

_UNKNOWN = frozenset(
    {"user_not_found", "user_not_visible", "channel_not_found", "method_not_supported_for_channel_type"}
)


async def _none(_workspace: str) -> str:
    return ""


class SlackDirectory:
    """Fulfils `core.platform.Directory`. What it knows of people stays in memory."""

    def __init__(
        self, clients: Clients, now: Callable[[], dt.datetime], organisation: Organisation = _none
    ) -> None:
        self._clients = clients
        self._now = now
        self._organisation = organisation
        self._profiles: dict[tuple[str, str], tuple[Profile, dt.datetime]] = {}

    async def profile(self, workspace: str, user: str) -> Profile | None:
        if found := self.known(workspace, user):
            return found
        answer = await self._ask(workspace, lambda client: client.users_info(user=user))
        if answer is None or not answer.get("user"):
            return None
        return self._remember(workspace, answer["user"])

    def known(self, workspace: str, user: str) -> Profile | None:
        """The person, where Slack said so within the hour."""
        now = self._now()
        found, read_at = self._profiles.get((workspace, user), (None, now))
        return found if read_at <= now < read_at + KEPT else None

    def _remember(self, workspace: str, user: Mapping[str, Any]) -> Profile:
        profile = _profile(user)
        if len(self._profiles) >= MOST:
            self._profiles.clear()
        self._profiles[workspace, profile.user] = profile, self._now()
        return profile

    async def profiles(self, workspace: str, users: Sequence[str]) -> Sequence[Profile | None]:
        if len(self._unknown(workspace, users)) > FEW:
            async for page in self._pages(workspace, _everybody):
                for user in page.get("members") or ():
                    self._remember(workspace, user)
        if len(self._unknown(workspace, users)) > FEW:
            raise LeiderschapError("Slack does not say who all these people are")
        return await asyncio.gather(*(self.profile(workspace, user) for user in users))

    def _unknown(self, workspace: str, users: Sequence[str]) -> list[str]:
        return [user for user in users if self.known(workspace, user) is None]

    async def organisation(self, workspace: str) -> str:
        return await self._organisation(workspace)

    async def members(self, workspace: str, channel: str) -> Sequence[str]:
        found: list[str] = []
        async for page in self._pages(workspace, _members_of(channel)):
            found += page.get("members") or ()
        return found

    async def _pages(self, workspace: str, ask: Callable[[str], Ask]) -> AsyncIterator[Mapping[str, Any]]:
        """All pages: a part of them would say less than there is."""
        cursor = ""
        for _ in range(PAGES):
            page = await self._ask(workspace, ask(cursor))
            if page is None:
                raise LeiderschapError("Slack does not know what is meant")
            yield page
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return
        raise LeiderschapError("there are more pages than are read")

    async def place(self, workspace: str, channel: str) -> Place | None:
        answer = await self._ask(workspace, lambda client: client.conversations_info(channel=channel))
        held = (answer or {}).get("channel")
        if not held:
            return None
        return Place(
            name=held.get("name", ""),
            creator=held.get("creator", ""),
            member=bool(held.get("is_member")),
            shared=_is_shared(held),
            archived=bool(held.get("is_archived")),
            direct=bool(held.get("is_im") or held.get("is_mpim")),
        )

    async def channels_of(self, workspace: str, user: str) -> Mapping[str, str]:
        found: dict[str, str] = {}
        cursor = ""
        for _ in range(PAGES):
            page = await self._ask(workspace, _conversations(user, cursor))
            if page is None:
                break
            found |= {channel["id"]: channel["name"] for channel in page.get("channels") or ()}
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                break
        return found

    async def _ask(self, workspace: str, ask: Ask) -> dict[str, Any] | None:
        """Slack's answer, None where it does not know whom or what is meant. Raises LeiderschapError."""
        client = await self._clients(workspace)
        try:
            answer = await ask(client)
        except SlackApiError as error:
            code = getattr(error.response, "data", {})
            code = code.get("error") if isinstance(code, dict) else None
            if code in _UNKNOWN:
                return None
            raise LeiderschapError(f"Slack does not say ({code or 'no readable answer'})") from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise LeiderschapError(f"Slack cannot be reached ({type(error).__name__})") from None
        return answer.data if isinstance(answer.data, dict) else None


def _conversations(user: str, cursor: str) -> Ask:
    def ask(client: AsyncWebClient) -> Awaitable[AsyncSlackResponse]:
        return client.users_conversations(
            user=user,
            types="public_channel,private_channel",
            exclude_archived=True,
            limit=200,
            cursor=cursor,
        )

    return ask


def _members_of(channel: str) -> Callable[[str], Ask]:
    return lambda cursor: (
        lambda client: client.conversations_members(channel=channel, limit=500, cursor=cursor)
    )


def _everybody(cursor: str) -> Ask:
    return lambda client: client.users_list(limit=500, cursor=cursor)


def _is_shared(channel: Mapping[str, Any]) -> bool:
    """With another organisation. `is_shared` alone says only that several workspaces are in it, which may be of one:
    https://docs.slack.dev/reference/objects/conversation-object"""
    if channel.get("is_ext_shared") or channel.get("is_pending_ext_shared"):
        return True
    return bool(channel.get("is_shared") and not channel.get("is_org_shared"))


def _profile(user: Mapping[str, Any]) -> Profile:
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
        timezone=user["tz"] if is_zone(user.get("tz")) else "",
        teams=frozenset(teams),
        admin=bool(user.get("is_admin") or user.get("is_owner")),
        guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        bot=bool(user.get("is_bot")),
        gone=bool(user.get("deleted")),
        organisation=organisation.get("enterprise_id") or user.get("enterprise_id") or "",
        stranger=bool(user.get("is_stranger")),
    )
