"""Slack says that an installation ended: `tokens_revoked` and `app_uninstalled`, in either order
(https://docs.slack.dev/reference/events/app_uninstalled)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from slack_bolt.context.async_context import AsyncBoltContext

from bot.slack.installations.clients import Installations


async def tokens_revoked(
    body: Mapping[str, Any],
    event: Mapping[str, Any],
    context: AsyncBoltContext,
    installations: Installations,
) -> None:
    if event.get("tokens", {}).get("bot"):  # other tokens belong to people; the bot has none
        await app_uninstalled(body, context, installations)


async def app_uninstalled(
    body: Mapping[str, Any], context: AsyncBoltContext, installations: Installations
) -> None:
    workspace = "" if context.is_enterprise_install else context.team_id or ""
    # Slack repeats events (https://docs.slack.dev/apis/events-api): one from before a new installation must not end
    # it.
    at = dt.datetime.fromtimestamp(int(body["event_time"]), dt.UTC)
    await installations.ended(workspace, context.enterprise_id or "", at)
