"""Installs the bot from a browser: Slack's OAuth flow with our own stores and pages."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import html
import logging
import secrets
import time
from collections.abc import Callable, Collection
from email.utils import parsedate_to_datetime
from typing import Any, cast
from urllib.parse import urljoin

import aiohttp
import sqlalchemy as sa
import structlog
from pydantic import SecretStr
from slack_bolt.error import BoltError
from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions, AsyncFailureArgs, AsyncSuccessArgs
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.oauth.installation_store import Installation as SlackInstallation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.core.errors import LeiderschapError
from bot.core.limits import Buckets
from bot.database.engine import rows, writing
from bot.slack import texts
from bot.slack.installations.model import Installation
from bot.slack.installations.store import SqlInstallationStore, oauth_states
from bot.slack.manifest import INSTALL_PATH, REDIRECT_PATH

log = structlog.get_logger()

COOKIE = "__Host-leiderschap-install"
STATE_SECONDS = 600
STRAYS = 30
"""How often in a minute somebody may come back from Slack without having begun an installation."""


class SlackInstallationStore(AsyncInstallationStore):
    """`SqlInstallationStore` with the interface of the SDK's flow. It stores only the bot's tokens, since people give
    the bot none."""

    def __init__(self, store: SqlInstallationStore) -> None:
        self._store = store

    async def async_save(self, installation: SlackInstallation) -> None:
        bot = installation.to_bot()
        workspace = "" if bot.is_enterprise_install else bot.team_id or ""
        expires_at = bot.bot_token_expires_at
        await self._store.save(
            Installation(
                enterprise=bot.enterprise_id or "",
                workspace=workspace,
                bot_token=bot.bot_token,
                bot_user=bot.bot_user_id,
                bot_id=bot.bot_id,
                # In whole seconds, like the `event_time` of an event that may end it:
                # https://docs.slack.dev/apis/events-api
                installed_at=dt.datetime.fromtimestamp(int(bot.installed_at), dt.UTC),
                scopes=tuple(bot.bot_scopes),
                refresh_token=bot.bot_refresh_token,
                expires_at=None if expires_at is None else dt.datetime.fromtimestamp(expires_at, dt.UTC),
            )
        )
        log.info("installation.saved", workspace=workspace, enterprise=bot.enterprise_id or "")


class SqlStateStore(AsyncOAuthStateStore):
    """Installations that were begun and not finished, with the interface of the SDK's flow. It stores only digests:
    somebody who reads the table cannot finish an installation."""

    def __init__(self, engine: AsyncEngine, now: Callable[[], dt.datetime]) -> None:
        self._engine = engine
        self._now = now

    async def async_issue(self, *_: object, **__: object) -> str:
        """A new state; deletes the expired ones."""
        state, now = secrets.token_urlsafe(32), self._now()
        row = {"digest": _digest(state), "expires_at": now + dt.timedelta(seconds=STATE_SECONDS)}
        async with writing(self._engine) as connection:
            await connection.execute(sa.delete(oauth_states).where(oauth_states.c.expires_at <= now))
            await connection.execute(sa.insert(oauth_states).values(row))
        return state

    async def waits(self, state: str) -> bool:
        """Whether the state can still be consumed."""
        query = sa.select(oauth_states.c.expires_at).where(oauth_states.c.digest == _digest(state))
        return any(self._now() < row.expires_at for row in await rows(self._engine, query))

    async def async_consume(self, state: str) -> bool:
        """Delete the state; True for exactly one caller, and only before it expires."""
        deletion = sa.delete(oauth_states).where(oauth_states.c.digest == _digest(state))
        async with writing(self._engine) as connection:
            found = await connection.execute(deletion.returning(oauth_states.c.expires_at))
            expires_at = found.scalar_one_or_none()
        return expires_at is not None and self._now() < expires_at


class InstallFlow(AsyncOAuthFlow):
    """Bolt's flow, where every failure ends in a page, and only a complete answer by Slack counts as an
    installation."""

    def __init__(self, client: AsyncWebClient, states: SqlStateStore, settings: AsyncOAuthSettings) -> None:
        super().__init__(client=client, logger=logging.getLogger("slack_bolt.oauth"), settings=settings)
        self._states = states
        self._strays = Buckets(STRAYS, 60, time.monotonic)

    async def handle_installation(self, request: AsyncBoltRequest) -> BoltResponse:
        # Bolt would pass a `team` parameter on to Slack unchecked, with whatever somebody put into it (seen, not
        # documented).
        return await super().handle_installation(AsyncBoltRequest(body="", headers=request.headers))

    async def handle_callback(self, request: AsyncBoltRequest) -> BoltResponse:
        if not await self._expected(request) and not self._strays.take(""):
            return BoltResponse(
                status=429,
                body=texts.NOT_DONE_BUSY,
                headers={"Content-Type": "text/plain; charset=utf-8"},
            )
        return await super().handle_callback(request)

    async def _expected(self, request: AsyncBoltRequest) -> bool:
        """Whether it uses a valid state. There are never more of those than were begun; only other requests are
        limited, so that a flood of them does not keep people from finishing."""
        state = request.query.get("state", [""])[0]
        return (
            "error" not in request.query
            and self.settings.state_utils.is_valid_browser(state, request.headers)
            and await self._states.waits(state)
        )

    async def run_installation(self, code: str) -> SlackInstallation | None:
        client = _Dated(self.client)
        try:
            flow = AsyncOAuthFlow(
                client=cast(AsyncWebClient, client), logger=self.logger, settings=self.settings
            )
            found = await flow.run_installation(code)
        except (aiohttp.ClientError, TimeoutError, KeyError, TypeError) as error:
            log.warning("installation.not_answered", reason=type(error).__name__)
            return None
        if found is None or not (found.bot_token and found.bot_id and found.bot_user_id):
            return None
        found.installed_at = client.answered_at or found.installed_at
        place = found.enterprise_id if found.is_enterprise_install else found.team_id
        return found if place else None

    async def store_installation(self, request: AsyncBoltRequest, installation: SlackInstallation) -> None:
        try:
            await super().store_installation(request, installation)
        except LeiderschapError as error:
            log.exception("installation.not_stored")
            raise BoltError("the installation could not be stored") from error


class _Dated:
    """One installation's calls to Slack, and the time of Slack's answer, by the same clock that dates the event that
    ends an installation. So two clocks that differ never decide which came first."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self.answered_at: float | None = None

    async def oauth_v2_access(self, **asked: Any) -> AsyncSlackResponse:
        answer = await self._client.oauth_v2_access(**asked)
        with contextlib.suppress(ValueError, TypeError):
            self.answered_at = parsedate_to_datetime(answer.headers.get("Date", "")).timestamp()
        return answer

    async def auth_test(self, **asked: Any) -> AsyncSlackResponse:
        return await self._client.auth_test(**asked)


def flow(
    client: AsyncWebClient,
    installations: SqlInstallationStore,
    states: SqlStateStore,
    *,
    client_id: str,
    client_secret: SecretStr,
    public_url: str,
    scopes: Collection[str],
    changed: Callable[[], None],
) -> InstallFlow:
    """The flow for a bot at `public_url` that asks for these scopes. `changed` is called after every installation."""

    async def success(args: AsyncSuccessArgs) -> BoltResponse:
        changed()
        return _page(args.settings, 200, texts.INSTALLED, html.escape(texts.INSTALLED_TEXT))

    async def failure(args: AsyncFailureArgs) -> BoltResponse:
        log.warning("installation.failed", reason=args.reason[:50])
        reason = texts.NOT_DONE_REASONS.get(args.reason, texts.NOT_DONE_OTHER)
        again = f'<a href="{html.escape(public_url + INSTALL_PATH)}">{html.escape(texts.NOT_DONE_AGAIN)}</a>.'
        text = f"{html.escape(reason)} {again}"
        return _page(args.settings, args.suggested_status_code, texts.NOT_DONE, text)

    settings = AsyncOAuthSettings(
        client_id=client_id,
        client_secret=client_secret.get_secret_value(),
        scopes=sorted(scopes),
        user_scopes=[],
        redirect_uri=public_url + REDIRECT_PATH,
        install_path=INSTALL_PATH,
        redirect_uri_path=REDIRECT_PATH,
        install_page_rendering_enabled=False,
        callback_options=AsyncCallbackOptions(success, failure),
        authorization_url=urljoin(client.base_url, "/oauth/v2/authorize"),
        installation_store=SlackInstallationStore(installations),
        state_store=states,
        state_cookie_name=COOKIE,
        state_expiration_seconds=STATE_SECONDS,
    )
    return InstallFlow(client, states, settings)


def _page(settings: AsyncOAuthSettings, status: int, title: str, text: str) -> BoltResponse:
    """A page with a heading and a paragraph of HTML; the browser deletes the state cookie."""
    head = f'<!doctype html><html lang="nl"><meta charset="utf-8"><title>{html.escape(title)}</title>'
    return BoltResponse(
        status=status,
        body=f"{head}<h1>{html.escape(title)}</h1><p>{text}</p></html>",
        headers={
            "Content-Type": "text/html; charset=utf-8",
            "Set-Cookie": settings.state_utils.build_set_cookie_for_deletion(),
        },
    )


def _digest(state: str) -> str:
    return hashlib.sha256(state.encode("utf-8", "surrogatepass")).hexdigest()
