"""Sends signed requests to the bot's web application, as Slack does when people type and click."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
import time
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

import httpx
from starlette.applications import Starlette

from tests.fakes.web_api import BOT_USER, WORKSPACE, WebApi

SIGNING_SECRET = "ondertekengeheim"
FORM = "application/x-www-form-urlencoded"

_numbers = itertools.count(1)


def signature(body: bytes, timestamp: str, secret: str = SIGNING_SECRET) -> str:
    """The signature of a request: https://docs.slack.dev/authentication/verifying-requests-from-slack"""
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


class Slack:
    """Sends what Slack sends. `person` is the example user who types and clicks unless another is named, in
    `workspace`."""

    def __init__(self, application: Starlette, api: WebApi) -> None:
        self._http = httpx.AsyncClient(
            transport=httpx.ASGITransport(application), base_url="http://bot.example"
        )
        self.api = api
        self.person = "U1VERA"
        self.workspace = WORKSPACE

    async def close(self) -> None:
        await self._http.aclose()

    async def get(self, path: str) -> httpx.Response:
        return await self._http.get(path)

    async def send(self, body: bytes, content_type: str = FORM, **headers: str) -> httpx.Response:
        """Send a signed request. `headers` (with _ for -) replace the ones that make it valid; '' leaves one out."""
        timestamp = str(int(time.time()))
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        sent: Mapping[str, str] = {
            "content-type": content_type,
            "x-slack-request-timestamp": timestamp,
            "x-slack-signature": signature(body, given.get("x-slack-request-timestamp", timestamp)),
        } | given
        kept = [(name.encode(), value.encode("latin-1")) for name, value in sent.items() if value]
        return await self._http.post("/slack/events", content=body, headers=kept)

    async def command(self, text: str, command: str = "/leiderschap", **fields: str) -> dict[str, Any]:
        """The message that answers a command. Slack escapes `& < >` in the text."""
        response = await self.send(urlencode(self.command_fields(text, command, **fields)).encode())
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        return answer

    def command_fields(self, text: str, command: str = "/leiderschap", **fields: str) -> dict[str, str]:
        return {
            "command": command,
            "text": text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"),
            "team_id": self.workspace,
            "channel_id": "C1",
            "user_id": self.person,
            "trigger_id": f"trigger.{next(_numbers)}",
            "response_url": self.api.response_url("commands"),
            "is_enterprise_install": "false",
        } | fields

    async def interact(self, payload: Mapping[str, Any]) -> httpx.Response:
        return await self.send(urlencode({"payload": json.dumps(payload)}).encode())

    async def click(
        self, button: Mapping[str, Any], message: str = "1700.1", user: str = ""
    ) -> httpx.Response:
        """Press a button of the private message whose ts is `message`."""
        return await self.interact(self.block_actions(button, message, user))

    def block_actions(
        self, button: Mapping[str, Any], message: str = "1700.1", user: str = ""
    ) -> dict[str, Any]:
        container = {"type": "message", "message_ts": message, "channel_id": "C1", "is_ephemeral": True}
        return {
            "type": "block_actions",
            "team": {"id": self.workspace},
            "user": {"id": user or self.person, "team_id": self.workspace},
            "container": container,
            "channel": {"id": "C1"},
            "trigger_id": f"trigger.{next(_numbers)}",
            "response_url": self.api.response_url("actions"),
            "actions": [{"type": "button", "block_id": "b1", "action_ts": "1700.2", **button}],
        }

    async def submit(self, view: Mapping[str, Any]) -> httpx.Response:
        return await self.interact(self.view_submission(view))

    def view_submission(self, view: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "type": "view_submission",
            "team": {"id": self.workspace},
            "user": {"id": self.person, "team_id": self.workspace},
            "trigger_id": f"trigger.{next(_numbers)}",
            "view": view,
        }

    async def event(self, event: Mapping[str, Any], id: str = "", **headers: str) -> httpx.Response:
        """Send an event that happened later than all events before."""
        number = next(_numbers)
        at = f"{int(time.time())}.{number:06}"
        body = _wrapped({"event_ts": at, **event}, id or f"Ev{number}", self.workspace)
        return await self.send(json.dumps(body).encode(), "application/json", **headers)

    async def event_at(
        self, at: float, event: Mapping[str, Any], wrapper: Mapping[str, Any] | None = None
    ) -> httpx.Response:
        """Send an event that happened at this time, in seconds; `wrapper` replaces fields around the event."""
        body = _wrapped({"event_ts": f"{at:.6f}", **event}, f"Ev{next(_numbers)}", self.workspace)
        body |= {"event_time": int(at), **(wrapper or {})}
        return await self.send(json.dumps(body).encode(), "application/json")

    async def mention(self, text: str, id: str = "", **fields: str) -> httpx.Response:
        """Send the event of somebody who writes `@leiderschap text` in a channel."""
        event = {"type": "app_mention", "user": self.person, "channel": "C1", "ts": "1700.7"}
        return await self.event(event | {"text": f"<@{BOT_USER}> {text}"} | fields, id)


def _wrapped(event: Mapping[str, Any], id: str, workspace: str) -> dict[str, Any]:
    return {
        "type": "event_callback",
        "team_id": workspace,
        "event_id": id,
        "event_time": int(time.time()),
        "authorizations": [{"team_id": workspace, "user_id": BOT_USER, "is_bot": True}],
        "event": event,
    }


def buttons(message: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """All buttons of a message, from top to bottom, without menus."""
    for block in message["blocks"]:
        if block["type"] == "actions":
            yield from (element for element in block["elements"] if element["type"] == "button")


def entries(message: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """All entries of a message's menus, from top to bottom, each as Slack sends it if somebody chooses it."""
    for block in message["blocks"]:
        for element in block["elements"] if block["type"] == "actions" else ():
            for option in element.get("options", ()):
                yield {"type": "overflow", "action_id": element["action_id"], "selected_option": option}


def labelled(pressed: Mapping[str, Any]) -> str:
    """The label of a button, or of an entry of a menu."""
    said: str = pressed.get("selected_option", pressed)["text"]["text"]
    return said


def button(message: Mapping[str, Any], said: str) -> dict[str, Any]:
    """The first button with this label, or else the first such entry of a menu."""
    return next(one for one in (*buttons(message), *entries(message)) if labelled(one) == said)


def words(message: Mapping[str, Any]) -> str:
    """All texts in a message's blocks as they were sent, one on each line, with the labels of buttons and menu
    entries."""
    lines = []
    for block in message["blocks"]:
        elements = block.get("elements", [])
        held = (
            [block["text"]]
            if "text" in block
            else [one for element in elements for one in element.get("options", [element])]
        )
        lines += [one["text"]["text"] if isinstance(one["text"], dict) else one["text"] for one in held]
    return "\n".join(lines)
