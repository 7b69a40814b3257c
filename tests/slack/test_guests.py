"""Guests and people from other organisations get no passage, however they ask."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from bot.answers import readers
from bot.channels.leads import texts as texts_settings
from bot.core import texts
from bot.core.router import Router
from bot.slack.manifest import SCOPES
from bot.slack.words import WORDS
from tests.fakes.slack import button, words
from tests.fakes.web_api import HANG_AFTER, RESPONSE, WebApi, error
from tests.mrkdwn_reader import read
from tests.running import Running, a_bot
from tests.slack.colleagues import users
from tests.slack.outsiders import (
    MEMBERS,
    OUTSIDERS,
    OWN,
    OWN_QUESTION,
    READ_ALONG,
    REFUSALS,
    SHIPPED_QUESTION,
    SISTER,
    WHISPER,
    form,
    found_in,
    own_article,
    plain,
    values,
    walk,
)
from tests.slack_limits import check


def reading(router: Router) -> set[str]:
    """The commands and buttons that show articles."""
    commands = {name for name, command in router.commands.by_name.items() if command.reads}
    return commands | {name for name, action in router.actions.items() if action.reads}


async def test_every_way_there_is_stands_in_the_walk(company: Running) -> None:
    assert set(await values(company)) == set(company.bot.rooms.router.actions)


async def test_a_colleague_gets_passages_by_these_ways(company: Running) -> None:
    came = await walk(company, "U1VERA")
    ways = {"/search", "more", "share", "passage", "how", f"@ {SHIPPED_QUESTION}", f"@ {OWN_QUESTION}"}
    assert {way for way, held in came.items() if found_in(held)} == ways
    assert {way.removeprefix("/") for way in ways if not way.startswith("@")} <= reading(
        company.bot.rooms.router
    )


def _asked(running: Running) -> list[Any]:
    """The messages to the person who made the channel, which anybody causes who asks to become its lead."""
    return [one for one in running.api.messages if one["channel"] == "U0MAKER"]


@pytest.mark.parametrize("user", OUTSIDERS)
async def test_an_outsider_gets_no_passage_by_any_way(company: Running, user: str) -> None:
    for way, held in (await walk(company, user)).items():
        assert found_in(held) == [], way
        if way.removeprefix("/") in reading(company.bot.rooms.router) or way.startswith("@"):
            assert any(read(sentence).text in plain(held) for sentence in REFUSALS), way
    assert company.api.posted()["C1"] == len(company.api.messages) - len(_asked(company)) == 1, (
        "the tip of the week"
    )


async def test_whom_slack_does_not_know_or_does_not_name_gets_no_passage(company: Running) -> None:
    company.api.answer("users.info", error("user_not_found"), always=True)
    for way, held in (await walk(company, "U8ONBEKEND")).items():
        assert found_in(held) == [], way
    company.api.heal()
    company.api.answer("users.info", error("internal_error"), always=True)
    assert words(await company.slack.command(SHIPPED_QUESTION)) == texts.READER_UNKNOWN.by(WORDS)
    for way, held in (await walk(company, "U9ONBEKEND")).items():
        assert found_in(held) == [], way
    company.api.heal()
    await company.slack.event(
        {"type": "app_mention", "channel": "C1", "ts": "1700.7", "text": f"<@U0BOT> {SHIPPED_QUESTION}"}
    )
    await company.settled()
    assert company.api.posted() == {"C1": 1}


async def test_who_became_a_guest_is_one_within_the_hour(company: Running) -> None:
    answer = await company.slack.command(SHIPPED_QUESTION)
    company.api.people[company.slack.person] = {"is_restricted": True}
    company.time.now += dt.timedelta(hours=1)
    more = button(answer, texts.MORE) if texts.MORE in words(answer) else button(answer, texts.SHARE)
    before = len(company.api.of(RESPONSE))
    await company.slack.click(more)
    assert found_in((await company.api.wait(RESPONSE, before + 1))[-1]) == []
    assert words(await company.slack.command(SHIPPED_QUESTION)) == texts.COLLEAGUES_ONLY


async def test_a_colleague_of_another_workspace_of_the_organisation_is_no_outsider(company: Running) -> None:
    company.api.people["U5ZUSTER"] = SISTER
    company.api.members = [*users(3), "U5ZUSTER"]
    company.slack.person = "U5ZUSTER"
    assert found_in(await company.slack.command(OWN_QUESTION))
    await company.slack.mention(OWN_QUESTION)
    await company.settled()
    assert found_in(company.api.messages[-1])
    start = len(company.api.of(RESPONSE))
    await company.slack.click({"action_id": "passage:0", "value": str((await company.delivery()).id)})
    assert found_in((await company.api.wait(RESPONSE, start + 1))[-1])


async def test_who_administers_another_workspace_of_the_organisation_administers_nothing_here(
    company: Running,
) -> None:
    company.api.people["U5ZUSTER"] = SISTER | {"is_admin": True, "is_owner": True}
    company.slack.person = "U5ZUSTER"
    assert words(await company.slack.command("instellen")).split("\n")[0] == texts_settings.NO_LEAD.by(WORDS)


async def test_somebody_of_elsewhere_who_names_their_own_workspace_is_an_outsider(company: Running) -> None:
    held = await values(company)
    for action in ("more", "show_tip", "other_tip", "share"):
        payload = company.slack.block_actions(
            {"action_id": f"{action}:0", "value": held[action]}, user="U3ELDERS"
        )
        payload["team"] = {"id": "T2"}
        payload["user"]["team_id"] = "T2"
        before = len(company.api.of(RESPONSE))
        await company.slack.interact(payload)
        assert words((await company.api.wait(RESPONSE, before + 1))[-1]) == texts.COLLEAGUES_ONLY


async def test_where_slack_is_slow_to_say_who_asks_the_answer_comes_after_the_ack(
    company: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "PATIENCE", 0.2)
    for user, expected in (("U5TRAAG", [OWN[:40]]), ("U1GAST", [])):
        company.slack.person = user
        company.api.answer("users.info", HANG_AFTER)
        before = len(company.api.of(RESPONSE))
        response = await company.slack.send(form(company.slack.command_fields(OWN_QUESTION)))
        assert (response.status_code, response.content) == (200, b"")
        answer = (await company.api.wait(RESPONSE, before + 1))[-1]
        check(answer)
        assert answer["response_type"] == "ephemeral"
        assert found_in(answer) == expected
    company.slack.person = "U6TRAAG"
    company.api.answer("users.info", HANG_AFTER)
    before = len(company.api.of(RESPONSE))
    await company.slack.click({"action_id": "more:0", "value": "eigen/zo/1:"})
    assert found_in((await company.api.wait(RESPONSE, before + 1))[-1]) == [OWN[:40]]


async def test_who_is_known_is_not_asked_about_again(company: Running) -> None:
    await company.slack.command(OWN_QUESTION)
    asked = len(company.api.of("users.info"))
    for _ in range(3):
        assert found_in(await company.slack.command(OWN_QUESTION))
    assert len(company.api.of("users.info")) == asked


@pytest.mark.parametrize("user", OUTSIDERS)
async def test_with_shipped_an_outsider_is_answered_from_the_shipped_articles_and_alone(
    tmp_path: Path, api: WebApi, user: str
) -> None:
    own_article(tmp_path)
    api.people |= OUTSIDERS
    api.members = [*users(3), user]
    async with a_bot(tmp_path, api, answer_guests="shipped") as running:
        running.slack.person = user
        answer = await running.slack.command(SHIPPED_QUESTION)
        assert found_in(answer)
        assert OWN[:40] not in found_in(answer)
        for question in (OWN_QUESTION, "xylofoonclub"):
            nothing = await running.slack.command(question)
            assert found_in(nothing) == []
            assert "xylofoon" not in plain(nothing).casefold()
        assert "Ons eigen verhaal" not in words(await running.slack.command("artikelen"))
        assert words(await running.slack.command("tip")) != texts.COLLEAGUES_ONLY
        await running.slack.click({"action_id": "more:0", "value": "eigen/zo/1:"})
        assert words((await api.wait(RESPONSE))[-1]) == texts.GONE
        await running.slack.mention(f"{SHIPPED_QUESTION} {OWN_QUESTION}")
        await running.settled()
    assert OWN[:40] not in found_in(api.of(WHISPER))
    if user in READ_ALONG:
        assert api.messages == []
        assert found_in(api.of(WHISPER))


async def test_with_all_everybody_is_answered_as_colleagues_are_and_slack_is_asked_nothing(
    tmp_path: Path, api: WebApi
) -> None:
    own_article(tmp_path)
    api.people |= OUTSIDERS
    api.members = [*users(3), *OUTSIDERS]
    async with a_bot(tmp_path, api, answer_guests="all") as running:
        running.slack.person = "U1GAST"
        assert found_in(await running.slack.command(OWN_QUESTION))
        await running.slack.mention(OWN_QUESTION)
    assert found_in(api.messages) == [OWN[:40]]
    assert not {"users.info", "users.list", MEMBERS, "conversations.info"} & {
        call.method for call in api.calls
    }


async def test_none_of_this_needs_a_right_that_the_bot_did_not_have() -> None:
    assert set(SCOPES) == {
        *("app_mentions:read", "channels:read", "chat:write", "commands"),
        *("files:write", "groups:read", "im:write", "users:read"),
    }
