"""Mentions are answered in their thread, once; the home tab says how the bot works."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core import texts
from bot.slack.words import WORDS
from tests.fakes.slack import Slack, buttons, words
from tests.fakes.web_api import BOT_USER, HTML, RESET_AFTER, WebApi, error, rate_limited
from tests.mrkdwn_reader import read
from tests.running import Running, a_bot
from tests.slack.asking import only_asks
from tests.slack_limits import check
from tests.support import Logs

POST = "chat.postMessage"


async def test_a_mention_is_answered_in_its_thread_where_all_read_along(slack: Slack) -> None:
    response = await slack.mention("ceo blog")
    assert (response.status_code, response.content) == (200, b"")
    [posted] = await slack.api.wait(POST)
    check(posted)
    assert (posted["channel"], posted["thread_ts"]) == ("C1", "1700.7")
    assert "weekblog" in words(posted)
    assert list(buttons(posted)) == [], "in public nobody needs a button that only the asker would use"


async def test_a_mention_in_a_thread_is_answered_in_that_thread(slack: Slack) -> None:
    await slack.mention("ceo blog", thread_ts="1699.1")
    [posted] = await slack.api.wait(POST)
    assert posted["thread_ts"] == "1699.1"


@pytest.mark.parametrize("again", ["http_timeout", "http_error"])
async def test_an_event_that_slack_sends_again_is_answered_once(
    tmp_path: Path, api: WebApi, again: str
) -> None:
    async with a_bot(tmp_path, api) as running:
        for attempt in range(4):
            await running.slack.mention("ceo blog", id="Ev1")
            headers = {"x_slack_retry_num": str(attempt), "x_slack_retry_reason": again}
            event = {
                "type": "app_mention",
                "user": "U1VERA",
                "channel": "C1",
                "ts": "1700.7",
                "text": "ceo blog",
            }
            assert (await running.slack.event(event, id="Ev1", **headers)).status_code == 200
        await running.slack.mention("ceo blog", id="Ev2")
    assert len(api.messages) == 2


async def test_an_event_that_comes_to_two_bots_on_one_database_is_answered_once(
    tmp_path: Path, api: WebApi
) -> None:
    async with a_bot(tmp_path, api) as one, a_bot(tmp_path, api) as other:
        for running in (one, other):
            await running.slack.mention("ceo blog", id="Ev1")
    assert len(api.messages) == 1


@pytest.mark.parametrize("text", ["", "  ", f"<@{BOT_USER}>", f"<@{BOT_USER}|leiderschap>  "])
async def test_a_mention_without_a_question_says_how_to_ask(slack: Slack, text: str) -> None:
    await slack.mention(text)
    [posted] = await slack.api.wait(POST)
    assert words(posted) == texts.EMPTY_MENTION.by(WORDS)


@pytest.mark.parametrize(
    "text", ["status", "tip!", "geef me een tip", "thema's", "pauze", "wie ziet wat ik vraag"]
)
async def test_a_command_after_a_mention_gets_one_line_and_does_nothing(slack: Slack, text: str) -> None:
    await slack.mention(text)
    [posted] = await slack.api.wait(POST)
    name = {"geef me een tip": "tip", "tip!": "tip", "wie ziet wat ik vraag": "privacy"}.get(text, text)
    assert read(words(posted)).text == texts.BY_COMMAND.format(label=name).by(WORDS)


@pytest.mark.parametrize("text", ["help!", "hulp aub", "wat kun je allemaal", ":wave:"])
async def test_a_call_for_help_after_a_mention_says_how_to_ask(slack: Slack, text: str) -> None:
    await slack.mention(text)
    [posted] = await slack.api.wait(POST)
    assert words(posted) == texts.EMPTY_MENTION.by(WORDS)


@pytest.mark.parametrize("text", ["help mij met weerstand", "zoek status", "tip van de baas krijgen"])
async def test_a_sentence_after_a_mention_is_a_question(slack: Slack, text: str) -> None:
    await slack.mention(text)
    [posted] = await slack.api.wait(POST)
    assert posted["text"].startswith(("Gevonden", texts.NOTHING_FOUND))


async def test_a_mention_is_read_as_it_was_typed_and_wakes_nobody(slack: Slack) -> None:
    await slack.mention("&lt;@U2VICTOR&gt; <!here> <@U2VICTOR> ceo &amp; *blog* <https://example.org|bank>")
    [posted] = await slack.api.wait(POST)
    assert read(words(posted)).controls == ()
    assert "example.org" not in words(posted)


@pytest.mark.parametrize("failure", [error("not_in_channel"), rate_limited(30), HTML, RESET_AFTER])
async def test_an_answer_that_slack_does_not_take_is_not_repeated_and_is_logged(
    tmp_path: Path, api: WebApi, logs: Logs, failure: object
) -> None:
    api.answer(POST, failure, always=True)  # type: ignore[arg-type]
    async with a_bot(tmp_path, api) as running:
        assert (await running.slack.mention("ceo blog")).status_code == 200
    assert len(api.of(POST)) == 1
    [event] = logs.events("response.failed")
    assert "ceo" not in logs.text
    assert "PostError" in event["exception"] or "Error" in event["exception"]


async def test_the_home_tab_explains_the_bot(slack: Slack) -> None:
    response = await slack.event(
        {"type": "app_home_opened", "tab": "home", "user": "U1VERA", "channel": "D1"}
    )
    assert response.status_code == 200
    [published] = await slack.api.wait("views.publish")
    assert published["user_id"] == "U1VERA"
    assert published["view"]["type"] == "home"
    check(published["view"], "home")
    assert texts.HOME_ASK_HOW in words(published["view"])


async def test_opening_the_messages_tab_publishes_nothing(tmp_path: Path, api: WebApi) -> None:
    async with a_bot(tmp_path, api) as running:
        event = {"type": "app_home_opened", "tab": "messages", "user": "U1VERA", "channel": "D1"}
        assert (await running.slack.event(event)).status_code == 200
    assert api.of("views.publish") == []


@only_asks
async def test_what_the_bot_itself_says_is_no_question(running: Running) -> None:
    await running.slack.mention("ceo blog", user=BOT_USER)
    await running.slack.mention("ceo blog", bot_id="B0BOT", user=BOT_USER)
    assert running.api.of(POST) == []


@pytest.mark.parametrize(
    "of_a_bot", [{"bot_id": "B0ANDER"}, {"subtype": "bot_message"}, {"user": "USLACKBOT"}]
)
@only_asks
async def test_no_bot_is_answered(running: Running, of_a_bot: dict[str, str]) -> None:
    assert (await running.slack.mention("ceo blog", **of_a_bot)).status_code == 200
    await running.settled()
    assert running.api.of(POST) == running.api.of("chat.postEphemeral") == []


def edited(text: str, ts: str = "1700.7") -> dict[str, object]:
    at = {"user": "U1VERA", "ts": "1701.1"}
    return {"type": "app_mention", "user": "U1VERA", "channel": "C1", "ts": ts, "text": text, "edited": at}


async def test_a_mention_that_is_edited_is_not_answered_again_unless_its_question_changed(
    running: Running,
) -> None:
    mention = f"<@{BOT_USER}> "
    await running.slack.mention("ceo blog")
    for same in ("ceo blog", "CEO-blog.", f"{mention} “ceo blog”", f"ceo {mention}blog", "ceo blog :pray:"):
        await running.slack.event(edited(mention + same))
    await running.settled()
    assert len(running.api.of(POST)) == 1
    await running.slack.event(edited(mention + "openheid in mijn team"))
    await running.settled()
    assert len(running.api.of(POST)) == 2


async def test_a_message_that_mentions_the_bot_only_once_it_is_edited_is_answered(running: Running) -> None:
    await running.slack.mention("ceo blog")
    await running.slack.event(edited(f"<@{BOT_USER}> ceo blog", ts="1700.8"))
    await running.settled()
    assert len(running.api.of(POST)) == 2


async def test_every_call_carries_the_bots_token(running: Running) -> None:
    await running.slack.mention("ceo blog")
    await running.api.wait(POST)
    assert {call.token for call in running.api.calls if call.method != "response_url"} == {
        "xoxb-voorbeeld-onecht-1234567890"
    }
