"""If something breaks, the person reads a plain sentence with a code that the administrator can find in the log."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from bot.answers.browsing import Browsing
from bot.answers.service import Answering
from bot.channels.home import HomeTab
from bot.core import texts
from tests.fakes.slack import SIGNING_SECRET, Slack, button
from tests.fakes.web_api import RESPONSE, WebApi
from tests.running import BOT_TOKEN, Running, a_bot
from tests.slack_limits import check
from tests.support import Logs

QUESTION = "plantgeheim vraagt iets"
SENTENCE = re.compile(re.escape(texts.ERROR).replace(r"\{code\}", "([0-9a-f]{6})"))


def breaks(*_: Any, **__: Any) -> Any:
    raise RuntimeError(f"kapot met {BOT_TOKEN} in postgres://naam:wachtwoord99@host/db")


def code_in(sentence: str) -> str:
    found = SENTENCE.fullmatch(sentence)
    assert found, sentence
    return found[1]


def assert_logged(logs: Logs, code: str) -> None:
    """The code is in the log once, with its traceback, and the log has no secret and no words of a person."""
    [event] = [event for event in logs.events("listener.failed") if event["code"] == code]
    assert "Traceback" in event["exception"]
    for secret in (BOT_TOKEN, SIGNING_SECRET, "wachtwoord99", "plantgeheim", "geheimadres", "U1VERA"):
        assert secret not in logs.text


async def test_a_command_that_breaks_before_the_ack(
    slack: Slack, logs: Logs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Answering, "answer", breaks)
    message = await slack.command(QUESTION)
    check(message)
    assert message["response_type"] == "ephemeral"
    assert_logged(logs, code_in(message["text"]))


async def test_a_command_that_breaks_after_the_ack(running: Running, logs: Logs) -> None:
    async def acks_and_breaks(ack: Any) -> None:
        await ack("gedaan")
        breaks()

    running.bot.bolt.command("/stuk")(acks_and_breaks)
    message = await running.slack.command(QUESTION, "/stuk")
    assert_logged(logs, code_in(message["text"]))


@pytest.mark.parametrize("action", ["more:0", "show_tip:1", "other_tip:0", "share:0"])
async def test_a_click_that_breaks_after_the_ack(
    slack: Slack, logs: Logs, monkeypatch: pytest.MonkeyPatch, action: str
) -> None:
    for service, name in (
        (Answering, "more"),
        (Answering, "share"),
        (Browsing, "show_tip"),
        (Browsing, "next_tip"),
    ):
        monkeypatch.setattr(service, name, breaks)
    response = await slack.click({"action_id": action, "value": "plantgeheim"})
    assert (response.status_code, response.content) == (200, b"")
    [answer] = await slack.api.wait(RESPONSE)
    check(answer)
    assert (answer["response_type"], answer["replace_original"]) == ("ephemeral", False)
    assert_logged(logs, code_in(answer["text"]))


async def test_a_click_that_breaks_before_the_ack(running: Running, logs: Logs) -> None:
    running.bot.bolt.action("stuk")(breaks_first := _listener())
    listeners = running.bot.bolt._async_listeners
    listeners.insert(0, listeners.pop())
    assert (await running.slack.click({"action_id": "stuk", "value": "plantgeheim"})).status_code == 200
    [answer] = await running.api.wait(RESPONSE)
    assert_logged(logs, code_in(answer["text"]))
    assert breaks_first.__name__ in logs.text


def _listener() -> Any:
    async def breaks_at_once(ack: Any) -> None:
        breaks(ack)

    return breaks_at_once


async def test_a_click_while_the_database_cannot_be_used(
    tmp_path: Path, running: Running, logs: Logs
) -> None:
    share = button(await running.slack.command("ceo blog"), texts.SHARE)
    with closing(sqlite3.connect(tmp_path / "leiderschap.db")) as connection:
        connection.execute("DROP TABLE once")
    await running.slack.click(share)
    [answer] = await running.api.wait(RESPONSE)
    assert_logged(logs, code_in(answer["text"]))


async def test_status_while_the_database_cannot_be_used(tmp_path: Path, slack: Slack, logs: Logs) -> None:
    with closing(sqlite3.connect(tmp_path / "leiderschap.db")) as connection:
        connection.execute("DROP TABLE deliveries")
    assert_logged(logs, code_in((await slack.command("status"))["text"]))


FIELD = {"type": "input", "block_id": "tijd", "element": {"type": "plain_text_input", "action_id": "a"}}
NOTE = {"type": "section", "block_id": "uitleg", "text": {"type": "plain_text", "text": "plantgeheim"}}


async def test_a_form_that_breaks_says_so_at_its_first_field_and_keeps_what_was_filled_in(
    running: Running, logs: Logs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(running.bot.rooms.router.forms, "formulier", breaks)
    view = {"type": "modal", "callback_id": "formulier", "blocks": [NOTE, FIELD], "state": {"values": {}}}
    answer = (await running.slack.submit(view)).json()
    assert answer["response_action"] == "errors"
    assert list(answer["errors"]) == ["tijd"]
    assert_logged(logs, code_in(answer["errors"]["tijd"]))


async def test_a_form_without_fields_that_breaks_shows_the_sentence_in_its_place(
    running: Running, logs: Logs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(running.bot.rooms.router.forms, "formulier", breaks)
    view = {"type": "modal", "callback_id": "formulier", "blocks": [NOTE], "state": {"values": {}}}
    answer = (await running.slack.submit(view)).json()
    assert answer["response_action"] == "update"
    check(answer["view"], "modal")
    assert 1 <= len(answer["view"]["title"]["text"]) <= 24
    assert answer["view"]["type"] == "modal"
    [block] = answer["view"]["blocks"]
    assert_logged(logs, code_in(block["text"]["text"]))


async def test_a_mention_that_breaks_is_answered_in_its_thread(
    slack: Slack, logs: Logs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Answering, "answer", breaks)
    assert (await slack.mention(QUESTION)).status_code == 200
    [posted] = await slack.api.wait("chat.postMessage")
    assert (posted["channel"], posted["thread_ts"]) == ("C1", "1700.7")
    assert_logged(logs, code_in(posted["text"]))


async def test_a_home_tab_that_breaks_is_acknowledged_and_logged(
    tmp_path: Path, api: WebApi, logs: Logs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(HomeTab, "channels", breaks)
    async with a_bot(tmp_path, api) as running:
        event = {"type": "app_home_opened", "tab": "home", "user": "U1VERA", "channel": "D1"}
        assert (await running.slack.event(event)).status_code == 200
    [failed] = logs.events("response.failed")
    assert "Traceback" in failed["exception"]
    assert BOT_TOKEN not in logs.text


async def test_an_answer_that_cannot_be_delivered_is_logged_without_its_address(
    tmp_path: Path, api: WebApi, logs: Logs
) -> None:
    async with a_bot(tmp_path, api) as running:
        payload = running.slack.block_actions({"action_id": "show_tip:0", "value": "x"})
        payload["response_url"] = "http://127.0.0.1:1/actions/T1/1/geheimadres"
        assert (await running.slack.interact(payload)).status_code == 200
    assert len(logs.events("response.unconnected")) == 1
    assert "geheimadres" not in logs.text


async def test_nothing_of_a_working_day_puts_a_secret_or_a_word_of_a_person_in_the_log(
    tmp_path: Path, api: WebApi, logs: Logs
) -> None:
    async with a_bot(tmp_path, api) as running:
        message = await running.slack.command("ceo blog plantgeheim")
        for pressed in ("Deel in kanaal", "Bekijk tip: Schrijf vijf regels over wat je opviel"):
            await running.slack.click(button(message, pressed))
        await running.slack.mention("plantgeheim blog")
        await running.slack.command("zoek plantgeheim")
        await running.slack.command("x" * 600 + "plantgeheim")
        await running.slack.send(b"text=plantgeheim", x_slack_signature="v0=" + "0" * 64)
        await running.slack.send(urlencode({"payload": "plantgeheim"}).encode())
        await running.slack.send(json.dumps({"plantgeheim": 1}).encode(), "application/json")
        await running.slack.send(urlencode(running.slack.command_fields("plantgeheim", "/anders")).encode())
    for secret in (BOT_TOKEN, SIGNING_SECRET, "plantgeheim", "geheimadres", "U1VERA", "ceo"):
        assert secret not in logs.text
