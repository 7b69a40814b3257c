"""Pressed buttons. Each is acknowledged, and answered on its `response_url`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.core import texts
from bot.core.forms import reading
from bot.core.interaction import Click, Reply
from bot.core.messages import say
from bot.core.router import failed
from bot.slack import incoming
from bot.slack.incoming import Listening
from bot.slack.listeners import home, views
from bot.slack.modal import WATCHED

log = structlog.get_logger()


async def clicked(
    ack: AsyncAck,
    body: Mapping[str, Any],
    action: Mapping[str, Any],
    client: AsyncWebClient,
    listening: Listening,
) -> None:
    """The answer is made before the ack, so that the person who clicked hears about an error in it; it is sent after
    the ack."""
    await ack()
    name, value = incoming.pressed(action)
    router = listening.router
    if name == WATCHED:
        await views.changed(body, client, listening)
        return
    if name not in router.actions:
        log.warning("action.unknown", action=str(action.get("action_id", "")).partition(":")[0])
        return
    click = incoming.click(body, value)
    does = router.actions[name]
    if does.slow or (does.reads and not await router.audience.soon(click.actor)):
        listening.slack.later(_late(listening, body, name, click, client))
        return
    await _answer(listening, body, name, click, client)


async def _late(
    listening: Listening, body: Mapping[str, Any], name: str, click: Click, client: AsyncWebClient
) -> None:
    """The same after the ack: Slack waits three seconds for that
    (https://docs.slack.dev/interactivity/handling-user-interaction), and may itself take longer to say who
    clicked."""
    try:
        await _answer(listening, body, name, click, client)
    except Exception as error:  # no request is left that could fail; the person is told
        await listening.slack.responder.respond(incoming.answer_to(body), failed(error, body.get("type")))


async def _answer(
    listening: Listening, body: Mapping[str, Any], name: str, click: Click, client: AsyncWebClient
) -> None:
    answer = await listening.router.press(name, click)
    page = home.page_after(body, name, click.value)
    if (
        page is None
        and isinstance(answer, Reply)
        and listening.router.actions[name].changes
        and views.in_form(body)
    ):
        page = 0  # the form may stand over the home tab, which would go on showing how it was
    if page is not None:
        listening.slack.later(home.publish(listening, client, click.actor, page))
    url = incoming.answer_to(body)
    if isinstance(answer, Reply) and not url:
        if answer.public and answer.lost:  # there is no channel here to say it in
            await answer.lost()
        form = reading(texts.TITLE, say(texts.HOME_NO_CHANNEL) if answer.public else answer.message)
        await views.open_form(client, body, form, replace=answer.replace)
    elif isinstance(answer, Reply):
        listening.slack.later(_respond(listening, click, answer, url))
    elif answer is not None:
        await views.open_form(client, body, answer)


async def _respond(listening: Listening, click: Click, reply: Reply, url: str) -> None:
    message, public = await listening.router.shown(reply, click)
    arrived = await listening.slack.responder.respond(url, message, public=public, replace=reply.replace)
    if reply.lost and (not arrived or public != reply.public):
        await reply.lost()
