"""What Slack says of channels: the bot came or went, another name or id, archived, shared."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.context.async_context import AsyncBoltContext

from bot.services.lead_presence import LeadPresence
from bot.slack.context import Services

Event = Mapping[str, Any]
Handler = Callable[[LeadPresence, str, Event], Awaitable[object]]


def _stopped(code: str) -> Handler:
    return lambda presence, workspace, event: presence.stopped(workspace, event["channel"], code)


async def _renamed(presence: LeadPresence, workspace: str, event: Event) -> None:
    await presence.renamed(workspace, event["channel"]["id"], event["channel"]["name"])


async def _moved(presence: LeadPresence, workspace: str, event: Event) -> None:
    await presence.moved(workspace, event["old_channel_id"], event["new_channel_id"])


async def _back(presence: LeadPresence, workspace: str, event: Event) -> None:
    await presence.back(workspace, event["channel"])


async def _shared(presence: LeadPresence, workspace: str, event: Event) -> None:
    await presence.shared(workspace, event["channel"])


async def _unshared(presence: LeadPresence, workspace: str, event: Event) -> None:
    """One organisation left; others may still be there."""
    if not event.get("is_ext_shared"):
        await presence.unshared(workspace, event["channel"])


async def _invited(presence: LeadPresence, workspace: str, event: Event) -> None:
    await presence.invited(workspace, event["channel"])


HANDLERS: Mapping[str, Handler] = {
    "member_joined_channel": _invited,
    "channel_rename": _renamed,
    "group_rename": _renamed,
    "channel_archive": _stopped("is_archived"),
    "group_archive": _stopped("is_archived"),
    "channel_unarchive": _back,
    "group_unarchive": _back,
    "channel_left": _stopped("not_in_channel"),
    "group_left": _stopped("not_in_channel"),
    "channel_deleted": _stopped("channel_not_found"),
    "group_deleted": _stopped("channel_not_found"),
    "channel_id_changed": _moved,
    "channel_shared": _shared,
    "channel_unshared": _unshared,
}
"""What each event does."""

COMING_IN = frozenset({"member_joined_channel", "channel_shared"})
"""After these, other people read along in a channel than before."""


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
    await HANDLERS[name](services.leading.presence, context.team_id or "", event)
    await services.once.first(key, services.now())
