"""A question to `@leiderschap` is answered in its thread, or to the asker alone where others may not read along."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import structlog
from slack_bolt.context.async_context import AsyncBoltContext

from bot.core.errors import LeiderschapError
from bot.core.messages import Message
from bot.core.people import Actor
from bot.slack.incoming import Listening, typed

log = structlog.get_logger()

_MENTION = re.compile(r"<@[UW][A-Z0-9]+(\|[^>]*)?>")


async def mentioned(
    body: Mapping[str, Any], event: Mapping[str, Any], context: AsyncBoltContext, listening: Listening
) -> None:
    """Slack sends an event again when it thinks that nobody took it (https://docs.slack.dev/apis/events-api); it is
    answered once."""
    if not await listening.once.first(f"event/{body['event_id']}", listening.now()):
        return
    actor = Actor(context.team_id or "", event.get("user") or "")
    listening.slack.later(_answer(listening, actor, event))


async def _answer(listening: Listening, actor: Actor, event: Mapping[str, Any]) -> None:
    """After the ack: who asks and who reads along may take Slack a while to say."""
    question = typed(_MENTION.sub(" ", event.get("text") or ""))
    answer, private = await listening.router.mention(actor, event["channel"], question)
    if private:
        await _whisper(listening, actor, event, answer)
    else:
        thread = event.get("thread_ts") or event["ts"]
        await listening.slack.messenger.post(actor.workspace, event["channel"], answer, thread)


async def _whisper(listening: Listening, actor: Actor, event: Mapping[str, Any], answer: Message) -> None:
    """To the asker alone: where they asked, else in a direct message, else nowhere."""
    slack, workspace, user = listening.slack, actor.workspace, actor.user
    if not user:
        log.info("mention.nobody_to_answer", workspace=workspace, channel=event["channel"])
        return
    # In a thread that has no answer yet, nobody would see it: https://docs.slack.dev/reference/methods/chat.postEphemeral
    thread = event.get("thread_ts")
    if await slack.private.whisper(workspace, event["channel"], user, answer, thread):
        return
    try:
        direct = await slack.people.direct(workspace, user)
        await slack.messenger.post(workspace, direct, answer)
    except LeiderschapError as error:
        log.warning("mention.not_answered", workspace=workspace, reason=str(error))
