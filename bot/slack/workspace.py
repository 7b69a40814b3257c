"""The workspace that a token belongs to: who the bot is there, and which channels it is in."""

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
    "copy the Bot User OAuth Token (xoxb-…) of this app anew from OAuth & Permissions, and install the app again if"
    " its scopes changed",
)
_APP_TOKEN = (
    "SLACK_APP_TOKEN",
    "copy an app-level token (xapp-…) with connections:write anew from Basic Information",
)


class TokenRefused(LeiderschapError):
    """Slack did not take a token; the message says which, and what to do."""


class SlackNotThere(NotThereYet):
    """Slack does not answer, or asks to be left alone."""


async def identify(client: AsyncWebClient) -> AuthorizeResult:
    """Who the bot is, asked once. Raises TokenRefused, or LeiderschapError when Slack does not answer well."""
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
    """Ask Slack for nothing, without a token, to hear its clock; where it does not answer it is asked again later."""
    try:
        async with asyncio.timeout(PATIENCE):
            await ask(client.api_test())
    except (SlackFailed, TimeoutError) as error:
        # Nothing that time starts is done until Slack's clock was heard.
        log.warning("slack.not_heard", reason=str(error) or "timeout")


async def check_app_token(client: AsyncWebClient, token: str) -> None:
    """Raise TokenRefused where Slack does not take the token of Socket Mode; the SDK would try it for ever (seen,
    not documented)."""
    with _advising(client, _APP_TOKEN):
        await ask(client.apps_connections_open(app_token=token))


async def channels(client: AsyncWebClient) -> Mapping[str, str]:
    """The channels that the bot is a member of, public and private: id to name. Raises as `identify`."""
    with _advising(client, _BOT_TOKEN):
        return await people.channels(client)


@contextmanager
def _advising(client: AsyncWebClient, token: tuple[str, str]) -> Iterator[None]:
    """What goes wrong is named as one of our errors, with what to do."""
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
