"""What every request passes before its listener: nobody floods the bot, and nothing that came twice is done twice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse

from bot.core.limits import Limits
from bot.core.messages import say
from bot.core.router import Router
from bot.slack import texts
from bot.slack.blocks import render
from bot.slack.incoming import Listening, pressed, typed
from bot.slack.modal import WATCHED

log = structlog.get_logger()

Next = Callable[[], Awaitable[object]]
Guard = Callable[..., Awaitable[BoltResponse | None]]

TYPED = "typed"
"""Under this name the listener of commands finds what was typed."""
CHANGES = frozenset({"block_actions", "view_submission"})


def slow(limits: Limits, listening: Listening) -> Guard:
    """Refuses, with a sentence, what somebody asks too often: commands and mentions. Clicks and forms go through. What
    is urgent in it is answered all the same."""

    async def guard(body: Mapping[str, Any], context: AsyncBoltContext, next_: Next) -> BoltResponse | None:
        asks = "command" in body or body.get("event", {}).get("type") == "app_mention"
        person, workspace = context.user_id or "", context.team_id or context.enterprise_id or ""
        refused = limits.refuses(workspace, person) if asks else None
        if refused is None:
            await next_()
            return None
        log.info("request.refused", workspace=workspace, limit=refused)
        urgent = listening.router.urgent(typed(body.get("text") or body.get("event", {}).get("text") or ""))
        message = render(urgent or say(texts.SLOW_DOWN if refused == "person" else texts.BUSY_WORKSPACE))
        if "command" in body:
            answer = json.dumps({**message, "response_type": "ephemeral"})
            return BoltResponse(status=200, body=answer, headers={"content-type": "application/json"})
        if context.channel_id and (urgent or limits.tells(workspace, person)):
            channel, client = context.channel_id, context.client

            async def tell() -> None:
                await client.chat_postEphemeral(channel=channel, user=person, **message)

            listening.slack.later(tell())
        return BoltResponse(status=200)

    return guard


def once_only(listening: Listening) -> Guard:
    """Lets a click or a command that changes something, and a form, through once.

    Slack gives every click, command and form a trigger of its own, so that somebody who does it again gets an answer
    (https://docs.slack.dev/interactivity/handling-user-interaction). The same one twice is the same request, sent again
    by Slack or by whoever recorded it. Where there is none the request itself is what comes once. Reading is not
    recorded, and events are recorded by their listeners. What a command says is parsed here, for its listener too.
    """

    async def guard(
        request: AsyncBoltRequest, body: Mapping[str, Any], context: AsyncBoltContext, next_: Next
    ) -> BoltResponse | None:
        if _changes(body, listening.router, context):
            id = body.get("trigger_id") or _digest(request)
            key = f"trigger/{context.team_id or context.enterprise_id or ''}/{id}"
            if not await listening.once.first(key, listening.now()):
                log.warning("request.repeated", kind=body.get("type", "command"))
                return BoltResponse(status=200)
        await next_()
        return None

    return guard


def _changes(body: Mapping[str, Any], router: Router, context: AsyncBoltContext) -> bool:
    if "command" in body:
        request = context[TYPED] = router.commands.parse(typed(body.get("text") or ""))
        return router.commands.by_name[request.name].changes
    return body.get("type") in CHANGES and not _harmless(body, router)


def _digest(request: AsyncBoltRequest) -> str:
    """Of the signed bytes; by Socket Mode there are none."""
    signed = request.raw_body or json.dumps(request.body, sort_keys=True)
    return hashlib.sha256(signed.encode()).hexdigest()


def _harmless(body: Mapping[str, Any], router: Router) -> bool:
    """Whether it only presses buttons that change nothing: when they come twice, they answer twice."""
    names = {pressed(action)[0] for action in body.get("actions", [])}
    known = router.actions
    return body["type"] == "block_actions" and all(
        name == WATCHED or (name in known and not known[name].changes) for name in names
    )
