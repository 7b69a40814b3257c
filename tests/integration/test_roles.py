"""The bot's work split over two processes on one database: one answers, the other posts."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest

from bot import app
from bot.app import Roles
from bot.settings import SettingsError, require_slack
from tests import running
from tests.databases import migrated
from tests.factories import NINE
from tests.fakes.slack import Slack
from tests.fakes.web_api import WebApi
from tests.integration.test_run import environment, get, started

WEB, CLOCK = Roles(clock=False), Roles(web=False)


@pytest.fixture
async def api() -> AsyncIterator[WebApi]:
    async with WebApi().serving() as api:
        yield api


async def test_one_process_answers_and_another_posts_on_one_database(
    tmp_path: Path, api: WebApi, database_url: str
) -> None:
    await migrated(database_url)
    settings = running.settings(tmp_path, api, running.TUESDAYS_AT_NINE, database_url=database_url)
    time = running.Time()
    async with AsyncExitStack() as stack:
        stack.enter_context(running.content_loaded_once())
        web = await stack.enter_async_context(app.running(settings, time, WEB))
        clock = await stack.enter_async_context(app.running(settings, time, CLOCK))
        slack = Slack(web.web, api)
        stack.push_async_callback(slack.close)
        time.now = NINE
        await web.clock.tick()
        assert api.messages == []
        await clock.clock.tick()
        assert api.posted()["C1"] == 1
        assert "/leiderschap" in str(await slack.command("help"))
        http = httpx.AsyncClient(transport=httpx.ASGITransport(clock.web), base_url="http://bot.example")
        stack.push_async_callback(http.aclose)
        assert (await http.post("/slack/events")).status_code == 404
        assert (await http.get("/readyz")).text == "ready"


async def test_any_number_of_clocks_post_each_nudge_once(
    tmp_path: Path, api: WebApi, postgresql_url: str
) -> None:
    await migrated(postgresql_url)
    channels = "channels:\n" + "".join(
        f"  - {{channel: {id}, weekday: dinsdag, time: '09:00'}}\n" for id in api.channels
    )
    settings = running.settings(tmp_path, api, channels, database_url=postgresql_url)
    time = running.Time()
    async with AsyncExitStack() as stack:
        stack.enter_context(running.content_loaded_once())
        bots = [
            await stack.enter_async_context(app.running(settings, time, roles))
            for roles in (CLOCK, CLOCK, Roles(), WEB)
        ]
        time.now = NINE + dt.timedelta(seconds=1)
        for _ in range(20):  # the bots take turns on few connections
            await asyncio.gather(*(bot.clock.tick() for bot in bots))
    assert api.posted() == dict.fromkeys(api.channels, 1)


async def test_a_process_without_web_needs_no_secret_of_requests_and_serves_its_health(
    tmp_path: Path, api: WebApi
) -> None:
    variables = environment(tmp_path, api, SLACK_SIGNING_SECRET=None)
    async with started(variables, "--no-web") as process, asyncio.timeout(30):
        assert await get(variables["PORT"], "/healthz") == (200, "ok")
        process.terminate()
        output = (await process.communicate())[0].decode()
    assert process.returncode == 0, output
    assert '"web": false, "clock": true' in output


async def test_a_process_without_anything_to_do_is_refused(tmp_path: Path, api: WebApi) -> None:
    async with started(environment(tmp_path, api), "--no-web", "--no-clock") as process:
        output = (await process.communicate())[0].decode()
    assert process.returncode == 2
    assert "there is nothing to do" in output


def test_who_takes_requests_needs_to_know_that_they_are_slacks(tmp_path: Path) -> None:
    settings = running.settings(
        tmp_path, WebApi(), slack_signing_secret=None, slack_api_url="http://127.0.0.1:1"
    )
    with pytest.raises(SettingsError, match="SLACK_SIGNING_SECRET"):
        require_slack(settings, {})
    require_slack(settings, {}, web=False)
