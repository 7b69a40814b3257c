"""What plans and counts ask Slack about people: no more than needed, and a number that is never too high."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.errors import LeiderschapError
from bot.core.interaction import File
from bot.core.people import ChannelRef
from bot.core.zones import FALLBACK
from bot.slack.people import KEPT, SlackPeople
from bot.slack.private import SlackPrivate
from tests.factories import C1, NO_ZONES
from tests.fakes.web_api import Answer, WebApi, error, rate_limited
from tests.mrkdwn_reader import read
from tests.running import Time
from tests.slack.colleagues import VERA, direct, users

SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def people(api: WebApi, time: Time) -> SlackPeople:
    async def clients(_: str) -> AsyncWebClient:
        return AsyncWebClient(token="xoxb-voorbeeld", base_url=api.url, retry_handlers=[])

    async def organisation(_: str) -> str:
        return ""

    return SlackPeople(clients, time, organisation)


async def test_a_conversation_is_asked_for_once_an_hour_and_again_when_it_is_to_be_forgotten(
    people: SlackPeople, api: WebApi, time: Time
) -> None:
    start = time.now
    for later, asked in ((SECOND, 1), (KEPT - SECOND, 1), (KEPT + SECOND, 2)):
        time.now = start + later
        assert await people.direct("T1", VERA) == ChannelRef("T1", direct(VERA))
        assert len(api.of("conversations.open")) == asked
    people.forget("T1", VERA)
    await people.direct("T1", VERA)
    assert len(api.of("conversations.open")) == 3


async def test_what_was_said_before_the_clock_was_put_back_is_asked_again(
    people: SlackPeople, api: WebApi, time: Time
) -> None:
    api.people[VERA] = {"is_admin": True}
    assert await people.administrators("T1") == (VERA,)
    assert (await people.profile("T1", VERA)) == (await people.profile("T1", VERA))
    assert len(api.of("users.info")) == 1
    api.people[VERA] = {}
    time.now -= KEPT
    profile = await people.profile("T1", VERA)
    assert profile is not None
    assert not profile.admin
    assert await people.administrators("T1") == ()


@pytest.mark.parametrize(
    ("told", "zone"),
    [("America/New_York", "America/New_York"), *((told, FALLBACK) for told in ("", *NO_ZONES))],
)
async def test_a_zone_that_is_none_is_that_of_the_netherlands(
    people: SlackPeople, api: WebApi, told: str, zone: str
) -> None:
    api.people[VERA] = {"tz": told}
    assert await people.timezone("T1", VERA) == zone


async def test_bots_guests_strangers_and_who_left_are_no_members(people: SlackPeople, api: WebApi) -> None:
    outside: list[dict[str, object]] = [
        {"is_bot": True},
        {"is_restricted": True},
        {"is_ultra_restricted": True},
        {"team_id": "T9"},
        {"deleted": True},
    ]
    api.people = dict(zip(users(5, 900), outside, strict=True))
    api.members = [*users(7), *api.people]
    assert await people.members(C1) == 7


async def test_who_is_there_is_asked_once_an_hour_for_all_channels_and_for_the_administrators(
    people: SlackPeople, api: WebApi, time: Time
) -> None:
    api.members = users(7)
    for _ in range(3):
        assert await people.members(C1) == 7
    assert (len(api.of("users.list")), len(api.of("users.info"))) == (1, 0)
    assert await people.administrators("T1") == ()
    await asyncio.gather(*(people.members(ChannelRef("T2", channel)) for channel in ("C1", "C2")))
    assert len(api.of("users.list")) == 2
    time.now += KEPT
    api.people = {users(1)[0]: {"is_restricted": True}}
    assert await people.members(C1) == 6


def _page(field: str, members: list[Any]) -> Answer:
    more = {"response_metadata": {"next_cursor": "more"}}
    return Answer(body=json.dumps({"ok": True, field: members, **more}))


async def test_all_pages_are_counted_and_where_slack_has_heard_enough_the_first_ones(
    people: SlackPeople, api: WebApi
) -> None:
    api.members, api.people = users(20), {user: {} for user in users(8, 500)}
    api.answer("conversations.members", _page("members", [*users(8, 500), *users(3)]))
    assert await people.members(C1) == 28, "nobody counts twice"
    api.answer("conversations.members", _page("members", users(8)), rate_limited(30))
    assert await people.members(C1) == 8


async def test_owners_come_first_and_administrators_are_named_all_or_not_at_all(
    people: SlackPeople, api: WebApi
) -> None:
    admin, owner = users(2)
    first = _page(
        "members", [{"id": admin, "is_admin": True}, {"id": "U1BOT", "is_admin": True, "is_bot": True}]
    )
    api.people = {owner: {"is_admin": True, "is_owner": True}, "U2WEG": {"is_admin": True, "deleted": True}}
    api.members = users(9)
    api.answer("users.list", first, rate_limited(30), first, rate_limited(30))
    assert await people.members(C1) == 1
    with pytest.raises(LeiderschapError, match="ratelimited"):
        await people.administrators("T1")
    api.answer("users.list", first)
    assert await people.administrators("T1") == (owner, admin)
    assert await people.members(C1) == 9


async def test_where_slack_says_nothing_nobody_is_guessed(people: SlackPeople, api: WebApi) -> None:
    for method in ("conversations.members", "conversations.open"):
        api.answer(method, error("internal_error"), always=True)
    with pytest.raises(LeiderschapError):
        await people.members(C1)
    with pytest.raises(LeiderschapError):
        await people.direct("T1", VERA)


async def test_the_words_above_files_are_plain_text_whatever_a_channel_is_called(api: WebApi) -> None:
    async def clients(_: str) -> AsyncWebClient:
        return AsyncWebClient(token="xoxb-voorbeeld", base_url=api.url, retry_handlers=[])

    words = "Cijfers van #<!channel> <@U2NOOR> *bouw* & <https://elders.example|ons>"
    await SlackPrivate(clients).send(ChannelRef("T1", "D1VERA"), words, [File("a.csv", "Tabel", b"1")])
    [sent] = api.of("files.completeUploadExternal")
    shown = read(sent["initial_comment"])
    assert (shown.text, shown.controls) == (words, ())
