"""The Bolt app: which listener handles what, and what a person sees when something goes wrong."""

from __future__ import annotations

import datetime as dt
import functools
import inspect
import json
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.middleware.request_verification.async_request_verification import AsyncRequestVerification
from slack_bolt.response import BoltResponse
from slack_sdk.signature import Clock as SignatureClock

from bot.core import texts
from bot.core.forms import reading
from bot.core.limits import Limits
from bot.core.messages import Message
from bot.core.people import ChannelRef
from bot.core.router import failed
from bot.core.words import filled
from bot.slack import modal
from bot.slack import texts as texts_slack
from bot.slack.blocks import render
from bot.slack.incoming import Listening
from bot.slack.installations.tokens import Tokens
from bot.slack.listeners import actions, channel_events, commands, events, home, views
from bot.slack.listeners import installations as installations_ended
from bot.slack.manifest import COMMAND
from bot.slack.requests import guards, metrics
from bot.slack.words import WORDS

EVENTS: dict[str, Callable[..., Awaitable[None]]] = {
    "app_mention": events.mentioned,
    "app_home_opened": home.home_opened,
    **dict.fromkeys(channel_events.HANDLERS, channel_events.happened),
}
"""The listener for every event that the manifest asks of Slack."""

INSTALLATION_EVENTS: dict[str, Callable[..., Awaitable[None]]] = {
    "app_uninstalled": installations_ended.app_uninstalled,
    "tokens_revoked": installations_ended.tokens_revoked,
}
"""Those for a bot that is installed in many workspaces."""


def create(
    tokens: Tokens,
    signing_secret: str,
    listening: Listening,
    *,
    limits: Limits,
    wall: Callable[[], dt.datetime],
) -> SlackApp:
    """The app with all its listeners. Bolt tries them in this order, so the most used comes first.

    `limits` slow down people who ask too much; `wall` is the clock that tells how old a request is.
    """
    app = SlackApp(
        name="leiderschap",
        logger=logging.getLogger("slack_bolt"),
        client=tokens.client,
        authorize=tokens.authorize,  # type: ignore[arg-type] # its annotation forgets None, which it takes for "not installed"
        signing_secret=signing_secret,
        process_before_response=True,
        user_facing_authorize_error_message=texts_slack.NOT_INSTALLED,
    )
    app.keep_time(wall)
    app.use(guards.slow(limits, listening))
    app.use(guards.once_only(listening))
    app.command(COMMAND)(_bind(commands.leiderschap, listening=listening))
    app.action(re.compile(""))(_bind(actions.clicked, listening=listening))
    app.view(re.compile(""))(_bind(views.submitted, listening=listening))
    for name, listener in EVENTS.items():
        app.event(name)(_bind(listener, listening=listening))
    if tokens.installations is not None:
        for name, listener in INSTALLATION_EVENTS.items():
            app.event(name)(_bind(listener, installations=tokens.installations))
    app.error(_error_handler(listening))
    return app


class _RequestClock(SignatureClock):
    def __init__(self, wall: Callable[[], dt.datetime]) -> None:
        self._wall = wall

    def now(self) -> float:
        return self._wall().timestamp()


class SlackApp(AsyncApp):
    """Measures each request as a whole: its guards, authorization and listener. `clock` tells how old a request is: a
    machine with a wrong clock would refuse every request."""

    clock = SignatureClock()

    def keep_time(self, wall: Callable[[], dt.datetime]) -> None:
        self.clock = _RequestClock(wall)
        for one in self._async_middleware_list:
            if isinstance(one, AsyncRequestVerification) and self._signing_secret:
                one.verifier.clock = self.clock

    async def async_dispatch(self, req: AsyncBoltRequest) -> BoltResponse:
        with metrics.timed_request(req.body):
            return await super().async_dispatch(req)


def _bind(listener: Callable[..., Awaitable[None]], **given: object) -> Callable[..., Awaitable[None]]:
    """The listener with its `given` arguments; Bolt looks at the names of the others."""
    bound = functools.partial(listener, **given)

    @functools.wraps(listener)
    async def with_given(**arguments: Any) -> None:
        await bound(**arguments)

    del with_given.__wrapped__  # or Bolt inspects the listener itself (seen, not documented)
    with_given.__signature__ = inspect.signature(bound)  # type: ignore[attr-defined]
    return with_given


def _error_handler(listening: Listening) -> Callable[..., Awaitable[BoltResponse]]:
    """Answers every error with a sentence and a code that is in the log.

    With `process_before_response`, Slack gets this handler's response only, whether or not the listener has
    acknowledged (seen, not documented).
    """

    slack = listening.slack

    async def handle(error: Exception, request: AsyncBoltRequest) -> BoltResponse:
        body = request.body
        message = failed(error, body.get("type") or body.get("command"))
        if "command" in body:
            return _json({**render(message), "response_type": "ephemeral"})
        if body.get("type") == "view_submission":
            return _json(_in_form(body["view"], message))
        if body.get("type") == "event_callback" and body["event"].get("type") != "app_mention":
            # Nobody can be told, and every event may come twice: Slack sends it again. See
            # https://docs.slack.dev/apis/events-api.
            return BoltResponse(status=503)
        event = body.get("event", {})
        if event.get("type") == "app_mention":
            thread = event.get("thread_ts") or event["ts"]
            ref = ChannelRef(body.get("team_id", ""), event["channel"])
            slack.later(slack.messenger.post(ref, message, thread))
        if url := body.get("response_url"):
            slack.later(slack.responder.respond(url, message))
        return BoltResponse(status=200)

    return handle


def _in_form(view: Mapping[str, Any], message: Message) -> dict[str, Any]:
    """The message at the first field of a form, which keeps its values; or instead of a form without fields."""
    blocks = view.get("blocks", ())
    fields = [block["block_id"] for block in blocks if block["type"] == "input" and "block_id" in block]
    if fields:
        return {"response_action": "errors", "errors": {fields[0]: filled(message.summary, WORDS)}}
    return {"response_action": "update", "view": modal.view(reading(texts.ERROR_TITLE, message))}


def _json(body: dict[str, Any]) -> BoltResponse:
    return BoltResponse(
        status=200, body=json.dumps(body), headers={"content-type": "application/json;charset=utf-8"}
    )
