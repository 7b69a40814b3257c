"""A question to `@leiderschap` is answered in its thread, or to the asker alone where others may not read along."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import structlog
from slack_bolt.context.async_context import AsyncBoltContext

from bot.channels.nudges import messages
from bot.core.errors import LeiderschapError, Refused
from bot.core.messages import Message
from bot.core.people import Actor, Person
from bot.slack.context import Services, unescape
from bot.slack.listeners.failures import failed
from bot.slack.listeners.refusals import told

log = structlog.get_logger()

_MENTION = re.compile(r"<@[UW][A-Z0-9]+(\|[^>]*)?>")


async def mentioned(
    body: Mapping[str, Any], event: Mapping[str, Any], context: AsyncBoltContext, services: Services
) -> None:
    """Slack sends an event again when it thinks that nobody took it (https://docs.slack.dev/apis/events-api); it is
    answered once."""
    if not await services.once.first(f"event/{body['event_id']}", services.now()):
        return
    actor = Actor(context.team_id or "", event.get("user") or "")
    services.responder.later(_answer(services, actor, event))


async def _answer(services: Services, actor: Actor, event: Mapping[str, Any]) -> None:
    """After the ack: who asks and who reads along may take Slack a while to say."""
    private = True
    question = unescape(_MENTION.sub(" ", event.get("text") or ""))
    try:
        content = await services.readers.content(actor)
        private = await services.readers.outsiders(actor.workspace, event["channel"])
        person = Person(actor.workspace, actor.user)
        answer = await services.answering.answer(content, question, person, services.now(), private=private)
        answer = messages.privately(answer) if private else answer
    except Refused as refusal:
        answer, private = told(refusal), True
    except Exception as error:  # there is no request any more that could fail; who asked is told
        answer = failed(error, "app_mention")
    if private:
        await _whisper(services, actor, event, answer)
    else:
        thread = event.get("thread_ts") or event["ts"]
        await services.messenger.post(actor.workspace, event["channel"], answer, thread)


async def _whisper(services: Services, actor: Actor, event: Mapping[str, Any], answer: Message) -> None:
    """To the asker alone: where they asked, else in a direct message, else nowhere."""
    habits, workspace, user = services.habits, actor.workspace, actor.user
    if not user:
        log.info("mention.nobody_to_answer", workspace=workspace, channel=event["channel"])
        return
    # In a thread that has no answer yet, nobody would see it: https://docs.slack.dev/reference/methods/chat.postEphemeral
    thread = event.get("thread_ts")
    if await habits.private.whisper(workspace, event["channel"], user, answer, thread):
        return
    try:
        direct = await habits.people.direct(workspace, user)
        await services.messenger.post(workspace, direct, answer)
    except LeiderschapError as error:
        log.warning("mention.not_answered", workspace=workspace, reason=str(error))
