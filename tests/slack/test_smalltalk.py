"""Small talk and questions about the bot get one friendly line, without a search."""

from __future__ import annotations

import pytest

from bot.answers.talk import texts as texts_talk
from bot.core import texts
from bot.core.words import filled
from bot.privacy import texts as texts_privacy
from bot.slack.words import WORDS
from tests.fakes.slack import Slack, words
from tests.mrkdwn_reader import read
from tests.slack.asking import only_asks
from tests.slack.outsiders import POST, found_in
from tests.slack_limits import check

LINES = {
    "bedankt!": "thanks",
    "hoi": "greeting",
    "wie ben jij": "identity",
    "kan ik een mens spreken": "human",
    "uitschrijven": "stop",
    "stop": "stop",
    "je snapt er niks van": "sorry",
    "where do your tips come from?": "sources",
}


@pytest.mark.parametrize("text", LINES)
async def test_talk_gets_one_line_privately_in_a_direct_message_and_in_the_thread(
    slack: Slack, text: str
) -> None:
    line = filled(texts_talk.TALK[LINES[text]], WORDS)
    for fields in ({}, {"channel_id": "D1", "channel_name": "directmessage"}):
        message = await slack.command(text, **fields)
        check(message)
        assert (message["response_type"], read(words(message)).text) == ("ephemeral", line)
    await slack.mention(text)
    [posted] = await slack.api.wait(POST)
    assert (posted["thread_ts"], read(words(posted)).text) == ("1700.7", line)


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("help!", texts.HELP_SUMMARY.by(WORDS)),
        ("hulp aub", texts.HELP_SUMMARY.by(WORDS)),
        ("tip!", "Tip: "),
        ("geef me een tip", "Tip: "),
        ("privacy?", texts_privacy.PRIVACY_SUMMARY),
        ("wie ziet wat ik vraag", texts_privacy.PRIVACY_SUMMARY),
        ("status?", "De volgende tip komt op"),
    ],
)
@only_asks
async def test_a_command_is_understood_in_the_words_that_people_have_for_it(
    slack: Slack, text: str, begins: str
) -> None:
    assert (await slack.command(text))["text"].startswith(begins)


@only_asks
async def test_who_asks_who_sees_it_reads_that_first(slack: Slack) -> None:
    message = read(words(await slack.command("kan mijn baas zien wat ik hier vraag??"))).text
    assert message.startswith(texts_privacy.PRIVACY_ASKED.by(WORDS))


@pytest.mark.parametrize("text", ["hoi, ceo blog", "bedankt! en hoe schrijf ik een ceo blog?"])
@only_asks
async def test_a_question_with_talk_around_it_is_a_question(slack: Slack, text: str) -> None:
    assert found_in(await slack.command(text))
