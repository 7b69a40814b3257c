"""Buttons: each click is acknowledged at once, without a body, and answered at its `response_url`."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from bot.core import texts
from bot.library.passages import Hit
from bot.library.references import encode
from tests.fakes.slack import Slack, button, buttons, words
from tests.fakes.web_api import RESPONSE, Answer, WebApi, server_error
from tests.mrkdwn_reader import read
from tests.running import Running, a_bot, shipped_content
from tests.slack.asking import MARKS, only_asks
from tests.slack_limits import check
from tests.support import Logs

BROAD = "hoe word je een social leider"


async def clicked(slack: Slack, pressed: dict[str, Any], count: int = 1, **fields: str) -> dict[str, Any]:
    """The answer to a click, as the `count`th of all answers."""
    response = await slack.click(pressed, **fields)
    assert (response.status_code, response.content) == (200, b"")
    answer: dict[str, Any] = (await slack.api.wait(RESPONSE, count))[count - 1]
    check(answer)
    return answer


@only_asks
async def test_meer_gives_the_next_passages_until_there_are_none_and_repeats_none(slack: Slack) -> None:
    message: dict[str, Any] = await slack.command(BROAD)
    found = shipped_content().search.search(BROAD, 9).hits
    assert len(found) > 6, "the question has to be broad enough for several pages"
    seen: list[str] = []
    pages: list[int] = []
    for page in range(1, 9):
        passages = [
            read(block["text"]["text"]).text for block in message["blocks"] if block["type"] == "section"
        ]
        headings = [block for block in message["blocks"] if block["type"] == "header"]
        assert len(headings) == len(passages)
        seen, pages = seen + passages, [*pages, len(passages)]
        assert len(list(buttons(message))) <= 3
        more = [one for one in buttons(message) if one["text"]["text"] == texts.MORE]
        if not more:
            break
        message = await clicked(slack, more[0], page)
        assert message["response_type"] == "ephemeral"
        assert message["replace_original"] is False
    assert seen == [hit.passage.text for hit in found]
    assert pages[:3] == [1, 2, 2]


@only_asks
async def test_what_was_bold_in_a_passage_stays_bold_on_a_later_page(slack: Slack) -> None:
    message = await slack.command(BROAD)
    answer = await clicked(slack, button(message, texts.MORE))
    assert any(read(block["text"]["text"]).bold for block in answer["blocks"] if block["type"] == "section")


@only_asks
async def test_no_button_holds_the_question(slack: Slack) -> None:
    for question in ("ceo blog", BROAD):
        values = json.dumps([one.get("value", "") for one in buttons(await slack.command(question))])
        assert not any(word in values for word in ("ceo blog", "hoe word je", "question"))


async def test_sharing_asks_first_and_posts_once_however_often_it_is_pressed(slack: Slack) -> None:
    share = button(await slack.command("ceo blog"), texts.SHARE)
    assert share["confirm"]["text"]["text"] == texts.SHARE_TEXT
    first = await clicked(slack, share)
    assert first["response_type"] == "in_channel"
    assert "weekblog" in read(words(first)).text.casefold()
    second = await clicked(slack, share, 2)
    assert (second["response_type"], words(second)) == ("ephemeral", texts.SHARED_ALREADY)


@pytest.mark.parametrize(
    ("failure", "arrived"), [(Answer(404, "expired_url"), False), (server_error(500), True)]
)
async def test_a_share_that_slack_refused_may_be_done_again_and_one_that_may_have_arrived_not(
    tmp_path: Path, api: WebApi, failure: Answer, arrived: bool
) -> None:
    api.answer(RESPONSE, failure)
    async with a_bot(tmp_path, api) as running:
        share = button(await running.slack.command("ceo blog"), texts.SHARE)
        await running.slack.click(share)
        await running.settled()
        await running.slack.click(share)
    again = api.of(RESPONSE)[-1]
    assert again["response_type"] == ("ephemeral" if arrived else "in_channel")


async def test_a_passage_may_be_shared_again_from_another_answer(slack: Slack) -> None:
    share = button(await slack.command("ceo blog"), texts.SHARE)
    for number, message in enumerate(("1700.1", "1700.2"), 1):
        assert (await clicked(slack, share, number, message=message))["response_type"] == "in_channel"


async def test_two_clicks_at_once_at_two_bots_on_one_database_share_once(tmp_path: Path, api: WebApi) -> None:
    async with a_bot(tmp_path, api) as one, a_bot(tmp_path, api) as other:
        share = button(await one.slack.command("ceo blog"), texts.SHARE)
        await asyncio.gather(*(bot.slack.click(share) for bot in (one, other) for _ in range(3)))
        answers = await api.wait(RESPONSE, 6)
    assert sorted(answer["response_type"] for answer in answers) == ["ephemeral"] * 5 + ["in_channel"]


@only_asks
async def test_the_tip_of_a_passage_can_be_seen(slack: Slack) -> None:
    message = await slack.command("ceo blog")
    answer = await clicked(slack, button(message, "Bekijk tip: Schrijf vijf regels over wat je opviel"))
    assert answer["text"] == "Tip: Schrijf vijf regels over wat je opviel"
    assert answer["response_type"] == "ephemeral"


@pytest.mark.parametrize("theme", ["", "vijf-dos", "spagaat"])
@only_asks
async def test_another_tip_goes_through_all_tips_once_in_the_same_place(slack: Slack, theme: str) -> None:
    tips = shipped_content().library.of_themes((theme,) if theme else ())
    message: dict[str, Any] = await slack.command(f"tip {theme}")
    seen = [message["text"]]
    for number in range(1, len(tips)):
        message = await clicked(slack, button(message, texts.OTHER_TIP), number)
        assert message["replace_original"] is True
        assert message["response_type"] == "ephemeral"
        seen.append(message["text"])
    assert sorted(seen) == sorted(f"Tip: {tip.title}" for tip in tips)


FORGED = (
    "",
    ";;;",
    "vijf-dos/bestaat-niet",
    "geen/thema/../../x",
    "<!channel>",
    "vijf-dos-social-leider/x/1:0-5",
    ":",
    ":0-5",
    "a:b:c;d",
    "'; DROP TABLE once; --",
    "9" * 2000,
    "x:" + "9" * 1990,
    "\x00\x00",
    "../../etc/passwd:0-1",
    "{{7*7}}",
)


@pytest.mark.parametrize(
    "action",
    ["share:0", *(pytest.param(one, marks=MARKS) for one in ("more:0", "show_tip:1", "other_tip:0"))],
)
@pytest.mark.parametrize("value", FORGED)
async def test_a_forged_value_gets_a_plain_sentence_or_a_tip_and_nothing_bad(
    running: Running, action: str, value: str, logs: Logs
) -> None:
    answer = await clicked(running.slack, {"action_id": action, "value": value})
    assert answer["text"] == texts.GONE or answer["text"].startswith("Tip: ")
    assert answer["response_type"] == "ephemeral"
    assert running.api.messages == []
    assert "Traceback" not in logs.text


@pytest.mark.parametrize(
    "spans", ["0-99999", "5-2", "-1-4", "0-4,2-6", "1-2-3", "a-b", "0-" + "9" * 1500, "٣-٥", "1-3"]
)
@only_asks
async def test_forged_highlights_do_not_change_a_passage(slack: Slack, spans: str) -> None:
    passage = shipped_content().search.search("ceo blog", 1).hits[0].passage
    answer = await clicked(slack, {"action_id": "more:0", "value": f"{passage.id}:{spans}"})
    [quoted] = [read(block["text"]["text"]) for block in answer["blocks"] if block["type"] == "section"]
    assert quoted.text == passage.text


@only_asks
async def test_a_value_with_hundreds_of_passages_stays_within_the_limits(slack: Slack) -> None:
    passage = shipped_content().search.search("ceo blog", 1).hits[0].passage
    value = encode([Hit(passage, 0.0, ())] * 200)
    answer = await clicked(slack, {"action_id": "more:0", "value": value})
    assert len([block for block in answer["blocks"] if block["type"] == "section"]) == 2


@pytest.mark.parametrize("action_id", ["onbekend", "onbekend:0", "", ":", "more_and_more:0"])
async def test_an_unknown_button_is_acknowledged_and_does_nothing(
    tmp_path: Path, api: WebApi, action_id: str
) -> None:
    async with a_bot(tmp_path, api) as running:
        response = await running.slack.click({"action_id": action_id, "value": "x"})
        assert (response.status_code, response.content) == (200, b"")
    assert api.of(RESPONSE) == api.messages == []


async def test_an_answer_that_slack_does_not_take_disturbs_nothing(tmp_path: Path, api: WebApi) -> None:
    async with a_bot(tmp_path, api) as running:
        message = await running.slack.command("tip")
        for number, status in enumerate((404, 500), 1):
            api.answer(RESPONSE, Answer(status, "used_url", "text/plain"))
            await clicked(running.slack, button(message, texts.OTHER_TIP), number)
        assert (await clicked(running.slack, button(message, texts.OTHER_TIP), 3))["text"].startswith("Tip: ")
