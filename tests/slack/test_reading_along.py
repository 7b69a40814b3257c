"""If guests or people from other organisations read along, no answer is public."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from bot.answers import readers
from bot.core import texts
from tests.fakes.slack import button, words
from tests.fakes.web_api import HANG_AFTER, RESET, RESPONSE, Answer, error
from tests.running import Running
from tests.slack.colleagues import users
from tests.slack.outsiders import (
    MEMBERS,
    OWN,
    OWN_QUESTION,
    POST,
    READ_ALONG,
    WHISPER,
    found_in,
)
from tests.slack_limits import check

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
        assert {one.get("thread_ts") for one in company.api.messages[1:]} == {"1700.7", "1699.1"}
        assert company.api.of(WHISPER) == []
        return
    assert texts.PRIVATELY in words(shared)
    assert company.api.posted() == {"C1": 1}
    assert len(company.api.messages) == 1
    whispers = company.api.of(WHISPER)
    assert sorted((one["channel"], one["user"], one.get("thread_ts") or "") for one in whispers) == [
        ("C1", "U1VERA", ""),
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
    share = button(await company.slack.command(OWN_QUESTION), texts.SHARE)  # the person is known now
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
