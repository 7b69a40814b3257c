"""Logs and metrics: events with fields, both from the bot and from its libraries, and never a secret."""

from __future__ import annotations

import ast
import json
import logging

import pytest
import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.logger import get_bolt_logger

from bot.observability import redact
from bot.settings import ROOT
from tests.support import captured_logs

SECRETS = {
    "a bot's token": "xoxb-1234-abcDEF",
    "a user's token": "xoxp-1234-abcDEF",
    "a refresh token": "xoxe-1-abcDEF",
    "an app's token": "xapp-1-A0-123-abc",
    "a password in an address": "naam:wachtwoord99",
}
ADDRESSES = (
    "https://hooks.slack.com/actions/T1/1/geheimadres",
    "https://hooks.slack.com/commands/T1/1/geheimadres",
)


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
def test_a_secret_is_taken_out_and_the_rest_stays(secret: str) -> None:
    text = f"voor postgres://{secret}@host/db na" if ":" in secret else f"voor {secret} na"
    shown = redact(text)
    assert secret not in shown
    assert shown.startswith("voor ")
    assert shown.endswith(" na")


AFTER = {
    "a password without a name": "postgresql://:geheim@host/db",
    "a password with a slash": "postgresql://naam:ge/heim@host/db",
    "a password with an at": "postgresql://naam:ge@heim@host/db",
    "a password among parameters": "postgresql://host/db?user=naam&password=ge:heim",
    "what a client proves itself with": "Authorization: Basic Z2VoZWltZ2VoZWlt",
    "a token in a header": "Authorization: Bearer geheimgeheim",
    "what a client proves itself with, in a list of headers": "{'Authorization': 'Basic Z2VoZWltZ2VoZWlt'}",
    "what a proxy asks for": "Proxy-Authorization: Basic Z2VoZWltZ2VoZWlt",
    "a token that looks like a word": "authorization: bearer geheimgeheim",
    "what a client proves itself with, without a name": "Basic Z2VoZWltZ2VoZWlt",
    "a token without a name": "Bearer abc.geheim.1",
    "the ticket of a connection": "wss://wss-primary.slack.example/link/?ticket=geheim-1&app_id=1",
    "an id that opens a form": "trigger_id=123.456.geheim",
    "such an id in a body": "{'trigger_id': '123.456.geheim'}",
    "such an id in JSON": '{"trigger_id": "123.456.geheim"}',
    "such an id in JSON in JSON": '"{\\"trigger_id\\":\\"123.456.geheim\\"}"',
    **{
        f"an address for {kind}": f"https://hooks.slack.com/{kind}/T1/B1/geheim"
        for kind in ("services", "workflows", "app", "triggers")
    },
}


@pytest.mark.parametrize("text", AFTER.values(), ids=AFTER)
def test_what_is_secret_by_where_it_stands_is_taken_out(text: str) -> None:
    shown = redact(f"voor {text} na")
    assert "heim" not in shown
    assert "Z2Vo" not in shown
    assert shown.startswith("voor ")
    assert shown.endswith(" na")


@pytest.mark.parametrize(
    "said",
    ["from Basic Information", "see Basic Information.", "Bearer tokens, all", "(Basic authentication)"],
)
def test_words_that_only_begin_like_a_secret_stay(said: str) -> None:
    assert redact(said) == said


def test_no_sentence_of_our_own_is_taken_for_a_secret() -> None:
    """The doctor's advice passes the same filter as what it must not show."""
    blotted = [
        f"{file.relative_to(ROOT)}:{node.lineno}: {node.value}"
        for file in sorted((ROOT / "bot").rglob("*.py"))
        if file.name != "observability.py" and file.parent.name != "demo"  # its token is one
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "[secret]" in redact(node.value)
    ]
    assert blotted == []


@pytest.mark.parametrize("form", ["json", "text"])
def test_a_line_from_which_a_secret_was_taken_is_still_whole(form: str) -> None:
    with captured_logs(form=form) as logs:
        log = structlog.stdlib.get_logger("bot.example")
        log.info("event", trigger_id="123.456.geheim", more={"trigger_id": "123.456.geheim", "a": 1})
    assert "geheim" not in logs.text
    if form == "json":
        [line] = logs.events("event")
        assert line["more"] == {"trigger_id": "[secret]", "a": 1}


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("around", ["{}", "({})", "'{}'", '"{}"', "<{}>", "url={},"])
def test_an_address_for_an_answer_is_taken_out(address: str, around: str) -> None:
    assert "geheimadres" not in redact(around.format(address))


def test_control_characters_are_taken_out_so_that_no_line_is_forged_or_coloured() -> None:
    assert redact("a\x1b[31mb\rc\x00d\x85e") == "a [31mb c d e"


@pytest.mark.parametrize("form", ["json", "text"])
def test_no_secret_gets_through_wherever_it_stands(form: str) -> None:
    secret = "xoxb-1234-abcDEF"
    with captured_logs(form=form) as logs:
        log = structlog.stdlib.get_logger("bot.example")
        log.info("event", text=secret, inside={"deep": [secret]}, error=ValueError(secret))
        try:
            raise RuntimeError(f"boom {secret}")
        except RuntimeError:
            log.exception("failed")
            logging.getLogger("some.library").exception("failed with %s", secret)
        logging.getLogger("some.library").warning("%s and %r", secret, {"token": secret})
    assert "1234-abcDEF" not in logs.text
    assert logs.text.count("Traceback") == 2


def test_every_line_is_json_with_its_event_level_and_time_also_of_libraries() -> None:
    with captured_logs() as logs:
        structlog.stdlib.get_logger("bot.example").info("one.event", channel="C1")
        logging.getLogger("some.library").warning("two %s", "woorden\nop twee regels")
    one, two = (json.loads(line) for line in logs.text.splitlines())
    assert (one["event"], one["channel"], one["level"]) == ("one.event", "C1", "info")
    assert (two["event"], two["level"]) == ("two woorden\nop twee regels", "warning")
    assert {"timestamp"} <= set(one) & set(two)


def test_libraries_that_log_what_people_wrote_are_held_back() -> None:
    with captured_logs("DEBUG") as logs:
        get_bolt_logger(AsyncApp)  # with the level of the root
        for name in ("slack_bolt", "slack_bolt.AsyncApp", "slack_sdk", "slack_sdk.web.async_client"):
            logging.getLogger(name).info("a whole body")
            logging.getLogger(name).warning("a whole body")
        for name in ("apscheduler.scheduler", "aiosqlite", "uvicorn.access", "httpx"):
            logging.getLogger(name).info("a request")
    assert logs.text == ""
