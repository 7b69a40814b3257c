"""The guards before every listener: nobody can flood the bot, and a repeated request does nothing twice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse

from bot.core.commands import ASK, QUESTION
from bot.core.limits import Limits
from bot.core.messages import say
from bot.core.router import Router
from bot.core.words import filled
from bot.slack import texts
from bot.slack.blocks import render
from bot.slack.incoming import Listening, pressed, typed
from bot.slack.modal import WATCHED, values
from bot.slack.words import WORDS

log = structlog.get_logger()

Next = Callable[[], Awaitable[object]]
Guard = Callable[..., Awaitable[BoltResponse | None]]

TYPED = "typed"
"""The context key where the command listener finds the parsed text."""
CHANGES = frozenset({"block_actions", "view_submission"})


def slow(limits: Limits, listening: Listening) -> Guard:
    """Refuses too many commands and mentions with a sentence. Clicks and forms pass, and what is urgent is answered all
    the same."""

    async def guard(body: Mapping[str, Any], context: AsyncBoltContext, next_: Next) -> BoltResponse | None:
        asks = "command" in body or body.get("event", {}).get("type") == "app_mention" or _asks(body)
        person, workspace = context.user_id or "", context.team_id or context.enterprise_id or ""
        refused = limits.refuses(workspace, person) if asks else None
        if refused is None:
            await next_()
            return None
        log.info("request.refused", workspace=workspace, limit=refused)
        said = texts.SLOW_DOWN if refused == "person" else texts.BUSY_WORKSPACE
        if _asks(body):
            if listening.router.urgent(str(values(body["view"]).get(QUESTION) or "")):
                await next_()
                return None
            return _refused_form(said)
        urgent = listening.router.urgent(typed(body.get("text") or body.get("event", {}).get("text") or ""))
        message = render(urgent or say(said))
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


def _asks(body: Mapping[str, Any]) -> bool:
    """Whether it is the form that asks a question."""
    return body.get("type") == "view_submission" and body["view"].get("callback_id") == ASK


def _refused_form(said: str) -> BoltResponse:
    """The sentence at the field; what was typed stays."""
    answer = {"response_action": "errors", "errors": {QUESTION: filled(said, WORDS)}}
    return BoltResponse(status=200, body=json.dumps(answer), headers={"content-type": "application/json"})


def once_only(listening: Listening) -> Guard:
    """Lets a form, and a click or command that changes something, pass once.

    Slack gives every click, command and form its own trigger, so that a person who repeats one gets an answer
    (https://docs.slack.dev/interactivity/handling-user-interaction). The same trigger twice is the same request,
    repeated by Slack or by somebody who recorded it. Without a trigger, the request itself may come only once. Reads
    are not recorded, and events are recorded by their listeners. A command's text is parsed here, also for its
    listener.
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
    """A digest of the signed bytes; in Socket Mode there are none, so of the body."""
    signed = request.raw_body or json.dumps(request.body, sort_keys=True)
    return hashlib.sha256(signed.encode()).hexdigest()


def _harmless(body: Mapping[str, Any], router: Router) -> bool:
    """Whether it only presses buttons that change nothing: a repeated click is answered again."""
    names = {pressed(action)[0] for action in body.get("actions", [])}
    known = router.actions
    return body["type"] == "block_actions" and all(
        name == WATCHED or (name in known and not known[name].changes) for name in names
    )
