"""Only requests that Slack signed are handled, and no other request breaks the bot or gets into the log."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections import Counter
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest

from bot.slack.requests.routes import MAX_BODY
from tests.fakes.slack import FORM, Slack, signature
from tests.fakes.web_api import RESPONSE, WebApi
from tests.running import Running
from tests.slack.asking import only_asks
from tests.support import Logs

SECRET_WORDS = "onzegeheimevraag"


def body_of(slack: Slack) -> bytes:
    return urlencode(slack.command_fields(SECRET_WORDS)).encode()


def stamp(seconds: int) -> str:
    return str(int(time.time()) + seconds)


REFUSED = {
    "no signature": {"x_slack_signature": ""},
    "a wrong signature": {"x_slack_signature": "v0=" + "0" * 64},
    "half a signature": {"x_slack_signature": "v0="},
    "a signature of another version": {"x_slack_signature": "v1=" + "0" * 64},
    "letters that are not ASCII in the signature": {"x_slack_signature": "v0=é" + "0" * 63},
    "no timestamp": {"x_slack_request_timestamp": ""},
    "words for a timestamp": {"x_slack_request_timestamp": "gisteren"},
    "a negative timestamp": {"x_slack_request_timestamp": "-1"},
    "a timestamp with a fraction": {"x_slack_request_timestamp": "1700000000.5"},
    "a timestamp in other digits": {"x_slack_request_timestamp": "²³"},
    "an endless timestamp": {"x_slack_request_timestamp": "9" * 6000},
    "a timestamp long ago": {"x_slack_request_timestamp": "1"},
}


@pytest.mark.parametrize("headers", REFUSED.values(), ids=REFUSED)
@only_asks
async def test_a_request_that_slack_did_not_sign_now_is_refused_without_a_word_in_the_log(
    running: Running, headers: dict[str, str], logs: Logs
) -> None:
    before = logs.text
    response = await running.slack.send(body_of(running.slack), **headers)
    assert (response.status_code, response.text) == (401, "unauthorized")
    assert SECRET_WORDS not in logs.text
    assert "Traceback" not in logs.text.removeprefix(before)


@pytest.mark.parametrize("seconds", [-301, -3600, 301, 10**9])
@only_asks
async def test_a_request_of_another_time_is_refused(slack: Slack, seconds: int) -> None:
    response = await slack.send(body_of(slack), x_slack_request_timestamp=stamp(seconds))
    assert response.status_code == 401


@pytest.mark.parametrize("seconds", [-290, 290])
@only_asks
async def test_clocks_may_differ_by_minutes(slack: Slack, seconds: int) -> None:
    response = await slack.send(body_of(slack), x_slack_request_timestamp=stamp(seconds))
    assert response.status_code == 200


@only_asks
async def test_a_body_that_was_changed_on_its_way_is_refused(slack: Slack) -> None:
    timestamp = stamp(0)
    signed = signature(body_of(slack), timestamp)
    response = await slack.send(
        body_of(slack) + b"&x=1", x_slack_request_timestamp=timestamp, x_slack_signature=signed
    )
    assert response.status_code == 401


@only_asks
async def test_a_signature_of_another_app_is_refused(slack: Slack) -> None:
    body, timestamp = body_of(slack), stamp(0)
    foreign = signature(body, timestamp, "een ander geheim")
    response = await slack.send(body, x_slack_request_timestamp=timestamp, x_slack_signature=foreign)
    assert response.status_code == 401


NOT_GENUINE = {
    "a click that names an address": lambda slack, api: urlencode(
        {
            "payload": json.dumps(
                {**slack.block_actions({"action_id": "more:0"}), "response_url": api.response_url()}
            )
        }
    ).encode(),
    "endless brackets": lambda _slack, _api: b"[" * 200_000,
    "a list": lambda _slack, _api: b"[1]",
    "a number for a team": lambda _slack, _api: b'{"team": 7, "authorizations": 7, "event": 7}',
    "nothing": lambda _slack, _api: b"",
    "bytes that are no text": lambda _slack, _api: b"\xff\xfe",
}


@pytest.mark.parametrize("made", NOT_GENUINE.values(), ids=NOT_GENUINE)
@pytest.mark.parametrize("kind", [FORM, "application/json"])
@pytest.mark.parametrize("forged", ["v0=é" + "0" * 63, "v0=" + "0" * 64])
@only_asks
async def test_what_slack_did_not_sign_is_not_even_read(
    running: Running, made: object, kind: str, forged: str, logs: Logs
) -> None:
    assert callable(made)
    body = made(running.slack, running.api)
    response = await running.slack.send(body, kind, x_slack_signature=forged)
    await asyncio.sleep(0)
    assert response.status_code in (400, 401)
    assert running.api.of(RESPONSE) == []
    assert "Traceback" not in logs.text


@pytest.mark.parametrize(
    "body",
    [
        b"payload=%5B1",
        b"payload={",
        b"{",
        b"[1]",
        b"null",
        b"7",
        b'"x"',
        b"[" * 100_000,
        b"payload=[]",
    ],
)
@pytest.mark.parametrize("kind", [FORM, "application/json"])
@only_asks
async def test_a_signed_body_that_cannot_be_read_is_a_bad_request(
    slack: Slack, body: bytes, kind: str, logs: Logs
) -> None:
    response = await slack.send(body, kind)
    assert response.status_code in (400, 404), response.text
    assert "Traceback" not in logs.text


@pytest.mark.parametrize(
    "body",
    [
        {"type": "event_callback", "event": "app_mention"},
        {"type": "event_callback"},
        {"type": "view_submission", "view": []},
        {"type": "block_actions", "actions": []},
        {"type": "block_actions", "actions": ["x"]},
        {"type": []},
        {"type": "view_submission", "user": {"id": "U1"}, "view": {"callback_id": "x"}},
        {
            "type": "view_submission",
            "user": {"id": "U1"},
            "view": {"callback_id": "x", "type": "workflow_step"},
        },
        {"type": "workflow_step_edit", "user": {"id": "U1"}, "callback_id": "x"},
        {"type": "event_callback", "event": {"type": "app_uninstalled"}, "event_time": "gisteren"},
        {"type": "event_callback", "event": {"type": "tokens_revoked"}, "event_time": 10**30},
        {"type": "event_callback", "event": {"type": "app_uninstalled"}},
    ],
    ids=json.dumps,
)
@only_asks
async def test_a_signed_request_that_lacks_what_its_type_promises_is_a_bad_request(
    slack: Slack, body: dict[str, object], logs: Logs
) -> None:
    sent = json.dumps({"team_id": "T1", "event_id": "Ev1", **body}).encode()
    response = await slack.send(sent, "application/json")
    assert (response.status_code, response.text) == (400, "bad request")
    assert "Traceback" not in logs.text


GOOD: dict[str, Callable[[Slack], dict[str, Any]]] = {
    "command": lambda slack: slack.command_fields("ceo blog"),
    "action": lambda slack: slack.block_actions({"action_id": "show_tip:0", "value": "x"}),
    "form": lambda slack: slack.view_submission(
        {"id": "V1", "type": "modal", "callback_id": "x", "blocks": [], "state": {"values": {}}}
    ),
    "event": lambda slack: {
        "type": "event_callback", "team_id": "T1", "event_id": "EvKind", "event_time": 1,
        "authorizations": [{"team_id": "T1", "user_id": "U0BOT", "is_bot": True}],
        "event": {"type": "app_mention", "user": "U1VERA", "channel": "C1", "ts": "1.2", "text": "ceo blog"},
    },
    "check": lambda slack: {"type": "url_verification", "challenge": "x", "token": "t"},
    "shortcut": lambda slack: {"type": "shortcut", "user": {"id": "U1"}, "team": {"id": "T1"}, "callback_id": "x"},
    "message shortcut": lambda slack: {
        "type": "message_action", "user": {"id": "U1"}, "team": {"id": "T1"}, "channel": {"id": "C1"},
        "callback_id": "x", "message": {"ts": "1.2"},
    },
    "options": lambda slack: {
        "type": "block_suggestion", "user": {"id": "U1"}, "team": {"id": "T1"}, "action_id": "x", "value": "y",
        "container": {"type": "view"},
    },
}  # fmt: skip
WRONG: list[object] = [
    None,
    7,
    True,
    "",
    "\x00",
    "\ud800",
    [],
    [1],
    [[]],
    {},
    {"id": []},
    {"type": []},
    [{}],
    "x" * 5000,
]


def _places(body: object, path: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    """The path of each value in a body."""
    inner = (
        list(body.items())
        if isinstance(body, dict)
        else list(enumerate(body))
        if isinstance(body, list)
        else []
    )
    return [place for key, value in inner for place in ((*path, key), *_places(value, (*path, key)))]


def _spoiled(body: Any, place: tuple[Any, ...], *value: object) -> Any:
    """The body with another value at this place, or without that place."""
    copy = json.loads(json.dumps(body))
    inner = copy
    for key in place[:-1]:
        inner = inner[key]
    if value:
        inner[place[-1]] = value[0]
    else:
        del inner[place[-1]]
    return copy


@pytest.mark.parametrize("kind", GOOD)
async def test_no_signed_request_is_answered_with_a_fault_of_the_server_whatever_it_holds(
    running: Running, logs: Logs, kind: str
) -> None:
    """Each value of a good request is left out, and replaced by each wrong type; as JSON and as a form."""
    good = GOOD[kind](running.slack)
    bodies = [good]
    for place in _places(good):
        bodies += [_spoiled(good, place), *(_spoiled(good, place, value) for value in WRONG)]
    seen: Counter[int] = Counter()
    for body in bodies:
        raw = json.dumps(body)
        for sent, form in ((raw.encode(), "application/json"), (urlencode({"payload": raw}).encode(), FORM)):
            seen[(await running.slack.send(sent, form)).status_code] += 1
    await running.settled()
    assert not [status for status in seen if status >= 500], seen
    assert seen[400] > 0


@pytest.mark.parametrize(
    "body",
    [
        b"payload=%7B%7D&payload=%7B%7D", b"command=%2Fleiderschap&command=%2Fx&team_id=T1", b"text=%ff%fe",
        b"text=%zz",
        b"text=%", b"payload=%7B%22a%22%3A", b"payload=7", b"payload=null", b"payload=%22x%22",
        b"command=%2Fleiderschap", b"command=%2Fleiderschap&team_id=T1&channel_id=C1",
        b"command=%2Fleiderschap&team_id=&channel_id=&user_id=",
        urlencode({"payload": '{"a":' * 5000 + "1" + "}" * 5000}).encode(),
        urlencode({"payload": '{"type":"block_actions","user":{"id":"U1"},"actions":' + "[" * 5000}).encode(),
    ],
    ids=lambda body: body[:40].decode(),
)  # fmt: skip
@only_asks
async def test_a_form_that_is_none_or_says_a_thing_twice_is_a_bad_request(
    slack: Slack, body: bytes, logs: Logs
) -> None:
    response = await slack.send(body)
    assert (response.status_code, response.text) == (400, "bad request")
    assert "Traceback" not in logs.text


@pytest.mark.parametrize("text", ["\ud800", "ceo \udfff blog", "<@U0BOT> \ud83d"])
async def test_half_a_character_is_read_as_a_question_mark_and_disturbs_nothing(
    running: Running, logs: Logs, text: str
) -> None:
    event = {"type": "app_mention", "user": "U1VERA", "channel": "C1", "ts": "1700.7", "text": text}
    assert (await running.slack.event(event)).status_code == 200
    await running.settled()
    assert len(running.api.messages) == 1
    pressed = {"action_id": "show_tip:0", "value": text}
    assert (await running.slack.click(pressed)).status_code == 200
    await running.api.wait(RESPONSE)
    await running.settled()
    assert not logs.events("listener.failed")
    assert "Traceback" not in logs.text


@only_asks
async def test_bytes_that_are_no_utf8_are_refused_whoever_signed_them(slack: Slack, logs: Logs) -> None:
    assert (await slack.send(b"text=\xff\xfe")).status_code in (400, 401)
    assert "Traceback" not in logs.text


@only_asks
async def test_a_body_of_two_megabytes_is_too_large_and_the_largest_allowed_is_not(slack: Slack) -> None:
    assert (await slack.send(b"x=" + b"a" * 2_000_000)).status_code == 413
    assert (await slack.send(b"x=" + b"a" * (MAX_BODY - 1))).status_code == 413
    assert (await slack.send(b"x=" + b"a" * (MAX_BODY - 2))).status_code == 404


@only_asks
async def test_slack_may_check_the_address(slack: Slack) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "wie is daar", "token": "t"}).encode()
    response = await slack.send(body, "application/json")
    assert (response.status_code, response.json()) == (200, {"challenge": "wie is daar"})


async def test_health_and_metrics_are_served_and_requests_are_counted_by_kind(slack: Slack) -> None:
    counted = [await count(slack, kind) for kind in ("command", "action", "event")]
    await slack.command("ceo blog")
    await slack.click({"action_id": "show_tip:0", "value": "x"})
    await slack.mention("ceo blog")
    assert [await count(slack, kind) for kind in ("command", "action", "event")] == [n + 1 for n in counted]
    assert (await slack.get("/healthz")).text == "ok"
    assert "ceo" not in (await slack.get("/metrics")).text


async def count(slack: Slack, kind: str) -> float:
    metrics = (await slack.get("/metrics")).text
    found = re.search(rf'leiderschap_request_seconds_count{{kind="{kind}"}} (.*)', metrics)
    return float(found[1]) if found else 0.0


@pytest.mark.parametrize("command", ["/anders", "/leiderschap2"])
@only_asks
async def test_a_command_that_is_not_ours_is_not_answered(slack: Slack, command: str) -> None:
    response = await slack.send(urlencode(slack.command_fields("x", command)).encode())
    assert response.status_code == 404


@only_asks
async def test_only_post_is_taken(slack: Slack) -> None:
    assert (await slack.get("/slack/events")).status_code == 405


@only_asks
async def test_a_bot_without_a_response_url_left_is_not_disturbed(running: Running, api: WebApi) -> None:
    payload = running.slack.block_actions({"action_id": "show_tip:0", "value": "x"})
    del payload["response_url"]
    assert (await running.slack.interact(payload)).status_code == 200
    assert api.of(RESPONSE) == []
