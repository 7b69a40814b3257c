"""Which client to use for which workspace, if the bot is installed in many."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import structlog
from pydantic import SecretStr
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.core.errors import LeiderschapError, StoreError
from bot.slack.installations.model import Installation
from bot.slack.installations.store import SqlInstallationStore
from bot.slack.people import Recent
from bot.slack.transport import NotInstalled, web_client

log = structlog.get_logger()

KEPT = dt.timedelta(minutes=1)
"""How long an installation is cached: a process never lags further behind a change made by another."""
MOST = 10_000
LOCKED = dt.timedelta(seconds=30)
"""How long one process may keep others from renewing a token: more than a request may take."""
PAUSES = (0.5, 2.0, 8.0)
"""In seconds, between attempts to store a new token: the old one can be renewed only once
(https://docs.slack.dev/authentication/using-token-rotation)."""
LOOK_AGAIN = 1.0
"""In seconds, between looks for a token that another process renews."""


class Installations:
    """Finds installations, renews their tokens in time, and deletes them when Slack says so."""

    def __init__(
        self,
        store: SqlInstallationStore,
        client: AsyncWebClient,
        client_id: str,
        client_secret: SecretStr,
        now: Callable[[], dt.datetime],
    ) -> None:
        """`client` has no token; its address and session are used for all."""
        self._store = store
        self._client = client
        self._client_id = client_id
        self._client_secret = client_secret
        self._now = now
        self._read: Recent[tuple[str, str, bool], Installation] = Recent(MOST, KEPT, now)
        self._changes = 0
        self._renewals: dict[tuple[str, str], asyncio.Task[Installation | None]] = {}

    async def client(self, workspace: str) -> AsyncWebClient:
        """A client with the workspace's token. Raises NotInstalled, NotRenewed or StoreError."""
        installation = await self._find(workspace, "", organisation=False)
        if installation is None:
            raise NotInstalled(f"the bot is not installed in workspace {workspace}")
        session = self._client.session
        if session is None:
            raise ValueError("the client needs a session to share")
        # In an organisation one token serves many workspaces, and some methods must be told which one is meant:
        # https://docs.slack.dev/reference/methods/users.list
        team = None if installation.workspace else workspace
        return web_client(installation.bot_token, self._client.base_url, session, team)

    async def organisation(self, workspace: str) -> str:
        """The Enterprise organisation of a workspace, '' for none. Raises the same as `client`."""
        installation = await self._find(workspace, "", organisation=False)
        return installation.enterprise if installation else ""

    async def authorize(
        self, workspace: str, enterprise: str, *, organisation: bool
    ) -> AuthorizeResult | None:
        """The bot's identity for a request of Slack; None if it is not installed."""
        installation = await self._find(workspace, enterprise, organisation=organisation)
        if installation is None:
            return None
        return AuthorizeResult(
            enterprise_id=installation.enterprise or None,
            team_id=workspace or None,
            bot_user_id=installation.bot_user,
            bot_id=installation.bot_id,
            bot_token=installation.bot_token,
        )

    async def ended(self, workspace: str, enterprise: str, at: dt.datetime) -> None:
        """Slack says that the installation ended at `at`: delete its tokens now."""
        await self._store.remove(workspace, enterprise, at)
        self.forget()
        log.info("installation.ended", workspace=workspace, enterprise=enterprise)

    def forget(self) -> None:
        """Read all installations again."""
        self._changes += 1
        self._read.clear()

    async def _find(self, workspace: str, enterprise: str, *, organisation: bool) -> Installation | None:
        now, changes = self._now(), self._changes
        key = (workspace, enterprise, organisation)
        found = self._read.get(key)
        if found and not found.ages(now):
            return found
        found = await self._store.find("" if organisation else workspace, enterprise)
        if found and enterprise and workspace and not found.workspace:
            await self._store.seen(workspace, enterprise)
        if found and found.ages(now):
            found = await self._renew(found, now)
        if found and changes == self._changes:
            self._read.put(key, found)
        return found

    async def _renew(self, installation: Installation, now: dt.datetime) -> Installation | None:
        """One renewal at a time. It continues if its caller gives up: the answer contains the only valid token."""
        key = (installation.workspace, installation.enterprise)
        task = self._renewals.get(key)
        if task is None:
            task = self._renewals[key] = asyncio.create_task(self._renew_once(installation, now))
            task.add_done_callback(lambda _: self._renewals.pop(key, None))
        return await asyncio.shield(task)

    async def _renew_once(self, installation: Installation, now: dt.datetime) -> Installation | None:
        if not await self._store.claim_renewal(installation, now, now + LOCKED):
            return await self._renewed_elsewhere(installation, now)
        try:
            answer = await self._client.oauth_v2_access(
                client_id=self._client_id,
                client_secret=self._client_secret.get_secret_value(),
                grant_type="refresh_token",
                refresh_token=installation.refresh_token,
            )
            renewed = _with_new_tokens(installation, answer, now)
        except Exception as error:  # slack_sdk raises all kinds of errors for a malformed answer
            log.warning(
                "installation.not_renewed",
                workspace=installation.workspace,
                enterprise=installation.enterprise,
                reason=_reason(error),
            )
            if installation.expired(now):
                raise NotRenewed(f"Slack did not renew the token ({_reason(error)})") from None
            return installation
        if not await self._keep(installation, renewed):
            return await self._store.find(installation.workspace, installation.enterprise)
        return renewed

    async def _keep(self, before: Installation, after: Installation) -> bool:
        for pause in PAUSES:
            try:
                return await self._store.renewed(before, after)
            except StoreError:
                log.exception("installation.not_stored", workspace=before.workspace)
                await asyncio.sleep(pause)
        return await self._store.renewed(before, after)

    async def _renewed_elsewhere(self, installation: Installation, now: dt.datetime) -> Installation | None:
        """Another process renews it. Use the old token meanwhile, or wait for the new one if it has expired."""
        for _ in range(10):
            stored = await self._store.find(installation.workspace, installation.enterprise)
            if stored is None or stored.refresh_token != installation.refresh_token:
                return stored
            if not installation.expired(now):
                return installation
            await asyncio.sleep(LOOK_AGAIN)
        raise NotRenewed("another process did not renew the token in time")


class NotRenewed(LeiderschapError):
    """A token has expired and there is no new one yet; trying later may help."""


def _with_new_tokens(
    installation: Installation, answer: AsyncSlackResponse, now: dt.datetime
) -> Installation:
    """Raises ValueError if the answer is incomplete: it must not replace tokens that may still work."""
    token, following, seconds = map(answer.get, ("access_token", "refresh_token", "expires_in"))
    if not (isinstance(token, str) and token and isinstance(following, str) and following):
        raise ValueError("an answer without new tokens")
    if type(seconds) is not int or seconds <= 0:
        raise ValueError("an answer that does not say how long its tokens live")
    expires_at = now + dt.timedelta(seconds=seconds)
    return replace(installation, bot_token=token, refresh_token=following, expires_at=expires_at)


def _reason(error: Exception) -> str:
    """Slack's code, never the answer itself, which may contain a token."""
    data = getattr(getattr(error, "response", None), "data", None)
    code = data.get("error") if isinstance(data, dict) else None
    return str(code or type(error).__name__)
