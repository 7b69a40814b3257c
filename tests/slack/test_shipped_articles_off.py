"""A company whose answers come only from its own articles: LEIDERSCHAP_SHIPPED_ARTICLES=off."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core import texts
from bot.habits import texts as texts_habits
from tests.factories import NINE
from tests.fakes.slack import button, words
from tests.fakes.web_api import RESPONSE, WebApi
from tests.running import TUESDAYS_AT_NINE, Running, a_bot, shipped_content
from tests.slack.colleagues import Colleagues
from tests.slack.outsiders import (
    OUTSIDERS,
    OWN,
    OWN_QUESTION,
    SHIPPED_QUESTION,
    found_in,
    own_article,
)
from tests.slack_limits import check


@pytest.fixture
async def own(tmp_path: Path, api: WebApi) -> AsyncIterator[Running]:
    own_article(tmp_path)
    api.people |= OUTSIDERS
    async with a_bot(
        tmp_path, api, TUESDAYS_AT_NINE, shipped_articles=False, answer_guests="shipped"
    ) as running:
        await running.tick(NINE)
        yield running


async def test_questions_are_answered_from_the_own_articles_alone(own: Running) -> None:
    assert (await own.slack.command(SHIPPED_QUESTION))["text"] == texts.NOTHING_FOUND
    assert found_in(await own.slack.command(OWN_QUESTION)) == [OWN[:40]]
    listed = words(await own.slack.command("artikelen"))
    assert "Ons eigen verhaal" in listed
    assert not any(article.title in listed for article in shipped_content().corpus.values())
    passage = shipped_content().search.search(SHIPPED_QUESTION, 1).hits[0].passage
    await own.slack.click({"action_id": "more:0", "value": f"{passage.id}:"})
    assert words((await own.api.wait(RESPONSE))[-1]) == texts.GONE


async def test_tips_come_as_always_and_the_passage_button_says_where_they_come_from(own: Running) -> None:
    tip = shipped_content().library.tips[(await own.delivery()).tip]
    title = shipped_content().corpus[tip.source.article].title
    assert tip.title in words(own.api.messages[-1])
    assert title in words(own.api.messages[-1])
    for message in (await own.slack.command("tip"), await own.slack.command(f"tip {tip.theme}")):
        check(message)
        assert message["text"].startswith("Tip: ")
        assert "Naar: " in words(message)
    said = await Colleagues(own).press(texts_habits.HOW)
    assert f"Naar: {title}" in words(said)
    assert found_in(said) == []


async def test_a_guest_who_reads_what_is_shipped_gets_tips_and_no_answers(own: Running) -> None:
    own.slack.person = "U1GAST"
    for question in (SHIPPED_QUESTION, OWN_QUESTION):
        assert (await own.slack.command(question))["text"] == texts.NOTHING_FOUND
    assert (await own.slack.command("tip"))["text"].startswith("Tip: ")
    assert words(await own.slack.command("artikelen")) == texts.ARTICLES_NONE


async def test_without_any_article_every_question_is_answered_with_a_sentence(
    tmp_path: Path, api: WebApi
) -> None:
    async with a_bot(tmp_path, api, shipped_articles=False) as running:
        nothing = await running.slack.command(SHIPPED_QUESTION)
        check(nothing)
        assert nothing["text"] == texts.NOTHING_FOUND
        assert button(nothing, next(iter(running_themes())))
        assert words(await running.slack.command("artikelen")) == texts.ARTICLES_NONE


def running_themes() -> list[str]:
    return [theme.title for theme in shipped_content().library.themes.values()]
