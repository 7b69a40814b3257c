"""What Slack says of channels: the bot came or went, another name or id, archived, shared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, cast

from slack_bolt.context.async_context import AsyncBoltContext

from bot.channels.presence.model import STOPS, Kind
from bot.channels.presence.service import Presence
from bot.slack.context import Services

Event = Mapping[str, Any]
Handler = Callable[[Presence, str, Event, dt.datetime | None], Awaitable[object]]


def _says(**said: str) -> Handler:
    """What such an event says of its channel, by `presence.model.Kind`."""
    kinds = cast(Mapping[Kind, str], said)
    return lambda presence, workspace, event, at: presence.hear(workspace, event["channel"], kinds, at)


def _stops(kind: Kind) -> Handler:
    return _says(**{kind: STOPS[kind]})


async def _renamed(presence: Presence, workspace: str, event: Event, at: dt.datetime | None) -> None:
    channel = event["channel"]
    await presence.hear(workspace, channel["id"], {"name": channel["name"]}, at)


async def _moved(presence: Presence, workspace: str, event: Event, at: dt.datetime | None) -> None:
    await presence.moved(workspace, event["old_channel_id"], event["new_channel_id"], at)


async def _unshared(presence: Presence, workspace: str, event: Event, at: dt.datetime | None) -> None:
    """One organisation left; others may still be there."""
    still = STOPS["shared"] if event.get("is_ext_shared") else ""
    await presence.hear(workspace, event["channel"], {"shared": still}, at)


async def _invited(presence: Presence, workspace: str, event: Event, at: dt.datetime | None) -> None:
    await presence.invited(workspace, event["channel"], at)


HANDLERS: Mapping[str, Handler] = {
    "member_joined_channel": _invited,
    "channel_rename": _renamed,
    "group_rename": _renamed,
    "channel_archive": _stops("archived"),
    "group_archive": _stops("archived"),
    "channel_unarchive": _says(archived="", deleted=""),
    "group_unarchive": _says(archived="", deleted=""),
    "channel_left": _stops("left"),
    "group_left": _stops("left"),
    "channel_deleted": _stops("deleted"),
    "group_deleted": _stops("deleted"),
    "channel_id_changed": _moved,
    "channel_shared": _stops("shared"),
    "channel_unshared": _unshared,
}
"""What each event does."""

COMING_IN = frozenset({"member_joined_channel", "channel_shared"})
"""After these, other people read along in a channel than before."""


def said_at(body: Mapping[str, Any], event: Event) -> dt.datetime | None:
    """When it happened, by Slack's own time (UTC); None where Slack names none that can be read.

    `event_ts` has fractions of a second, `event_time` has none:
    https://docs.slack.dev/reference/objects/event-object
    """
    for time in (event.get("event_ts"), body.get("event_time")):
        seconds, _, fraction = str(time).partition(".")
        try:
            at = dt.datetime.fromtimestamp(int(seconds), dt.UTC)
            return at.replace(microsecond=int((fraction + "000000")[:6]))
        except (ValueError, OverflowError, OSError):
            continue
    return None


async def happened(
    body: Mapping[str, Any], event: Event, context: AsyncBoltContext, services: Services
) -> None:
    """Slack sends an event again when it thinks that nobody took it; it is handled once.

    What was done is recorded after it: an event that failed half-way has to be done when it comes again, and each of
    them may be done twice.
    """
    name = event["type"]
    if name in COMING_IN:
        services.readers.forget(context.team_id or "", event["channel"])
    if name == "member_joined_channel" and event["user"] != context.bot_user_id:
        return
    key = f"event/{body['event_id']}"
    if await services.once.done(key):
        return
    workspace = context.team_id or ""
    await HANDLERS[name](services.leading.presence, workspace, event, said_at(body, event))
    await services.once.first(key, services.now())
