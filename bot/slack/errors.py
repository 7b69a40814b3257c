"""What Slack's answer to `chat.postMessage` means for a delivery: one table of all errors that Slack documents.

Source: the error tables of https://docs.slack.dev/reference/methods/chat.postMessage and of similar methods. A code
that is not here is still an `ok: false`, so the message is not in the channel; it counts as a fault of that message.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Literal

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.core.platform import NotPostedError, PostError, RefusedError, UnsureError
from bot.delivery.explaining import SKIPPED

Meaning = Literal["later", "channel", "workspace", "message", "unknown"]
"""later: try again · channel, workspace: nothing works there until somebody fixes it · message: this message cannot
be posted · unknown: Slack may have posted it."""

MEANINGS: Mapping[str, Meaning] = {
    # temporary, and certainly not posted
    "ratelimited": "later",
    "rate_limited": "later",
    "message_limit_exceeded": "later",
    "request_timeout": "later",
    "team_added_to_org": "later",
    "external_channel_migrating": "later",
    "org_login_required": "later",  # the workspace is moving to an organisation
    # according to https://docs.slack.dev/reference/methods/chat.postMessage the operation may have succeeded
    "fatal_error": "unknown",
    "internal_error": "unknown",
    "service_unavailable": "unknown",
    # the channel
    "channel_not_found": "channel",
    "not_in_channel": "channel",
    "is_archived": "channel",
    "restricted_action": "channel",
    "restricted_action_read_only_channel": "channel",
    "restricted_action_thread_only_channel": "channel",
    "channel_type_not_supported": "channel",
    "no_permission": "channel",  # Slack advises to make the app a member of the conversation
    "messages_tab_disabled": "channel",
    "ekm_access_denied": "channel",
    # the bot's place in the workspace
    "access_denied": "workspace",
    "accesslimited": "workspace",
    "account_inactive": "workspace",
    "deprecated_endpoint": "workspace",
    "enterprise_is_restricted": "workspace",
    "invalid_auth": "workspace",
    "method_deprecated": "workspace",
    "missing_scope": "workspace",
    "not_allowed_token_type": "workspace",
    "not_authed": "workspace",
    "team_access_not_granted": "workspace",
    "team_not_found": "workspace",
    "token_expired": "workspace",
    "token_revoked": "workspace",
    "two_factor_setup_required": "workspace",
    # the message
    "as_user_not_supported": "message",
    "attachment_payload_limit_exceeded": "message",
    "cannot_reply_to_message": "message",
    "duplicate_channel_not_found": "message",
    "duplicate_message_not_found": "message",
    "invalid_arg_name": "message",
    "invalid_arguments": "message",
    "invalid_array_arg": "message",
    "invalid_blocks": "message",
    "invalid_blocks_format": "message",
    "invalid_charset": "message",
    "invalid_form_data": "message",
    "invalid_metadata_format": "message",
    "invalid_metadata_schema": "message",
    "invalid_post_type": "message",
    "markdown_text_conflict": "message",
    "metadata_must_be_sent_from_app": "message",
    "metadata_too_large": "message",
    "messaging_processing_failed": "message",
    "missing_file_data": "message",
    "missing_post_type": "message",
    "msg_blocks_too_long": "message",
    "msg_too_long": "message",
    "no_text": "message",
    "restricted_action_non_threadable_channel": "message",  # these two only concern replies in a thread
    "restricted_action_thread_locked": "message",
    "send_on_behalf_not_allowed": "message",
    "slack_connect_canvas_sharing_blocked": "message",
    "slack_connect_file_link_sharing_blocked": "message",
    "slack_connect_lists_sharing_blocked": "message",
    "too_many_attachments": "message",
    "too_many_contact_cards": "message",
}


def _meaning(wanted: Meaning) -> Iterator[str]:
    return (code for code, meaning in MEANINGS.items() if meaning == wanted)


EVERYWHERE = frozenset({"message_limit_exceeded"})
"""Concerns the whole workspace, whose members together send too many messages:
https://docs.slack.dev/reference/methods/chat.postMessage"""
TOO_MUCH = frozenset({"ratelimited", "rate_limited", *EVERYWHERE})
"""The bot has to wait, even if Slack does not say how long. For the first two Slack does not say which limit applies,
that of the channel or that of the workspace (https://docs.slack.dev/apis/web-api/rate-limits)."""
UNNAMED_WAIT = dt.timedelta(seconds=30)
LONGEST_WAIT = dt.timedelta(hours=1)
"""A longer wait is checked again after this: one odd answer must not silence a workspace for days."""


REASONS: Mapping[str, frozenset[str]] = {
    "failed": frozenset(
        {
            "not_composed",
            "unreadable_code",
            *_meaning("channel"),
            *_meaning("workspace"),
            *_meaning("message"),
        }
    ),
    "unknown": frozenset(
        {
            *("timeout", "disconnected", "redirected", "unreadable_answer", "lease_over"),
            *("http_500", "http_502", "http_503", "http_504", *_meaning("unknown")),
        }
    ),
    "skipped": frozenset(SKIPPED),
}
"""All foreseen reasons of a failed, unknown or skipped delivery, by state."""


class Redirected(Exception):
    """Slack's address redirected us; following that would post the same message again."""


_LOST: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str], ...] = (
    (TimeoutError, "timeout"),
    (Redirected, "redirected"),
    (aiohttp.ClientResponseError, "unreadable_answer"),
    ((aiohttp.ClientConnectionError, aiohttp.ClientPayloadError, OSError), "disconnected"),
)
"""The names of lost answers in logs and metrics, by exception; the first match counts."""


NEVER_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.ClientHttpProxyError)
"""There was no connection to Slack. aiohttp asks a proxy for one before it sends any of the request (seen, not
documented)."""
PROXY_ASKS = 407
"""Only a proxy answers with this status, instead of passing the request on:
https://www.rfc-editor.org/rfc/rfc9110#section-15.5.8"""


def explain(error: Exception) -> PostError:
    """The error of a post, as the ports name it. After an unforeseen error it is unknown whether it was posted."""
    if isinstance(error, aiohttp.ClientHttpProxyError | aiohttp.ClientProxyConnectionError):
        return NotPostedError("proxy_refused")
    if isinstance(error, NEVER_SENT):
        return NotPostedError("not_connected")
    if isinstance(error, SlackApiError):
        return _answered(error)
    return UnsureError(next((code for kind, code in _LOST if isinstance(error, kind)), type(error).__name__))


def not_sent(error: Exception) -> PostError:
    """The error of a post that sent no byte; codes by Slack or our own code are kept."""
    problem = explain(error)
    lost = isinstance(error, aiohttp.ClientError | OSError)
    return NotPostedError("not_connected") if lost and isinstance(problem, UnsureError) else problem


_CODE = re.compile("[a-z0-9_]{1,64}")


def _answered(error: SlackApiError) -> PostError:
    response = error.response
    status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0))
    data = getattr(response, "data", None)
    code = data.get("error") if isinstance(data, dict) else None
    if status == 429:
        wait = _retry_after(response.headers, UNNAMED_WAIT)
        return NotPostedError("ratelimited", wait, everywhere=code in EVERYWHERE)
    if status == PROXY_ASKS or status >= 500:
        return NotPostedError("proxy_refused") if status == PROXY_ASKS else UnsureError(f"http_{status}")
    if not isinstance(code, str) or not code:
        return UnsureError("unreadable_answer")
    if not _CODE.fullmatch(code):
        # Ledger and log get the code unchanged, and PostgreSQL stores no NUL:
        # https://www.postgresql.org/docs/current/datatype-character.html
        code = "unreadable_code"
    meaning = MEANINGS.get(code, "message")
    if meaning == "later":
        unnamed = UNNAMED_WAIT if code in TOO_MUCH else None
        wait = _retry_after(response.headers, unnamed)
        return NotPostedError(code, wait, everywhere=code in EVERYWHERE)
    if meaning == "unknown":
        return UnsureError(code)
    return RefusedError(code, pauses=meaning != "message")


def _retry_after(headers: Mapping[str, str], unnamed: dt.timedelta | None) -> dt.timedelta | None:
    value = str(next((value for name, value in headers.items() if name.lower() == "retry-after"), ""))
    if not value.isdecimal():
        return unnamed
    return min(dt.timedelta(seconds=int(value[:9])), LONGEST_WAIT) or unnamed
