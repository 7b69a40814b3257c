"""The home tab: drawn when somebody opens it, and after every click in it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels import texts
from bot.core.messages import Context, Divider, Message, Part, text
from bot.core.people import Actor, Person
from bot.slack.blocks import render
from bot.slack.context import Click, Services
from bot.slack.listeners import habit_commands

PAGE = "home_page"
"""The action that names the page to turn to."""
MAX_BLOCKS = 100
"""So many a home tab takes: https://docs.slack.dev/reference/block-kit/blocks"""


async def home_opened(
    event: Mapping[str, Any], context: AsyncBoltContext, client: AsyncWebClient, services: Services
) -> None:
    if event.get("tab") == "home":
        actor = Actor(context.team_id or "", event["user"])
        services.responder.later(publish(services, client, actor, 0))


async def publish(services: Services, client: AsyncWebClient, actor: Actor, page: int) -> None:
    message = await services.leading.home.home(actor, page)
    plans = await habit_commands.home(services, Person(actor.workspace, actor.user))
    blocks = tab(message.parts, plans)
    view = {"type": "home", "private_metadata": json.dumps({"page": page}), "blocks": blocks}
    await client.views_publish(user_id=actor.user, view=view)


def tab(channels: Sequence[Part], plans: Sequence[Part]) -> list[dict[str, Any]]:
    """The blocks of both; where Slack takes no more, a word on where a person's plans are."""
    above, below = _blocks(channels), _blocks((Divider(), *plans))
    if len(above) + len(below) > MAX_BLOCKS:
        below = _blocks((Divider(), Context(text(texts.HOME_PLANS))))
    return above + below


def _blocks(parts: Sequence[Part]) -> list[dict[str, Any]]:
    return [block for part in parts for block in render(Message(texts.HOME, (part,)))["blocks"]]


def page_after(body: Mapping[str, Any], action: str, click: Click) -> int | None:
    """Which page is to be drawn after a click, None where it was not on the home tab."""
    view = body.get("view") or {}
    if view.get("type", "home") != "home" or click.response_url:
        return None
    if action == PAGE:
        return int(click.value) if click.value.isdecimal() and len(click.value) < 5 else 0
    return int(json.loads(view.get("private_metadata") or "{}").get("page", 0))
