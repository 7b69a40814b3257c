"""Sentences get the words of the platform that shows them; texts by people and articles get none."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.answers import messages as answers
from bot.channels.own_tips.model import OwnTip
from bot.channels.voices import messages as tips
from bot.core.forms import Choice, Errors, Form, Option, TextField
from bot.core.interaction import File
from bot.core.messages import Button, Buttons, Confirm, Heading, Items, Message, Paragraph, bold, say, text
from bot.core.words import Sentence, Words, channels, filled
from bot.library.passages import Article, Findings, Hit, Passage, Section
from bot.slack.blocks import render
from bot.slack.words import WORDS as SLACK
from tests.text_platform import WORDS, lines

ASK = Sentence("Typ {ask} help.")
PLACES = [
    "{ask}",
    "#{channel}",
    "{channel}",
    "{platform}",
    "{{ask}}",
    "{",
    "#{",
    "}",
    "\\1",
    "{name}",
    "{said}",
    "#",
]
WRITTEN = st.lists(st.text(max_size=5) | st.sampled_from(PLACES), max_size=5).map("".join)
"""Texts by people and articles, which may look like the places of a sentence."""


@given(title=WRITTEN, said=WRITTEN, name=WRITTEN)
@example("{ask}", "#{channel}", "{said}")
def test_what_is_put_into_a_sentence_is_shown_literally(title: str, said: str, name: str) -> None:
    sentence = Sentence("Typ {ask} in #{name} of {bot}: {title}, {said}.")
    assert sentence.format(title=title, said=said).format(name=name).by(SLACK) == (
        f"Typ /leiderschap in #{name} of @leiderschap: {title}, {said}."
    )


@given(title=WRITTEN, words=WRITTEN)
@example("{platform}", "#{channel} {ask}")
def test_a_tip_and_an_article_that_hold_places_are_shown_literally(title: str, words: str) -> None:
    tip = tips.nudge(OwnTip("own:1", title, words, words), {})
    article = Article("a", title, (Section("s", words, (words,)),), author=words)
    hit = Hit(Passage("a/s/1", "a", "s", title, words), 1.0, ())
    answer = answers.answer(Findings((hit,), "sure"), {}, {"a": article})
    for message in (tip, answer, answers.shared(hit.passage, {"a": article}), say(words, title)):
        assert filled(message, SLACK) == message
        assert lines(message) == lines(filled(message, SLACK))


def test_a_sentence_in_a_sentence_gets_its_words_too() -> None:
    why = Sentence("{platform} zegt nee")
    said = Sentence("In #{channel}: {why}.").format(why=why).format(channel="{ask}")
    assert said.by(SLACK) == "In #{ask}: Slack zegt nee."
    assert said.by(WORDS) == "In ‘{ask}’: Postbus zegt nee."


@given(st.lists(WRITTEN, max_size=3))
def test_channels_are_written_as_the_platform_writes_them(names: list[str]) -> None:
    assert channels(*names).by(SLACK) == ", ".join(f"#{name}" for name in names)
    assert channels(*names).by(WORDS) == ", ".join(f"‘{name}’" for name in names)


def test_every_text_of_what_is_shown_gets_the_words() -> None:
    confirm = Confirm(ASK, ASK, ASK, ASK)
    parts = (Heading(ASK), Paragraph(text("Dag. ", bold(ASK))), Items((text(ASK),), title=ASK))
    message = Message(ASK, (*parts, Buttons((Button("a", ASK, confirm=confirm),))))
    choice = Choice("b", ASK, (Option("c", ASK),), hint=ASK)
    form = Form("d", ASK, (*message.parts, choice, TextField("e", ASK, hint=ASK, example=ASK)), ASK, ASK)
    for shown in (message, form, Errors({"e": ASK}), (File("f", ASK, b"", ASK),), ASK):
        written = repr(filled(shown, WORDS))
        assert "{ask}" not in written
        assert written.count("Typ bot, help.") == repr(shown).count(ASK)
    assert "Typ /leiderschap help." in repr(render(message))


def test_what_has_no_words_of_a_platform_is_not_made_anew() -> None:
    part = Paragraph(text("Dag"))
    assert filled(part, SLACK).text[0] is part.text[0]


@pytest.mark.parametrize("name", [one.name for one in fields(Words)])
def test_the_platform_of_the_tests_has_no_word_of_slack(name: str) -> None:
    assert getattr(WORDS, name) != getattr(SLACK, name)


BOT = Path(__file__).parents[2] / "bot"
OF_SLACK = re.compile(r"Slack|/leiderschap|/invite|@leiderschap")
A_CHANNEL = re.compile(r"#$|#\{")
NOT_ROOMS = {"slack", "cli", "doctor", "demo", "migrations"}
"""The platform itself, the commands and checks for administrators, and the demo, which is one of Slack."""
FOR_ADMINISTRATORS = {
    "settings.py": "errors of the settings",
    "channels/services.py": "an error of the channels file",
    "channels/settings/matching.py": "remarks on the channels file",
    "delivery/explaining.py": "`deliveries explain`",
    "delivery/ledger_report.py": "`deliveries`",
    "delivery/metrics.py": "the help of the metrics",
}
NOT_SHOWN = {
    "core/words.py": "a sentence before it is shown",
    "channels/names.py": "what people may write before a name",
    "channels/calendar/ics.py": "the second half of an id",
    "library/markdown.py": "headings in a file",
    "library/importing/lines.py": "headings in a file",
    "library/importing/readers/markdown/signs.py": "headings and tags in a file",
    "library/importing/readers/markdown/tokens.py": "a place on a page itself",
    "library/importing/readers/parts.py": "a place on a page itself",
    "library/importing/readers/front_matter.py": "comments in a file",
    "library/importing/readers/markdown/own_format.py": "headings in a file",
    "core/inputs/word_lists.py": "comments in a list of words",
}


def said(tree: ast.AST, *, in_sentence: bool = False) -> Iterator[tuple[str, bool]]:
    """The strings of a file except docstrings, and whether each is a Sentence."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value, in_sentence
        called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Sentence"
        yield from said(node, in_sentence=in_sentence or called)


def of_one_platform(source: str) -> list[str]:
    """The strings of a file that are right on only one platform."""
    return [
        words
        for words, is_sentence in said(ast.parse(source))
        if OF_SLACK.search(words) or (A_CHANNEL.search(words) and not is_sentence)
    ]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("NEW = 'Vraag het in Slack.'", True),
        ("NEW = Sentence('Vraag het in Slack.')", True),
        ("NEW = {'a': ('Typ /leiderschap tip.',)}", True),
        ("NEW = 'Nodig mij uit: /invite'", True),
        ("NEW = f'In #{name} staat een tip.'", True),
        ("NEW = 'In #{channel} staat een tip.'", True),
        ("NEW = Sentence('In #{channel} staat een tip. Typ {ask} tip.')", False),
        ('def new() -> None:\n    "Tells Slack."', False),
    ],
)
def test_a_new_sentence_with_a_word_of_slack_is_noticed(source: str, found: bool) -> None:
    assert bool(of_one_platform(source)) == found


def test_no_room_says_a_word_of_one_platform_to_people() -> None:
    files = {file.relative_to(BOT).as_posix(): file for file in BOT.rglob("*.py")}
    found = {
        name: words
        for name, file in files.items()
        if not NOT_ROOMS & set(name.split("/"))
        and (words := of_one_platform(file.read_text(encoding="utf-8")))
    }
    assert {name: words for name, words in found.items() if name not in FOR_ADMINISTRATORS | NOT_SHOWN} == {}
    assert {*FOR_ADMINISTRATORS, *NOT_SHOWN} <= {*found}, "one of these is no exception any more"
