"""Where the bot's tokens come from: the environment for one workspace, or the workspaces that install it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import aiohttp
import structlog
from pydantic import SecretStr
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.settings import Settings
from bot.slack import workspace
from bot.slack.installations import oauth
from bot.slack.installations.clients import Installations
from bot.slack.installations.store import SqlInstallationStore
from bot.slack.manifest import scopes
from bot.slack.people import Organisation
from bot.slack.transport import Clients, web_client

log = structlog.get_logger()

Authorize = Callable[..., Awaitable[AuthorizeResult | None]]


@dataclass(frozen=True, slots=True)
class Tokens:
    """With many workspaces `client` has no token and `workspace` is ''; otherwise `workspace` is the only one.
    `organisation` gives the Enterprise organisation of a workspace."""

    client: AsyncWebClient
    clients: Clients
    authorize: Authorize
    organisation: Organisation
    workspace: str = ""
    installations: Installations | None = None
    flow: AsyncOAuthFlow | None = None


async def to_one_workspace(settings: Settings, session: aiohttp.ClientSession) -> Tokens:
    """With the token of the environment. Raises TokenRefused, or LeiderschapError if Slack cannot be reached."""
    token = settings.slack_bot_token.get_secret_value() if settings.slack_bot_token else ""
    client = web_client(token, settings.slack_api_url, session)
    identity = await workspace.identify(client)

    async def authorize(**_: object) -> AuthorizeResult:
        return identity

    async def clients(_workspace: str) -> AsyncWebClient:
        return client

    async def organisation(_workspace: str) -> str:
        return identity.enterprise_id or ""

    return Tokens(client, clients, authorize, organisation, identity.team_id or "")


async def to_many_workspaces(
    settings: Settings, session: aiohttp.ClientSession, engine: AsyncEngine, now: Callable[[], dt.datetime]
) -> Tokens:
    """With the stored tokens. Raises StoreError if a key for one of them is missing."""
    client_id, secret = settings.slack_client_id or "", settings.slack_client_secret or SecretStr("")
    store = SqlInstallationStore(engine, [key.get_secret_value() for key in settings.encryption_keys])
    if resealed := await store.reseal():
        log.info("installations.resealed", count=resealed)
    client = web_client(None, settings.slack_api_url, session)
    await workspace.hear(client)
    installations = Installations(store, client, client_id, secret, now)

    async def authorize(
        context: AsyncBoltContext, enterprise_id: str | None, team_id: str | None
    ) -> AuthorizeResult | None:
        return await installations.authorize(
            team_id or "", enterprise_id or "", organisation=bool(context.is_enterprise_install)
        )

    flow = oauth.flow(
        client,
        store,
        oauth.SqlStateStore(engine, now),
        client_id=client_id,
        client_secret=secret,
        public_url=settings.public_url or "",
        scopes=scopes(uploads=settings.uploads),
        changed=installations.forget,
    )
    return Tokens(
        client, installations.client, authorize, installations.organisation, "", installations, flow
    )
