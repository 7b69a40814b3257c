"""A bot that workspaces install themselves, with the browser of the person who installs it and Slack's answers."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from cryptography.fernet import Fernet

from bot import app
from bot.slack.transport import Clients
from tests import running
from tests.databases import tables_copied
from tests.fakes.slack import Slack
from tests.fakes.web_api import RESPONSE, Answer, WebApi

CLIENT_ID = "111.222"
CLIENT_SECRET = "onechtclientgeheim0123456789abcdef"
KEY = Fernet.generate_key().decode()
ADDRESS = "https://bot.example"

_numbers = itertools.count(1)


def granted(workspace: str | None = "T1", enterprise: str | None = None, **fields: Any) -> dict[str, Any]:
    """Slack's answer to `oauth.v2.access`; without a workspace, for an installation in the whole organisation."""
    return {
        "ok": True,
        "app_id": "A1",
        "token_type": "bot",
        "access_token": f"xoxb-onecht-{workspace or enterprise}",
        "bot_user_id": "U0BOT",
        "scope": "chat:write,commands",
        "authed_user": {"id": "U1VERA"},
        "team": {"id": workspace, "name": "Voorbeeld <b>BV</b>"} if workspace else None,
        "enterprise": {"id": enterprise, "name": "Voorbeeld"} if enterprise else None,
        "is_enterprise_install": workspace is None,
    } | fields


@dataclass
class Installable:
    """The bot, its Slack and its time, and what people do to install it. Slack's clock may be `ahead` of the bot's."""

    bot: app.Bot
    slack: Slack
    api: WebApi
    time: running.Time
    ahead: dt.timedelta = dt.timedelta(0)

    @property
    def clients(self) -> Clients:
        return self.bot.tokens.clients

    def browser(self) -> httpx.AsyncClient:
        """A new browser, with its own cookies."""
        return httpx.AsyncClient(transport=httpx.ASGITransport(self.bot.web), base_url=ADDRESS)

    async def begin(self, browser: httpx.AsyncClient) -> str:
        """Open the page that installs the bot; returns the state that Slack must send back."""
        response = await browser.get("/slack/install")
        assert response.status_code == 302, response.text
        [state] = parse_qs(urlsplit(response.headers["location"]).query)["state"]
        return state

    async def finish(
        self, browser: httpx.AsyncClient, state: str, answer: dict[str, Any] | Answer | None = None
    ) -> httpx.Response:
        """Return to the bot as Slack sends the browser back: with a code, for which Slack then gives this answer."""
        answer = answer or granted()
        if not isinstance(answer, Answer):
            date = format_datetime(self.time.now + self.ahead, usegmt=True)
            answer = Answer(body=json.dumps(answer), headers={"Date": date})
        self.api.answer("oauth.v2.access", answer)
        return await browser.get("/slack/oauth_redirect", params={"code": "onechtecode", "state": state})

    async def install(
        self, workspace: str | None = "T1", enterprise: str | None = None, **fields: Any
    ) -> None:
        async with self.browser() as browser:
            answer = granted(workspace, enterprise, **fields)
            response = await self.finish(browser, await self.begin(browser), answer)
        assert response.status_code == 200, response.text

    async def ask(self, workspace: str = "T1", text: str = "help", **fields: str) -> str:
        """The answer to a command in a workspace. If the bot is not installed there, Bolt says so at `response_url`."""
        body = httpx.QueryParams(self.slack.command_fields(text, team_id=workspace, **fields))
        response = await self.slack.send(str(body).encode())
        assert response.status_code == 200
        return response.text or str(self.api.of(RESPONSE)[-1]["text"])

    async def event(self, event: dict[str, Any], at: dt.datetime, **fields: Any) -> httpx.Response:
        """Send an event that happened at this moment; `fields` name the workspace and the organisation."""
        body = {
            "type": "event_callback",
            "event_id": f"EvInstall{next(_numbers)}",
            "event_time": int(at.timestamp()),
            "event": event,
        }
        return await self.slack.send(json.dumps(body | fields).encode(), "application/json")

    async def uninstalled(self, at: dt.datetime, **fields: Any) -> httpx.Response:
        return await self.event({"type": "app_uninstalled"}, at, **fields)

    async def revoked(self, at: dt.datetime, **fields: Any) -> httpx.Response:
        tokens = {"oauth": ["U1VERA"], "bot": ["U0BOT"]}
        return await self.event({"type": "tokens_revoked", "tokens": tokens}, at, **fields)


async def first_tick(bot: app.Bot) -> None:
    """Wait until the bot's first tick has ended. If it were still running when a test sets the time to another year, it
    would take the new rows for those of a wrong clock."""
    for _ in range(2):  # ticks run one after another, and the bot's own is between these two
        await bot.clock.tick()


@asynccontextmanager
async def an_installable_bot(folder: Path, api: WebApi, **overrides: Any) -> AsyncIterator[Installable]:
    """A bot that no workspace has installed yet, until the context ends."""
    defaults: dict[str, Any] = {
        "slack_bot_token": None,
        "slack_client_id": CLIENT_ID,
        "slack_client_secret": CLIENT_SECRET,
        "encryption_keys": KEY,
        "public_url": ADDRESS,
    }
    time = overrides.pop("time", None) or running.Time()
    settings = running.settings(folder, api, "channels: []", **defaults | overrides)
    await tables_copied(settings.database_url.get_secret_value())
    with running.for_a_bot():
        async with app.running(settings, time) as bot:
            await first_tick(bot)
            slack = Slack(bot.web, api)
            try:
                yield Installable(bot, slack, api, time)
            finally:
                await slack.close()
