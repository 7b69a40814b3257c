"""Buttons that say whether an answer was right, and questions without an answer, in the running bot."""

from __future__ import annotations

import asyncio
import base64
import json
from typing import Any

import pytest

from bot.answers.gaps import texts as texts_gaps
from bot.answers.gaps.store import SqlGapStore, gaps
from bot.core import texts
from bot.database import engine as store_engine
from tests.fakes.slack import Slack, button, buttons, entries, labelled, words
from tests.fakes.web_api import WORKSPACE
from tests.integration.test_gaps import rows
from tests.running import Running
from tests.slack.test_actions import clicked
from tests.support import Logs

UNANSWERED = "krijg ik betaald ouderschapsverlof bij deze werkgever"


@pytest.fixture
async def missed(running: Running, tmp_path: Any) -> Any:
    engine = store_engine.create(f"sqlite:///{tmp_path}/leiderschap.db")
    yield SqlGapStore(engine), lambda: rows(engine, gaps)
    await engine.dispose()


async def test_that_an_answer_missed_is_in_sight_and_that_it_hit_is_in_the_menu(slack: Slack) -> None:
    message = await slack.command("ceo blog")
    assert [labelled(one) for one in buttons(message)][-1] == "Niet wat ik zocht"
    assert [labelled(one) for one in entries(message)][-1] == "Dit zocht ik"


@pytest.mark.parametrize(
    "question",
    [
        "ceo blog",
        "hoe krijgt een directeur van een zakelijke dienstverlener met een weekblog meer betrokkenheid",
    ],
)
async def test_an_answer_that_hit_is_recorded_from_the_menu_whatever_the_length_of_its_words(
    slack: Slack, missed: Any, question: str
) -> None:
    _, kept = missed
    answer = await clicked(slack, button(await slack.command(question), texts_gaps.FOUND))
    assert words(answer) == texts_gaps.FOUND_THANKS
    assert await kept()


async def test_both_are_answered_privately_beside_the_answer(slack: Slack) -> None:
    message = await slack.command("ceo blog")
    said = ((texts_gaps.FOUND, texts_gaps.FOUND_THANKS), (texts_gaps.MISSED, texts_gaps.MISSED_THANKS))
    for number, (pressed, thanks) in enumerate(said, 1):
        answer = await clicked(slack, button(message, pressed), number)
        assert (answer["response_type"], answer["replace_original"]) == ("ephemeral", False)
        assert words(answer) == thanks


async def test_five_people_who_say_that_it_was_not_that_make_a_gap(slack: Slack, missed: Any) -> None:
    store, _ = missed
    for number, user in enumerate(("U1VERA", "U1VERA", "U2VICTOR", "U3VIOLA", "U4VAN", "U5VOS"), 1):
        assert await store.shown(WORKSPACE) == []
        message = await slack.command("weekblog", user_id=user)
        await clicked(slack, button(message, texts_gaps.MISSED), number, user=user)
    [gap] = await store.shown(WORKSPACE)
    assert (gap.words, gap.missed) == (("weekblog",), 5)


async def test_a_question_without_an_answer_is_recorded_and_says_so(
    slack: Slack, missed: Any, logs: Logs
) -> None:
    store, kept = missed
    for user in ("U1VERA", "U2VICTOR", "U3VIOLA", "U4VAN", "U5VOS"):
        message = await slack.command(UNANSWERED, user_id=user)
        assert message["text"] == texts.NOTHING_FOUND
        assert texts_gaps.NOTED in words(message)
    for _ in range(200):
        if shown := await store.shown(WORKSPACE):
            break
        await asyncio.sleep(0.01)
    assert "ouderschapsverlof" in {word for gap in shown for word in gap.words}
    assert not any(UNANSWERED in str(row) or "U1" in str(row) for row in await kept())
    assert "ouderschapsverlof" not in logs.text


async def test_a_question_to_the_bot_in_a_channel_is_recorded_too_and_gets_no_buttons(
    slack: Slack, missed: Any
) -> None:
    _, kept = missed
    await slack.mention(UNANSWERED)
    [posted] = await slack.api.wait("chat.postMessage")
    assert not list(buttons(posted))
    for _ in range(200):
        if await kept():
            break
        await asyncio.sleep(0.01)
    assert await kept()


async def test_a_question_of_words_that_nobody_knows_leaves_nothing(slack: Slack, missed: Any) -> None:
    _, kept = missed
    message = await slack.command("xqzzy Grzegorz 0612345678 wvvlkj")
    assert texts_gaps.NOTED not in words(message)
    assert await kept() == []


async def test_no_button_holds_a_word_of_the_question_plain_or_encoded(slack: Slack) -> None:
    message = await slack.command("ceo weekblog")
    values = [one.get("value", "") for one in buttons(message)]
    values += [one["selected_option"]["value"].partition(":")[2] for one in entries(message)]
    decoded = [base64.urlsafe_b64decode(value + "===") for value in values if value.startswith("gAAAA")]
    assert decoded
    assert not any(b"weekblog" in each for each in decoded)
    assert "weekblog" not in json.dumps([value for value in values if value.startswith("gAAAA")])


@pytest.mark.parametrize("action", ["found", "missed"])
@pytest.mark.parametrize("in_menu", [True, False])
@pytest.mark.parametrize("value", ["", "x", "gAAAAA", "\x00", "9" * 2000, "😀"])
async def test_a_forged_verdict_gets_a_plain_sentence_and_records_nothing(
    slack: Slack, missed: Any, action: str, value: str, *, in_menu: bool
) -> None:
    _, kept = missed
    chosen = {"type": "overflow", "action_id": "rest", "selected_option": {"value": f"{action}:{value}"}}
    answer = await clicked(slack, chosen if in_menu else {"action_id": f"{action}:1", "value": value})
    assert words(answer) == texts_gaps.TOO_OLD
    assert await kept() == []
