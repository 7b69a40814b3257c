"""Examines what Slack grants: tokens, scopes, channels, and whether its clock and ours agree."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.model import Channel, ChannelEntry
from bot.channels.presence.store import SqlHappeningStore
from bot.channels.settings.matching import KnownChannels
from bot.channels.settings.store import SqlEntryStore
from bot.channels.store import SqlChannelStore
from bot.core.errors import StoreError
from bot.core.platform import RefusedError
from bot.database import migrations
from bot.database.engine import opened
from bot.delivery.clocks import APART
from bot.doctor.channels import examine_channels, not_found
from bot.doctor.findings import Finding, guarded
from bot.settings import Settings
from bot.slack import workspace
from bot.slack.api import SlackFailed, ask
from bot.slack.installations.store import SqlInstallationStore
from bot.slack.manifest import READ_FILES, scopes
from bot.slack.transport import session, web_client

LOOKUP_SCOPES = frozenset({"channels:history", "groups:history"})
"""What DELIVERY_LOOKUP=history needs in addition to the manifest's scopes."""
LOOKUP_MORE = frozenset({"im:history"})
"""What it uses if granted: to look in direct messages as well."""
AT_ONCE = 10
"""How many workspaces are examined at once."""
NO_CHANNEL = (
    "name one in the channels file, or invite the bot to a channel and type /leiderschap instellen there"
)
A_BIT = dt.timedelta(seconds=5)

Wall = Callable[[], dt.datetime]


async def examine_slack(
    settings: Settings, wall: Wall, named: Sequence[ChannelEntry], *, web: bool
) -> list[Finding]:
    """`named` are the channels in the channels file; `web` says whether Slack's requests are handled."""
    found: list[Finding] = []
    async with session() as http, _stored(settings) as engine:
        slack = _Slack(settings, wall, http, engine)
        if settings.many_workspaces:
            found += await guarded("slack", slack.all)
        elif settings.slack_bot_token:
            found += await guarded("slack", lambda: slack.one(named))
        if web and settings.slack_app_token:
            found += await guarded("app token", slack.app_token)
    return found


@asynccontextmanager
async def _stored(settings: Settings) -> AsyncIterator[AsyncEngine | None]:
    """The database, None if it cannot be used; the part `database` says why."""
    async with AsyncExitStack() as stack:
        engine = None
        with suppress(StoreError):
            url = settings.database_url.get_secret_value()
            found = await stack.enter_async_context(opened(url, read_only=True))
            engine = found if await migrations.is_current(found) else None
        yield engine


@dataclass(frozen=True, slots=True)
class _Slack:
    settings: Settings
    wall: Wall
    http: aiohttp.ClientSession
    engine: AsyncEngine | None

    async def one(self, named: Sequence[ChannelEntry]) -> list[Finding]:
        """The workspace of the token in the environment."""
        token = self.settings.slack_bot_token
        client = self._client(token.get_secret_value() if token else None)
        here, found = await self._token("slack", client)
        if here:
            member = await workspace.channels(client)
            found += not_found(named, await self._known(here, member))
            active = await self._active(here)
            if not active and not any(entry.choices.get("active") for entry in named):
                found.append(Finding.warning("channels", "no channel gets tips", NO_CHANNEL))
            elif active:
                found += await examine_channels("channels", client, active, member)
        return found

    async def all(self) -> list[Finding]:
        """Every workspace that installed the bot; those in order are only counted."""
        if self.engine is None or not self.settings.encryption_keys:
            return []  # the findings about settings and database say why
        keys = [key.get_secret_value() for key in self.settings.encryption_keys]
        store = SqlInstallationStore(self.engine, keys)
        slots = asyncio.Semaphore(AT_ONCE)

        async def one(team: str, enterprise: str) -> Sequence[Finding]:
            name = f"workspace {team}" if team else f"organisation {enterprise}"
            async with slots:
                return await guarded(name, lambda: self._installed(name, store, team, enterprise))

        places = await store.places()
        found = await asyncio.gather(*(one(*place) for place in places))
        well = sum(all(finding.level == "ok" for finding in findings) for findings in found)
        trouble = [finding for findings in found for finding in findings if finding.level != "ok"]
        return [*trouble, Finding.ok("slack", f"{well} of {len(places)} workspaces are in order")]

    async def app_token(self) -> list[Finding]:
        token = self.settings.slack_app_token
        await workspace.check_app_token(self._client(None), token.get_secret_value() if token else "")
        return [Finding.ok("app token", "Socket Mode can be opened")]

    async def _installed(
        self, name: str, store: SqlInstallationStore, team: str, enterprise: str
    ) -> list[Finding]:
        installation = await store.find(team, enterprise)
        if installation is None:
            advice = "let an administrator there install the bot again"
            return [Finding.warning(name, "its tokens are gone", advice)]
        if installation.expired(self.wall()):
            return [Finding.warning(name, "its token has expired; the bot renews it when it next needs it")]
        client = self._client(installation.bot_token, None if installation.workspace else team)
        here, found = await self._token(name, client)
        if here and team:
            member = await workspace.channels(client)
            found += await examine_channels(name, client, await self._active(team), member)
        return found

    def _client(self, token: str | None, team: str | None = None) -> AsyncWebClient:
        return web_client(token, self.settings.slack_api_url, self.http, team or None)

    async def _token(self, part: str, client: AsyncWebClient) -> tuple[str, list[Finding]]:
        """The workspace of the token, '' if the token is invalid; and the findings about it."""
        try:
            answer = await ask(client.auth_test())
        except SlackFailed as failed:
            problem = failed.problem
            if isinstance(problem, RefusedError):
                advice = "copy the token of this app again from OAuth & Permissions, or install the app again"
                return "", [Finding.fault(part, f"Slack refuses the token ({problem.code})", advice)]
            what = f"{client.base_url} does not answer well ({problem.code})"
            return "", [Finding.fault(part, what, "check that this machine reaches it, and try again")]
        headers = {str(name).lower(): str(value) for name, value in answer.headers.items()}
        here = str(answer.get("team_id") or "")
        good = Finding.ok(part, f"the token is good, for {here}")
        return here, [good, *_scopes(part, headers, self.settings), _clock(part, headers, self.wall())]

    async def _known(self, team: str, member: Mapping[str, str]) -> KnownChannels:
        """What the bot knows about which channels the entries of the channels file mean; less without a database."""
        if self.engine is None:
            return KnownChannels(member)
        stored = [one.id for one in await SqlChannelStore(self.engine).list(team)]
        remembered = await SqlEntryStore(self.engine).of(team)
        said = SqlHappeningStore(self.engine)
        return KnownChannels(member, remembered, stored, await said.gone(team), await said.ids(team))

    async def _active(self, team: str) -> list[Channel]:
        """The channels that get tips, according to the database."""
        stored = await SqlChannelStore(self.engine).list(team) if self.engine else []
        return [one for one in stored if one.settings.active]


def _scopes(part: str, headers: Mapping[str, str], settings: Settings) -> list[Finding]:
    if "x-oauth-scopes" not in headers:
        return [Finding.warning(part, "Slack did not say which scopes the token has")]
    granted = {scope.strip() for scope in headers["x-oauth-scopes"].split(",") if scope.strip()}
    history = settings.delivery_lookup == "history"
    wanted = set(scopes(uploads=settings.uploads)) | (LOOKUP_SCOPES if history else set())
    found = []
    if settings.uploads and READ_FILES not in granted:
        advice = (
            "add it to the app under OAuth & Permissions, and install it again; until then administrators add"
            " articles by link alone"
        )
        found.append(Finding.warning(part, f"the token lacks {READ_FILES}, which uploads need", advice))
    if missing := wanted - granted - {READ_FILES}:
        advice = (
            "add them to the app under OAuth & Permissions (the manifest names them), and install it again"
        )
        found.append(Finding.fault(part, f"the token lacks {', '.join(sorted(missing))}", advice))
    if further := granted - wanted - (LOOKUP_MORE if history else set()):
        advice = (
            "remove them from the app, and install it again: nobody should have to trust the bot with them"
        )
        found.append(
            Finding.warning(
                part, f"the token may also do what the bot never does: {', '.join(sorted(further))}", advice
            )
        )
    return found or [Finding.ok(part, "the token has the scopes of the manifest")]


def _clock(part: str, headers: Mapping[str, str], now: dt.datetime) -> Finding:
    try:
        apart = now - parsedate_to_datetime(headers["date"]).astimezone(dt.UTC)
    except (KeyError, ValueError):
        return Finding.warning(part, "Slack did not say what time it is")
    if abs(apart) <= A_BIT:
        return Finding.ok(part, "this machine's clock agrees with Slack's")
    way = "ahead of" if apart > dt.timedelta() else "behind"
    what = f"this machine's clock is {abs(apart.total_seconds()):.0f} seconds {way} Slack's"
    if abs(apart) > APART:
        return Finding.fault(part, what, "set it by NTP; until then nothing is posted")
    return Finding.warning(part, what, "set it by NTP")
