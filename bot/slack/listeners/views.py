"""Forms: one listener for submitted forms, one for changes in an open form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.core import texts
from bot.core.forms import Errors, Form, reading
from bot.core.interaction import Reply
from bot.core.words import filled
from bot.slack import incoming, modal
from bot.slack.incoming import Listening
from bot.slack.words import WORDS

log = structlog.get_logger()


async def submitted(ack: AsyncAck, body: Mapping[str, Any], listening: Listening) -> None:
    view = body["view"]
    if view["callback_id"] not in listening.router.forms:
        log.warning("form.unknown", form=view["callback_id"])
        await ack()
        return
    fields = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
    sent = incoming.submitted(body, listening.slack.files)
    answer = await listening.router.submit(view["callback_id"], sent, fields)
    if isinstance(answer, Errors):
        await ack(response_action="errors", errors=filled(dict(answer.at), WORDS))
    elif isinstance(answer, Form):
        await ack(response_action="update", view=modal.view(answer))
    elif isinstance(answer, Reply) and (url := modal.answer_to(view)):
        await ack(response_action="clear")
        listening.slack.later(_reply(listening, url, answer))
    elif isinstance(answer, Reply):
        await ack(response_action="update", view=modal.view(reading(texts.TITLE, answer.message)))
    else:
        await ack(response_action="clear")


async def _reply(listening: Listening, url: str, reply: Reply) -> None:
    """A `response_url` takes five answers within half an hour:
    https://docs.slack.dev/interactivity/handling-user-interaction#message_responses"""
    if not await listening.slack.responder.respond(url, reply.message, replace=reply.replace) and reply.lost:
        await reply.lost()


async def changed(body: Mapping[str, Any], client: AsyncWebClient, listening: Listening) -> None:
    """Redraw the form. If it was redrawn or closed meanwhile, Slack refuses this update, which no longer
    matters: https://docs.slack.dev/reference/methods/views.update"""
    view = body["view"]
    if view["callback_id"] not in listening.router.redraws:
        log.warning("form.unknown", form=view["callback_id"])
        return
    await _update(client, view, await listening.router.redraw(view["callback_id"], incoming.changed(body)))


async def _update(client: AsyncWebClient, view: Mapping[str, Any], form: Form) -> None:
    try:
        await client.views_update(view_id=view["id"], hash=view["hash"], view=modal.view(form))
    except SlackApiError as error:
        log.info("form.not_updated", form=view["callback_id"], reason=error.response["error"])


def in_form(body: Mapping[str, Any]) -> bool:
    """Whether it was clicked in a form."""
    return (body.get("view") or {}).get("type") == "modal"


async def open_form(
    client: AsyncWebClient, body: Mapping[str, Any], form: Form, *, replace: bool = False
) -> None:
    """Show the form to the person who typed or clicked: on top of the form that was clicked in, or replacing it."""
    if in_form(body) and replace:
        await _update(client, body["view"], form)
        return
    show = client.views_push if in_form(body) else client.views_open
    await show(trigger_id=body["trigger_id"], view=modal.view(form, incoming.answer_to(body)))
