"""Slack's HTTP requests, where Socket Mode is not used, and the pages for installation."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Sequence

import structlog
from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.response import BoltResponse
from slack_sdk.signature import Clock, SignatureVerifier
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.core.errors import LeiderschapError
from bot.core.limits import Buckets
from bot.slack import texts
from bot.slack.requests import bodies

MAX_BODY = 1_000_000
"""In bytes; Slack's largest request is far smaller (seen, not documented)."""
BODY_SECONDS = 5.0
"""How long a body may take to arrive; Slack itself gives up after three seconds:
https://docs.slack.dev/interactivity/handling-user-interaction"""
WINDOW = 300
"""In seconds; an older or newer signature is refused:
https://docs.slack.dev/authentication/verifying-requests-from-slack"""
INSTALLS = 30
"""How many installations may be begun in a minute, so that nobody can fill the database with states."""

_TIMESTAMP = re.compile(r"[0-9]{1,11}")
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")
_PRIVATE = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

log = structlog.get_logger()

Endpoint = Callable[[Request], Awaitable[Response]]


def of(app: AsyncApp | None, oauth: AsyncOAuthFlow | None = None) -> Sequence[Route]:
    """With a Bolt app, Slack's requests arrive at /slack/events; with a flow, the bot can be installed."""
    routes = [Route("/slack/events", slack_events(app), methods=["POST"])] if app is not None else []
    if oauth is not None:
        begun = Buckets(INSTALLS, 60, time.monotonic)
        routes.append(Route(oauth.install_path, _installing(oauth.handle_installation, begun)))
        routes.append(Route(oauth.redirect_uri_path, _installing(oauth.handle_callback)))
    return routes


def slack_events(app: AsyncApp) -> Endpoint:
    """Passes requests to Bolt, but only those that Slack signed."""
    # Bolt reads a body before it checks the signature, and keeps the secret to itself (seen, not documented).
    clock: Clock = getattr(app, "clock", Clock())  # better than the machine's clock, see SlackApp
    verifier = SignatureVerifier(app._signing_secret, clock)

    async def endpoint(request: Request) -> Response:
        timestamp, signature = _signed(request, clock.now())
        body = await _body(request)
        try:
            genuine = verifier.is_valid(body, timestamp, signature)
        except UnicodeDecodeError:
            genuine = False
        if not genuine:
            raise HTTPException(401, "unauthorized")
        try:
            if not _is_json(request, body):
                bodies.check_form(body.decode())
            bolt_request = to_async_bolt_request(request, body)
            bolt_request.body = bodies.checked(bolt_request.body)
        # JSON that is malformed, is not an object, or lacks what its kind promises
        except (ValueError, TypeError, AttributeError, LookupError, RecursionError):
            raise HTTPException(400, "bad request") from None
        return to_starlette_response(await app.async_dispatch(bolt_request))

    return endpoint


def _is_json(request: Request, body: bytes) -> bool:
    """The same distinction as Bolt makes."""
    kind = request.headers.get("content-type", "").partition(";")[0]
    return kind == "application/json" or body.startswith(b"{")


def _signed(request: Request, now: float) -> tuple[str, str]:
    """The timestamp and the signature, if each occurs once, is well-formed and is recent; otherwise 401."""
    timestamps = request.headers.getlist("x-slack-request-timestamp")
    signatures = request.headers.getlist("x-slack-signature")
    if (
        len(timestamps) != 1
        or len(signatures) != 1
        or not _TIMESTAMP.fullmatch(timestamps[0])
        or not _SIGNATURE.fullmatch(signatures[0])
        or abs(now - int(timestamps[0])) > WINDOW
    ):
        raise HTTPException(401, "unauthorized")
    return timestamps[0], signatures[0]


async def _body(request: Request) -> bytes:
    """The body, limited in size and in the time that it takes."""
    announced = request.headers.get("content-length", "0")
    if announced.isdecimal() and len(announced) < 20 and int(announced) > MAX_BODY:
        raise HTTPException(413, "too large")
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > MAX_BODY:
                    raise HTTPException(413, "too large")
    except TimeoutError:
        raise HTTPException(408, "too slow") from None
    except ClientDisconnect:
        raise HTTPException(400, "bad request") from None
    return bytes(body)


def _installing(
    handle: Callable[[AsyncBoltRequest], Awaitable[BoltResponse]], limit: Buckets | None = None
) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        if limit is not None and not limit.take(""):
            return PlainTextResponse(texts.NOT_DONE_BUSY, status_code=429, headers=_PRIVATE)
        try:
            response = to_starlette_response(await handle(to_async_bolt_request(request, b"")))
        except LeiderschapError:
            log.exception("installation.failed")
            return PlainTextResponse(texts.NOT_DONE_OTHER, status_code=503, headers=_PRIVATE)
        response.headers.update(_PRIVATE)
        return response

    return endpoint
