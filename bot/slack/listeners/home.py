"""The home tab: drawn when somebody opens it, and after every click in it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.features import PAGE, Home, page
from bot.core.messages import Divider
from bot.core.people import Actor
from bot.slack.blocks import blocks
from bot.slack.incoming import Listening

MAX_BLOCKS = 100
"""How many blocks a home tab can hold: https://docs.slack.dev/reference/block-kit/blocks"""


async def home_opened(
    event: Mapping[str, Any], context: AsyncBoltContext, client: AsyncWebClient, listening: Listening
) -> None:
    if event.get("tab") == "home":
        actor = Actor(context.team_id or "", event["user"])
        listening.slack.later(publish(listening, client, actor, 0))


async def publish(listening: Listening, client: AsyncWebClient, actor: Actor, page: int) -> None:
    drawn = tab(await listening.router.home(actor, page))
    view = {"type": "home", "private_metadata": json.dumps({"page": page}), "blocks": drawn}
    await client.views_publish(user_id=actor.user, view=view)


def tab(homes: Sequence[Home]) -> list[dict[str, Any]]:
    """The blocks of all parts. If they do not fit, parts get their short version, the first one first, and what still
    does not fit is left out."""
    chosen = [blocks(home.parts) for home in homes]
    for number, home in enumerate(homes):
        if home.short and sum(len(one) + 1 for one in chosen) > MAX_BLOCKS:
            chosen[number] = blocks(home.short)
    drawn: list[dict[str, Any]] = []
    for more in filter(None, chosen):
        between = blocks((Divider(),)) if drawn else []
        if len(drawn) + len(between) + len(more) <= MAX_BLOCKS:
            drawn += [*between, *more]
    return drawn


def page_after(body: Mapping[str, Any], action: str, value: str) -> int | None:
    """Which page to draw after a click, None if the click was not on the home tab."""
    view = body.get("view") or {}
    if view.get("type", "home") != "home" or body.get("container", {}).get("channel_id"):
        return None
    if action == PAGE:
        return page(value)
    return int(json.loads(view.get("private_metadata") or "{}").get("page", 0))
