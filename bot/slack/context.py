"""What the listeners work with: the services, and who asked or clicked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.services.answering import Answering
from bot.services.browsing import Browsing
from bot.services.ports import Content, Messenger, OnceStore
from bot.services.settling import Settling
from bot.slack.transport import Responder


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that a listener may call. `now` is the time in UTC."""

    answering: Answering
    browsing: Browsing
    settling: Settling
    content: Callable[[], Content]
    once: OnceStore
    messenger: Messenger
    responder: Responder
    now: Callable[[], dt.datetime]


@dataclass(frozen=True, slots=True)
class Asker:
    """Who typed a command, and where. `trigger` is different for every command."""

    workspace: str
    channel: str
    user: str
    trigger: str

    @classmethod
    def of(cls, command: Mapping[str, Any]) -> Asker:
        return cls(
            command["team_id"], command["channel_id"], command["user_id"], command.get("trigger_id", "")
        )


@dataclass(frozen=True, slots=True)
class Click:
    """A pressed button: what it carries, who pressed it, and where the answer goes.

    `message` names the clicked message, so that what may happen once for it happens once.
    """

    user: str
    value: str
    response_url: str
    message: str

    @classmethod
    def of(cls, body: Mapping[str, Any], action: Mapping[str, Any]) -> Click:
        place = body.get("container", {})
        message = f"{place.get('channel_id', '')}/{place.get('message_ts', '')}"
        return cls(body["user"]["id"], action.get("value") or "", body.get("response_url", ""), message)


def unescape(text: str) -> str:
    """The text as it was typed: Slack sends these three characters escaped."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
