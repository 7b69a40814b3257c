"""People who write about personal trouble read whom to turn to: privately, without passages of the shipped articles,
and without a trace. If it is somebody else's trouble, the articles are searched as usual."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.answers.gaps.store import gaps
from bot.answers.talk import texts as texts_talk
from bot.core import texts
from bot.database import engine as store_engine
from tests.fakes.forms import filled
from tests.fakes.slack import Slack, buttons, words
from tests.fakes.web_api import WebApi
from tests.integration.test_gaps import rows
from tests.mrkdwn_reader import read
from tests.running import Running, a_bot
from tests.slack.asking import only_asks
from tests.slack.colleagues import VERA, Colleagues
from tests.slack.outsiders import OUTSIDERS, POST, WHISPER, found_in
from tests.slack_limits import check
from tests.support import Logs

OWN = (
    "ik word gepest",
    "ik trek het niet meer",
    "mijn baas intimideert mij",
    "I am being bullied at work",
    "ik heb een burn-out",
)
OTHERS = (
    "hoe steun ik een collega die ziek is",
    "rouw in mijn team",
    "my colleague is depressed, how can I help",
)
NO_TROUBLE = ("ik ben ziek van vergaderen", "het ego van de leider", "angst voor social media")
CRISIS = (
    "ik denk aan zelfmoord",
    "ik wil dood",
    "I want to kill myself",
    "een collega praat over zelfdoding",
    "zelfmoord",
)
NUMBERS = ("113", "0800-0113", "113.nl", "112")
ARTICLE = """---
title: Ons handboek
---

## Pesten {#pesten}

Wij accepteren geen pesten. Word je gepest, bel dan onze vertrouwenspersoon van het huis, op de vierde verdieping.

## Burn-out {#burn-out}

Bij een burn-out helpt de bedrijfsarts je stap voor stap terug, in jouw tempo en zonder haast.
"""


@pytest.fixture
async def kept(running: Running, tmp_path: Path) -> AsyncIterator[Any]:
    engine = store_engine.create(f"sqlite:///{tmp_path}/leiderschap.db")
    yield lambda: rows(engine, gaps)
    await engine.dispose()


def said(message: Any) -> str:
    return read(words(message)).text


@pytest.mark.parametrize("text", OWN)
@only_asks
async def test_who_is_in_trouble_is_pointed_to_a_person_and_gets_no_passage(slack: Slack, text: str) -> None:
    for typed in (text, f"zoek {text}", f"hoi, {text}!", text.upper()):
        message = await slack.command(typed)
        check(message)
        assert message["response_type"] == "ephemeral"
        assert texts_talk.SOMEONE in said(message)
        assert texts_talk.ONLY_YOU in said(message)
        assert [*found_in(message), *buttons(message)] == []


@pytest.mark.parametrize("text", OWN)
async def test_what_was_asked_in_public_is_answered_to_who_asked_alone(slack: Slack, text: str) -> None:
    await slack.mention(text)
    [whisper] = await slack.api.wait(WHISPER)
    assert (whisper["user"], whisper["channel"]) == ("U1VERA", "C1")
    assert all(part in said(whisper) for part in (texts_talk.SOMEONE, texts_talk.ONLY_YOU_PUBLIC))
    assert slack.api.of(POST) == []


async def test_nothing_of_it_is_counted_or_logged(running: Running, kept: Any, logs: Logs) -> None:
    for text in (*OWN, "ik word gepest om mijn kleding", "ik denk aan zelfmoord"):
        await running.slack.command(text)
        await running.slack.mention(text)
    await running.settled()
    assert await kept() == []
    for word in ("gepest", "zelfmoord", "burn", "bullied", "kleding"):
        assert word not in logs.text


@pytest.mark.parametrize("text", OTHERS)
async def test_somebody_elses_trouble_is_searched_with_the_sentence_beneath(slack: Slack, text: str) -> None:
    message = await slack.command(text)
    check(message)
    assert message["text"].startswith(("Gevonden in de artikelen", texts.NOTHING_FOUND))
    assert said(message).endswith(texts_talk.SOMEONE)
    await slack.mention(text)
    [posted] = await slack.api.wait(POST)
    assert said(posted).endswith(texts_talk.SOMEONE)


@pytest.mark.parametrize("text", NO_TROUBLE)
@only_asks
async def test_what_only_sounds_like_trouble_is_a_question_like_any_other(slack: Slack, text: str) -> None:
    assert texts_talk.SOMEONE not in said(await slack.command(text))


@pytest.mark.parametrize("text", CRISIS)
@pytest.mark.parametrize("someone", ["", "Bel onze vertrouwenspersoon op 0600."])
async def test_words_of_suicide_always_get_the_numbers_to_call(
    tmp_path: Path, api: WebApi, text: str, someone: str
) -> None:
    async with a_bot(tmp_path, api, someone_to_talk_to=someone) as running:
        message = await running.slack.command(text)
        await running.slack.mention(text)
        [whisper] = await api.wait(WHISPER)
    check(message)
    for one in (message, whisper):
        assert all(number in said(one) for number in NUMBERS)
        assert (someone or texts_talk.SOMEONE) in said(one)
    assert api.of(POST) == []


async def test_the_numbers_come_also_for_who_gets_no_answers_and_for_a_text_that_is_too_long(
    tmp_path: Path, api: WebApi
) -> None:
    api.people |= OUTSIDERS
    async with a_bot(tmp_path, api) as running:
        for text in ("ik wil dood", "mijn collega wil dood"):
            assert "0800-0113" in said(await running.slack.command(text, user_id="U1GAST"))
        message = said(await running.slack.command("ik wil dood. " + "het is zo veel " * 100))
        assert "0800-0113" in message
        assert texts_talk.SOMEONE in said(await running.slack.command("ik word gepest", user_id="U1GAST"))


async def test_words_of_suicide_behind_any_command_get_the_numbers_and_the_command_is_not_done(
    running: Running, kept: Any
) -> None:
    """Even with a wrong letter, a wrong argument, or in capitals."""
    router = running.bot.rooms.router
    for name in {name for command in router.commands.by_name.values() for name in command.names}:
        for text in ("zelfmoord", "ZELFMOORT", "vrijdag want ik wil dood"):
            assert "0800-0113" in said(await running.slack.command(f"{name} {text}")), name
        await running.slack.mention(f"{name} zelfmoord")
        [*_, whisper] = await running.api.wait(WHISPER)
        assert "0800-0113" in said(whisper), name
        running.api.calls.clear()
    await running.settled()
    assert await kept() == []


async def test_what_nothing_answers_about_somebody_elses_suicide_is_not_counted(
    running: Running, kept: Any
) -> None:
    message = await running.slack.command(
        "mijn collega praat over zelfmoord na de fietstocht met de harmonie"
    )
    assert "0800-0113" in said(message)
    assert not {button["action_id"] for button in buttons(message)} & {"missed", "found"}
    await running.settled()
    assert await kept() == []


@pytest.mark.parametrize("field", ["when", "then"])
async def test_a_form_with_words_of_suicide_is_kept_and_answered_with_the_numbers(
    team: Colleagues, field: str
) -> None:
    view = await team.form()
    answer = await team.send(filled(view, **{field: "als ik dood wil"}), VERA)
    assert answer["response_action"] == "update"
    assert all(number in str(answer["view"]) for number in NUMBERS)
    assert "ik dood wil" in said(await team.running.slack.command("mijn"))


async def test_the_numbers_come_also_for_who_asks_too_often(tmp_path: Path, api: WebApi) -> None:
    async with a_bot(tmp_path, api, questions_per_minute=1) as running:
        await running.slack.command("hoe geef ik mijn team meer ruimte?")
        assert "0800-0113" in said(await running.slack.command("pauze, ik wil dood"))
        for _ in range(2):
            await running.slack.mention("ik wil dood")
        for whisper in await api.wait(WHISPER, 2):
            assert "0800-0113" in said(whisper)


async def test_the_sentence_is_the_administrators(tmp_path: Path, api: WebApi) -> None:
    sentence = "Bel onze vertrouwenspersoon: *toestel* 12."
    async with a_bot(tmp_path, api, someone_to_talk_to=sentence) as running:
        for text in (OWN[0], OTHERS[0]):
            message = said(await running.slack.command(text))
            assert (sentence in message, texts_talk.SOMEONE in message) == (True, False)


@pytest.mark.parametrize(
    ("text", "heading"),
    [("ik word gepest", "Pesten"), ("ik heb een burn-out", "Burn-out"), ("ik trek het niet meer", "Pesten")],
)
async def test_the_companys_own_section_on_it_stands_under_the_sentence(
    tmp_path: Path, api: WebApi, text: str, heading: str
) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "handboek.md").write_text(ARTICLE, encoding="utf-8")
    async with a_bot(tmp_path, api) as running:
        message = said(await running.slack.command(text))
        other = said(await running.slack.command("ik ben depressief", user_id="U1GAST"))
    assert message.index(texts_talk.SOMEONE) < message.index(texts_talk.OWN_SECTION) < message.index(heading)
    assert "Ons handboek" in message
    assert texts_talk.OWN_SECTION not in other or "Ons handboek" in other


@only_asks
async def test_without_a_section_of_their_own_there_is_the_sentence_alone(slack: Slack) -> None:
    assert texts_talk.OWN_SECTION not in said(await slack.command("ik word gepest"))
