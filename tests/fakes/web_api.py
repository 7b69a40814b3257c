"""A small, real Web API of Slack on 127.0.0.1: it handles requests, records what it applied, and fails on demand.

`calls` are all requests that arrived, `messages` all posts that are in a channel. A connection that is reset after a
message was applied leaves a message whose answer nobody got; one that is reset before leaves none.
"""

from __future__ import annotations

import asyncio
import json
import ssl
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from aiohttp import web

WORKSPACE = "T1"
BOT_USER = "U0BOT"
RESPONSE = "response_url"
WAIT = 5.0
"""In seconds; only a test that fails waits this long."""


@dataclass(frozen=True)
class Answer:
    """How a request is answered. `applied`: the request took effect although its answer goes wrong."""

    status: int = 200
    body: str | None = None
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    applied: bool = False
    end: Literal["answer", "reset", "hang", "cut"] = "answer"


def error(code: str, **fields: Any) -> Answer:
    """An answer with `ok: false` and this code."""
    return Answer(body=json.dumps({"ok": False, "error": code, **fields}))


def rate_limited(seconds: int) -> Answer:
    return Answer(
        429, json.dumps({"ok": False, "error": "ratelimited"}), headers={"Retry-After": str(seconds)}
    )


def server_error(status: int = 503, *, applied: bool = False) -> Answer:
    return Answer(status, "<html>upstream</html>", "text/html", applied=applied)


HTML = Answer(body="<html>proxy: log in first</html>", content_type="text/html")
PLAIN = Answer(body="ok", content_type="text/plain")
NOT_JSON = Answer(body='{"ok": tru')
CUT = Answer(applied=True, end="cut")
RESET = Answer(end="reset")
RESET_AFTER = Answer(applied=True, end="reset")
HANG_AFTER = Answer(applied=True, end="hang")


@dataclass(frozen=True)
class Call:
    """A request that arrived: the name of its method, or RESPONSE, with its body, its token and its path."""

    method: str
    body: dict[str, Any]
    token: str
    path: str


@dataclass
class _Rule:
    method: str
    answer: Answer
    channel: str | None
    times: int | None


class WebApi:
    """The server, its state, and the methods that make it fail. `channels` maps the ids of the channels that the bot is
    in to their names.

    `places` and `people` have the special properties of channels and people, by id. `is_in` has the channels of people
    who are not in all of them, `members` the people in every channel, `files` the files that were sent and that people
    uploaded themselves, and `uploads` the latter as Slack describes them.
    """

    def __init__(self) -> None:
        self.channels: dict[str, str] = {"C1": "leiderschap", "C2": "bouw", "C3": "zorg"}
        self.places: dict[str, dict[str, Any]] = {}
        self.is_in: dict[str, set[str]] = {}
        self.people: dict[str, dict[str, Any]] = {}
        self.members: list[str] = []
        self.files: dict[str, bytes] = {}
        self.uploads: dict[str, dict[str, Any]] = {}
        self.calls: list[Call] = []
        self.messages: list[dict[str, Any]] = []
        self.page = 200
        self.url = ""
        self._rules: list[_Rule] = []
        self._held: tuple[frozenset[str], asyncio.Event] = frozenset(), asyncio.Event()
        self._changed = asyncio.Condition()
        self._over = asyncio.Event()
        self._addresses = 0

    def answer(self, method: str, *answers: Answer, channel: str | None = None, always: bool = False) -> None:
        """Answer the next calls of `method` (in `channel`) with these, one each; `always` keeps repeating the last."""
        for number, one in enumerate(answers, 1):
            last = always and number == len(answers)
            self._rules.append(_Rule(method, one, channel, None if last else 1))

    def heal(self) -> None:
        """Answer all calls normally from now on."""
        self._rules.clear()

    @contextmanager
    def slow(self, *methods: str) -> Iterator[None]:
        """Answer no call of these methods until the context ends."""
        self._held = frozenset(methods), asyncio.Event()
        try:
            yield
        finally:
            self._held[1].set()
            self._held = frozenset(), asyncio.Event()

    def response_url(self, kind: str = "actions") -> str:
        """A new `response_url`."""
        self._addresses += 1
        return f"{self.url.removesuffix('/api/')}/{kind}/{WORKSPACE}/{self._addresses}/geheimadres{self._addresses}"

    def of(self, method: str) -> list[dict[str, Any]]:
        """The bodies of all calls of a method, in order."""
        return [call.body for call in self.calls if call.method == method]

    def posted(self) -> Counter[str]:
        """The number of messages in each channel, outside threads."""
        return Counter(message["channel"] for message in self.messages if "thread_ts" not in message)

    async def wait(self, method: str, count: int = 1) -> list[dict[str, Any]]:
        """Wait for `count` calls of a method; returns the bodies of all its calls."""
        async with asyncio.timeout(WAIT), self._changed:
            await self._changed.wait_for(lambda: len(self.of(method)) >= count)
        return self.of(method)

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        raw = await request.text()
        body = json.loads(raw) if request.content_type == "application/json" else dict(await request.post())
        method = request.match_info.get("method", RESPONSE)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        call = Call(method, {**request.query, **body}, token, request.path)
        self.calls.append(call)
        methods, over = self._held
        if method in methods:
            await over.wait()
        answer = self._next(call)
        done = self._apply(call) if answer is None or answer.applied else {}
        async with self._changed:
            self._changed.notify_all()
        if answer is None:
            return web.json_response({"ok": True, **done})
        return await self._send(request, answer, done)

    def _person(self, user: str) -> dict[str, Any]:
        name = f"Voorbeeld {user.lstrip('U0123456789').capitalize()}"
        told = {"id": user, "team_id": WORKSPACE, "tz": "Europe/Amsterdam", "real_name": name}
        return told | self.people.get(user, {})

    async def _upload(self, request: web.Request) -> web.Response:
        self.files[request.match_info["id"]] = await request.read()
        return web.Response(text="OK")

    def upload(self, user: str, name: str, data: bytes, /, **fields: Any) -> dict[str, Any]:
        """A file that somebody uploaded, as a form sends it."""
        id = f"F{len(self.files) + 1}GEGEVEN"
        self.files[id] = data
        address = f"{self.url.removesuffix('api/')}files/{id}/geheimadres-{name}"
        held = {"id": id, "name": name, "user": user, "size": len(data), "url_private_download": address}
        self.uploads[id] = held | fields
        return self.uploads[id]

    async def _download(self, request: web.Request) -> web.StreamResponse:
        """As Slack gives files: without a token that it knows there comes a page to log in on."""
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        call = Call("download", {"id": request.match_info["id"]}, token, request.path)
        self.calls.append(call)
        if answer := self._next(call):
            return await self._send(request, answer, {})
        if not token:
            return web.Response(text="<html>Log in</html>", content_type="text/html")
        return web.Response(body=self.files[request.match_info["id"]])

    def _next(self, call: Call) -> Answer | None:
        for rule in self._rules:
            if rule.method == call.method and rule.channel in (None, call.body.get("channel")):
                if rule.times is not None:
                    self._rules.remove(rule)
                return rule.answer
        return None

    def _apply(self, call: Call) -> dict[str, Any]:
        match call.method:
            case "auth.test":
                return {"team_id": WORKSPACE, "user_id": BOT_USER, "bot_id": "B0BOT", "url": self.url}
            case "users.conversations":
                start = int(call.body.get("cursor") or 0)
                mine = self.is_in.get(call.body.get("user", ""), set(self.channels))
                listed = [(id, name) for id, name in self.channels.items() if id in mine]
                page = listed[start : start + self.page]
                following = str(start + self.page) if start + self.page < len(listed) else ""
                rows = [{"id": id, "name": name} for id, name in page]
                return {"channels": rows, "response_metadata": {"next_cursor": following}}
            case "conversations.info":
                id = call.body["channel"]
                if id not in self.channels and id not in self.places:
                    return {"ok": False, "error": "channel_not_found"}
                told = {"id": id, "name": self.channels.get(id, ""), "is_member": id in self.channels}
                return {"channel": told | {"creator": "U0MAKER"} | self.places.get(id, {})}
            case "chat.postMessage":
                ts = f"1700000000.{len(self.messages) + 1:06}"
                self.messages.append({**call.body, "ts": ts})
                return {"ts": ts, "channel": call.body["channel"]}
            case "chat.getPermalink":
                place, ts = call.body["channel"], call.body["message_ts"].replace(".", "")
                return {"permalink": f"https://voorbeeld.slack.com/archives/{place}/p{ts}"}
            case "chat.update":
                place, ts = call.body["channel"], call.body["ts"]
                shown = [one for one in self.messages if (one["channel"], one["ts"]) == (place, ts)]
                for one in shown:
                    one.update(call.body)
                return {"ts": ts, "channel": place} if shown else {"ok": False, "error": "message_not_found"}
            case "users.info":
                return {"user": self._person(call.body["user"])}
            case "users.list":
                everybody = dict.fromkeys((*self.members, *self.people))
                return {"members": [self._person(user) for user in everybody]}
            case "conversations.open":
                return {"channel": {"id": f"D{call.body['users'][1:]}"}}
            case "conversations.members":
                return {"members": self.members, "response_metadata": {"next_cursor": ""}}
            case "files.getUploadURLExternal":
                id = f"F{len(self.files) + 1}"
                self.files[id] = b""
                return {"file_id": id, "upload_url": f"{self.url.removesuffix('api/')}upload/{id}"}
            case "files.info":
                held = self.uploads.get(call.body["file"])
                return {"file": held} if held else {"ok": False, "error": "file_not_found"}
            case "files.completeUploadExternal":
                return {"files": call.body["files"]}
            case "apps.connections.open":
                return {"url": self.url.replace("http", "ws", 1) + "nowhere"}
        return {}

    async def _send(self, request: web.Request, answer: Answer, done: dict[str, Any]) -> web.StreamResponse:
        text = answer.body if answer.body is not None else json.dumps({"ok": True, **done})
        if answer.end == "answer":
            headers = dict(answer.headers)
            return web.Response(
                status=answer.status, text=text, content_type=answer.content_type, headers=headers
            )
        if answer.end == "hang":
            await self._over.wait()
        headers = {"Content-Length": str(len(text) + 1), "Content-Type": "application/json"}
        response = web.StreamResponse(headers=headers)
        if answer.end == "cut":
            await response.prepare(request)
            await response.write(text[: len(text) // 2].encode())
        if request.transport is not None:  # the client may be gone
            request.transport.abort()
        return response

    @asynccontextmanager
    async def serving(self, tls: ssl.SSLContext | None = None) -> AsyncIterator[WebApi]:
        """Serve on a free port until the context ends; with `tls`, over TLS."""
        application = web.Application()
        application.router.add_route("*", "/api/{method}", self._handle)
        application.router.add_post("/upload/{id}", self._upload)
        application.router.add_get("/files/{id}/{name}", self._download)
        for kind in ("actions", "commands"):
            application.router.add_post(f"/{kind}/{{tail:.*}}", self._handle)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls)
        await site.start()
        host, port = runner.addresses[0][:2]
        self.url = f"http://{host}:{port}/api/"
        try:
            yield self
        finally:
            self._over.set()
            await runner.cleanup()
