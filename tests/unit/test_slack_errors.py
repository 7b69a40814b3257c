"""The meaning of Slack's answers to a post: every documented error has one, and nothing is guessed."""

from __future__ import annotations

import datetime as dt
from unittest import mock

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.core.platform import NotPostedError, PostError, RefusedError, UnsureError
from bot.slack.errors import MEANINGS, REASONS, TOO_MUCH, UNNAMED_WAIT, Redirected, explain

DOCUMENTED = (
    "access_denied accesslimited account_inactive as_user_not_supported attachment_payload_limit_exceeded "
    "cannot_reply_to_message channel_not_found channel_type_not_supported deprecated_endpoint "
    "duplicate_channel_not_found duplicate_message_not_found ekm_access_denied enterprise_is_restricted "
    "external_channel_migrating fatal_error internal_error invalid_arg_name invalid_arguments "
    "invalid_array_arg invalid_auth invalid_blocks invalid_blocks_format invalid_charset "
    "invalid_form_data invalid_metadata_format invalid_metadata_schema invalid_post_type is_archived "
    "markdown_text_conflict message_limit_exceeded messages_tab_disabled messaging_processing_failed "
    "metadata_must_be_sent_from_app metadata_too_large method_deprecated missing_file_data "
    "missing_post_type missing_scope msg_blocks_too_long msg_too_long no_permission no_text "
    "not_allowed_token_type not_authed not_in_channel org_login_required rate_limited ratelimited "
    "request_timeout restricted_action restricted_action_non_threadable_channel "
    "restricted_action_read_only_channel restricted_action_thread_locked "
    "restricted_action_thread_only_channel send_on_behalf_not_allowed service_unavailable "
    "slack_connect_canvas_sharing_blocked slack_connect_file_link_sharing_blocked "
    "slack_connect_lists_sharing_blocked team_access_not_granted team_added_to_org team_not_found "
    "token_expired token_revoked too_many_attachments too_many_contact_cards two_factor_setup_required "
)


def answered(code: str, status: int = 200, **headers: str) -> PostError:
    data = {"ok": False, "error": code}
    response = AsyncSlackResponse(
        client=None, http_verb="POST", api_url="", req_args={}, data=data, headers=headers, status_code=status
    )
    return explain(SlackApiError(code, response))  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("code", DOCUMENTED.split())
def test_every_documented_error_has_a_meaning(code: str) -> None:
    assert code in MEANINGS
    kind = {"later": NotPostedError, "unknown": UnsureError}.get(MEANINGS[code], RefusedError)
    assert isinstance(answered(code), kind)


@pytest.mark.parametrize("code", ["fatal_error", "internal_error", "service_unavailable"])
def test_an_operation_that_may_have_succeeded_is_unknown(code: str) -> None:
    assert isinstance(answered(code), UnsureError)


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_server_error_is_unknown_whatever_it_says(status: int) -> None:
    assert isinstance(answered("not_in_channel", status), UnsureError)


@pytest.mark.parametrize("code", sorted(TOO_MUCH))
def test_too_much_always_names_a_wait(code: str) -> None:
    error = answered(code)
    assert isinstance(error, NotPostedError)
    assert error.retry_after == UNNAMED_WAIT
    error = answered(code, 429, **{"Retry-After": "17"})
    assert isinstance(error, NotPostedError)
    assert error.retry_after == dt.timedelta(seconds=17)


@pytest.mark.parametrize("code", ["", "fatal_error", "is_archived"])
def test_who_has_to_wait_surely_posted_nothing_whatever_else_the_answer_says(code: str) -> None:
    error = answered(code, 429, **{"Retry-After": "17"})
    assert isinstance(error, NotPostedError)
    assert (error.code, error.retry_after) == ("ratelimited", dt.timedelta(seconds=17))


def test_a_wait_of_no_time_is_taken_as_one_that_was_not_named() -> None:
    error = answered("ratelimited", 429, **{"Retry-After": "0"})
    assert isinstance(error, NotPostedError)
    assert error.retry_after == UNNAMED_WAIT


@pytest.mark.parametrize("status", [200, 429])
@pytest.mark.parametrize("code", sorted(TOO_MUCH))
def test_only_what_slack_says_of_all_members_is_surely_about_the_whole_workspace(
    code: str, status: int
) -> None:
    error = answered(code, status)
    assert isinstance(error, NotPostedError)
    assert error.everywhere == (code == "message_limit_exceeded")


@pytest.mark.parametrize(
    "code", ["odd\0code", "Invalid Blocks", "is_archived\n", "x" * 65, "fout_é", "<!channel>", " "]
)
def test_what_is_no_code_is_not_recorded_and_the_message_is_surely_not_there(code: str) -> None:
    error = answered(code)
    assert isinstance(error, RefusedError)
    assert (error.code, error.pauses) == ("unreadable_code", False)
    assert error.code in REASONS["failed"]


def test_a_code_that_nobody_foresaw_is_recorded_as_it_is() -> None:
    assert all(answered(code).code == code for code in (*MEANINGS, "new_in_2027", "x" * 64))


def test_a_channel_is_paused_by_what_is_wrong_with_it_and_not_by_one_message() -> None:
    pausing = {code for code in DOCUMENTED.split() if getattr(answered(code), "pauses", False)}
    assert {"channel_not_found", "not_in_channel", "is_archived", "token_revoked", "missing_scope"} <= pausing
    assert not pausing & {"msg_too_long", "invalid_blocks", "restricted_action_thread_locked"}


def test_what_failed_before_the_request_left_is_surely_not_posted() -> None:
    assert isinstance(explain(aiohttp.ConnectionTimeoutError()), NotPostedError)
    key = aiohttp.client_reqrep.ConnectionKey("h", 443, True, True, None, None, None)
    assert isinstance(explain(aiohttp.ClientConnectorError(key, OSError())), NotPostedError)


LOST = {
    "timeout": (TimeoutError(), aiohttp.ServerTimeoutError()),
    "disconnected": (
        aiohttp.ServerDisconnectedError(),
        aiohttp.ClientOSError(104, "reset"),
        aiohttp.ClientPayloadError(),
        ConnectionResetError(),
    ),
    "redirected": (Redirected(),),
    "unreadable_answer": (aiohttp.ClientResponseError(mock.Mock(), ()),),
    "ValueError": (ValueError(),),
}


@pytest.mark.parametrize(
    ("code", "error"), [(code, error) for code, errors in LOST.items() for error in errors]
)
def test_everything_else_leaves_it_open_by_one_of_few_names(code: str, error: Exception) -> None:
    explained = explain(error)
    assert isinstance(explained, UnsureError)
    assert explained.code == code
    assert code in REASONS["unknown"] or code == "ValueError"
