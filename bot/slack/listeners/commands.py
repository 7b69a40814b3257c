"""`/leiderschap …`: answered in the ack, so that the answer appears at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.commands import Request
from bot.core.forms import Form
from bot.core.interaction import Asked
from bot.core.router import failed
from bot.slack import incoming
from bot.slack.blocks import render
from bot.slack.incoming import Listening
from bot.slack.listeners import views
from bot.slack.requests.guards import TYPED


async def leiderschap(
    ack: AsyncAck,
    command: Mapping[str, Any],
    context: AsyncBoltContext,
    client: AsyncWebClient,
    listening: Listening,
) -> None:
    router = listening.router
    request: Request = context[TYPED]
    asked = incoming.asked(command)
    known = router.commands.by_name[request.name]
    if request.said:
        await ack({**render(request.said), "response_type": "ephemeral"})
        return
    if drawn := listening.drawn.get(request.name):
        await ack(drawn)
        return
    if known.reads and not await router.audience.soon(asked.actor):
        # Slack waits three seconds (https://docs.slack.dev/interactivity/implementing-slash-commands), and may itself
        # take longer to say who asks.
        await ack()
        listening.slack.later(_late(listening, request, asked, command["response_url"]))
        return
    answer = await router.command(request, asked)
    if isinstance(answer, Form):
        await views.open_form(client, command, answer)
        await ack()
    else:
        drawn = {**render(answer), "response_type": "ephemeral"}
        if known.fixed:
            listening.drawn[request.name] = drawn
        await ack(drawn)


async def _late(listening: Listening, request: Request, asked: Asked, url: str) -> None:
    """The same private answer, after the ack."""
    try:
        answer = await listening.router.command(request, asked)
    except Exception as error:  # no request is left that could fail; the asker is told
        answer = failed(error, request.name)
    if not isinstance(answer, Form):
        await listening.slack.responder.respond(url, answer)
