"""Forms: one listener for what is sent, one for what changes in an open one, each with a table by the form's name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels import texts
from bot.core.errors import Refused
from bot.core.forms import Errors, Form, reading
from bot.slack import modal
from bot.slack.context import Answer, Sent, Services
from bot.slack.listeners import channel_views, habit_views
from bot.slack.listeners.refusals import told

log = structlog.get_logger()


Submitted = Callable[[Services, Sent], Awaitable[Answer]]
Changed = Callable[[Services, Sent], Awaitable[Form]]

SUBMITTED: Mapping[str, Submitted] = {**channel_views.SUBMITTED, **habit_views.SUBMITTED}
"""What sending each form does, by `Form.name`."""

CHANGED: Mapping[str, Changed] = {**channel_views.CHANGED}
"""The form anew, after one of its watched fields changed. The same edition keeps what was filled in."""


async def submitted(ack: AsyncAck, body: Mapping[str, Any], services: Services) -> None:
    view = body["view"]
    handler = SUBMITTED.get(view["callback_id"])
    if handler is None:
        log.warning("form.unknown", form=view["callback_id"])
        await ack()
        return
    try:
        answer = await handler(services, Sent.of(body))
    except Refused as refusal:
        answer = _refused(refusal, view)
    if isinstance(answer, Errors):
        await ack(response_action="errors", errors=dict(answer.at))
    elif isinstance(answer, Form):
        await ack(response_action="update", view=modal.view(answer))
    else:
        await ack(response_action="clear")


def _refused(refusal: Refused, view: Mapping[str, Any]) -> Answer:
    """At the field that it is about, where the form has it; else in the form's place."""
    fields = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    if refusal.field in fields:
        return Errors({refusal.field: refusal.sentence})
    return reading(texts.TITLE, told(refusal))


async def changed(body: Mapping[str, Any], client: AsyncWebClient, services: Services) -> None:
    """Draw the form anew. Where it was drawn anew since, or closed, this click is no longer about it."""
    view = body["view"]
    handler = CHANGED.get(view["callback_id"])
    if handler is None:
        log.warning("form.unknown", form=view["callback_id"])
        return
    try:
        form = await handler(services, Sent.of(body))
    except Refused as refusal:
        form = reading(texts.TITLE, told(refusal))
    await _update(client, view, form)


async def _update(client: AsyncWebClient, view: Mapping[str, Any], form: Form) -> None:
    try:
        await client.views_update(view_id=view["id"], hash=view["hash"], view=modal.view(form))
    except SlackApiError as error:
        log.info("form.not_updated", form=view["callback_id"], reason=error.response["error"])


async def open_form(
    client: AsyncWebClient, body: Mapping[str, Any], form: Form, *, replace: bool = False
) -> None:
    """Show the form to who typed or clicked; over the form that was clicked in, where there is one, or in its place."""
    in_form = (body.get("view") or {}).get("type") == "modal"
    if in_form and replace:
        await _update(client, body["view"], form)
        return
    show = client.views_push if in_form else client.views_open
    await show(trigger_id=body["trigger_id"], view=modal.view(form))
