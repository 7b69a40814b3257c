"""A running bot with its Slack, for every test in this folder."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.answers import readers
from tests.factories import NINE
from tests.fakes.slack import Slack
from tests.fakes.web_api import WORKSPACE, Answer, WebApi
from tests.running import TUESDAYS_AT_NINE, Running, a_bot
from tests.slack.colleagues import Colleagues, users
from tests.slack.outsiders import OUTSIDERS, own_article
from tests.support import Logs, captured_logs


@pytest.fixture
async def api() -> AsyncIterator[WebApi]:
    async with WebApi().serving() as api:
        yield api
        said = json.dumps([call.body for call in api.calls], ensure_ascii=False)
        assert not re.search(r"\{[a-z_]+\}", said), "a sentence left the bot before it was filled in"


@pytest.fixture(autouse=True)
def logs() -> Iterator[Logs]:
    """Everything that is logged, including the start of the bot."""
    with captured_logs() as logs:
        yield logs


@pytest.fixture
async def running(tmp_path: Path, api: WebApi) -> AsyncIterator[Running]:
    async with a_bot(tmp_path, api, TUESDAYS_AT_NINE) as running:
        yield running


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
