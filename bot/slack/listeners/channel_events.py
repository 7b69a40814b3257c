"""Slack's events about channels: the bot joined or left, a new name or id, archived, shared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.context.async_context import AsyncBoltContext

from bot.core.people import ChannelRef
from bot.core.platform import ChannelEvents, Happening
from bot.slack.incoming import Listening

Event = Mapping[str, Any]
Handler = Callable[[ChannelEvents, str, Event, dt.datetime | None], Awaitable[None]]


def _stopped(why: Happening) -> Handler:
    return lambda hears, workspace, event, at: hears.stopped(ChannelRef(workspace, event["channel"]), why, at)


def _cleared(*whys: Happening) -> Handler:
    return lambda hears, workspace, event, at: hears.cleared(
        ChannelRef(workspace, event["channel"]), whys, at
    )


async def _renamed(hears: ChannelEvents, workspace: str, event: Event, at: dt.datetime | None) -> None:
    channel = event["channel"]
    await hears.renamed(ChannelRef(workspace, channel["id"]), channel["name"], at)


async def _moved(hears: ChannelEvents, workspace: str, event: Event, at: dt.datetime | None) -> None:
    await hears.moved(ChannelRef(workspace, event["old_channel_id"]), event["new_channel_id"], at)


async def _unshared(hears: ChannelEvents, workspace: str, event: Event, at: dt.datetime | None) -> None:
    """One organisation left; others may still be there: https://docs.slack.dev/reference/events/channel_unshared"""
    ref = ChannelRef(workspace, event["channel"])
    if event.get("is_ext_shared"):
        await hears.stopped(ref, "shared", at)
    else:
        await hears.cleared(ref, ("shared",), at)


async def _invited(hears: ChannelEvents, workspace: str, event: Event, at: dt.datetime | None) -> None:
    await hears.invited(ChannelRef(workspace, event["channel"]), at)


HANDLERS: Mapping[str, Handler] = {
    "member_joined_channel": _invited,
    "channel_rename": _renamed,
    "group_rename": _renamed,
    "channel_archive": _stopped("archived"),
    "group_archive": _stopped("archived"),
    "channel_unarchive": _cleared("archived", "deleted"),
    "group_unarchive": _cleared("archived", "deleted"),
    "channel_left": _stopped("left"),
    "group_left": _stopped("left"),
    "channel_deleted": _stopped("deleted"),
    "group_deleted": _stopped("deleted"),
    "channel_id_changed": _moved,
    "channel_shared": _stopped("shared"),
    "channel_unshared": _unshared,
}
"""What each event does."""

COMING_IN = frozenset({"member_joined_channel", "channel_shared"})
"""After these events, other people than before may read along in a channel."""


def said_at(body: Mapping[str, Any], event: Event) -> dt.datetime | None:
    """When it happened, by Slack's own time (UTC); None if Slack gives no readable time.

    `event_ts` has fractions of a second, `event_time` has none: https://docs.slack.dev/reference/objects/event-object
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
    body: Mapping[str, Any], event: Event, context: AsyncBoltContext, listening: Listening
) -> None:
    """Slack repeats an event that it thinks was not received (https://docs.slack.dev/apis/events-api); it is handled
    once.

    It is recorded after it is handled, so that a failed event is handled when it comes again; every handler may run
    twice.
    """
    name, workspace = event["type"], context.team_id or ""
    if name in COMING_IN:
        listening.router.audience.forget(ChannelRef(workspace, event["channel"]))
    if name == "member_joined_channel" and event["user"] != context.bot_user_id:
        return
    key = f"event/{body['event_id']}"
    if await listening.once.done(key):
        return
    await HANDLERS[name](listening.router.channel_events, workspace, event, said_at(body, event))
    await listening.once.first(key, listening.now())
