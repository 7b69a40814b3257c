"""Who administers a workspace, as Slack knows it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.core.errors import LeiderschapError
from bot.slack.transport import Clients

KEPT = 3600.0
"""In seconds; so long an answer of Slack holds."""
PAGE = 200
PAGES = 100


class SlackAdministrators:
    """Fulfils `core.platform.Administrators`. Owners come first.

    `elapsed` gives seconds on a clock that nobody sets.
    """

    def __init__(self, clients: Clients, elapsed: Callable[[], float]) -> None:
        self._clients = clients
        self._elapsed = elapsed
        self._known: dict[str, tuple[float, Sequence[str]]] = {}

    async def of(self, workspace: str) -> Sequence[str]:
        at, known = self._known.get(workspace, (0.0, ()))
        if known and self._elapsed() - at < KEPT:
            return known
        client = await self._clients(workspace)
        owners: list[str] = []
        others: list[str] = []
        cursor: str | None = None
        for _ in range(PAGES):
            try:
                page = await client.users_list(limit=PAGE, cursor=cursor)
            except SlackApiError as error:
                raise LeiderschapError("Slack does not say who the administrators are") from error
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                raise LeiderschapError("Slack cannot be reached") from error
            for person in page.get("members") or ():
                if not person.get("deleted") and not person.get("is_bot") and person.get("is_admin"):
                    (owners if person.get("is_owner") else others).append(str(person["id"]))
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                break
        found = (*owners, *others)
        self._known[workspace] = self._elapsed(), found
        return found
