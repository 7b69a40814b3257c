"""What Slack says about people and channels, how it is read, and how long it is cached."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.errors import LeiderschapError
from bot.core.people import ChannelRef, Place, Profile, Subject
from bot.slack.people import SlackAdministrators, SlackPeople
from tests.factories import C1, NINE
from tests.fakes.web_api import WORKSPACE, Answer, WebApi, error
from tests.running import Time

SECOND, HOUR = dt.timedelta(seconds=1), dt.timedelta(hours=1)


@pytest.fixture
async def api() -> AsyncIterator[WebApi]:
    async with WebApi().serving() as api:
        yield api


@pytest.fixture
def time() -> Time:
    return Time(NINE)


@pytest.fixture
def known(api: WebApi, time: Time) -> SlackPeople:
    async def clients(workspace: str) -> AsyncWebClient:
        return AsyncWebClient(f"xoxb-{workspace}", base_url=api.url)

    async def organisation(workspace: str) -> str:
        return {WORKSPACE: "E1"}.get(workspace, "")

    return SlackPeople(clients, time, organisation)


def page(kind: str, rows: Sequence[Any], cursor: str = "") -> Answer:
    body = {"ok": True, kind: rows, "response_metadata": {"next_cursor": cursor}}
    return Answer(body=json.dumps(body))


async def told(api: WebApi, known: SlackPeople, **fields: Any) -> Profile:
    """The profile of a person about whom Slack says only this."""
    api.answer("users.info", Answer(body=json.dumps({"ok": True, "user": {"id": "U1", **fields}})))
    profile = await known.profile(WORKSPACE, "U1")
    assert profile is not None
    return profile


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        (
            {"profile": {"display_name": "Vé", "real_name": "V. B."}, "real_name": "Vera B.", "name": "vb"},
            "Vé",
        ),
        (
            {"profile": {"display_name": "", "real_name": "V. B."}, "real_name": "Vera B.", "name": "vb"},
            "Vera B.",
        ),
        ({"profile": {"real_name": "V. B."}, "name": "vb"}, "V. B."),
        ({"profile": None, "name": "vb"}, "vb"),
        ({}, ""),
    ],
)
async def test_a_person_has_the_name_that_they_chose_and_else_the_next_one(
    api: WebApi, known: SlackPeople, fields: dict[str, Any], name: str
) -> None:
    assert (await told(api, known, **fields)).name == name


@pytest.mark.parametrize(
    ("fields", "made"),
    [
        ({}, {}),
        ({"is_admin": True}, {"admin": True}),
        ({"is_owner": True}, {"admin": True}),
        ({"is_restricted": True}, {"guest": True}),
        ({"is_ultra_restricted": True}, {"guest": True}),
        ({"is_bot": True}, {"bot": True}),
        ({"deleted": True}, {"gone": True}),
        ({"is_stranger": True}, {"stranger": True}),
        ({"enterprise_id": "E7"}, {"organisation": "E7"}),
        ({"enterprise_user": {"enterprise_id": "E8"}, "enterprise_id": "E7"}, {"organisation": "E8"}),
        ({"team_id": "T1"}, {"teams": frozenset({"T1"})}),
        ({"team_id": "T1", "enterprise_user": {"teams": ["T2"]}}, {"teams": frozenset({"T1", "T2"})}),
        ({"team_id": "", "enterprise_user": {"teams": None}}, {}),
        ({"tz": "Asia/Tokyo"}, {"timezone": "Asia/Tokyo"}),
        ({"tz": "Nowhere/Here"}, {}),
        ({"tz": None}, {}),
    ],
)
async def test_a_person_is_what_slack_says_of_them_and_nothing_else(
    api: WebApi, known: SlackPeople, fields: dict[str, Any], made: dict[str, Any]
) -> None:
    assert await told(api, known, **fields) == Profile(user="U1", name="", **made)


@pytest.mark.parametrize(
    ("fields", "made"),
    [
        ({}, {"member": False}),
        ({"creator": "U1", "is_member": True}, {"creator": "U1", "member": True}),
        ({"is_archived": True}, {"member": False, "archived": True}),
        ({"is_im": True}, {"member": False, "direct": True}),
        ({"is_mpim": True}, {"member": False, "direct": True}),
        ({"is_ext_shared": True}, {"member": False, "shared": True}),
        ({"is_pending_ext_shared": True}, {"member": False, "shared": True}),
        ({"is_shared": True}, {"member": False, "shared": True}),
        ({"is_shared": True, "is_org_shared": True}, {"member": False}),
        (
            {"is_shared": True, "is_org_shared": True, "is_ext_shared": True},
            {"member": False, "shared": True},
        ),
    ],
    ids=str,
)
async def test_a_channel_is_what_slack_says_of_it_and_nothing_else(
    api: WebApi, known: SlackPeople, fields: dict[str, Any], made: dict[str, Any]
) -> None:
    body = {"ok": True, "channel": {"id": "C1", "name": "bouw", **fields}}
    api.answer("conversations.info", Answer(body=json.dumps(body)))
    assert await known.place(C1) == Place(name="bouw", **made)
    assert api.of("conversations.info") == [{"channel": "C1"}]


@pytest.mark.parametrize(
    "code",
    ["user_not_found", "user_not_visible", "channel_not_found", "method_not_supported_for_channel_type"],
)
async def test_whom_and_what_slack_does_not_know_is_unknown_and_no_error(
    api: WebApi, known: SlackPeople, code: str
) -> None:
    for method in ("users.info", "conversations.info", "users.conversations"):
        api.answer(method, error(code))
    assert await known.profile(WORKSPACE, "U1") is None
    assert await known.place(C1) is None
    assert await known.channels_of(WORKSPACE, "U1") == {}


@pytest.mark.parametrize(("id", "kind"), [("D1", "is_im"), ("C5", "is_mpim")])
async def test_a_conversation_without_a_name_has_none(
    api: WebApi, known: SlackPeople, id: str, kind: str
) -> None:
    body = {"ok": True, "channel": {"id": id, kind: True}}
    api.answer("conversations.info", Answer(body=json.dumps(body)))
    assert await known.place(ChannelRef(WORKSPACE, id)) == Place(name="", member=False, direct=True)


async def test_an_answer_without_what_was_asked_for_says_nothing(api: WebApi, known: SlackPeople) -> None:
    for method in ("users.info", "conversations.info"):
        api.answer(method, Answer(body='{"ok": true}'))
    assert await known.profile(WORKSPACE, "U1") is None
    assert await known.place(C1) is None


async def test_that_slack_does_not_answer_is_an_error_and_not_that_nobody_is_there(
    api: WebApi, known: SlackPeople
) -> None:
    for method in ("users.info", "conversations.info", "users.conversations"):
        api.answer(method, error("internal_error"))
    for asking in (known.profile(WORKSPACE, "U1"), known.place(C1), known.channels_of(WORKSPACE, "U1")):
        with pytest.raises(LeiderschapError, match="internal_error"):
            await asking


async def test_each_workspace_is_asked_with_its_own_token_and_has_its_own_people(
    api: WebApi, known: SlackPeople
) -> None:
    for workspace in ("T1", "T2", "T1", "T2"):
        await known.profile(workspace, "U1")
        await known.direct(workspace, "U1")
        await known.administrators(workspace)
    assert {(call.method, call.token) for call in api.calls} == {
        (method, f"xoxb-{workspace}")
        for method in ("users.info", "conversations.open", "users.list")
        for workspace in ("T1", "T2")
    }
    assert len(api.calls) == 6
    for workspace in ("T1", "T2"):
        await known.place(ChannelRef(workspace, "C1"))
        await known.channels_of(workspace, "U1")
        await known.present(ChannelRef(workspace, "C1"))
        await known.members(ChannelRef(workspace, "C1"))
        assert {call.token for call in api.calls[-4:]} == {f"xoxb-{workspace}"}
    assert [await known.organisation(workspace) for workspace in ("T1", "T2")] == ["E1", ""]


async def test_what_slack_said_of_a_person_holds_for_an_hour(
    api: WebApi, known: SlackPeople, time: Time
) -> None:
    for later, asked in ((dt.timedelta(), 1), (HOUR - SECOND, 1), (HOUR, 2)):
        time.now = NINE + later
        await known.profile(WORKSPACE, "U1")
        assert len(api.of("users.info")) == asked


async def test_what_was_said_after_now_by_a_clock_that_was_put_back_is_asked_again(
    api: WebApi, known: SlackPeople, time: Time
) -> None:
    await known.profile(WORKSPACE, "U1")
    time.now = NINE - SECOND
    await known.profile(WORKSPACE, "U1")
    assert len(api.of("users.info")) == 2


async def test_a_conversation_with_a_person_is_opened_once_and_again_where_it_is_forgotten(
    api: WebApi, known: SlackPeople
) -> None:
    assert [await known.direct(WORKSPACE, "U1") for _ in range(2)] == 2 * [ChannelRef(WORKSPACE, "D1")]
    assert api.of("conversations.open") == [{"users": "U1"}]
    known.forget(WORKSPACE, "U1")
    known.forget(WORKSPACE, "U2")
    await known.direct(WORKSPACE, "U1")
    assert len(api.of("conversations.open")) == 2


@pytest.mark.parametrize(("zone", "shown"), [("Asia/Tokyo", "Asia/Tokyo"), ("", "Europe/Amsterdam")])
async def test_a_persons_time_is_that_of_their_own_zone(
    api: WebApi, known: SlackPeople, zone: str, shown: str
) -> None:
    api.people["U1"] = {"tz": zone}
    assert await known.timezone(WORKSPACE, "U1") == shown
    assert [call.token for call in api.calls] == ["xoxb-T1"]


async def test_of_somebody_unknown_the_time_is_that_of_the_netherlands(
    api: WebApi, known: SlackPeople
) -> None:
    api.answer("users.info", error("user_not_found"))
    assert await known.timezone(WORKSPACE, "U1") == "Europe/Amsterdam"


async def test_the_channels_of_a_person_are_all_that_are_in_use_page_after_page(
    api: WebApi, known: SlackPeople
) -> None:
    api.page = 2
    assert await known.channels_of(WORKSPACE, "U1") == {"C1": "leiderschap", "C2": "bouw", "C3": "zorg"}
    first, second = api.of("users.conversations")
    asked = {"user": "U1", "types": "public_channel,private_channel", "exclude_archived": "1"}
    assert first == {**asked, "limit": "999"}
    assert second == {**first, "cursor": "2"}


async def test_a_person_who_is_in_more_channels_than_are_read_is_an_error(
    api: WebApi, known: SlackPeople
) -> None:
    api.page = 1
    api.channels = {f"C{number}": f"kanaal-{number}" for number in range(5)}
    assert await known.channels_of(WORKSPACE, "U1") == api.channels
    api.channels["C5"] = "kanaal-5"
    with pytest.raises(LeiderschapError, match="more than 5 pages"):
        await known.channels_of(WORKSPACE, "U1")


@pytest.mark.parametrize(("unknown", "ones", "lists"), [(30, 30, 0), (31, 0, 1)])
async def test_few_people_of_a_channel_are_asked_about_one_by_one_and_more_by_the_list(
    api: WebApi, known: SlackPeople, unknown: int, ones: int, lists: int
) -> None:
    api.members = [f"U{number}" for number in range(unknown + 1)]
    await known.profile(WORKSPACE, "U0")
    api.calls.clear()
    present = await known.present(ChannelRef(WORKSPACE, "C7"))
    assert [one.user for one in present if one] == api.members
    assert (len(api.of("users.info")), len(api.of("users.list"))) == (ones, lists)
    assert api.of("conversations.members") == [{"channel": "C7", "limit": "500"}]


@pytest.mark.parametrize("unlisted", [30, 31])
async def test_a_channel_of_too_many_people_whom_the_list_does_not_name_is_an_error(
    api: WebApi, known: SlackPeople, unlisted: int
) -> None:
    api.members = [f"U{number}" for number in range(unlisted)]
    listed = [f"V{number}" for number in range(30)]
    api.answer("conversations.members", page("members", [*api.members, *listed]))
    api.answer("users.list", page("members", [{"id": user} for user in listed]))
    if unlisted > 30:
        with pytest.raises(LeiderschapError, match="who all these people are"):
            await known.present(C1)
    else:
        assert len(await known.present(C1)) == unlisted + 30


async def test_who_is_in_a_channel_is_an_error_where_slack_names_a_part(
    api: WebApi, known: SlackPeople
) -> None:
    api.answer("conversations.members", page("members", ["U1"], "2"), error("internal_error"))
    with pytest.raises(LeiderschapError, match="internal_error"):
        await known.present(C1)


COLLEAGUES: Sequence[dict[str, Any]] = (
    {"id": "U1", "team_id": "T1"},
    {"id": "U2", "team_id": "T2", "enterprise_user": {"teams": ["T1"]}},
    {"id": "U3"},
)
OTHERS: Sequence[dict[str, Any]] = (
    {"id": "U4", "team_id": "T1", "deleted": True},
    {"id": "U5", "team_id": "T1", "is_bot": True},
    {"id": "U6", "team_id": "T1", "is_restricted": True},
    {"id": "U7", "team_id": "T1", "is_stranger": True},
    {"id": "U8", "team_id": "T2"},
)


async def test_those_who_may_click_in_a_channel_are_its_colleagues_alone(
    api: WebApi, known: SlackPeople
) -> None:
    api.answer("users.list", page("members", COLLEAGUES, "2"), page("members", [*OTHERS, {"id": "U9"}]))
    api.answer("conversations.members", page("members", [f"U{n}" for n in range(1, 5)], "2"))
    api.answer("conversations.members", page("members", [f"U{n}" for n in range(5, 9)]))
    assert await known.members(ChannelRef(WORKSPACE, "C7")) == len(COLLEAGUES)
    first, second = api.of("conversations.members")
    assert (first["channel"], second) == ("C7", {**first, "cursor": "2"})
    assert api.of("users.list") == [{"limit": "500"}, {"limit": "500", "cursor": "2"}]
    await known.members(ChannelRef(WORKSPACE, "C8"))
    assert len(api.of("users.list")) == 2, "the list holds for an hour"


async def test_where_slack_names_a_part_of_the_people_only_those_are_counted(
    api: WebApi, known: SlackPeople
) -> None:
    api.answer("users.list", page("members", COLLEAGUES, "2"), error("internal_error"))
    api.answer("conversations.members", page("members", ["U1", "U2"], "2"), error("internal_error"))
    assert await known.members(C1) == 2


@pytest.mark.parametrize("method", ["users.list", "conversations.members"])
async def test_where_slack_names_nobody_nobody_can_be_counted(
    api: WebApi, known: SlackPeople, method: str
) -> None:
    api.answer(method, error("internal_error"))
    with pytest.raises(LeiderschapError, match="internal_error"):
        await known.members(C1)


async def test_administrators_are_those_who_are_there_owners_first(api: WebApi, known: SlackPeople) -> None:
    rows = [
        {"id": "U1"},
        {"id": "U2", "is_admin": True},
        {"id": "U3", "is_owner": True, "is_admin": True},
        {"id": "U4", "is_admin": True, "deleted": True},
        {"id": "U5", "is_admin": True, "is_bot": True},
    ]
    api.answer("users.list", page("members", rows))
    assert list(await SlackAdministrators(known).of(WORKSPACE)) == ["U3", "U2"]
    assert list(await SlackAdministrators(known).of(WORKSPACE)) == ["U3", "U2"]
    assert [(call.method, call.token) for call in api.calls] == [("users.list", "xoxb-T1")]


async def test_administrators_of_whom_slack_named_a_part_are_asked_for_again_and_else_an_error(
    api: WebApi, known: SlackPeople
) -> None:
    part = page("members", [{"id": "U1", "is_owner": True}], "2")
    api.answer("users.list", part, error("internal_error"), part, error("internal_error"))
    with pytest.raises(LeiderschapError, match="internal_error"):
        await known.administrators(WORKSPACE)
    assert len(api.of("users.list")) == 4
    api.answer("users.list", page("members", [{"id": "U2", "is_owner": True}]))
    assert list(await known.administrators(WORKSPACE)) == ["U2"]


async def test_administrators_beyond_so_many_pages_are_not_looked_for(
    api: WebApi, known: SlackPeople
) -> None:
    owners = [f"U{number}" for number in range(41)]
    pages = [page("members", [{"id": user, "is_owner": True}], "more") for user in owners]
    api.answer("users.list", *pages)
    assert list(await known.administrators(WORKSPACE)) == owners[:40]


@pytest.mark.parametrize(
    ("profile", "organisation", "elsewhere"),
    [
        ({"teams": frozenset({"T1"})}, "", False),
        ({"teams": frozenset({"T2"})}, "", True),
        ({"teams": frozenset({"T1"}), "stranger": True}, "", True),
        ({"teams": frozenset({"T2"}), "organisation": "E1"}, "E1", False),
        ({"teams": frozenset({"T1"}), "organisation": "E1", "stranger": True}, "E1", False),
        ({"teams": frozenset({"T2"}), "organisation": "E2"}, "E1", True),
        ({"teams": frozenset({"T1"}), "organisation": "E2"}, "E1", False),
        ({"teams": frozenset({"T2"})}, "E1", True),
        ({"teams": frozenset({"T2"}), "organisation": "E1"}, "", True),
    ],
    ids=str,
)
def test_who_belongs_to_the_same_workspace_or_organisation_is_not_from_elsewhere(
    profile: dict[str, Any], organisation: str, elsewhere: bool
) -> None:
    person = Profile("U1", "Vera", **profile)
    assert person.elsewhere("T1", organisation) is elsewhere
    assert person.outsider("T1", organisation) is elsewhere


@pytest.mark.parametrize("what", ["guest", "bot", "gone"])
def test_a_guest_a_bot_and_who_is_gone_are_outsiders_in_their_own_workspace(what: str) -> None:
    person = Profile("U1", "Vera", teams=frozenset({"T1"}), **{what: True})  # type: ignore[arg-type]
    assert person.outsider("T1", "")


def test_of_whom_and_what_nothing_more_is_known_nothing_more_is_said() -> None:
    person = Profile("U1", "Vera")
    assert person == Profile("U1", "Vera", "", frozenset(), False, False, False, False, "", False)
    assert person.elsewhere("T1", "E1")
    assert Place("bouw") == Place("bouw", "", True, False, False, False)
    someone = Subject("T1", "U1")
    assert (someone.team, someone.direct, someone.name) == ("", "", "T1/U1")
