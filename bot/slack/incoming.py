"""Translates what people do in Slack for the rooms, and holds what listeners need."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any

from cachetools import LRUCache

from bot.core.interaction import Asked, Click, Sent
from bot.core.people import Actor
from bot.core.router import Router
from bot.database.once import SqlOnceStore
from bot.slack import modal
from bot.slack.files import SlackFiles
from bot.slack.people import DIRECT
from bot.slack.platform import Slack

MENTIONS = 10_000
"""How many mentions are remembered with what they asked."""

_NAME = re.compile(r"<([#@!])([^<>|]*)(?:\|([^<>]*))?>")
_ADDRESS = re.compile(r"<((?:https?:|mailto:)[^<>|\s]*)(?:\|([^<>]*))?>")


@dataclass(frozen=True, slots=True)
class Listening:
    """What listeners need. `now` is the time in UTC; `drawn` are the answers that never change, by command: drawing
    one takes a tenth of the time to answer. `asked` remembers what recent mentions asked, to notice an edit that asks
    something else."""

    router: Router
    slack: Slack
    once: SqlOnceStore
    now: Callable[[], dt.datetime]
    drawn: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: MutableMapping[tuple[str, str, str], int] = field(default_factory=lambda: LRUCache(MENTIONS))


def asked(command: Mapping[str, Any]) -> Asked:
    """A typed command."""
    name = command.get("channel_name") or ""
    return Asked(
        Actor(command["team_id"], command["user_id"]),
        command["channel_id"],
        command.get("trigger_id", ""),
        # The name of a conversation of several people is seen, not documented.
        command["channel_id"].startswith(DIRECT) or name == "directmessage" or name.startswith("mpdm-"),
    )


def pressed(action: Mapping[str, Any]) -> tuple[str, str]:
    """The name and value of a pressed button, or of the chosen entry in a menu of buttons."""
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
    """The address for the answer to a click; '' if the click was in a form or on the home tab."""
    return str(body.get("response_url", "")) if body.get("container", {}).get("channel_id") else ""


def submitted(body: Mapping[str, Any], files: SlackFiles) -> Sent:
    """A form that was sent. The only place where a file comes from."""
    view, who = body["view"], actor(body)
    handed = functools.partial(files.handed, who)
    return Sent(who, modal.about(view), modal.values(view, handed))


def changed(body: Mapping[str, Any]) -> Sent:
    """An open form in which a field changed."""
    view = body["view"]
    return Sent(actor(body), modal.about(view), modal.values(view))


def _kept(body: Mapping[str, Any]) -> tuple[str, str]:
    """The ids of the clicked message and its thread, '' if Slack does not keep them: a private message has an id that
    is unknown in the channel, and a message shown inside another one (an attachment, an unfurled link) comes with the
    other's id. See https://docs.slack.dev/reference/interaction-payloads/block_actions-payload."""
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
    """Who clicked or submitted a form, with the bot's workspace rather than the person's own. That forms give it
    separately is seen, not documented."""
    user = body["user"]
    workspace = (body.get("view") or {}).get("app_installed_team_id") or (body.get("team") or {}).get("id")
    return Actor(workspace or user.get("team_id", ""), user["id"], user.get("team_id", ""))


def typed(text: str) -> str:
    """The text as it was typed. Slack escapes three characters, and puts channels, groups, people and addresses in
    angle brackets (https://docs.slack.dev/messaging/formatting-message-text): of these, the name stays, with its sign
    and as one word."""
    words = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return _ADDRESS.sub(_said, _NAME.sub(_named, words))


def _named(found: re.Match[str]) -> str:
    sign = "#" if found[1] == "#" else "@"
    name = found[3] or (
        found[2] if found[1] == "!" else ""
    )  # `<!channel>` is a name itself, `<@U1>` is an id
    return f" {sign}{'_'.join(name.lstrip('#@').split())} "


def _said(found: re.Match[str]) -> str:
    """The words that somebody gave a link, or its address if they only repeat that."""
    return found[2] if found[2] and found[2] not in found[1] else found[1]
