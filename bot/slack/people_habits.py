"""What plans and counts ask of Slack about people. Kept in memory alone, for a day at most."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any
from zoneinfo import available_timezones

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.domain.errors import LeiderschapError
from bot.services.ports_people import Directory
from bot.slack.errors import explain
from bot.slack.transport import Clients

log = structlog.get_logger()

KEPT = 86_400.0
"""In seconds; so long an answer of Slack holds."""
REMEMBERED = 10_000
PAGE, PAGES = 200, 20
MOST_MEMBERS = 200
"""Nobody is counted beyond this. Too low a number hides a figure; it never shows one that points at few people."""
FALLBACK_ZONE = "Europe/Amsterdam"

Ask = Callable[[AsyncWebClient], Awaitable[AsyncSlackResponse]]


class SlackPeople:
    """Fulfils `ports_habits.People`. `elapsed` gives seconds on a clock that nobody sets."""

    def __init__(self, clients: Clients, directory: Directory, elapsed: Callable[[], float]) -> None:
        self._clients = clients
        self._directory = directory
        self._elapsed = elapsed
        self._direct: dict[tuple[str, str], tuple[str, float]] = {}

    async def timezone(self, workspace: str, user: str) -> str:
        profile = await self._directory.profile(workspace, user)
        return profile.timezone if profile and profile.timezone in available_timezones() else FALLBACK_ZONE

    async def direct(self, workspace: str, user: str) -> str:
        found, at = self._direct.get((workspace, user), ("", 0.0))
        if found and self._elapsed() - at < KEPT:
            return found
        answer = await self._ask(workspace, lambda client: client.conversations_open(users=[user]))
        if len(self._direct) >= REMEMBERED:
            self._direct.clear()
        found = str(answer["channel"]["id"])
        self._direct[workspace, user] = found, self._elapsed()
        return found

    async def members(self, workspace: str, channel: str) -> int:
        """At most MOST_MEMBERS; those who were counted before Slack said no more."""
        count = 0
        try:
            async for user in self._in(workspace, channel):
                count += await self._clicks(workspace, user)
                if count == MOST_MEMBERS:
                    break
        except LeiderschapError as error:
            if not count:
                raise
            log.info("members.partly_counted", channel=channel, why=str(error))
        return count

    def forget(self, workspace: str, user: str) -> None:
        """Keep nothing about this person's conversation."""
        self._direct.pop((workspace, user), None)

    async def _in(self, workspace: str, channel: str) -> AsyncIterator[str]:
        cursor = ""
        for _ in range(PAGES):
            page = await self._ask(workspace, _members(channel, cursor))
            for user in page["members"]:
                yield str(user)
            cursor = (page.get("response_metadata") or {}).get("next_cursor", "")
            if not cursor:
                return

    async def _clicks(self, workspace: str, user: str) -> bool:
        """Whether this is a colleague who may click, as `Permissions.click` has it."""
        profile = await self._directory.profile(workspace, user)
        if profile is None or profile.gone or profile.bot or profile.guest:
            return False
        return not profile.teams or workspace in profile.teams

    async def _ask(self, workspace: str, ask: Ask) -> Mapping[str, Any]:
        client = await self._clients(workspace)
        try:
            answer = await ask(client)
        except (SlackApiError, aiohttp.ClientError, TimeoutError, OSError) as error:
            raise LeiderschapError(f"Slack does not say ({explain(error).code})") from None
        return answer.data if isinstance(answer.data, dict) else {}


def _members(channel: str, cursor: str) -> Ask:
    return lambda client: client.conversations_members(channel=channel, limit=PAGE, cursor=cursor)
