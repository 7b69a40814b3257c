"""What the listeners work with: the services, and who asked or clicked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.answers.browsing import Browsing
from bot.answers.gaps.service import Gaps
from bot.answers.readers import Readers
from bot.answers.service import Answering
from bot.channels.leads.permissions import DIRECT
from bot.core.forms import Errors, Form, Values
from bot.core.messages import Message
from bot.core.people import Actor, Person
from bot.core.platform import Messenger
from bot.core.ports import OnceStore
from bot.delivery.reconciling import Settling
from bot.habits.feedback.model import Seen
from bot.library.ports import Content
from bot.slack import modal
from bot.slack.habits import Habits
from bot.slack.leading import Leading
from bot.slack.transport import Responder


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that a listener may call. `now` is the time in UTC. `content` is for understanding what was typed;
    what is shown to somebody comes from `readers`."""

    readers: Readers
    answering: Answering
    browsing: Browsing
    settling: Settling
    gaps: Gaps
    habits: Habits
    leading: Leading
    content: Callable[[], Content]
    once: OnceStore
    messenger: Messenger
    responder: Responder
    now: Callable[[], dt.datetime]


@dataclass(frozen=True, slots=True)
class Asker:
    """Who typed a command, and where; `direct`: in a conversation of two people or some, and in no channel.

    `trigger` is different for every command.
    """

    workspace: str
    channel: str
    user: str
    trigger: str
    direct: bool = False

    @classmethod
    def of(cls, command: Mapping[str, Any]) -> Asker:
        name = command.get("channel_name") or ""
        return cls(
            command["team_id"],
            command["channel_id"],
            command["user_id"],
            command.get("trigger_id", ""),
            # What a conversation of several people is called is seen, not documented.
            command["channel_id"].startswith(DIRECT) or name == "directmessage" or name.startswith("mpdm-"),
        )

    @property
    def person(self) -> Person:
        return Person(self.workspace, self.user)

    @property
    def actor(self) -> Actor:
        return Actor(self.workspace, self.user)


@dataclass(frozen=True, slots=True)
class Click:
    """A pressed button: what it carries, who pressed it, and where the answer goes.

    `message` names the clicked message, so that what may happen once for it happens once. `response_url` is '' where
    what was clicked is not in a channel, but in a form or on the home tab. `ts` is the message's own name in its
    channel, and `thread` that of the message that it stands under; both are '' where Slack does not keep the message,
    or shows it inside another one.
    """

    user: str
    value: str
    response_url: str
    message: str
    actor: Actor
    trigger: str
    ts: str = ""
    thread: str = ""

    @classmethod
    def of(cls, body: Mapping[str, Any], action: Mapping[str, Any]) -> Click:
        place = body.get("container", {})
        message = f"{place.get('channel_id', '')}/{place.get('message_ts', '')}"
        return cls(
            body["user"]["id"],
            action.get("value") or "",
            body.get("response_url", "") if place.get("channel_id") else "",
            message,
            actor_of(body),
            body.get("trigger_id", ""),
            *_kept(body),
        )

    @property
    def seen(self) -> Seen | None:
        """Where the clicked message stands, if it stands under no other."""
        return Seen(self.channel, self.ts) if self.ts and self.thread in ("", self.ts) else None

    @property
    def under(self) -> Seen | None:
        """Where the message stands under which the clicked one is."""
        return Seen(self.channel, self.thread) if self.thread else None

    @property
    def channel(self) -> str:
        """Where the clicked message is; '' where what was clicked is in a form or on the home tab."""
        return self.message.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Reply:
    """What a click is answered with: privately beside the clicked message, in its place, or to the channel.

    `instead` is what only who clicked gets in the place of a public message where others may not read that. `lost` is
    called where the answer surely did not arrive, or not in public.
    """

    message: Message
    public: bool = False
    replace: bool = False
    instead: Message | None = None
    lost: Callable[[], Awaitable[None]] | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """What somebody filled in. `about` are the ids that the form carried: who may do what with them is checked anew."""

    actor: Actor
    about: Mapping[str, str]
    values: Values

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> Sent:
        view = body["view"]
        return cls(actor_of(body), modal.about(view), modal.values(view))


Answer = Form | Errors | None
"""What a sent form is answered with: the form that takes its place, what is wrong, or None: it closes."""


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


def actor_of(body: Mapping[str, Any]) -> Actor:
    """Who clicked or sent a form; the bot's workspace, not the one that the person may belong to. That forms name it
    apart is seen, not documented."""
    user = body["user"]
    workspace = (body.get("view") or {}).get("app_installed_team_id") or (body.get("team") or {}).get("id")
    return Actor(workspace or user.get("team_id", ""), user["id"], user.get("team_id", ""))


def unescape(text: str) -> str:
    """The text as it was typed: Slack sends these three characters escaped
    (https://docs.slack.dev/messaging/formatting-message-text)."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
