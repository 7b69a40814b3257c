"""What a person does in Slack, as the signed HTTP requests that Slack makes of it."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import aiohttp
from slack_sdk.signature import SignatureVerifier

from bot.core.moments import utc_now
from bot.demo.workspace import APP, BOT, CHANNEL, SIGNING_SECRET, TEAM, YOU


class Person:
    """`session` has the bot's address as its base. Raises aiohttp.ClientError when the bot does not answer."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session
        self._sign = SignatureVerifier(SIGNING_SECRET)
        self._started = utc_now().isoformat()
        self._numbers = itertools.count(1)

    async def command(self, text: str, response_url: str) -> Mapping[str, Any]:
        """`/leiderschap text`; returns the message in the bot's acknowledgement, empty where there is none."""
        form = {
            "command": "/leiderschap",
            "text": text,
            "team_id": TEAM,
            "channel_id": CHANNEL,
            "user_id": YOU,
            "api_app_id": APP,
            "trigger_id": self._unique(),
            "response_url": response_url,
        }
        answer = await self._send(urlencode(form), "application/x-www-form-urlencoded")
        return json.loads(answer) if answer else {}

    async def mention(self, text: str) -> None:
        """`@leiderschap text` in the channel."""
        unique = self._unique()
        event = {
            "type": "app_mention",
            "channel": CHANNEL,
            "user": YOU,
            "text": f"<@{BOT}> {text}",
            "ts": unique,
            "event_ts": unique,
        }
        callback = {
            "type": "event_callback",
            "event_id": f"Ev{unique}",
            "team_id": TEAM,
            "api_app_id": APP,
            "event": event,
        }
        await self._send(json.dumps(callback), "application/json")

    async def click(
        self, button: Mapping[str, Any], block: str, ts: str, response_url: str, *, private: bool
    ) -> None:
        """Press a button of the message `ts`."""
        payload = {
            "type": "block_actions",
            "team": {"id": TEAM},
            "user": {"id": YOU, "team_id": TEAM},
            "api_app_id": APP,
            "channel": {"id": CHANNEL},
            "container": {
                "type": "message",
                "message_ts": ts,
                "channel_id": CHANNEL,
                "is_ephemeral": private,
            },
            "trigger_id": self._unique(),
            "response_url": response_url,
            "actions": [{**button, "block_id": block, "action_ts": ts}],
        }
        await self._send(urlencode({"payload": json.dumps(payload)}), "application/x-www-form-urlencoded")

    def _unique(self) -> str:
        return f"{self._started}/{next(self._numbers)}"

    async def _send(self, body: str, kind: str) -> str:
        now = str(int(utc_now().timestamp()))
        signature = self._sign.generate_signature(timestamp=now, body=body)
        headers = {
            "content-type": kind,
            "x-slack-request-timestamp": now,
            "x-slack-signature": signature or "",
        }
        async with self._session.post("/slack/events", data=body.encode(), headers=headers) as response:
            response.raise_for_status()
            return await response.text()
