"""The same promises over Socket Mode, in the local Slack: people get an answer, even if something breaks."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp

from bot import app
from bot.answers.service import Answering
from bot.core import texts
from bot.demo import local_slack as demo
from bot.demo import workspace
from tests.databases import tables_copied
from tests.fakes.slack import button, words
from tests.running import Time, content_loaded_once
from tests.slack.test_errors import SENTENCE, breaks
from tests.support import Logs, local_slack

pytestmark = pytest.mark.local_slack

MODAL = {
    "type": "modal",
    "callback_id": "formulier",
    "title": {"type": "plain_text", "text": "Formulier"},
    "submit": {"type": "plain_text", "text": "Bewaar"},
    "blocks": [
        {
            "type": "input",
            "block_id": "tijd",
            "label": {"type": "plain_text", "text": "Tijd"},
            "element": {"type": "plain_text_input", "action_id": "a"},
        }
    ],
}


@dataclass
class Person:
    """A person in the local Slack, who acts through its control API."""

    bolt: AsyncApp
    slack: aiohttp.ClientSession

    async def control(self, name: str, **body: Any) -> None:
        asked = {"channel": workspace.CHANNEL, "user": workspace.YOU, "appId": workspace.APP} | body
        async with self.slack.post(f"/_control/{name}", json=asked) as response:
            assert (await response.json())["ok"]

    async def sees(self, fits: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Wait for a message in the channel that fits; returns the newest."""
        async with asyncio.timeout(5):
            while True:
                async with self.slack.get(f"/_control/messages/{workspace.CHANNEL}") as response:
                    messages: list[dict[str, Any]] = (await response.json())["messages"]
                if found := [message for message in messages if message.get("blocks") and fits(message)]:
                    return found[-1]
                await asyncio.sleep(0.05)

    async def press(self, message: dict[str, Any], label: str) -> None:
        await self.control("interact", messageTs=message["ts"], action=button(message, label))


@pytest.fixture
async def person(tmp_path: Path) -> AsyncIterator[Person]:
    async with a_person(tmp_path) as person:
        yield person


@asynccontextmanager
async def a_person(folder: Path) -> AsyncIterator[Person]:
    async with demo.running(local_slack(), folder) as (address, _):
        settings = workspace.bot_settings(folder, address, tick_seconds=3600)
        await tables_copied(settings.database_url.get_secret_value())
        with content_loaded_once():
            async with app.running(settings, Time()) as bot, aiohttp.ClientSession(address) as slack:
                yield Person(bot.bolt, slack)


def is_error(message: dict[str, Any]) -> bool:
    return SENTENCE.fullmatch(message["text"]) is not None


def assert_in_log(logs: Logs, sentence: str) -> None:
    found = SENTENCE.fullmatch(sentence)
    assert found, sentence
    assert found[1] in {event["code"] for event in logs.events("listener.failed")}
    assert workspace.BOT_TOKEN not in logs.text
    assert workspace.APP_TOKEN not in logs.text
    assert "plantgeheim" not in logs.text


async def test_a_question_is_answered_and_its_buttons_work(person: Person) -> None:
    await person.control("command", command="/leiderschap", text="ceo blog")
    answer = await person.sees(lambda message: "weekblog" in message["text"])
    await person.press(answer, texts.SHOW_TIP.format(title="Schrijf vijf regels over wat je opviel"))
    await person.sees(lambda message: message["text"] == "Tip: Schrijf vijf regels over wat je opviel")
    await person.press(answer, texts.SHARE)
    shared = await person.sees(lambda message: texts.SHARED_BY.strip() in words(message))
    assert shared.get("subtype") != "ephemeral"


async def test_a_mention_is_answered_in_its_thread(person: Person) -> None:
    await person.control("message", text=f"<@{workspace.BOT}> ceo blog")
    answer = await person.sees(lambda message: "weekblog" in message["text"])
    assert answer["thread_ts"] != answer["ts"]


@pytest.mark.parametrize("after", [False, True])
async def test_a_command_that_breaks_is_answered_with_the_code(
    person: Person, logs: Logs, after: bool
) -> None:
    async def command(ack: Any) -> None:
        if after:
            await ack("gedaan")
        breaks()

    person.bolt.command("/stuk")(command)
    await person.control("command", command="/stuk", text="plantgeheim")
    assert_in_log(logs, (await person.sees(is_error))["text"])


async def test_a_click_that_breaks_is_answered_with_the_code(
    person: Person, logs: Logs, monkeypatch: pytest.MonkeyPatch
) -> None:
    await person.control("command", command="/leiderschap", text="ceo blog")
    answer = await person.sees(lambda message: "weekblog" in message["text"])
    monkeypatch.setattr(Answering, "share", breaks)
    await person.press(answer, texts.SHARE)
    assert_in_log(logs, (await person.sees(is_error))["text"])


@pytest.mark.parametrize("after", [False, True])
async def test_a_form_that_breaks_says_so_at_its_field(person: Person, logs: Logs, after: bool) -> None:
    async def opens(ack: Any, command: Any, client: Any) -> None:
        await ack()
        await client.views_open(trigger_id=command["trigger_id"], view=MODAL)

    async def submitted(ack: Any) -> None:
        if after:
            await ack()
        breaks()

    person.bolt.command("/formulier")(opens)
    person.bolt.view("formulier")(submitted)
    listeners = person.bolt._async_listeners
    listeners.insert(0, listeners.pop())  # before the bot's own listener, which handles every form
    async with person.slack.ws_connect("/ui") as page, asyncio.timeout(10):
        await person.control("command", command="/formulier", text="")
        await _until(page, lambda seen: seen["t"] == "view" and bool(seen["stack"]))
        await page.send_json(
            {"t": "view_submit", "user": workspace.YOU, "values": {"tijd": {"a": "plantgeheim"}}}
        )
        shown = await _until(page, lambda seen: seen["t"] == "view_errors" and bool(seen["errors"]))
    assert re.search(re.escape(texts.ERROR.split("{")[0]), shown["errors"]["tijd"])
    assert_in_log(logs, shown["errors"]["tijd"])


async def _until(
    page: aiohttp.ClientWebSocketResponse, fits: Callable[[dict[str, Any]], bool]
) -> dict[str, Any]:
    while True:
        seen: dict[str, Any] = await page.receive_json()
        if fits(seen):
            return seen
