"""A question to `@leiderschap` is answered in its thread."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from slack_bolt.context.async_context import AsyncBoltContext

from bot.domain.plans import Person
from bot.slack.context import Services, unescape

_MENTION = re.compile(r"<@[UW][A-Z0-9]+(\|[^>]*)?>")


async def mentioned(
    body: Mapping[str, Any], event: Mapping[str, Any], context: AsyncBoltContext, services: Services
) -> None:
    """Slack sends an event again when it thinks that nobody took it; it is answered once."""
    if not await services.once.first(f"event/{body['event_id']}", services.now()):
        return
    question = unescape(_MENTION.sub(" ", event.get("text") or ""))
    person = Person(context.team_id or "", event.get("user") or "")
    answer = await services.answering.answer(question, person, services.now(), private=False)
    thread = event.get("thread_ts") or event["ts"]

    async def post() -> None:
        await services.messenger.post(context.team_id or "", event["channel"], answer, thread)

    services.responder.later(post())
