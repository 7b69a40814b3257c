"""Answers a question to `@leiderschap` in its thread, or only to the asker if others may not read the answer. Bots
are never answered, and an edited message only if it asks something else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import structlog
from slack_bolt.context.async_context import AsyncBoltContext

from bot.core.errors import LeiderschapError
from bot.core.inputs.typed import bare_words
from bot.core.messages import Message
from bot.core.people import Actor
from bot.slack.incoming import Listening, typed

log = structlog.get_logger()

_MENTION = re.compile(r"<@[UW][A-Z0-9]+(\|[^>]*)?>")


async def mentioned(
    body: Mapping[str, Any], event: Mapping[str, Any], context: AsyncBoltContext, listening: Listening
) -> None:
    """Slack repeats an event that it thinks was not received (https://docs.slack.dev/apis/events-api); it is answered
    once."""
    if _of_a_bot(event) or not await listening.once.first(f"event/{body['event_id']}", listening.now()):
        return
    question = typed(_MENTION.sub(" ", event.get("text") or ""))
    if _asked_before(listening, body.get("team_id", ""), event, question):
        return
    actor = Actor(context.team_id or "", event.get("user") or "")
    listening.slack.later(_answer(listening, actor, event, question))


def _of_a_bot(event: Mapping[str, Any]) -> bool:
    """A message by an app names that app (https://docs.slack.dev/reference/events/message/bot_message); that
    reminders come as Slackbot is seen, not documented."""
    named = event.get("bot_id") or event.get("bot_profile") or event.get("subtype") == "bot_message"
    return bool(named) or event.get("user") == "USLACKBOT"


def _asked_before(listening: Listening, workspace: str, event: Mapping[str, Any], question: str) -> bool:
    """Whether it is an edited message that still asks the same. Slack sends an edited message as a new event with the
    message's own `ts` (seen, not documented). What it asked is remembered in memory only, as a number that means
    nothing to another process: hashes of texts differ by process
    (https://docs.python.org/3/reference/datamodel.html#object.__hash__)."""
    place, asked = (workspace, event["channel"], event["ts"]), hash(" ".join(bare_words(question)))
    before = listening.asked.get(place)
    listening.asked[place] = asked
    return bool(event.get("edited")) and before == asked


async def _answer(listening: Listening, actor: Actor, event: Mapping[str, Any], question: str) -> None:
    """Runs after the ack: Slack may take a while to say who asks and who reads along."""
    answer, private = await listening.router.mention(actor, event["channel"], question)
    if private:
        await _whisper(listening, actor, event, answer)
    else:
        thread = event.get("thread_ts") or event["ts"]
        await listening.slack.messenger.post(actor.at(event["channel"]), answer, thread)


async def _whisper(listening: Listening, actor: Actor, event: Mapping[str, Any], answer: Message) -> None:
    """Tell only the asker: where they asked, or in a direct message, or not at all."""
    slack, user = listening.slack, actor.user
    if not user:
        log.info("mention.nobody_to_answer", workspace=actor.workspace, channel=event["channel"])
        return
    # In a thread without replies nobody would see it: https://docs.slack.dev/reference/methods/chat.postEphemeral
    thread = event.get("thread_ts")
    if await slack.private.whisper(actor.at(event["channel"]), user, answer, thread):
        return
    try:
        await slack.messenger.post(await slack.people.direct(actor.workspace, user), answer)
    except LeiderschapError as error:
        log.warning("mention.not_answered", workspace=actor.workspace, reason=str(error))
