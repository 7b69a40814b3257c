"""After an answer of Slack a post is tried again, given up, or left to a person; nothing is guessed."""

from __future__ import annotations

import datetime as dt
from typing import Any, get_args

import aiohttp
import pytest
from aiohttp.client_reqrep import ConnectionKey
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.core.platform import NotPostedError, PostError, RefusedError, UnsureError
from bot.slack.errors import MEANINGS, Meaning, explain

EXPECTED: dict[Meaning, tuple[type[PostError], bool | None]] = {
    "later": (NotPostedError, None),
    "channel": (RefusedError, True),
    "workspace": (RefusedError, True),
    "message": (RefusedError, False),
    "unknown": (UnsureError, None),
}


def answered(data: Any, status: int = 200, headers: dict[str, str] | None = None) -> SlackApiError:
    """The error of the SDK for an answer of Slack."""
    response = AsyncSlackResponse(
        client=None, http_verb="POST", api_url="https://slack.com/api/chat.postMessage", req_args={},
        data=data, headers=headers or {}, status_code=status,
    )  # fmt: skip
    return SlackApiError("failed", response)  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("code", MEANINGS)
def test_every_documented_code_means_one_thing(code: str) -> None:
    error = explain(answered({"ok": False, "error": code}))
    kind, pauses = EXPECTED[MEANINGS[code]]
    assert type(error) is kind
    assert error.code == code
    assert pauses is None or (isinstance(error, RefusedError) and error.pauses is pauses)


def test_every_meaning_is_used_and_expected_here() -> None:
    assert set(EXPECTED) == set(get_args(Meaning)) == set(MEANINGS.values())


def test_what_slack_says_may_have_succeeded_is_never_tried_again() -> None:
    for code in ("fatal_error", "internal_error", "service_unavailable"):
        assert isinstance(explain(answered({"ok": False, "error": code})), UnsureError)


@pytest.mark.parametrize(
    ("code", "pauses"),
    [("channel_not_found", True), ("is_archived", True), ("token_revoked", True), ("msg_too_long", False)],
)
def test_the_channel_pauses_where_the_next_message_would_fare_no_better(code: str, pauses: bool) -> None:
    error = explain(answered({"ok": False, "error": code}))
    assert isinstance(error, RefusedError)
    assert error.pauses is pauses


def test_a_code_that_nobody_knows_is_a_refusal_of_this_message() -> None:
    error = explain(answered({"ok": False, "error": "zomaar_iets"}))
    assert isinstance(error, RefusedError)
    assert not error.pauses


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        *(("1", 1), ("90", 90), ("3600", 3600), ("86400", 3600), ("9" * 5000, 3600)),
        *(("", 30), ("0", 30), ("-5", 30), ("1.5", 30), ("straks", 30)),
    ],
)
@pytest.mark.parametrize("name", ["Retry-After", "retry-after", "RETRY-AFTER"])
def test_a_full_slack_is_given_the_time_that_it_names_else_half_a_minute(
    header: str, seconds: int, name: str
) -> None:
    error = explain(answered({"ok": False, "error": "ratelimited"}, 429, {name: header} if header else {}))
    assert isinstance(error, NotPostedError)
    assert error.retry_after == dt.timedelta(seconds=seconds)


@pytest.mark.parametrize("status", [500, 502, 503, 504, 599])
@pytest.mark.parametrize("data", [{}, {"ok": False, "error": "channel_not_found"}])
def test_a_server_error_leaves_open_whether_it_was_posted(status: int, data: dict[str, Any]) -> None:
    error = explain(answered(data, status))
    assert isinstance(error, UnsureError)
    assert error.code == f"http_{status}"


@pytest.mark.parametrize("data", [{}, [], None, {"ok": False}, {"ok": False, "error": ""}, {"error": 7}])
def test_an_answer_that_cannot_be_read_leaves_it_open(data: Any) -> None:
    assert isinstance(explain(answered(data)), UnsureError)


def test_only_a_connection_that_never_was_is_surely_not_posted() -> None:
    key = ConnectionKey("slack.com", 443, True, True, None, None, None)
    refused = aiohttp.ClientConnectorError(key, OSError(111, "refused"))
    assert isinstance(explain(refused), NotPostedError)
    for lost in (
        aiohttp.ServerDisconnectedError(),
        aiohttp.ClientOSError(104, "reset"),
        aiohttp.ClientPayloadError(),
        ConnectionResetError(),
        TimeoutError(),
        aiohttp.ServerTimeoutError(),
        RuntimeError("onverwacht"),
    ):
        assert isinstance(explain(lost), UnsureError), lost


def test_an_error_carries_a_code_and_never_a_text() -> None:
    error = explain(RuntimeError("een zin met xoxb-geheim"))
    assert "geheim" not in f"{error} {error!r} {error.code}"
