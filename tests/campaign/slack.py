"""A Slack that fails in every way in which Slack can fail. It records what it applied, as the campaign's only
witness."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from tests.fakes.web_api import (
    CUT,
    HANG_AFTER,
    HTML,
    NOT_JSON,
    RESET,
    RESET_AFTER,
    Answer,
    Call,
    WebApi,
    error,
    rate_limited,
    server_error,
)

HANG = Answer(end="hang")
FAULTS: dict[str, Answer] = {
    "429": rate_limited(1),
    "500": server_error(500),
    "503": server_error(503),
    "500, posted": server_error(500, applied=True),
    "503, posted": server_error(503, applied=True),
    "a page": HTML,
    "no JSON": NOT_JSON,
    "cut off": CUT,
    "reset": RESET,
    "reset, posted": RESET_AFTER,
    "silence": HANG,
    "silence, posted": HANG_AFTER,
    "internal_error": error("internal_error"),
    "fatal_error": error("fatal_error"),
    "ratelimited": error("ratelimited"),
}
LATER = "silence, posted later"
"""The sixteenth way to fail."""
LOOKED = {"429": rate_limited(1), "503": server_error(503), "a page": HTML, "silence": HANG}


REFUSED = error("not_in_channel")
ADMINISTRATORS = ("U0BEHEER", "U0EIGENAAR")


class FailingSlack(WebApi):
    """`faulty` is the part of the posts that fail; `late` is how many seconds later one may take effect. `refusing` are
    the places in which the bot may not post, and `refused` what it tried there. `marked` makes the metadata of a
    message from the id of its delivery."""

    def __init__(self, seed: int, faulty: float, late: float) -> None:
        super().__init__()
        self.rng = random.Random(seed)
        self.faulty = faulty
        self.late = late
        self.applied: list[tuple[float, str, str]] = []
        self.refusing: set[str] = set()
        self.refused: set[tuple[str, str]] = set()
        self.posts = 0
        self.failed: Counter[str] = Counter()
        self.marked = marked

    def _next(self, call: Call) -> Answer | None:
        if call.method == "chat.postMessage":
            self.posts += 1
            self.calls.clear()  # there are many, and nobody reads them
            if self._refuses(call):
                return REFUSED
            if self.rng.random() < self.faulty:
                return self._fail("a post", FAULTS)
        if call.method.startswith("conversations.") and self.rng.random() < self.faulty:
            return self._fail("a look", LOOKED)
        return super()._next(call)

    def _fail(self, what: str, faults: Mapping[str, Answer]) -> Answer:
        name = self.rng.choice(list(faults))
        self.failed[f"{what}: {name}"] += 1
        return faults[name]

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        if request.match_info.get("method") == "chat.postMessage" and self.rng.random() < self.faulty / 5:
            body = await request.text()
            fields: dict[str, Any] = (
                json.loads(body) if request.content_type == "application/json" else dict(await request.post())
            )
            call = Call("chat.postMessage", fields, "", request.path)
            self.posts += 1
            if self._refuses(call):
                return await self._send(request, REFUSED, {})
            self.failed[f"a post: {LATER}"] += 1
            asyncio.get_running_loop().call_later(self.rng.uniform(0, self.late), self._apply, call)
            return await self._send(request, HANG, {})
        return await super()._handle(request)

    def _refuses(self, call: Call) -> bool:
        place = str(call.body["channel"])
        if place not in self.refusing:
            return False
        self.refused.add((place, _delivery(call.body)))
        return True

    def _apply(self, call: Call) -> dict[str, Any]:
        if call.method == "chat.postMessage":
            id = _delivery(call.body)
            at = time.time()
            self.applied.append((at, str(call.body["channel"]), id))
            self.messages.append({"channel": call.body["channel"], "ts": f"{at:.6f}", "id": id})
            return {"ts": f"{at:.6f}", "channel": call.body["channel"]}
        if call.method == "conversations.history":
            oldest, latest = float(call.body["oldest"]), float(call.body["latest"])
            here = [
                {"ts": one["ts"], "bot_id": "B0BOT", **self.marked(one["id"])}
                for one in self.messages
                if one["channel"] == call.body["channel"] and oldest <= float(one["ts"]) <= latest
            ]
            return {"messages": here, "has_more": False}
        if call.method == "users.list":
            return {"members": [{"id": user, "is_admin": True} for user in ADMINISTRATORS]}
        return super()._apply(call)


def marked(id: str) -> dict[str, Any]:
    """The metadata by which a message of the bot names its delivery."""
    return {"metadata": {"event_type": "leiderschap_delivery", "event_payload": {"id": id}}}


def _delivery(body: dict[str, Any]) -> str:
    metadata = body.get("metadata") or "{}"
    found = json.loads(metadata) if isinstance(metadata, str) else metadata
    return str(found.get("event_payload", {}).get("id", ""))
