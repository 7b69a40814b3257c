"""Finds a delivery's message in its channel by the id that it carries, where the bot may read there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.deliveries import Delivery
from bot.domain.errors import LeiderschapError
from bot.services.ports import Look, Unreadable
from bot.slack.transport import DELIVERY, Clients

PAGE = 200
PAGES = 20
"""More than anybody writes in the minutes that are looked through; beyond it the look says nothing."""

_UNREADABLE = frozenset(
    {
        "access_denied",
        "account_inactive",
        "channel_not_found",
        "invalid_auth",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "not_in_channel",
        "thread_not_found",
        "token_revoked",
    }
)


class NotLooked(LeiderschapError):
    """Slack did not say what is in the conversation; it may later."""


class SlackReceipts:
    """Fulfils `ports.Receipts`. Needs channels:history and groups:history."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    async def find(
        self, row: Delivery, since: dt.datetime, until: dt.datetime, thread: str | None = None
    ) -> Look:
        client = await self._clients(row.workspace)
        cursor = ""
        asked: dict[str, Any] = {
            "channel": row.channel,
            "oldest": f"{since.timestamp():.6f}",
            "latest": f"{until.timestamp():.6f}",
            "inclusive": True,
            "include_all_metadata": True,
            "limit": PAGE,
        }
        for number in range(PAGES):
            page = await _page(client, thread, {**asked, "cursor": cursor or None})
            for message in page["messages"]:
                if _id(message) == str(row.id):
                    return Look(str(message["ts"]))
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                if page.get("has_more"):
                    raise NotLooked("Slack has more, and does not say where")
                return Look(None, one_page=number == 0)
        raise NotLooked(f"more than {PAGES} pages")


async def _page(client: AsyncWebClient, thread: str | None, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        if thread is not None:
            answer = await client.conversations_replies(ts=thread, **asked)
        else:
            answer = await client.conversations_history(**asked)
    except SlackApiError as error:
        code = _code(error)
        raise (Unreadable if code in _UNREADABLE else NotLooked)(code) from error
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise NotLooked(type(error).__name__) from error
    page = answer.data if isinstance(answer.data, dict) else {}
    messages = page.get("messages")
    if not isinstance(messages, list) or not all(isinstance(message, dict) for message in messages):
        raise NotLooked("unreadable_answer")
    return page


def _id(message: Mapping[str, Any]) -> object:
    metadata = message.get("metadata") or {}
    return (metadata.get("event_payload") or {}).get("id") if metadata.get("event_type") == DELIVERY else None


def _code(error: SlackApiError) -> str:
    data = getattr(error.response, "data", None)
    code = data.get("error") if isinstance(data, dict) else None
    return str(code or f"http_{getattr(error.response, 'status_code', 0)}")
