"""Events and forms that are signed and lack what is read of them: a bad request each, and no fault of the bot."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest

from bot.slack.app import EVENTS
from tests.fakes.slack import Slack
from tests.fakes.web_api import BOT_USER
from tests.running import Running
from tests.support import Logs

WRONG: list[object] = [None, 7, [], {}, ""]
_numbers = itertools.count(1)


def told(name: str) -> dict[str, Any]:
    """What Slack tells of the bot, or of a channel that was never set up."""
    event: dict[str, Any] = {"type": name, "user": BOT_USER, "channel": "C9", "ts": "1.2", "tab": "home"}
    if name.endswith("_rename"):
        event["channel"] = {"id": "C9", "name": "nieuw"}
    if name == "channel_id_changed":
        event = {"type": name, "old_channel_id": "C8", "new_channel_id": "C9"}
    return {"type": "event_callback", "team_id": "T1", "event_id": f"Ev{next(_numbers)}", "event": event}


async def answer(slack: Slack, body: dict[str, Any]) -> int:
    return (await slack.send(json.dumps(body).encode(), "application/json")).status_code


@pytest.mark.parametrize("name", EVENTS)
async def test_an_event_that_lacks_a_part_or_has_another_in_its_place_is_a_bad_request(
    running: Running, logs: Logs, name: str
) -> None:
    assert await answer(running.slack, told(name)) == 200
    bad = 0
    for field in told(name)["event"]:
        for value in (..., *WRONG):
            body = told(name)
            body["event"] = {key: one for key, one in body["event"].items() if key != field}
            if value is not ...:
                body["event"][field] = value
            status = await answer(running.slack, body)
            assert status in (200, 400), (field, value)
            bad += status == 400
    for value in WRONG:
        body = told(name) | {"event_id": value}
        assert await answer(running.slack, body) < 500, value
    await running.settled()
    assert bad > len(WRONG)
    assert "Traceback" not in logs.text


async def test_a_channel_without_its_new_name_or_id_is_a_bad_request(running: Running, logs: Logs) -> None:
    for channel in ({"id": "C9"}, {"name": "nieuw"}, {"id": "C9", "name": None}, {"id": 7, "name": "nieuw"}):
        body = told("channel_rename")
        body["event"]["channel"] = channel
        assert await answer(running.slack, body) == 400, channel
    assert "Traceback" not in logs.text


async def test_tokens_that_are_none_are_a_bad_request(running: Running, logs: Logs) -> None:
    wrong: list[object] = [None, [], "xoxb", 7]
    for tokens in wrong:
        body = told("tokens_revoked") | {"event_time": 1_736_000_000}
        body["event"]["tokens"] = tokens
        assert await answer(running.slack, body) == 400, tokens
    assert "Traceback" not in logs.text


GOOD = {
    "id": "V1",
    "type": "modal",
    "callback_id": "pause",
    "private_metadata": '{"channel": "C1"}',
    "blocks": [
        {"type": "input", "block_id": "until", "element": {"type": "datepicker", "action_id": "field:1"}}
    ],
    "state": {"values": {"until": {"field:1": {"type": "datepicker", "selected_date": None}}}},
}
SPOILED: list[dict[str, Any]] = [
    {"callback_id": None}, {"private_metadata": "x"}, {"private_metadata": "[]"}, {"state": None}, {"state": {}},
    {"state": {"values": {"until": {"field:1": {"type": "datepicker", "selected_date": "overmorgen"}}}}},
    {"state": {"values": {"until": {"field:1": {"type": "checkboxes", "selected_options": [{}]}}}}},
    {"state": {"values": {"until": {"field:1": {"type": "static_select", "selected_option": "x"}}}}},
    {"blocks": None}, {"blocks": [{"type": "input"}]}, {"blocks": [{"type": "input", "block_id": 5, "element": {}}]},
]  # fmt: skip


@pytest.mark.parametrize("spoiled", SPOILED, ids=json.dumps)
async def test_a_form_that_lacks_a_part_is_a_bad_request(
    running: Running, logs: Logs, spoiled: dict[str, Any]
) -> None:
    assert (await running.slack.submit(GOOD)).status_code == 200
    assert (await running.slack.submit(GOOD | spoiled)).status_code == 400
    for part in spoiled.keys() - {"private_metadata"}:
        without = {name: value for name, value in GOOD.items() if name != part}
        assert (await running.slack.submit(without)).status_code == 400
    assert "Traceback" not in logs.text
