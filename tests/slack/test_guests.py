"""Guests and people of other organisations get no passage, by no way of asking; where they read along, nothing is
answered in public."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.domain import texts, texts_settings
from bot.domain.subcommands import TABLE
from bot.services import readers
from bot.slack.listeners import actions, commands
from bot.slack.manifest import SCOPES
from tests.factories import NINE
from tests.fakes.slack import button, words
from tests.fakes.web_api import HANG_AFTER, RESET, RESPONSE, WORKSPACE, Answer, WebApi, error
from tests.mrkdwn_reader import INVISIBLE, read
from tests.running import TUESDAYS_AT_NINE, Running, a_bot, shipped_content
from tests.slack.colleagues import users
from tests.slack_limits import check

POST, WHISPER, MEMBERS = "chat.postMessage", "chat.postEphemeral", "conversations.members"
OWN = "Xylofoonclub Zevenster bespreekt iedere maand in alle rust wat er beter kan en wie daarbij helpt."
ARTICLE = f"---\ntitle: Ons eigen verhaal\n---\n\n## Zo doen wij dat {{#zo}}\n\n{OWN}\n"
SHIPPED_QUESTION, OWN_QUESTION = "ceo blog", "xylofoonclub zevenster"

OUTSIDERS: dict[str, dict[str, Any]] = {
    "U1GAST": {"is_restricted": True},
    "U2GAST": {"is_ultra_restricted": True},
    "U3ELDERS": {"team_id": "T2"},
    "U4ELDERS": {"team_id": "T2", "is_stranger": True, "is_admin": True},
    "U5ELDERS": {"is_stranger": True},
    "U6ELDERS": {"team_id": "T2", "enterprise_user": {"enterprise_id": "E2", "teams": ["T2"]}},
    "U7NERGENS": {"team_id": ""},
    "U8WEG": {"deleted": True},
    "U9ROBOT": {"is_bot": True},
}
READ_ALONG = [user for user in OUTSIDERS if user not in ("U8WEG", "U9ROBOT")]
SISTER = {"team_id": "T3", "enterprise_user": {"enterprise_id": "E1", "teams": ["T3"]}}
REFUSALS = (texts.COLLEAGUES_ONLY, texts_settings.GUEST, texts_settings.NOT_A_COLLEAGUE)


def own_article(folder: Path) -> None:
    (folder / "articles").mkdir()
    (folder / "articles" / "eigen.md").write_text(ARTICLE, encoding="utf-8")


@pytest.fixture
async def company(tmp_path: Path, api: WebApi) -> AsyncIterator[Running]:
    """A bot with an article of the company's own and a tip in its channel; its workspace is of the organisation E1."""
    own_article(tmp_path)
    api.people |= OUTSIDERS
    api.members = users(3)
    identity = {
        "ok": True,
        "team_id": WORKSPACE,
        "user_id": "U0BOT",
        "bot_id": "B0BOT",
        "enterprise_id": "E1",
    }
    api.answer("auth.test", Answer(body=json.dumps(identity)), always=True)
    async with a_bot(tmp_path, api, TUESDAYS_AT_NINE) as running:
        await running.tick(NINE)
        yield running


def passages() -> list[str]:
    """How each passage begins that somebody could be shown."""
    articles = shipped_content().corpus.values()
    return [OWN[:40], *(p[:40] for one in articles for section in one.sections for p in section.paragraphs)]


def plain(held: object) -> str:
    said = json.dumps(held, ensure_ascii=False).replace(INVISIBLE, "").replace("*", "")
    return said.replace("&amp;", "&").replace("&gt;", ">")


def found_in(held: object) -> list[str]:
    said = plain(held)
    return [passage for passage in passages() if passage.replace('"', '\\"') in said]


def typed(name: str) -> str:
    """How a subcommand is typed so that it has most to say."""
    [row] = [row for row in TABLE if row.name == name]
    return f"{row.names[0]} {SHIPPED_QUESTION}" if name == "search" else row.names[0]


async def values(running: Running) -> Mapping[str, str]:
    """What a button of each action carries, in a message that somebody may have kept."""
    hits = shipped_content().search.search(SHIPPED_QUESTION, 9).hits
    passage = hits[0].passage.id
    nudge, slot = str((await running.delivery()).id), "2025-01-14"
    tip = next(iter(shipped_content().library.tips))
    reading = {"more": f"{passage}:", "share": f"{passage}:", "show_tip": tip, "other_tip": f"/{tip}"}
    under = dict.fromkeys(("plan", "passage", "useful", "not_useful", "used", "not_used"), nudge)
    planned = f"C1/{slot}/{tip}"
    of_a_slot = (
        "swap",
        "skip",
        "unskip",
        "approve",
        "post_now",
        "post_instead",
        "post_extra",
        "example_other",
    )
    of_a_channel = (
        "settings leads ask_lead planning calendar example pause resume history changes own_tips own_add"
    )
    of_a_channel += " own_edit own_remove own_next post_not home_page start_trial stop_trial silence_theme"
    of_a_channel += " silence_biweekly silence_pause"
    of_a_plan = (
        "tell_plan change_plan replan reflect share_plan stop_plan finish_plan remove_plan check_in_gelukt"
    )
    of_a_plan += (
        " check_in_deels check_in_niet snooze unsnooze mine privacy_download privacy_erase found missed"
    )
    of_a_plan += " repost already_there"
    return (
        reading
        | under
        | dict.fromkeys(of_a_slot, planned)
        | dict.fromkeys(of_a_channel.split(), "C1")
        | dict.fromkeys(of_a_plan.split(), nudge)
    )


async def walk(running: Running, user: str) -> dict[str, Any]:
    """All that there is to type, press, mention and open, done by one person; what came of each."""
    slack, api = running.slack, running.api
    slack.person = user
    came: dict[str, Any] = {}

    async def note(way: str, start: int, response: Any = None) -> None:
        await running.settled()
        came[way] = [response, *(call.body for call in api.calls[start:])]

    for name in commands.HANDLERS:
        start = len(api.calls)
        response = await slack.send(_form(slack.command_fields(typed(name))))
        await note(f"/{name}", start, response.text)
    for action, value in (await values(running)).items():
        start = len(api.calls)
        await slack.click({"action_id": f"{action}:0", "value": value}, message=f"17{len(came)}.1")
        await note(action, start)
    for text in (SHIPPED_QUESTION, OWN_QUESTION):
        start = len(api.calls)
        await slack.mention(text)
        await note(f"@ {text}", start)
    start = len(api.calls)
    await slack.event({"type": "app_home_opened", "tab": "home", "user": user, "channel": "D1"})
    await note("home", start)
    return came


def _form(fields: Mapping[str, str]) -> bytes:
    from urllib.parse import urlencode

    return urlencode(fields).encode()


async def test_every_way_there_is_stands_in_the_walk(company: Running) -> None:
    assert set(await values(company)) == set(actions.HANDLERS)
    assert {row.name for row in TABLE} == set(commands.HANDLERS)


async def test_a_colleague_gets_passages_by_these_ways(company: Running) -> None:
    came = await walk(company, "U1VERA")
    ways = {"/search", "more", "share", "passage", f"@ {SHIPPED_QUESTION}", f"@ {OWN_QUESTION}"}
    assert {way for way, held in came.items() if found_in(held)} == ways
    assert ways - {f"@ {SHIPPED_QUESTION}", f"@ {OWN_QUESTION}", "/search"} <= actions.READING
    assert "search" in commands.READING


def _asked(running: Running) -> list[Any]:
    """Letters to who made the channel: who asks for a lead may be anybody who clicks."""
    return [one for one in running.api.messages if one["channel"] == "U0MAKER"]


@pytest.mark.parametrize("user", OUTSIDERS)
async def test_an_outsider_gets_no_passage_by_any_way(company: Running, user: str) -> None:
    for way, held in (await walk(company, user)).items():
        assert found_in(held) == [], way
        if way.removeprefix("/") in actions.READING | commands.READING or way.startswith("@"):
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
    assert words(await company.slack.command(SHIPPED_QUESTION)) == texts.READER_UNKNOWN
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
    assert words(await company.slack.command("instellen")).split("\n")[0] == texts_settings.NO_LEAD


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


PLACES: dict[str, tuple[dict[str, Any], list[str], bool]] = {
    "colleagues alone": ({}, users(3), False),
    "many colleagues": ({}, users(60), False),
    "with a bot and who left": ({}, [*users(3), "U8WEG", "U9ROBOT"], False),
    "an organisation's own": ({"is_shared": True, "is_org_shared": True}, users(3), False),
    "shared": ({"is_ext_shared": True, "is_shared": True}, users(3), True),
    "shared soon": ({"is_pending_ext_shared": True}, users(3), True),
    "shared, who knows with whom": ({"is_shared": True}, users(3), True),
    "both": ({"is_org_shared": True, "is_ext_shared": True}, users(3), True),
    **{f"with {user}": ({}, [*users(3), user], True) for user in READ_ALONG},
    "with a guest among many": ({}, [*users(60), "U1GAST"], True),
}


@pytest.mark.parametrize("place", PLACES)
async def test_what_is_asked_in_public_is_answered_there_only_where_no_outsider_reads(
    company: Running, place: str
) -> None:
    company.api.places["C1"], company.api.members, private = PLACES[place]
    share = button(await company.slack.command(OWN_QUESTION), texts.SHARE)
    await company.slack.mention(OWN_QUESTION)
    await company.slack.mention(OWN_QUESTION, thread_ts="1699.1")
    await company.slack.click(share)
    [shared] = await company.api.wait(RESPONSE)
    await company.settled()
    assert found_in(shared) == [OWN[:40]]
    assert (shared["response_type"] == "ephemeral") == private
    if not private:
        assert [one.get("thread_ts") for one in company.api.messages[1:]] == ["1700.7", "1699.1"]
        assert company.api.of(WHISPER) == []
        return
    assert texts.PRIVATELY in words(shared)
    assert company.api.posted() == {"C1": 1}
    assert len(company.api.messages) == 1
    whispers = company.api.of(WHISPER)
    assert [(one["channel"], one["user"], one.get("thread_ts")) for one in whispers] == [
        ("C1", "U1VERA", None),
        ("C1", "U1VERA", "1699.1"),
    ]
    for whisper in whispers:
        check({"unfurl_links": False, "unfurl_media": False} | whisper)
        assert found_in(whisper) == [OWN[:40]]
        assert texts.PRIVATELY in words(whisper)


@pytest.mark.parametrize("failure", [error("internal_error"), error("missing_scope"), RESET, HANG_AFTER])
@pytest.mark.parametrize("method", [MEMBERS, "conversations.info", "users.info"])
async def test_what_slack_does_not_say_in_time_counts_as_outsiders(
    company: Running, monkeypatch: pytest.MonkeyPatch, method: str, failure: Answer
) -> None:
    share = button(await company.slack.command(OWN_QUESTION), texts.SHARE)  # who asks is known
    monkeypatch.setattr(readers, "PATIENCE", 0.2)
    company.api.answer(method, failure, always=True)
    await company.slack.mention(OWN_QUESTION)
    await company.slack.click(share)
    [whisper], [shared] = await company.api.wait(WHISPER), await company.api.wait(RESPONSE)
    assert found_in(whisper) == found_in(shared) == [OWN[:40]]
    assert shared["response_type"] == "ephemeral"
    assert company.api.posted() == {"C1": 1}


async def test_who_reads_along_is_asked_once_an_hour_and_anew_when_somebody_comes_in(
    company: Running,
) -> None:
    async def asked() -> int:
        await company.slack.mention(OWN_QUESTION)
        await company.settled()
        return len(company.api.of(MEMBERS))

    first = await asked()
    assert await asked() == first
    company.time.now += dt.timedelta(hours=1)
    assert await asked() == first + 1
    company.api.members = [*users(3), "U1GAST"]
    await company.slack.event({"type": "member_joined_channel", "user": "U1GAST", "channel": "C1"})
    assert await asked() == first + 2
    assert len(company.api.of(WHISPER)) == 1


async def test_what_could_not_be_shared_may_be_shared_once_nobody_else_reads_along(company: Running) -> None:
    share = button(await company.slack.command(OWN_QUESTION), texts.SHARE)
    company.api.members = [*users(3), "U1GAST"]
    for _ in range(2):
        await company.slack.click(share)
        await company.settled()
    company.api.members = users(3)
    company.time.now += dt.timedelta(hours=1)
    await company.slack.click(share)
    await company.settled()
    kinds = [answer["response_type"] for answer in company.api.of(RESPONSE)]
    assert kinds == ["ephemeral", "ephemeral", "in_channel"]


async def test_a_private_answer_comes_in_a_direct_message_else_not_at_all_but_never_in_public(
    company: Running,
) -> None:
    company.api.members = [*users(3), "U1GAST"]
    company.api.answer(WHISPER, error("user_not_in_channel"), always=True)
    await company.slack.mention(OWN_QUESTION)
    await company.settled()
    [_, letter] = company.api.messages
    assert (letter["channel"], letter.get("thread_ts")) == ("D1VERA", None)
    assert found_in(letter) == [OWN[:40]]
    for method in (POST, "conversations.open", RESPONSE):
        company.api.answer(method, error("internal_error"), always=True)
    await company.slack.mention(OWN_QUESTION)
    await company.slack.click(button(await company.slack.command(OWN_QUESTION), texts.SHARE))
    await company.settled()
    assert company.api.posted() == {"C1": 1, "D1VERA": 1}
    assert {answer["response_type"] for answer in company.api.of(RESPONSE)} == {"ephemeral"}


async def test_where_slack_is_slow_to_say_who_asks_the_answer_comes_after_the_ack(
    company: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "PATIENCE", 0.2)
    for user, expected in (("U5TRAAG", [OWN[:40]]), ("U1GAST", [])):
        company.slack.person = user
        company.api.answer("users.info", HANG_AFTER)
        before = len(company.api.of(RESPONSE))
        response = await company.slack.send(_form(company.slack.command_fields(OWN_QUESTION)))
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
