"""Finds a delivery's message in its channel by the id that it carries, if the bot may read there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Mapping
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.core.errors import LeiderschapError
from bot.delivery.model import Delivery
from bot.delivery.ports import Look, Unreadable
from bot.slack.api import SlackFailed, ask
from bot.slack.transport import DELIVERY, Clients

PAGE = 200
"""Slack advises no larger page: https://docs.slack.dev/apis/web-api/pagination"""
PAGES = 20
"""More than anybody writes in the minutes that are searched; beyond that the search proves nothing."""

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


class SlackLookup:
    """Implements `delivery.ports.DeliveryLookup`. Needs channels:history and groups:history."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    async def find(
        self, row: Delivery, since: dt.datetime, until: dt.datetime, thread: str | None = None
    ) -> Look:
        client = await self._clients(row.ref.workspace)
        unmarked: set[str] = set()
        cursor = ""
        asked: dict[str, Any] = {
            "channel": row.ref.channel,
            "oldest": f"{since.timestamp():.6f}",
            "latest": f"{until.timestamp():.6f}",
            "inclusive": True,
            "include_all_metadata": True,
            "limit": PAGE,
        }
        for number in range(PAGES):
            page = await _page(client, thread, {**asked, "cursor": cursor or None})
            for message in page["messages"]:
                id = _id(message)
                if id == str(row.id):
                    return Look(str(message["ts"]))
                if id is None and (author := message.get("bot_id")):
                    unmarked.add(str(author))
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                if page.get("has_more"):  # https://docs.slack.dev/reference/methods/conversations.history
                    raise NotLooked("Slack has more messages, but gave no cursor")
                if unmarked and await _me(client) in {None, *unmarked}:
                    # Slack can leave metadata out (seen, not documented): this may be the message we look for.
                    raise NotLooked("a message of the bot came without its metadata")
                return Look(None, one_page=number == 0)
        raise NotLooked(f"more than {PAGES} pages")


async def _me(client: AsyncWebClient) -> object:
    """The bot's own id as an author of messages; None if Slack does not say."""
    return (await _answer(client.auth_test())).get("bot_id")


async def _page(client: AsyncWebClient, thread: str | None, asked: Mapping[str, Any]) -> AsyncSlackResponse:
    if thread is not None:
        page = await _answer(client.conversations_replies(ts=thread, **asked))
    else:
        page = await _answer(client.conversations_history(**asked))
    messages = page.get("messages")
    if not isinstance(messages, list) or not all(isinstance(message, dict) for message in messages):
        raise NotLooked("unreadable_answer")
    return page


async def _answer(request: Awaitable[AsyncSlackResponse]) -> AsyncSlackResponse:
    """Raises Unreadable if Slack does not let the bot read, NotLooked if it may later."""
    try:
        return await ask(request)
    except SlackFailed as failed:
        code = failed.problem.code
        raise (Unreadable if code in _UNREADABLE else NotLooked)(code) from None


def _id(message: Mapping[str, Any]) -> object:
    """The delivery that the message belongs to, '' if it is another app's; None if it does not say."""
    metadata = message.get("metadata") or {}
    if metadata.get("event_type", DELIVERY) != DELIVERY:
        return ""
    return (metadata.get("event_payload") or {}).get("id")
