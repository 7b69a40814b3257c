"""Below a passage a few words say why it was found, for every way in which it can be found."""

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
from tests.running import shipped_content
from tests.slack_limits import check
from tests.support import plain

ARTICLE = Article("artikel", "Artikel", (Section("deel", "Kop", ("Tekst.",)),))
TIP = next(iter(shipped_content().library.tips.values()))
RELATIONS = get_args(get_type_hints(Match)["relation"])


def answer(
    *matches: Match, verdict: str = "", private: bool = True, question: str = "", more: int = 0
) -> Message:
    hit = Hit(Passage("artikel/deel/1", "artikel", "deel", "Kop", "Tekst."), 1.0, (), matches)
    return messages.answer(
        Findings((hit,), "sure"),
        {"artikel/deel/1": TIP},
        {"artikel": ARTICLE},
        (hit,) * more,
        verdict,
        short_verdict=verdict,
        question=question,
        private=private,
    )


def reasons(*matches: Match) -> list[str]:
    """The text below the source of the passage."""
    said = small(answer(*matches))
    return said[1].split(" · ") if said[1:] else []


def small(message: Message) -> list[str]:
    return [plain(part.text) for part in message.parts if isinstance(part, Context)]


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


def test_three_buttons_are_in_sight_and_the_rest_is_in_a_menu() -> None:
    [*_, last] = answer(verdict="verzegeld", more=1).parts
    assert isinstance(last, Buttons)
    assert [one.label for one in last.buttons] == [texts.SHARE, texts.MORE, texts_gaps.MISSED]
    assert [one.label for one in last.rest] == [texts.SHOW_TIP.format(title=TIP.title), texts_gaps.FOUND]
    assert {one.value for one in (last.buttons[2], last.rest[1])} == {"verzegeld"}


def test_in_public_there_is_nothing_to_press_and_it_says_how_to_see_more() -> None:
    for more in (0, 1):
        public = answer(verdict="verzegeld", private=False, question="wat", more=more)
        assert not any(isinstance(part, Buttons) for part in public.parts)
        assert (texts.ANSWER_MORE in small(public)) == bool(more)


@pytest.mark.parametrize(
    ("question", "seen"),
    [
        ("hoe luister ik?", "Je vroeg: hoe luister ik?"),
        ("  hoe\nluister \t ik ", "Je vroeg: hoe luister ik"),
        ("a" * 150, "Je vroeg: " + "a" * 150),
        ("a" * 151, "Je vroeg: " + "a" * 149 + "…"),
    ],
)
def test_the_question_stands_first_small_on_one_line_and_cut_where_it_is_long(
    question: str, seen: str
) -> None:
    first = answer(question=question).parts[0]
    assert isinstance(first, Context)
    assert plain(first.text) == seen
    assert not any("Je vroeg" in said for said in small(answer(question=question, private=False)))
    assert not any("Je vroeg" in said for said in small(answer(question=" ")))


def test_of_hundreds_of_thousands_of_articles_a_hundred_are_named_and_the_rest_is_counted() -> None:
    corpus = {f"a{number}": Article(f"a{number}", "Een lange titel " * 9, ()) for number in range(5000)}
    message = nudges.articles(corpus)
    check(render(message))
    [items] = [part for part in message.parts if isinstance(part, Items)]
    assert len(items.items) == nudges.LISTED_ARTICLES
    assert plain(message.parts[-1].text) == "En nog 4900 andere."  # type: ignore[union-attr, arg-type]
