"""That Slack cannot be reached is known within two minutes, and a health check never waits for Slack."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any
from unittest import mock

import httpx
import pytest

from bot import app
from bot.app import Roles
from bot.slack.health import SlackHealth
from bot.slack.transport import session, web_client
from tests import running
from tests.databases import tables_copied
from tests.fakes.installing import CLIENT_ID, CLIENT_SECRET, KEY
from tests.fakes.web_api import HANG_AFTER, RESET, Answer, WebApi, error, rate_limited, server_error
from tests.running import BOT_TOKEN


@pytest.fixture
async def api() -> AsyncIterator[WebApi]:
    async with WebApi().serving() as api:
        yield api


class Asked:
    """The health of Slack, at a time that the test sets."""

    def __init__(self, api: WebApi, http: Any) -> None:
        self.now = 0.0
        self.api = api
        self.health = SlackHealth(web_client(BOT_TOKEN, api.url, http).auth_test, lambda: self.now)

    async def after(self, seconds: float) -> bool:
        """The health this many seconds later, after the answer of Slack if it was asked."""
        self.now += seconds
        await self.health.is_there()
        if self.health._asking is not None:
            await asyncio.wait([self.health._asking])
        return await self.health.is_there()


@pytest.fixture
async def asked(api: WebApi) -> AsyncIterator[Asked]:
    async with session() as http:
        made = Asked(api, http)
        yield made
        await made.health.stop()


async def test_slack_is_asked_once_a_minute_however_often_somebody_looks(asked: Asked) -> None:
    for _ in range(241):
        assert await asked.after(0.5)
    assert len(asked.api.of("auth.test")) == 2


@pytest.mark.parametrize("answer", [RESET, server_error(), error("invalid_auth"), Answer(body="[]")])
async def test_a_slack_that_is_gone_is_known_within_two_minutes_and_one_failure_changes_nothing(
    asked: Asked, answer: Answer
) -> None:
    asked.api.answer("auth.test", answer, always=True)
    assert await asked.after(60)
    assert not await asked.after(15)
    asked.api.heal()
    assert await asked.after(15)


async def test_a_slack_that_asks_for_rest_is_there(asked: Asked) -> None:
    asked.api.answer("auth.test", rate_limited(30), always=True)
    assert await asked.after(60)
    assert await asked.after(60)


async def test_nobody_waits_for_a_slow_slack(asked: Asked) -> None:
    asked.api.answer("auth.test", HANG_AFTER, always=True)
    with mock.patch("bot.slack.health.PATIENCE", 0.3):
        asked.now = 60
        started = time.monotonic()
        assert await asked.health.is_there()
        assert await asked.health.is_there()
        assert time.monotonic() - started < 0.2
        await asked.after(0)
        assert not await asked.after(15)


MANY = {
    "slack_bot_token": None,
    "slack_client_id": CLIENT_ID,
    "slack_client_secret": CLIENT_SECRET,
    "encryption_keys": KEY,
    "public_url": "https://bot.example",
}


@pytest.mark.parametrize(
    ("roles", "more", "method"),
    [(Roles(), {}, "auth.test"), (Roles(web=False), {}, "auth.test"), (Roles(), MANY, "api.test")],
    ids=["by HTTP", "without web", "many workspaces"],
)
async def test_a_process_whose_slack_is_gone_is_not_ready(
    tmp_path: Path, api: WebApi, roles: Roles, more: dict[str, Any], method: str
) -> None:
    elapsed = mock.Mock(return_value=1000.0)
    async with AsyncExitStack() as stack:
        stack.enter_context(running.content_loaded_once())
        stack.enter_context(mock.patch.object(app, "elapsed", elapsed))
        settings = running.settings(tmp_path, api, **more)
        await tables_copied(settings.database_url.get_secret_value())
        bot = await stack.enter_async_context(app.running(settings, running.Time(), roles))
        http = httpx.AsyncClient(transport=httpx.ASGITransport(bot.web), base_url="http://bot.example")
        stack.push_async_callback(http.aclose)
        assert (await http.get("/readyz")).text == "ready"
        before = len(api.of(method))
        api.answer(method, error("fatal_error"), always=True)
        for number in (1, 2):
            elapsed.return_value += 60
            await http.get("/readyz")
            await api.wait(method, before + number)
        for _ in range(500):
            if (said := (await http.get("/readyz")).text) == "not ready: slack":
                break
            await asyncio.sleep(0.01)
        assert said == "not ready: slack"
