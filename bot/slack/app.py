"""The Bolt app: which listener takes what, and what a person sees when something goes wrong."""

from __future__ import annotations

import functools
import json
import logging
import re
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain import compose, texts
from bot.slack.blocks import render
from bot.slack.context import Services
from bot.slack.listeners import actions, commands, events

log = structlog.get_logger()

COMMAND = "/leiderschap"
EVENTS: dict[str, Callable[..., Awaitable[None]]] = {
    "app_mention": events.mentioned,
    "app_home_opened": events.home_opened,
}
"""Every event that has a listener; the manifest asks Slack for exactly these."""

Authorize = Callable[..., Awaitable[AuthorizeResult]]


def create(client: AsyncWebClient, authorize: Authorize, signing_secret: str, services: Services) -> AsyncApp:
    """The app with all its listeners. Bolt tries them in this order, so the most used comes first."""
    app = AsyncApp(
        name="leiderschap",
        logger=logging.getLogger("slack_bolt"),
        client=client,
        authorize=authorize,
        signing_secret=signing_secret,
        process_before_response=True,
    )
    app.command(COMMAND)(_bind(commands.leiderschap, services))
    app.action(re.compile(""))(_bind(actions.clicked, services))
    for name, listener in EVENTS.items():
        app.event(name)(_bind(listener, services))
    app.error(_error_handler(services))
    return app


def _bind(listener: Callable[..., Awaitable[None]], services: Services) -> Callable[..., Awaitable[None]]:
    """The listener with its services, its other arguments named as Bolt looks for them."""
    bound = functools.partial(listener, services=services)
    bound.__name__ = listener.__name__  # type: ignore[attr-defined] # Bolt names a listener in its logs
    return bound


def _error_handler(services: Services) -> Callable[..., Awaitable[BoltResponse]]:
    """Answers every error with a sentence and a code that stands in the log.

    With `process_before_response` the response of this handler is the only one that Slack gets, whether the listener
    had acknowledged or not.
    """

    async def handle(error: Exception, request: AsyncBoltRequest) -> BoltResponse:
        code = secrets.token_hex(3)
        body = request.body
        log.error("listener.failed", code=code, kind=body.get("type") or body.get("command"), exc_info=error)
        message = compose.say(texts.ERROR.format(code=code))
        if "command" in body:
            return _json({**render(message), "response_type": "ephemeral"})
        if body.get("type") == "view_submission":
            fields = [block["block_id"] for block in body["view"]["blocks"] if block["type"] == "input"]
            return _json(
                {"response_action": "errors", "errors": {fields[0]: message.summary}} if fields else {}
            )
        if url := body.get("response_url"):
            services.responder.later(services.responder.respond(url, message))
        return BoltResponse(status=200)

    return handle


def _json(body: dict[str, Any]) -> BoltResponse:
    return BoltResponse(
        status=200, body=json.dumps(body), headers={"content-type": "application/json;charset=utf-8"}
    )
