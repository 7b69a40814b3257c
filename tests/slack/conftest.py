"""A running bot with its Slack, for every test in this folder."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import pytest_asyncio

from bot.answers import readers
from tests.factories import NINE
from tests.fakes.slack import Slack
from tests.fakes.web_api import WORKSPACE, Answer, WebApi
from tests.running import DATABASE, TUESDAYS_AT_NINE, Running, a_bot
from tests.slack.asking import ONLY_ASKS
from tests.slack.colleagues import Colleagues, users
from tests.slack.outsiders import OUTSIDERS, own_article
from tests.support import Logs, captured_logs


@pytest.fixture
async def _own_api() -> AsyncIterator[WebApi]:
    async with WebApi().serving() as api:
        yield api
        _check_filled_in(api)


def _check_filled_in(api: WebApi) -> None:
    said = json.dumps([call.body for call in api.calls], ensure_ascii=False)
    assert not re.search(r"\{[a-z_]+\}", said), "a sentence left the bot before it was filled in"


@pytest.fixture
def api(request: pytest.FixtureRequest) -> WebApi:
    """The Slack of the bot under test; a test may start more bots in it."""
    shared = request.node.get_closest_marker(ONLY_ASKS)
    api: WebApi = request.getfixturevalue("_asked").api if shared else request.getfixturevalue("_own_api")
    return api


@pytest.fixture(autouse=True)
def logs() -> Iterator[Logs]:
    """Everything that is logged, including the start of the bot."""
    with captured_logs() as logs:
        yield logs


@pytest.fixture
async def _own_bot(tmp_path: Path, _own_api: WebApi) -> AsyncIterator[Running]:
    async with a_bot(tmp_path, _own_api, TUESDAYS_AT_NINE) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def _bot_of_the_file(
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[tuple[Running, sqlite3.Connection]]:
    """A bot for the tests of a file that only ask, and its database."""
    folder = tmp_path_factory.mktemp("asked")
    async with WebApi().serving() as api, a_bot(folder, api, TUESDAYS_AT_NINE) as running:
        for _ in range(2):  # the bot's own tick is between these two
            await running.tick()
        with closing(sqlite3.connect(folder / DATABASE)) as database:
            yield running, database


@pytest_asyncio.fixture(loop_scope="module")
async def _asked(_bot_of_the_file: tuple[Running, sqlite3.Connection]) -> AsyncIterator[Running]:
    """The bot of the file. The test fails if it leaves the next one anything but a count of questions."""
    running, database = _bot_of_the_file
    running.api.calls.clear()
    before = _kept(database), running.time.now
    yield running
    await running.settled()
    _check_filled_in(running.api)
    assert (_kept(database), running.time.now) == before, "it does more than ask: it needs a bot of its own"
    assert running.api.messages == [], "it posts: it needs a bot of its own"


def _kept(database: sqlite3.Connection) -> list[str]:
    """All rows but those that count questions without an answer."""
    return [row for row in database.iterdump() if not row.startswith('INSERT INTO "gaps"')]


@pytest.fixture
def running(request: pytest.FixtureRequest) -> Running:
    """The bot under test: its own, or with `only_asks` the one of its file."""
    shared = request.node.get_closest_marker(ONLY_ASKS)
    running: Running = request.getfixturevalue("_asked" if shared else "_own_bot")
    return running


@pytest.fixture
def slack(running: Running) -> Slack:
    return running.slack


@pytest.fixture
async def team(running: Running) -> Colleagues:
    """A team of thirty people, with a tip in its channel."""
    running.api.members = users(30)
    await running.tick(NINE)
    return Colleagues(running)


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the bot wait longer, because on a busy machine the fake Slack is slow; tests of waiting set it themselves."""
    monkeypatch.setattr(readers, "PATIENCE", 30.0)


@pytest.fixture
async def company(tmp_path: Path, api: WebApi) -> AsyncIterator[Running]:
    """A bot with an article of the company's own and a tip in its channel, in a workspace of the organisation E1."""
    own_article(tmp_path)
    api.people |= OUTSIDERS
    api.members = users(3)
    identity = {
        "ok": True,
        "team_id": WORKSPACE,
        "user_id": "U0BOT",
        "bot_id": "B0BOT",
        "enterprise_id": "E1",
    }
    api.answer("auth.test", Answer(body=json.dumps(identity)), always=True)
    async with a_bot(tmp_path, api, TUESDAYS_AT_NINE) as running:
        await running.tick(NINE)
        yield running
