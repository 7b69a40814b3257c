"""Who may do what with a channel, according to Slack at that moment."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.leads import texts
from bot.channels.leads.permissions import SHARED, NoLead, Permissions
from bot.channels.leads.store import SqlLeadStore
from bot.channels.model import Act, Lead
from bot.channels.store import SqlChannelStore
from bot.core.errors import Refused
from bot.core.people import Actor, ChannelRef
from bot.database.engine import create
from bot.delivery.notices.words import why
from bot.slack.people import SlackPeople
from tests.databases import migrated
from tests.factories import C1, NINE, a_channel
from tests.fakes.web_api import Answer, WebApi, error
from tests.running import Time

VERA, DAAN, MAKER = "U1VERA", "U2DAAN", "U0MAKER"
ACTOR = Actor("T1", VERA)


@pytest.fixture
async def api() -> AsyncIterator[WebApi]:
    async with WebApi().serving() as api:
        yield api


class Asked:
    """The permissions, with the stores that they read. Slack is asked only with the token of the workspace T1."""

    def __init__(self, folder: Path, api: WebApi) -> None:
        async def clients(workspace: str) -> AsyncWebClient:
            return AsyncWebClient({"T1": "xoxb-T1"}[workspace], base_url=api.url)

        async def organisation(workspace: str) -> str:
            return {"T1": self.organisation}[workspace]

        self.organisation = ""
        self.engine = create(f"sqlite:///{folder}/leiderschap.db")
        self.channels, self.leads = SqlChannelStore(self.engine), SqlLeadStore(self.engine)
        people = SlackPeople(clients, Time(NINE), organisation)
        self.permissions = Permissions(people, self.channels, self.leads)

    async def lead(self, *users: str) -> None:
        for user in users:
            await self.leads.add(C1, Lead(user), Act(user, NINE).change("lead", None, user))


@pytest.fixture
async def asked(tmp_path: Path, api: WebApi) -> AsyncIterator[Asked]:
    await migrated(f"sqlite:///{tmp_path}/leiderschap.db")
    asked = Asked(tmp_path, api)
    yield asked
    await asked.engine.dispose()


async def refusal(doing: Any) -> str:
    """The sentence of the refusal."""
    with pytest.raises(Refused) as refused:
        await doing
    return refused.value.sentence


@pytest.mark.parametrize(
    ("person", "team", "organisation", "sentence"),
    [
        ({}, "", "", ""),
        ({"deleted": True}, "", "", texts.NOT_A_COLLEAGUE),
        ({"is_bot": True}, "", "", texts.NOT_A_COLLEAGUE),
        ({"is_restricted": True}, "", "", texts.GUEST),
        ({"team_id": "T2"}, "", "", texts.NOT_A_COLLEAGUE),
        ({"team_id": "T2", "is_restricted": True}, "", "", texts.NOT_A_COLLEAGUE),
        ({"team_id": "T2", "enterprise_id": "E1"}, "", "E1", ""),
        ({"team_id": "T2", "enterprise_id": "E2"}, "", "E1", texts.NOT_A_COLLEAGUE),
        ({"team_id": "T2", "enterprise_id": "E1", "is_restricted": True}, "", "E1", texts.GUEST),
        ({"is_stranger": True}, "", "", texts.NOT_A_COLLEAGUE),
        ({"enterprise_id": "E2"}, "", "E1", ""),
        ({"team_id": ""}, "", "", ""),
        ({"team_id": ""}, "T1", "", ""),
        ({"team_id": ""}, "T2", "", texts.NOT_A_COLLEAGUE),
    ],
    ids=str,
)
async def test_colleagues_may_click_and_guests_and_people_of_elsewhere_may_not(
    asked: Asked, api: WebApi, person: dict[str, Any], team: str, organisation: str, sentence: str
) -> None:
    api.people[VERA], asked.organisation = person, organisation
    clicking = asked.permissions.click(Actor("T1", VERA, team))
    if sentence:
        assert await refusal(clicking) == sentence
    else:
        assert (await clicking).user == VERA


@pytest.mark.parametrize(("team", "admin"), [("T1", True), ("T2", False)])
async def test_who_administers_a_sister_workspace_administers_nothing_here(
    asked: Asked, api: WebApi, team: str, admin: bool
) -> None:
    asked.organisation = "E1"
    api.people[VERA] = {"team_id": team, "enterprise_id": "E1", "is_admin": True, "real_name": "Vera"}
    profile = await asked.permissions.click(ACTOR)
    assert (profile.admin, profile.name, profile.teams) == (admin, "Vera", frozenset({team}))


async def test_whom_slack_does_not_know_may_nothing_and_what_it_does_not_say_is_no_yes(
    asked: Asked, api: WebApi
) -> None:
    api.answer("users.info", error("user_not_found"), error("internal_error"))
    assert await refusal(asked.permissions.click(ACTOR)) == texts.NOT_A_COLLEAGUE
    assert await refusal(asked.permissions.click(ACTOR)) == texts.NOT_KNOWN_NOW


@pytest.mark.parametrize(
    ("person", "channels", "sees"),
    [
        ({}, {"C1"}, True),
        ({}, {"C2"}, False),
        ({"is_admin": True}, set(), True),
        ({"is_admin": True, "team_id": "T2"}, set(), False),
        ({"is_admin": True, "team_id": "T2"}, {"C1"}, True),
    ],
    ids=str,
)
async def test_who_is_in_a_channel_and_who_administers_may_see_what_is_planned(
    asked: Asked, api: WebApi, person: dict[str, Any], channels: set[str], sees: bool
) -> None:
    api.people[VERA], api.is_in[VERA] = person, channels
    looking = asked.permissions.look(ACTOR, "C1")
    if sees:
        await looking
    else:
        assert await refusal(looking) == texts.NOT_A_MEMBER


async def test_whom_slack_does_not_know_sees_what_the_channels_say(asked: Asked, api: WebApi) -> None:
    api.answer("users.info", error("user_not_found"))
    api.is_in[VERA] = {"C1", "C2"}
    await asked.permissions.look(ACTOR, "C1")


async def test_a_channel_that_nobody_leads_is_set_up_by_whoever_is_in_it_and_then_by_its_maker(
    asked: Asked, api: WebApi
) -> None:
    await asked.permissions.change(ACTOR, "C1")
    api.is_in[VERA] = {"C2"}
    assert await refusal(asked.permissions.change(ACTOR, "C1")) == texts.NOT_A_MEMBER
    await asked.channels.save(a_channel())
    api.is_in[VERA] = {"C1", "C2"}
    with pytest.raises(NoLead) as refused:
        await asked.permissions.change(ACTOR, "C1")
    assert str(refused.value) == texts.NO_LEAD
    await asked.permissions.change(Actor("T1", MAKER), "C1")
    await asked.permissions.change(ACTOR, "C2")  # which was not set up


async def test_a_lead_changes_the_channel_and_others_hear_who_leads_it(asked: Asked, api: WebApi) -> None:
    api.people[DAAN] = {"real_name": "Daan"}
    await asked.lead(DAAN)
    assert (await asked.permissions.change(Actor("T1", DAAN), "C1")).user == DAAN
    said = await refusal(asked.permissions.change(Actor("T1", MAKER), "C1"))
    assert said == texts.ONLY_LEADS.format(leads="Daan")
    api.people[VERA] = {"is_admin": True}
    assert (await asked.permissions.change(ACTOR, "C1")).admin


@pytest.mark.parametrize("now", [{"deleted": True}, {"is_restricted": True}, {"is_bot": True}], ids=str)
async def test_where_no_lead_is_left_its_maker_may_and_others_can_ask_for_it(
    asked: Asked, api: WebApi, now: dict[str, Any]
) -> None:
    api.people[DAAN] = now
    await asked.lead(DAAN)
    with pytest.raises(NoLead):
        await asked.permissions.change(ACTOR, "C1")
    assert (await asked.permissions.change(Actor("T1", MAKER), "C1")).user == MAKER
    assert await asked.permissions.living("T1", [DAAN]) == ()


def test_a_channel_that_stands_still_because_it_is_shared_says_so_in_its_own_words() -> None:
    assert SHARED == "is_shared", "it stands in databases"
    assert why(SHARED) != why("something else")


async def test_in_a_shared_channel_only_an_administrator_starts_the_tips(asked: Asked, api: WebApi) -> None:
    await asked.lead(VERA)
    assert not await asked.permissions.switch_on(ACTOR, "C1")
    api.places["C1"] = {"is_ext_shared": True}
    assert await refusal(asked.permissions.switch_on(ACTOR, "C1")) == texts.ONLY_ADMINS_SHARED
    api.people[DAAN] = {"is_admin": True}
    assert await asked.permissions.switch_on(Actor("T1", DAAN), "C1")


@pytest.mark.parametrize(
    ("channel", "place", "sentence"),
    [
        ("C1", {}, ""),
        ("D1", {}, texts.IN_DIRECT),
        ("C8", {"is_mpim": True, "is_member": True}, texts.IN_DIRECT),
        ("C8", {"is_member": False}, texts.NOT_INVITED),
        ("C9", None, texts.NOT_INVITED),
    ],
    ids=str,
)
async def test_a_channel_is_one_that_the_bot_is_in(
    asked: Asked, api: WebApi, channel: str, place: dict[str, Any] | None, sentence: str
) -> None:
    if place is not None:
        api.places[channel] = place
    finding = asked.permissions.place(ChannelRef("T1", channel))
    if sentence:
        assert await refusal(finding) == sentence
    else:
        assert (await finding).name == "leiderschap"


@pytest.mark.parametrize(
    ("person", "name"),
    [({"real_name": "Vera"}, "Vera"), ({"real_name": ""}, texts.THIS_PERSON), (None, texts.THIS_PERSON)],
    ids=str,
)
async def test_a_person_has_a_name_or_is_this_person(
    asked: Asked, api: WebApi, person: dict[str, Any] | None, name: str
) -> None:
    body = (
        {"ok": True, "user": {"id": VERA, **person}} if person else {"ok": False, "error": "user_not_found"}
    )
    api.answer("users.info", Answer(body=json.dumps(body)))
    assert await asked.permissions.name("T1", VERA) == name


@pytest.mark.parametrize(
    ("maker", "place", "takes"),
    [
        ({}, {}, [MAKER]),
        ({"deleted": True}, {}, []),
        ({"team_id": "T2"}, {}, []),
        ({}, {"creator": ""}, []),
    ],
    ids=str,
)
async def test_a_channel_is_taken_over_by_its_maker_while_they_are_a_colleague(
    asked: Asked, api: WebApi, maker: dict[str, Any], place: dict[str, Any], takes: list[str]
) -> None:
    api.people[MAKER], api.places["C1"] = maker, place
    assert [one.user for one in await asked.permissions.takers(C1)] == takes
    assert api.of("users.info") == ([] if "creator" in place else [{"user": MAKER}])
