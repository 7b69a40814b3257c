"""The Slack of the terminal demo: the few Web API methods that the bot calls, on 127.0.0.1, for one person."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.demo.workspace import BOT, CHANNEL, CHANNEL_NAME, TEAM, TIMEZONE, USERS

DIRECT = "D0VERA"
"""The conversation between the person and the bot."""


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """A message of the bot as the person sees it; `ts` names it. `replaces` is the message whose place it takes."""

    ts: str
    body: Mapping[str, Any]
    private: bool = False
    thread: bool = False
    replaces: str | None = None


class SlackServer:
    """Answers the bot, and hands what it says to `show` (None for a modal, which a terminal cannot show)."""

    def __init__(self, show: Callable[[ShownMessage | None], None]) -> None:
        self._show = show
        self._numbers = itertools.count(1)
        self.address = ""

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Listens on a free port of 127.0.0.1; sets `address`."""
        application = web.Application()
        application.router.add_route("*", "/api/{method}", self._method)
        application.router.add_post("/response/{ts}", self._response)
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            host, port = runner.addresses[0][:2]
            self.address = f"http://{host}:{port}"
            yield
        finally:
            await runner.cleanup()

    def take(self, body: Mapping[str, Any], *, private: bool, **where: Any) -> ShownMessage:
        """Show a message, with a ts of its own."""
        shown = ShownMessage(f"1.{next(self._numbers):06}", body, private, **where)
        self._show(shown)
        return shown

    def response_url(self, ts: str) -> str:
        """Where the bot answers a click on the message `ts`."""
        return f"{self.address}/response/{ts}"

    async def _method(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        answer: dict[str, Any] = {"ok": True}
        if method == "auth.test":
            answer |= {"team_id": TEAM, "user_id": BOT, "bot_id": f"B{BOT[1:]}"}
        elif method == "users.conversations":
            answer |= {"channels": [{"id": CHANNEL, "name": CHANNEL_NAME}]}
        elif method == "chat.postMessage":
            body = await request.json()
            direct = body["channel"] == DIRECT
            shown = self.take(body, private=direct, thread="thread_ts" in body)
            answer |= {"channel": body["channel"], "ts": shown.ts}
        elif method == "chat.postEphemeral":
            shown = self.take(await request.json(), private=True)
            answer |= {"message_ts": shown.ts}
        elif method == "users.info":
            answer |= {"user": {"id": request.query["user"], "team_id": TEAM, "tz": TIMEZONE}}
        elif method == "users.list":
            answer |= {"members": [{"id": user, "team_id": TEAM} for user in USERS]}
        elif method == "conversations.info":
            answer |= {"channel": {"id": CHANNEL, "name": CHANNEL_NAME, "is_member": True}}
        elif method == "conversations.members":
            answer |= {"members": list(USERS)}
        elif method == "conversations.open":
            answer |= {"channel": {"id": DIRECT}}
        elif method in ("views.open", "views.push"):
            self._show(None)
            answer |= {"view": {"id": "V1"}}
        else:
            answer = {"ok": False, "error": "unknown_method"}
        return web.json_response(answer)

    async def _response(self, request: web.Request) -> web.Response:
        body = await request.json()
        clicked = request.match_info["ts"]
        self.take(
            body,
            private=body.get("response_type") != "in_channel",
            replaces=clicked if body.get("replace_original") else None,
        )
        return web.Response(text="ok")
