"""What the bot says fits Slack's limits for every shipped tip and list, in plain and friendly Dutch."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from bot.answers import messages as answers
from bot.channels.nudges import messages
from bot.channels.voices import messages as tips
from bot.core import texts
from bot.core.messages import Buttons, Message
from bot.slack.blocks import render
from tests.fakes.slack import buttons, words
from tests.mrkdwn_reader import read
from tests.running import shipped_content
from tests.slack_limits import check


def sentences(held: object) -> Iterator[str]:
    match held:
        case str():
            yield held
        case dict():
            for value in held.values():
                yield from sentences(value)
        case tuple():
            for value in held:
                yield from sentences(value)


SAID = [said for name, held in vars(texts).items() if name.isupper() for said in sentences(held)]


def test_the_bot_says_je_and_shouts_nowhere() -> None:
    assert len(SAID) > 30
    for said in SAID:
        assert "!" not in said
        assert not re.search(r"\b(u|uw|U|Uw)\b", said), said


@pytest.mark.parametrize("id", shipped_content().library.tips)
def test_every_shipped_tip_fits_slack_and_is_read_as_it_was_written(id: str) -> None:
    content = shipped_content()
    tip = content.library.tips[id]
    for voice in filter(None, (tip.team, tip.lead)):
        rendered = render(tips.how(tip, voice, content.corpus))
        check(rendered)
        seen = read(words(rendered)).text
        assert all(part in seen for part in (voice.title, *voice.steps))
        assert f"Als {voice.if_then.when}, dan {voice.if_then.then}." in seen
    for message in (tips.tip_answer(tip, tip.theme, content.corpus), tips.nudge(tip, content.corpus)):
        check(render(message))
    posted = read(words(render(tips.nudge(tip, content.corpus)))).text
    assert (tip.team.do if tip.team else tip.question) in posted
    assert tip.lead is None or tip.lead == tip.team or tip.lead.do not in posted


def test_a_shared_passage_holds_no_button_and_names_who_shared_it() -> None:
    content = shipped_content()
    passage = content.search.search("ceo blog", 1).hits[0].passage
    message = answers.shared(passage, content.corpus, "U1VERA")
    assert not any(isinstance(part, Buttons) for part in message.parts)
    rendered = render(message)
    check(rendered)
    assert read(words(rendered)).controls == ("@U1VERA",)


def test_nothing_found_is_two_lines_and_a_button_for_each_theme() -> None:
    themes = [*shipped_content().library.themes.values()][:3]
    rendered = render(answers.nothing(themes))
    check(rendered)
    assert [block["type"] for block in rendered["blocks"]] == ["section", "actions"]
    assert words(rendered).splitlines()[:2] == [texts.NOTHING_FOUND, texts.NOTHING_CHOOSE]
    assert [one["text"]["text"] for one in buttons(rendered)] == [theme.title for theme in themes]
    public = render(answers.nothing(themes, private=False))
    check(public)
    assert [block["type"] for block in public["blocks"]] == ["section"]


def test_a_summary_is_never_empty() -> None:
    content = shipped_content()
    made: list[Message] = [
        messages.help(),
        messages.themes(content.library),
        messages.articles(content.corpus),
        messages.series("", content.library, {}),
    ]
    for message in made:
        assert message.summary.strip()
        check(render(message))
