"""The workspace that a token belongs to: the bot's identity there, and which channels it is in."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import structlog
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.errors import LeiderschapError, NotThereYet
from bot.core.platform import NotPostedError, RefusedError
from bot.slack import people
from bot.slack.api import SlackFailed, ask

log = structlog.get_logger()

PATIENCE = 5.0
"""In seconds: how long a start waits to hear Slack's clock."""

_BOT_TOKEN = (
    "SLACK_BOT_TOKEN",
    "copy the Bot User OAuth Token (xoxb-…) of this app again from OAuth & Permissions, and install the app again if"
    " its scopes changed",
)
_APP_TOKEN = (
    "SLACK_APP_TOKEN",
    "copy an app-level token (xapp-…) with connections:write again from Basic Information",
)


class TokenRefused(LeiderschapError):
    """Slack refused a token; the message says which one, and what to do."""


class SlackNotThere(NotThereYet):
    """Slack does not answer, or asks us to wait."""


async def identify(client: AsyncWebClient) -> AuthorizeResult:
    """The bot's identity, asked once. Raises TokenRefused, or LeiderschapError if Slack does not answer properly."""
    with _advising(client, _BOT_TOKEN):
        answer = await ask(client.auth_test())
    return AuthorizeResult(
        enterprise_id=answer.get("enterprise_id"),
        team_id=answer["team_id"],
        bot_user_id=answer["user_id"],
        bot_id=answer.get("bot_id"),
        bot_token=client.token,
    )


async def hear(client: AsyncWebClient) -> None:
    """Call Slack without a token, just to hear its clock; if it does not answer, it is asked again later."""
    try:
        async with asyncio.timeout(PATIENCE):
            await ask(client.api_test())
    except (SlackFailed, TimeoutError) as error:
        # No scheduled work runs until Slack's clock was heard.
        log.warning("slack.not_heard", reason=str(error) or "timeout")


async def check_app_token(client: AsyncWebClient, token: str) -> None:
    """Raise TokenRefused if Slack refuses the Socket Mode token; the SDK would try it for ever (seen, not
    documented)."""
    with _advising(client, _APP_TOKEN):
        await ask(client.apps_connections_open(app_token=token))


async def channels(client: AsyncWebClient) -> Mapping[str, str]:
    """The channels that the bot is in, public and private: id to name. Raises the same as `identify`."""
    with _advising(client, _BOT_TOKEN):
        return await people.channels(client)


@contextmanager
def _advising(client: AsyncWebClient, token: tuple[str, str]) -> Iterator[None]:
    """Translates a failure into one of our errors, with what to do."""
    try:
        yield
    except SlackFailed as failed:
        problem = failed.problem
    else:
        return
    if isinstance(problem, RefusedError) and problem.pauses:
        name, advice = token
        raise TokenRefused(f"Slack refused {name} ({problem.code}): {advice}")
    message = (
        f"Slack at {client.base_url} does not answer well ({problem.code}): try again in a moment, and check that this"
        " machine reaches it"
    )
    if isinstance(problem, RefusedError):
        raise LeiderschapError(message)
    error = SlackNotThere(message)
    if isinstance(problem, NotPostedError) and problem.retry_after:
        error.seconds = problem.retry_after.total_seconds()
    raise error
