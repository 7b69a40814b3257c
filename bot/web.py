"""HTTP: /healthz and /metrics, and Slack's requests where they do not come by Socket Mode."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from slack_bolt.async_app import AsyncApp
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

MAX_BODY = 1_000_000
"""In bytes; Slack's largest request is far smaller."""


async def healthz(_request: Request) -> Response:
    return PlainTextResponse("ok")


async def metrics(_request: Request) -> Response:
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


def create(app: AsyncApp | None) -> Starlette:
    """The web application; with a Bolt app it takes Slack's requests at /slack/events."""
    routes = [Route("/healthz", healthz), Route("/metrics", metrics)]
    if app is not None:
        routes.append(Route("/slack/events", slack_events(app), methods=["POST"]))
    return Starlette(routes=routes)


def slack_events(app: AsyncApp) -> Callable[[Request], Awaitable[Response]]:
    """Hands requests to Bolt, which checks their signatures; refuses first what would make it stumble."""

    async def endpoint(request: Request) -> Response:
        if not request.headers.get("x-slack-request-timestamp", "").isdecimal():
            return PlainTextResponse("unauthorized", status_code=401)
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > MAX_BODY:
                return PlainTextResponse("too large", status_code=413)
        try:
            bolt_request = to_async_bolt_request(request, body)
        except ValueError:  # not UTF-8, or JSON that is none
            return PlainTextResponse("bad request", status_code=400)
        return to_starlette_response(await app.async_dispatch(bolt_request))

    return endpoint
