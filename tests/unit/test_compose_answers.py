"""What stands under a passage that was found: why, in a few words, for every way in which it can be found."""

from __future__ import annotations

from typing import get_args, get_type_hints

import pytest

from bot.answers import messages
from bot.answers.gaps import texts as texts_gaps
from bot.channels.nudges import messages as nudges
from bot.core import texts
from bot.core.messages import Buttons, Context, Items, Message
from bot.library.passages import Article, Findings, Hit, Match, Passage, Section
from bot.slack.blocks import render
from tests.slack_limits import check
from tests.support import plain

ARTICLE = Article("artikel", "Artikel", (Section("deel", "Kop", ("Tekst.",)),))
RELATIONS = get_args(get_type_hints(Match)["relation"])


def answer(*matches: Match, verdict: str = "", private: bool = True) -> Message:
    hit = Hit(Passage("artikel/deel/1", "artikel", "deel", "Kop", "Tekst."), 1.0, (), matches)
    return messages.answer(Findings((hit,), "sure"), {}, {"artikel": ARTICLE}, (), verdict, private=private)


def reasons(*matches: Match) -> list[str]:
    """What stands under the source of the passage."""
    small = [plain(part.text) for part in answer(*matches).parts if isinstance(part, Context)]
    return small[1].split(" · ") if small[1:] else []


@pytest.mark.parametrize(
    ("match", "reason"),
    [
        (Match("baas", "baas", "word"), []),
        (Match("wierf", "werven", "inflection"), []),
        (Match("leiderschapsstijl", "leiderschap", "compound"), []),
        (Match("talent", "talentcommunity", "compound"), []),
        (Match("weekblogg", "weekblog", "typo"), ["weekblogg → weekblog"]),
        (Match("baas", "leidinggevende", "synonym"), ["baas → leidinggevende"]),
        (Match("client", "cliënten", "synonym"), []),
        (Match("boss", "leidinggevende", "translation"), ["boss → leidinggevende"]),
        (Match("feest", "Wat vieren we?", "question"), ["Geeft antwoord op: Wat vieren we?"]),
    ],
    ids=lambda value: value.relation if isinstance(value, Match) else "",
)
def test_a_passage_says_which_words_it_was_found_by_where_it_does_not_show(
    match: Match, reason: list[str]
) -> None:
    assert reasons(match) == reason


def test_every_relation_is_tried_here() -> None:
    assert set(RELATIONS) == {
        "word", "inflection", "compound", "typo", "synonym", "translation", "question",
    }  # fmt: skip


def test_three_reasons_at_most_each_once_words_before_the_question() -> None:
    question = Match("x", "Wat vieren we?", "question")
    words = [Match(f"woord{number}", f"ander{number}", "synonym") for number in range(5)]
    assert reasons(question, *words) == ["woord0 → ander0", "woord1 → ander1", "woord2 → ander2"]
    assert reasons(question, words[0], words[0], question) == [
        "woord0 → ander0",
        "Geeft antwoord op: Wat vieren we?",
    ]


def test_the_buttons_that_judge_an_answer_are_private_and_hold_what_was_given() -> None:
    [*_, last] = answer(verdict="verzegeld").parts
    assert isinstance(last, Buttons)
    assert [(one.label, one.value) for one in last.buttons] == [
        (texts_gaps.FOUND, "verzegeld"),
        (texts_gaps.MISSED, "verzegeld"),
    ]
    assert not any(isinstance(part, Buttons) for part in answer(verdict="verzegeld", private=False).parts)
    labels = [one.label for part in answer().parts if isinstance(part, Buttons) for one in part.buttons]
    assert labels == [texts.SHARE]


def test_of_hundreds_of_thousands_of_articles_a_hundred_are_named_and_the_rest_is_counted() -> None:
    corpus = {f"a{number}": Article(f"a{number}", "Een lange titel " * 9, ()) for number in range(5000)}
    message = nudges.articles(corpus)
    check(render(message))
    [items] = [part for part in message.parts if isinstance(part, Items)]
    assert len(items.items) == nudges.LISTED_ARTICLES
    assert plain(message.parts[-1].text) == "En nog 4900 andere."  # type: ignore[union-attr, arg-type]
