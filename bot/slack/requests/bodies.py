"""What each kind of request by Slack must contain: everything that is read later exists and has the right type.

Bolt and our guards read a body where nothing catches an error. Source: the payloads of
https://docs.slack.dev/interactivity/implementing-slash-commands,
https://docs.slack.dev/reference/interaction-payloads and https://docs.slack.dev/reference/events. Fields that are not
read may be anything.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal
from urllib.parse import parse_qsl

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, InstanceOf, StringConstraints

from bot.slack.requests.filled_in import FilledIn

Id = Annotated[str, StringConstraints(pattern=r"^[ -~]{1,1000}$")]
"""The id of a person, a channel or a message: printable, because it goes into keys and the log."""
Maybe = Annotated[str, StringConstraints(pattern=r"^[ -~]{0,4000}$")] | None
Text = InstanceOf[str]
"""What somebody typed or chose, or Slack's note of it: any characters, even lone surrogates."""
Seconds = Annotated[int, Field(ge=0, lt=253_402_300_800)]
"""Seconds since 1970, to the end of the year 9999."""
Anything = dict[str, Any]

_NO_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


class _Part(BaseModel):
    # Deferred until the first request of its kind: to build all of them takes 30 ms of a start.
    model_config = ConfigDict(strict=True, extra="allow", protected_namespaces=(), defer_build=True)


class _Place(_Part):
    id: Maybe = None
    team_id: Maybe = None
    enterprise_id: Maybe = None


class _Person(_Place):
    id: Id


class _Authorization(_Part):
    team_id: Maybe = None
    enterprise_id: Maybe = None
    user_id: Maybe = None
    is_enterprise_install: bool | str | None = None


class _State(_Part):
    values: dict[str, dict[str, Anything]] = Field(default_factory=dict)


class _Block(_Part):
    type: str


class _View(_Part):
    type: Literal["modal", "home"]
    blocks: list[_Block] = Field(default_factory=list)
    state: _State | None = None
    private_metadata: Text | None = None
    callback_id: str | None = None
    app_installed_team_id: Maybe = None
    team_id: Maybe = None


class _Option(_Part):
    value: Text | None = None


class _Action(_Part):
    action_id: Annotated[str, StringConstraints(pattern=r"^[ -~]{0,1000}$")]
    type: str | None = None
    value: Text | None = None
    selected_option: _Option | None = None
    block_id: str | None = None


class _Container(_Part):
    channel_id: Maybe = None
    message_ts: Maybe = None


class _ResponseUrl(_Part):
    response_url: Maybe = None


class _Event(_Part):
    type: Id
    user: Maybe | Anything = None
    channel: Maybe | Anything = None
    ts: Maybe = None
    thread_ts: Maybe = None
    text: Text | None = None
    item: Anything | str | None = None
    message: Anything | None = None
    previous_message: Anything | None = None
    assistant_thread: Anything | None = None
    team: Maybe = None


class _Mention(_Event):
    user: Id
    channel: Id
    ts: Id


class _WithTokens(_Event):
    tokens: Anything = Field(default_factory=dict)


class _ByPerson(_Event):
    user: Id


class _InChannel(_Event):
    channel: Id


class _JoinedBy(_InChannel):
    user: Id


class _Named(_Part):
    id: Id
    name: Text


def _with_a_name(channel: Anything) -> Anything:
    _Named.model_validate(channel)
    return channel


class _Rename(_Event):
    channel: Annotated[Anything, AfterValidator(_with_a_name)]


class _Move(_Event):
    old_channel_id: Id
    new_channel_id: Id


class _Body(_Part):
    """What Bolt reads from every request, to know whose it is."""

    type: str | None = None
    user: _Person | Maybe = None
    team: _Place | Maybe = None
    channel: _Place | Maybe = None
    enterprise: _Place | Maybe = None
    team_id: Maybe = None
    user_id: Maybe = None
    channel_id: Maybe = None
    enterprise_id: Maybe = None
    thread_ts: Maybe = None
    trigger_id: Maybe = None
    response_url: Maybe = None
    response_urls: list[_ResponseUrl] = Field(default_factory=list)
    authorizations: list[_Authorization] | None = None
    container: _Container = Field(default_factory=_Container)
    message: Anything | None = None
    previous_message: Anything | None = None
    item: Anything | str | None = None
    assistant_thread: Anything | None = None
    function_data: Anything | None = None
    view: _View | None = None
    event: _Event | None = None


class _Command(_Body):
    command: Id
    text: str = ""
    team_id: Id
    channel_id: Id
    user_id: Id


class _Interaction(_Body):
    user: _Person


class _Actions(_Interaction):
    actions: list[_Action] = Field(min_length=1)


class _Form(_Interaction):
    view: _View


class _Step(_Interaction):
    workflow_step: Anything


class _Happened(_Body):
    """`event_time` is not read from every event, so here it may be anything."""

    event: _Event
    event_id: Maybe = None


class _Ended(_Happened):
    event_time: Seconds


class _Revoked(_Ended):
    event: _WithTokens


class _Opened(_Happened):
    event: _ByPerson


class _Recorded(_Happened):
    event_id: Id


class _Mentioned(_Recorded):
    event: _Mention


class _OfChannel(_Recorded):
    event: _InChannel


class _Joined(_Recorded):
    event: _JoinedBy


class _Renamed(_Recorded):
    event: _Rename


class _Moved(_Recorded):
    event: _Move


class _Check(_Body):
    challenge: Text


_KINDS: Mapping[str, type[_Body]] = {
    "block_actions": _Actions,
    "view_submission": _Form,
    "view_closed": _Form,
    "shortcut": _Interaction,
    "message_action": _Interaction,
    "block_suggestion": _Interaction,
    "workflow_step_edit": _Step,
    "event_callback": _Happened,
    "url_verification": _Check,
}
_EVENTS: Mapping[str, type[_Happened]] = {
    "app_mention": _Mentioned,
    "app_home_opened": _Opened,
    "member_joined_channel": _Joined,
    "channel_rename": _Renamed,
    "group_rename": _Renamed,
    "channel_id_changed": _Moved,
    **{
        f"{kind}_{what}": _OfChannel
        for kind in ("channel", "group")
        for what in ("archive", "unarchive", "left", "deleted", "shared", "unshared")
    },
    "app_uninstalled": _Ended,
    "tokens_revoked": _Revoked,
}


def check_form(body: str) -> None:
    """Raise ValueError for a malformed form, or one with a field that occurs twice."""
    if _NO_ESCAPE.search(body):
        raise ValueError("a percent sign without its number")
    names = [name for name, _ in parse_qsl(body, keep_blank_values=True, errors="strict")]
    if len(names) != len(set(names)):
        raise ValueError("a field is there twice")


def checked(body: Any) -> dict[str, Any]:
    """The body, with a question mark for each lone surrogate, which databases and logs do not accept.

    Raises ValueError for a body that lacks what its kind promises; sometimes TypeError or RecursionError.
    """
    if not isinstance(body, dict):
        raise ValueError("no object")
    kind = _Command if "command" in body else _KINDS.get(str(body.get("type")), _Body)
    kind.model_validate(body)
    if body.get("type") == "view_submission":
        FilledIn.model_validate(body["view"])
    if kind is _Happened:
        _EVENTS.get(body["event"]["type"], _Happened).model_validate(body)
    written = json.dumps(body, ensure_ascii=False)
    try:
        written.encode()
    except UnicodeEncodeError:
        whole: dict[str, Any] = json.loads(written.encode(errors="replace"))
        return whole
    return body
