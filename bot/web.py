"""HTTP: the platforms' requests, and the health of the bot."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from bot.core.health import Health

Endpoint = Callable[[Request], Awaitable[Response]]


def create(routes: Sequence[Route] = (), health: Health | None = None) -> Starlette:
    """The web application: the platforms' `routes`, and the health of the bot."""
    own = [
        Route("/healthz", healthz),
        Route("/readyz", readyz(health or Health({}))),
        Route("/metrics", metrics),
    ]
    return _Application(routes=[*own, *routes])


class _Application(Starlette):
    """Closes the connection to a client that is answered before its whole body arrived.

    Whatever reads a body limits it; on every other path, known or not, no byte is read. Otherwise the HTTP server
    would keep receiving what comes after the answer.
    """

    def __init__(self, routes: Sequence[Route]) -> None:
        super().__init__(routes=routes)
        self.router.redirect_slashes = False  # it would redirect to any host that the request names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        awaited = scope["type"] == "http" and _has_body(scope)

        async def received() -> Message:
            nonlocal awaited
            message = await receive()
            awaited = awaited and message.get("more_body", False)
            return message

        async def sent(message: Message) -> None:
            if awaited and message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), (b"connection", b"close")]
            await send(message)

        await super().__call__(scope, received, sent)


def _has_body(scope: Scope) -> bool:
    headers = dict(scope["headers"])
    return b"transfer-encoding" in headers or headers.get(b"content-length", b"0") != b"0"


async def healthz(_request: Request) -> Response:
    """Alive: the process answers."""
    return PlainTextResponse("ok")


def readyz(health: Health) -> Endpoint:
    async def endpoint(_request: Request) -> Response:
        failing = await health.failing()
        if failing:
            return PlainTextResponse("not ready: " + ", ".join(failing), status_code=503)
        return PlainTextResponse("ready")

    return endpoint


async def metrics(_request: Request) -> Response:
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
