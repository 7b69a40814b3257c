"""A request that Slack, or somebody who recorded it, sends again is done once, even by another process."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import urlencode

import httpx
import pytest

from bot.core import texts
from bot.core.errors import StoreError
from tests.fakes.forms import filled
from tests.fakes.leading import led_by, typed
from tests.fakes.slack import Slack, button, signature, words
from tests.fakes.web_api import RESPONSE, WebApi
from tests.running import Running, a_bot
from tests.support import Logs
from tests.text_platform import router


async def send_again(slack: Slack, body: bytes, times: int) -> list[httpx.Response]:
    """Send the very same request, with its signature, `times` times at once."""
    timestamp = str(int(time.time()))
    signed = {"x_slack_request_timestamp": timestamp, "x_slack_signature": signature(body, timestamp)}
    return list(await asyncio.gather(*(slack.send(body, **signed) for _ in range(times))))


async def test_a_recorded_click_that_changes_something_is_done_once(running: Running, api: WebApi) -> None:
    slack = running.slack
    share = button(await slack.command("zoek openheid in mijn team"), texts.SHARE)
    body = urlencode({"payload": json.dumps(slack.block_actions(share))}).encode()
    answers = await send_again(slack, body, 5)
    assert [answer.status_code for answer in answers] == [200] * 5
    await api.wait(RESPONSE)
    await asyncio.sleep(0.1)
    assert [sent["response_type"] for sent in api.of(RESPONSE)] == ["in_channel"]


async def test_who_clicks_again_gets_an_answer(running: Running, api: WebApi) -> None:
    slack = running.slack
    share = button(await slack.command("zoek openheid in mijn team"), texts.SHARE)
    await slack.click(share)
    await api.wait(RESPONSE, 1)
    await slack.click(share)  # a new click, so it has another trigger
    told = (await api.wait(RESPONSE, 2))[1]
    assert told["response_type"] == "ephemeral"
    assert texts.SHARED_ALREADY in json.dumps(told, ensure_ascii=False)


async def test_what_only_reads_answers_again_when_it_comes_again(running: Running, api: WebApi) -> None:
    slack = running.slack
    more = button(await slack.command("zoek openheid in mijn team"), texts.MORE)
    body = urlencode({"payload": json.dumps(slack.block_actions(more))}).encode()
    await send_again(slack, body, 2)
    await api.wait(RESPONSE, 2)


async def test_two_processes_do_a_click_once(tmp_path: Path, api: WebApi) -> None:
    async with a_bot(tmp_path, api) as one, a_bot(tmp_path, api) as two:
        share = button(await one.slack.command("zoek openheid in mijn team"), texts.SHARE)
        payload = one.slack.block_actions(share)
        assert (await one.slack.interact(payload)).status_code == 200
        assert (await two.slack.interact(payload)).status_code == 200
        await api.wait(RESPONSE)
        await asyncio.sleep(0.1)
        assert len(api.of(RESPONSE)) == 1


async def test_a_form_that_comes_again_is_taken_once(running: Running, logs: Logs) -> None:
    payload = {
        "type": "view_submission",
        "team": {"id": "T1"},
        "user": {"id": "U1VERA", "team_id": "T1"},
        "trigger_id": "trigger.form",
        "view": {
            "type": "modal",
            "id": "V1",
            "callback_id": "unknown",
            "blocks": [],
            "state": {"values": {}},
        },
    }
    answers = [await running.slack.interact(payload) for _ in range(2)]
    assert [(answer.status_code, answer.text) for answer in answers] == [(200, "")] * 2
    assert len(logs.events("form.unknown")) == 1, "only one reached the listener"


async def test_what_changes_something_is_not_done_while_it_cannot_be_recorded(
    running: Running, api: WebApi, logs: Logs
) -> None:
    share = button(await running.slack.command("zoek openheid in mijn team"), texts.SHARE)
    broken = mock.AsyncMock(side_effect=StoreError("the disk is full"))
    with mock.patch("bot.database.once.SqlOnceStore.first", broken):
        assert (await running.slack.click(share)).status_code == 200
        [told] = await api.wait(RESPONSE)
    assert told["response_type"] == "ephemeral"
    [failure] = logs.events("listener.failed")
    assert failure["code"] in json.dumps(told)


# Commands


def body_of(fields: Mapping[str, str]) -> bytes:
    return urlencode(fields).encode()


async def planned(slack: Slack) -> str:
    """The channel's planning as it is shown now."""
    return words(await slack.command("planning"))


@pytest.fixture
async def two(tmp_path: Path, api: WebApi) -> AsyncIterator[tuple[Running, Running]]:
    """Two processes on one database."""
    file = led_by("U1VERA")
    async with a_bot(tmp_path, api, file) as one, a_bot(tmp_path, api, file) as other:
        yield one, other


@pytest.mark.parametrize("text", ["overslaan", "pauze", "pauze tot 1 februari", "hervat"])
@pytest.mark.parametrize("known_by", ["trigger_id", "its bytes"])
async def test_a_recorded_command_that_changes_something_is_done_once_by_all_processes_together(
    two: tuple[Running, Running], text: str, known_by: str
) -> None:
    one, other = two
    if text == "hervat":
        await one.slack.command("pauze")
    fields = one.slack.command_fields(text)
    if known_by == "its bytes":
        del fields["trigger_id"]
    [first] = await send_again(one.slack, body_of(fields), 1)
    assert (first.status_code, first.json()["response_type"]) == (200, "ephemeral")
    after = await planned(one.slack)
    undo = {"overslaan": "overslaan", "hervat": "pauze"}.get(text, "hervat")
    await one.slack.command(undo)
    undone = await planned(one.slack)
    assert undone != after
    for slack in (one.slack, other.slack):
        [again] = await send_again(slack, body_of(fields), 1)
        assert (again.status_code, again.content) == (200, b"")
        assert await planned(slack) == undone


async def test_who_types_a_command_again_is_answered_again(two: tuple[Running, Running]) -> None:
    first, second = [words(await two[0].slack.command("overslaan")) for _ in range(2)]
    assert first != second
    assert (await two[0].slack.command("pauze"))["text"] == (await two[1].slack.command("pauze"))["text"]


async def test_a_command_that_only_reads_answers_again_when_it_comes_again(running: Running) -> None:
    body = body_of(running.slack.command_fields("planning"))
    first, second = await send_again(running.slack, body, 2)
    assert first.json() == second.json()


def test_the_commands_that_change_or_send_something_are_known() -> None:
    changing = {name for name, command in router().commands.by_name.items() if command.changes}
    assert changing == {"pause", "resume", "skip", "overview"}


# Forms and clicks without an id


async def test_a_recorded_form_is_saved_once_also_without_an_id(two: tuple[Running, Running]) -> None:
    one, other = two
    sent = one.slack.view_submission(filled(await typed(one.slack, "instellen"), time="10:30:00"))
    checked = json.loads((await one.slack.interact(sent)).content)
    confirmed = one.slack.view_submission(filled(checked["view"], time="10:30:00"))
    del confirmed["trigger_id"]
    body = body_of({"payload": json.dumps(confirmed)})
    [saved] = await send_again(one.slack, body, 1)
    assert saved.json()["response_action"] == "update"
    assert "10.30" in await planned(one.slack)
    for slack in (one.slack, other.slack):
        [again] = await send_again(slack, body, 1)
        assert (again.status_code, again.content) == (200, b"")


async def test_a_recorded_click_is_done_once_also_without_an_id(running: Running, api: WebApi) -> None:
    share = button(await running.slack.command("zoek openheid in mijn team"), texts.SHARE)
    click: dict[str, Any] = running.slack.block_actions(share)
    del click["trigger_id"]
    await send_again(running.slack, body_of({"payload": json.dumps(click)}), 3)
    await api.wait(RESPONSE)
    await asyncio.sleep(0.1)
    assert [sent["response_type"] for sent in api.of(RESPONSE)] == ["in_channel"]
