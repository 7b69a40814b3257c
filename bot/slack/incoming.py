"""What people do in Slack, as rooms understand it; and what listeners work with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.core.interaction import Asked, Click, Sent
from bot.core.people import Actor
from bot.core.router import Router
from bot.database.once import SqlOnceStore
from bot.slack import modal
from bot.slack.people import DIRECT
from bot.slack.platform import Slack


@dataclass(frozen=True, slots=True)
class Listening:
    """What listeners work with. `now` is the time in UTC; `drawn` are the answers that never change, by command:
    drawing one takes a tenth of its answer's time."""

    router: Router
    slack: Slack
    once: SqlOnceStore
    now: Callable[[], dt.datetime]
    drawn: dict[str, dict[str, Any]] = field(default_factory=dict)


def asked(command: Mapping[str, Any]) -> Asked:
    """A typed command."""
    name = command.get("channel_name") or ""
    return Asked(
        Actor(command["team_id"], command["user_id"]),
        command["channel_id"],
        command.get("trigger_id", ""),
        # What a conversation of several people is called is seen, not documented.
        command["channel_id"].startswith(DIRECT) or name == "directmessage" or name.startswith("mpdm-"),
    )


def pressed(action: Mapping[str, Any]) -> tuple[str, str]:
    """The name and the value of a pressed button, or of the entry that was chosen in a menu of buttons."""
    if action.get("type") == "overflow":
        name, _, value = str((action.get("selected_option") or {}).get("value") or "").partition(":")
        return name, value
    return str(action.get("action_id", "")).partition(":")[0], action.get("value") or ""


def click(body: Mapping[str, Any], value: str) -> Click:
    """A press on a button with this value."""
    place = body.get("container", {})
    channel = place.get("channel_id", "")
    message = f"{channel}/{place.get('message_ts', '')}"
    return Click(actor(body), value, message, channel, *_kept(body))


def answer_to(body: Mapping[str, Any]) -> str:
    """The address that the answer to a click goes to; '' where what was clicked is in a form or on the home tab."""
    return str(body.get("response_url", "")) if body.get("container", {}).get("channel_id") else ""


def sent(body: Mapping[str, Any]) -> Sent:
    """A form that was filled in."""
    view = body["view"]
    return Sent(actor(body), modal.about(view), modal.values(view))


def _kept(body: Mapping[str, Any]) -> tuple[str, str]:
    """The names of the clicked message and of its thread. A private message gets a name that no channel knows, and a
    message that is shown inside another one (an attachment, an unfurled link) comes with the name of that one. See
    https://docs.slack.dev/reference/interaction-payloads/block_actions-payload."""
    place, message = body.get("container") or {}, body.get("message") or {}
    inside = place.get("type") != "message" or place.get("is_app_unfurl")
    another = body.get("api_app_id", "") != message.get("app_id", body.get("api_app_id", ""))
    ts, thread = place.get("message_ts"), place.get("thread_ts") or message.get("thread_ts") or ""
    if (
        inside
        or another
        or place.get("is_ephemeral")
        or not isinstance(ts, str)
        or not isinstance(thread, str)
    ):
        return "", ""
    return ts, thread


def actor(body: Mapping[str, Any]) -> Actor:
    """Who clicked or sent a form; the bot's workspace, not the one that the person may belong to. That forms name it
    apart is seen, not documented."""
    user = body["user"]
    workspace = (body.get("view") or {}).get("app_installed_team_id") or (body.get("team") or {}).get("id")
    return Actor(workspace or user.get("team_id", ""), user["id"], user.get("team_id", ""))


def unescape(text: str) -> str:
    """The text as it was typed: Slack sends these three characters escaped
    (https://docs.slack.dev/messaging/formatting-message-text)."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
