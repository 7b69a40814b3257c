"""What people type is read the same, however they type it: invisible or unimportant signs change nothing."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.typed_dates.reading import looks_like_one
from bot.core.commands import Request
from bot.core.inputs.arguments import is_sentence
from bot.core.inputs.typed import bare_words, fold, plain, question
from bot.slack.incoming import typed
from tests.text_platform import router

WORDS = sorted(
    fold(name) for one in router().commands.by_name.values() for name in one.names if one.name != "search"
)
UNSEEN = ("\u200b", "\u2060", "\ufeff", "\u00ad", "\u202e", "\u034f", "\ufe0f", "\x07")
MARKS = (
    "",
    ".",
    "!",
    "…",
    '"',
    "”",
    "’",
    "'",
    "´",
    "`",
    "»",
    ")",
    "*",
    "_",
    "–",
    "—",
    "-",
    " .",
    "!!",
    "…\u200b",
)
DASHES = "-‐‑‒–—−"
QUOTES = "'’‘`´ʼ′"


def is_understood(text: str, as_typed: str) -> bool:
    return router().commands.parse(text) == router().commands.parse(as_typed)


@given(st.text(max_size=20))
def test_making_alike_twice_is_making_alike_once(words: str) -> None:
    assert plain(plain(words)) == plain(words)
    assert fold(fold(words)) == fold(words) == fold(plain(words))
    assert question(question(words)) == question(words)


@given(st.text(max_size=20))
def test_accents_in_one_piece_and_in_two_are_the_same(words: str) -> None:
    assert fold(unicodedata.normalize("NFD", words)) == fold(unicodedata.normalize("NFC", words))


@given(st.sampled_from(WORDS), st.data())
def test_no_unseen_character_makes_a_question_of_a_command(name: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(name)))
    unseen = "".join(data.draw(st.lists(st.sampled_from(UNSEEN), min_size=1, max_size=3)))
    assert is_understood(name[:at] + unseen + name[at:], name)


@given(
    st.sampled_from(WORDS),
    st.sampled_from(MARKS),
    st.sampled_from(MARKS),
    st.sampled_from(("", " ", "\u00a0")),
)
def test_no_mark_around_it_makes_a_question_of_a_command(
    name: str, before: str, behind: str, space: str
) -> None:
    assert is_understood(f"{before}{space}{name.upper()}{space}{behind}", name)


@pytest.mark.parametrize("quote", QUOTES)
def test_every_apostrophe_is_one(quote: str) -> None:
    assert is_understood(f"thema{quote}s", "thema's")
    assert plain(f"m{quote}n vraag") == "m'n vraag"


@pytest.mark.parametrize("dash", DASHES)
def test_every_dash_is_one(dash: str) -> None:
    assert router().commands.parse(f"tip vijf{dash}dos") == Request("tip", "vijf-dos")
    assert plain(f"zo {dash} en niet anders") == "zo - en niet anders"


@given(st.text(max_size=30))
def test_a_question_holds_nothing_unseen_and_no_name(words: str) -> None:
    asked = question(words)
    assert asked == plain(asked)
    assert not any(word[0] in "#@" for word in asked.split())
    assert all(word == fold(word).replace(".", "") for word in bare_words(words))


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("hoe geef ik <#C1|bouw-en-zo> ruimte", "hoe geef ik ruimte"),
        ("hoe geef ik <#C1> ruimte", "hoe geef ik ruimte"),
        ("hoe geef ik <!subteam^S1|@bouw> en <!here> ruimte", "hoe geef ik en ruimte"),
        ("hoe geef ik <@U1|Een Voorbeeld> ruimte", "hoe geef ik ruimte"),
        ("hoe geef ik <@U1> ruimte :pray::skin-tone-2:", "hoe geef ik ruimte"),
        ("hoe geef ik #bouw en @anna ruimte", "hoe geef ik en ruimte"),
        ("is <https://example.org/a|dit> waar, <https://example.org|example.org>?", "is dit waar,"),
        ("mail naar <mailto:a@example.org|a@example.org>", "mail naar"),
        ("R&amp;D &lt;3 &amp;amp;", "R&D <3 &amp;"),
    ],
)
def test_what_slack_puts_between_brackets_is_a_name_and_no_word_of_the_question(sent: str, read: str) -> None:
    assert question(typed(sent)) == read


@pytest.mark.parametrize(
    "rest",
    [
        "t/m vr",
        "20/12/26",
        "vorige week",
        "tot kerst",
        "tot na de verbouwing",
        "2 wk",
        "#bouw",
        "zomaar",
        "twee",
        "wegens drukte op het werk",
        "tip van januari",
    ],
)
def test_a_time_a_number_a_name_or_a_single_word_is_no_sentence(rest: str) -> None:
    for name in ("pauze", "overslaan", "hervat", "overzicht"):
        request = router().commands.parse(f"{name} {rest}")
        if name == "pauze" and looks_like_one(rest):  # there a date is no wrong argument
            assert request == Request("pause", rest)
            continue
        assert request.said, (name, rest)
        assert rest in request.said.summary


@pytest.mark.parametrize("rest", ["nemen met het team", "tot rust komen", "van een gesprek na ruzie", "over openheid",
                                  "is dat goed voor een team?", "in een lange vergadering"])  # fmt: skip
def test_words_that_are_tied_together_are_a_sentence(rest: str) -> None:
    assert is_sentence(rest)
    assert router().commands.parse(f"pauze {rest}") == Request("search", f"pauze {rest}")


@pytest.mark.parametrize("text", ["", "  ", "?!", "…", ":wave:", ":-) :pray:", "\u200b", "🙂"])
def test_what_holds_no_word_asks_for_the_explanation(text: str) -> None:
    assert router().commands.parse(text) == Request("help")


@pytest.mark.parametrize("text", ["pauze?", "overslaan ?", "hervat?!", "pauze vrijdag?"])
def test_asking_after_a_command_that_changes_something_does_nothing(text: str) -> None:
    request = router().commands.parse(text)
    assert (request.name, bool(request.said)) == ("help", True)


@pytest.mark.parametrize(
    ("text", "name"),
    [("status?", "status"), ("help!", "help"), ("tip!", "tip"), ("privacy?", "privacy"), ("hulp aub", "help"),
     ("status a.u.b.", "status"), ("overslaan aub", "skip"), ("overzicht?", "overview"),
     ("thema's graag :pray:", "themes")],
)  # fmt: skip
def test_a_mark_or_a_kind_word_behind_a_command_changes_nothing(text: str, name: str) -> None:
    assert router().commands.parse(text) == Request(name)
