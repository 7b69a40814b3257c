"""What every request passes before its listener: nobody floods the bot, and nothing that came twice is done twice."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse

from bot.domain import compose
from bot.domain import texts_operations as texts
from bot.services.limits import Limits
from bot.slack.blocks import render
from bot.slack.context import Services

log = structlog.get_logger()

Next = Callable[[], Awaitable[object]]
Guard = Callable[..., Awaitable[BoltResponse | None]]

HARMLESS = frozenset({"more", "show_tip", "other_tip", "field"})
"""Buttons that change nothing: when they come twice, they answer twice. Every other button is done once."""

CHANGES = frozenset({"block_actions", "view_submission"})


def slow(limits: Limits, services: Services) -> Guard:
    """Refuses, with a sentence, what somebody asks too often: commands and mentions. Clicks and forms go through."""

    async def guard(body: Mapping[str, Any], context: AsyncBoltContext, next_: Next) -> BoltResponse | None:
        asks = "command" in body or body.get("event", {}).get("type") == "app_mention"
        person, workspace = context.user_id or "", context.team_id or context.enterprise_id or ""
        refused = limits.refuses(workspace, person) if asks else None
        if refused is None:
            await next_()
            return None
        log.info("request.refused", workspace=workspace, limit=refused)
        message = render(compose.say(texts.SLOW_DOWN if refused == "person" else texts.BUSY_WORKSPACE))
        if "command" in body:
            answer = json.dumps({**message, "response_type": "ephemeral"})
            return BoltResponse(status=200, body=answer, headers={"content-type": "application/json"})
        if context.channel_id and limits.tells(workspace, person):
            channel, client = context.channel_id, context.client

            async def tell() -> None:
                await client.chat_postEphemeral(channel=channel, user=person, **message)

            services.responder.later(tell())
        return BoltResponse(status=200)

    return guard


def once_only(services: Services) -> Guard:
    """Lets a click that changes something, and a form, through once.

    Slack gives every click an id of its own, so that somebody who clicks again gets an answer; the same id twice is the
    same request, sent again by Slack or by whoever recorded it. Reading is not recorded, and events are recorded by
    their listeners.
    """

    async def guard(body: Mapping[str, Any], context: AsyncBoltContext, next_: Next) -> BoltResponse | None:
        trigger = body.get("trigger_id")
        if body.get("type") in CHANGES and trigger and not _harmless(body):
            key = f"trigger/{context.team_id or context.enterprise_id or ''}/{trigger}"
            if not await services.once.first(key, services.now()):
                log.warning("request.repeated", kind=body["type"])
                return BoltResponse(status=200)
        await next_()
        return None

    return guard


def _harmless(body: Mapping[str, Any]) -> bool:
    names = {str(action.get("action_id", "")).partition(":")[0] for action in body.get("actions", [])}
    return body["type"] == "block_actions" and names <= HARMLESS
