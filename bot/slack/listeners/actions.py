"""Pressed buttons: one listener and one table. Each is acknowledged, and answered on its `response_url`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels import texts as texts_settings
from bot.channels.nudges import messages
from bot.core import texts
from bot.core.errors import Refused
from bot.core.forms import Form, reading
from bot.delivery import texts as texts_operations
from bot.slack.context import Click, Reply, Services
from bot.slack.guards import HARMLESS
from bot.slack.listeners import channel_actions, habit_actions, home, views
from bot.slack.listeners.failures import failed
from bot.slack.listeners.refusals import told
from bot.slack.modal import WATCHED

log = structlog.get_logger()


Handler = Callable[[Services, Click], Awaitable[Reply | Form | None]]


async def more(services: Services, click: Click) -> Reply:
    return Reply(services.answering.more(await services.readers.content(click.actor), click.value))


async def show_tip(services: Services, click: Click) -> Reply:
    return Reply(services.browsing.show_tip(await services.readers.content(click.actor), click.value))


async def other_tip(services: Services, click: Click) -> Reply:
    content = await services.readers.content(click.actor)
    return Reply(services.browsing.next_tip(content, click.value, click.user), replace=True)


async def share(services: Services, click: Click) -> Reply:
    content = await services.readers.content(click.actor)
    try:
        shared = await services.answering.share(
            content, click.value, click.user, click.message, services.now()
        )
    except KeyError:
        return Reply(messages.say(texts.GONE))
    if shared is None:
        return Reply(messages.say(texts.SHARED_ALREADY))
    message, kept = shared
    return Reply(
        message,
        public=True,
        instead=kept,
        lost=lambda: services.answering.unshare(click.value, click.message),
    )


async def found(services: Services, click: Click) -> Reply:
    """Somebody says that an answer is what they looked for."""
    return Reply(await services.gaps.judge(click.value, click.user, services.now(), found=True))


async def missed(services: Services, click: Click) -> Reply:
    """Somebody says that an answer is not what they looked for."""
    return Reply(await services.gaps.judge(click.value, click.user, services.now(), found=False))


async def repost(services: Services, click: Click) -> Reply:
    """Who was asked, and still leads the channel, says that a tip whose post was lost is to be posted still."""
    return await _settled(services, click, texts_operations.REPOST_DONE, posted=False)


async def already_there(services: Services, click: Click) -> Reply:
    """Who was asked, and still leads the channel, says that such a tip stands there."""
    return await _settled(services, click, texts_operations.ALREADY_THERE_DONE, posted=True)


async def _settled(services: Services, click: Click, done: str, *, posted: bool) -> Reply:
    may = services.leading.permissions.change
    answer = await services.settling.answer(click.value, click.actor, may, posted=posted)
    return Reply(messages.say(done if answer == "done" else texts_operations.ANSWERED_BEFORE), replace=True)


HANDLERS: Mapping[str, Handler] = {
    "more": more,
    "show_tip": show_tip,
    "other_tip": other_tip,
    "share": share,
    "found": found,
    "missed": missed,
    "repost": repost,
    "already_there": already_there,
    **channel_actions.HANDLERS,
    **habit_actions.HANDLERS,
}
"""What each button does, by the action that it names."""

READING = frozenset({"more", "show_tip", "other_tip", "share", "passage"})
"""What not everybody may read."""
LATE = frozenset({"ask_lead", "privacy_download", "privacy_erase"})
"""Answered after the ack: these wait for a list of people, or for as much as Slack and the database need."""


async def clicked(
    ack: AsyncAck,
    body: Mapping[str, Any],
    action: Mapping[str, Any],
    client: AsyncWebClient,
    services: Services,
) -> None:
    """The answer is made before the ack leaves, so that a fault in it is told to who clicked; it is sent after it."""
    await ack()
    name = str(action.get("action_id", "")).partition(":")[0]
    if name == WATCHED:
        await views.changed(body, client, services)
        return
    if name not in HANDLERS:
        log.warning("action.unknown", action=name)
        return
    click = Click.of(body, action)
    if name in LATE or (name in READING and not await services.readers.soon(click.actor)):
        services.responder.later(_late(services, body, name, click, client))
        return
    await _answer(services, body, name, click, client)


async def _late(
    services: Services, body: Mapping[str, Any], name: str, click: Click, client: AsyncWebClient
) -> None:
    """The same after the ack: Slack gives three seconds (https://docs.slack.dev/interactivity/handling-user-interaction),
    and may take longer itself to say who clicked."""
    try:
        await _answer(services, body, name, click, client)
    except Exception as error:  # there is no request any more that could fail; who clicked is told
        await services.responder.respond(click.response_url, failed(error, body.get("type")))


async def _answer(
    services: Services, body: Mapping[str, Any], name: str, click: Click, client: AsyncWebClient
) -> None:
    handler = HANDLERS[name]
    try:
        if name not in HARMLESS | habit_actions.FOR_GUESTS:
            await services.leading.permissions.click(click.actor)
        answer = await handler(services, click)
    except Refused as refusal:
        answer = Reply(told(refusal))
    page = home.page_after(body, name, click)
    if page is not None:
        services.responder.later(home.publish(services, client, click.actor, page))
    if isinstance(answer, Reply) and not click.response_url:
        form = reading(texts_settings.TITLE, answer.message)
        await views.open_form(client, body, form, replace=answer.replace)
    elif isinstance(answer, Reply):
        services.responder.later(_respond(services, click, answer))
    elif answer is not None:
        await views.open_form(client, body, answer)


async def _respond(services: Services, click: Click, reply: Reply) -> None:
    message, public = reply.message, reply.public
    if public and await services.readers.outsiders(click.actor.workspace, click.channel):
        message, public = reply.instead or reply.message, False
    arrived = await services.responder.respond(
        click.response_url, message, public=public, replace=reply.replace
    )
    if reply.lost and (not arrived or public != reply.public):
        await reply.lost()
