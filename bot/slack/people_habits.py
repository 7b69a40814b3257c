"""What plans and counts ask of Slack about people. Kept in memory alone, for a day at most."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.core import zones
from bot.core.errors import LeiderschapError
from bot.core.platform import Directory
from bot.slack.errors import explain
from bot.slack.transport import Clients

log = structlog.get_logger()

KEPT = 86_400.0
"""In seconds; so long an answer of Slack holds."""
REMEMBERED = 10_000
WORKSPACES = 100
"""Of so many the colleagues are kept at once."""
PAGE, PAGES = 500, 20
"""Nobody is looked for beyond this."""

Ask = Callable[[AsyncWebClient], Awaitable[AsyncSlackResponse]]


class SlackPeople:
    """Fulfils `core.platform.People`. `elapsed` gives seconds on a clock that nobody sets."""

    def __init__(self, clients: Clients, directory: Directory, elapsed: Callable[[], float]) -> None:
        self._clients = clients
        self._directory = directory
        self._elapsed = elapsed
        self._direct: dict[tuple[str, str], tuple[str, float]] = {}
        self._known: dict[str, tuple[frozenset[str], float]] = {}

    async def timezone(self, workspace: str, user: str) -> str:
        profile = await self._directory.profile(workspace, user)
        return zones.or_fallback(profile.timezone if profile else "")

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
        colleagues = await self._colleagues(workspace)
        count = 0
        async for page in self._pages(workspace, _members_of(channel)):
            count += len(colleagues.intersection(page["members"]))
        return count

    def forget(self, workspace: str, user: str) -> None:
        """Keep nothing about this person's conversation."""
        self._direct.pop((workspace, user), None)

    async def _colleagues(self, workspace: str) -> frozenset[str]:
        """The ids of who may click. One list for all channels asks Slack for less than a question about each member,
        which would use up what it allows for those about who clicks."""
        known, at = self._known.get(workspace, (frozenset[str](), 0.0))
        if known and self._elapsed() - at < KEPT:
            return known
        found: set[str] = set()
        async for page in self._pages(workspace, _everybody):
            found |= {str(user["id"]) for user in page["members"] if _clicks(user, workspace)}
        if len(self._known) >= WORKSPACES:
            self._known.clear()
        self._known[workspace] = frozenset(found), self._elapsed()
        return self._known[workspace][0]

    async def _pages(self, workspace: str, ask: Callable[[str], Ask]) -> AsyncIterator[Mapping[str, Any]]:
        """All pages, or the first ones: too few people hide a figure, and never show one that points at few."""
        cursor = ""
        for number in range(PAGES):
            try:
                page = await self._ask(workspace, ask(cursor))
            except LeiderschapError as error:
                if number == 0:
                    raise
                log.info("people.partly_known", why=str(error))
                return
            yield page
            cursor = (page.get("response_metadata") or {}).get("next_cursor", "")
            if not cursor:
                return

    async def _ask(self, workspace: str, ask: Ask) -> Mapping[str, Any]:
        client = await self._clients(workspace)
        try:
            answer = await ask(client)
        except (SlackApiError, aiohttp.ClientError, TimeoutError, OSError) as error:
            raise LeiderschapError(f"Slack does not say ({explain(error).code})") from None
        return answer.data if isinstance(answer.data, dict) else {}


def _members_of(channel: str) -> Callable[[str], Ask]:
    return lambda cursor: (
        lambda client: client.conversations_members(channel=channel, limit=PAGE, cursor=cursor)
    )


def _everybody(cursor: str) -> Ask:
    return lambda client: client.users_list(limit=PAGE, cursor=cursor)


def _clicks(user: Mapping[str, Any], workspace: str) -> bool:
    """Whether this is a colleague who may click, as `Permissions.click` has it."""
    if any(map(user.get, ("deleted", "is_bot", "is_restricted", "is_ultra_restricted", "is_stranger"))):
        return False
    teams = {user.get("team_id"), *((user.get("enterprise_user") or {}).get("teams") or ())} - {None, ""}
    return not teams or workspace in teams
