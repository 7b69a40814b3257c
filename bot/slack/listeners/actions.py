"""Pressed buttons: one listener and one table. Each is acknowledged, and answered on its `response_url`."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from typing import Any

import structlog
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.domain import compose, texts
from bot.slack.context import Click, Services

log = structlog.get_logger()

Handler = Callable[[Services, Click], Coroutine[Any, Any, None]]


async def more(services: Services, click: Click) -> None:
    await services.responder.respond(click.response_url, services.answering.more(click.value))


async def show_tip(services: Services, click: Click) -> None:
    await services.responder.respond(click.response_url, services.browsing.show_tip(click.value))


async def other_tip(services: Services, click: Click) -> None:
    message = services.browsing.next_tip(click.value, click.user)
    await services.responder.respond(click.response_url, message, replace=True)


async def share(services: Services, click: Click) -> None:
    try:
        message = await services.answering.share(click.value, click.user, click.message, services.now())
    except KeyError:
        await services.responder.respond(click.response_url, compose.say(texts.GONE))
        return
    if message is None:
        await services.responder.respond(click.response_url, compose.say(texts.SHARED_ALREADY))
    else:
        await services.responder.respond(click.response_url, message, public=True)


HANDLERS: Mapping[str, Handler] = {"more": more, "show_tip": show_tip, "other_tip": other_tip, "share": share}
"""What each button of `compose` does, by the action that it names."""


async def clicked(
    ack: AsyncAck, body: Mapping[str, Any], action: Mapping[str, Any], services: Services
) -> None:
    await ack()
    name = str(action.get("action_id", "")).partition(":")[0]
    handler = HANDLERS.get(name)
    if handler is None:
        log.warning("action.unknown", action=name)
        return
    services.responder.later(handler(services, Click.of(body, action)))
