"""What stands before a question or behind it is parted from it, by how it is said and not by its words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.search.question.pieces import MOST, Pieces
from bot.answers.search.words.language import LANGUAGE, load

QUESTION = "hoe geef ik het team meer ruimte"
KEYWORDS = "ruimte voor het team"


@pytest.fixture(scope="module")
def pieces() -> Pieces:
    language = load(LANGUAGE)
    empty = language.stopwords | language.english_stopwords
    return Pieces(language.analyzer.is_verb, empty.__contains__, language.may_be_english, language.is_foreign)


def likely(pieces: Pieces, text: str) -> list[str]:
    return pieces.parts(text)[0]


@pytest.mark.parametrize(
    "before",
    [
        "straks overleg met de directie, snel: ",
        "dit kwam in de kantine op tafel\n",
        "ik zit net in de bus maar ",
        "onze nieuwe collega Fatma van de balie is er ook bij. ",
        "we hebben het er net over gehad en nu is de vraag ",
        "mijn collega zei vraag het hier eens ",
    ],
)
def test_a_question_may_begin_behind_what_is_said_first(pieces: Pieces, before: str) -> None:
    assert QUESTION in likely(pieces, before + QUESTION)


@pytest.mark.parametrize(
    "behind",
    [
        "? Ik ben hier nieuw.",
        ", want de directie wil het weten",
        " - straks overleg",
        " 🙃 drukke dag",
        " any help would be great",
    ],
)
def test_a_question_may_end_before_what_is_said_last(pieces: Pieces, behind: str) -> None:
    assert QUESTION in [part.rstrip("?") for part in likely(pieces, QUESTION + behind)]


@pytest.mark.parametrize(
    "behind",
    [
        " (ik zit nog midden in een verhuizing)",
        ". Gisteren hadden we het er nog over.",
        " - daar lopen we al maanden tegenaan",
        "! Vorig jaar ging het ook al mis.",
        " 🙃 wij praten er vaak over",
        ", omdat de directie vragen stelt",
        " ik loop er helemaal in vast",
    ],
)
def test_what_is_told_behind_a_question_goes(pieces: Pieces, behind: str) -> None:
    without = pieces.bare(pieces.without_asides(KEYWORDS + behind))
    assert without.strip(" .!-🙃") == KEYWORDS


@pytest.mark.parametrize(
    "question",
    [
        "thuis ben ik vaak online maar op het werk doe ik er niets mee",
        "onze directeur denkt eraan elke week te bloggen",
        "hoe ga ik om met fear of missing out",
        "young staff teaching older sales people",
        "we willen meer vertrouwen. Hoe doen we dat?",
        "waarom is dit belangrijk",
        "doelen stellen (per kwartaal)",
        "(ik vraag het maar)",
    ],
)
def test_what_belongs_to_a_question_stays(pieces: Pieces, question: str) -> None:
    assert pieces.bare(pieces.without_asides(question)) == question


def test_what_announces_a_question_is_not_the_question(pieces: Pieces) -> None:
    assert likely(pieces, f"vraag van de stagiair: {KEYWORDS}") == [KEYWORDS]
    assert likely(pieces, f"{KEYWORDS} - moet straks een presentatie geven") == [KEYWORDS]
    assert "de stagiair wil het weten" not in likely(pieces, f"de stagiair wil het weten. {QUESTION}?")


def test_what_somebody_tells_of_themselves_is_less_likely_than_what_is_named_beside_it(
    pieces: Pieces,
) -> None:
    told = "ik ben vorige week hier begonnen."
    sure, perhaps = pieces.parts(f"{told} {KEYWORDS}")
    assert (KEYWORDS in sure, told in sure, told.rstrip(".") in perhaps) == (True, False, True)


def test_a_question_that_begins_behind_a_dash_is_less_likely_but_found(pieces: Pieces) -> None:
    assert pieces.parts(f"raad gevraagd - {KEYWORDS}") == (["raad gevraagd"], [KEYWORDS])


def test_a_reason_is_not_the_question(pieces: Pieces) -> None:
    assert likely(pieces, f"{KEYWORDS}, want de directie wil het weten") == [KEYWORDS]


def test_a_question_in_one_piece_has_no_parts(pieces: Pieces) -> None:
    assert pieces.parts(KEYWORDS) == pieces.parts(QUESTION) == pieces.parts("") == ([], [])


@given(text=st.text(max_size=300))
def test_any_text_has_parts_of_its_own_words(pieces: Pieces, text: str) -> None:
    found = [part for parts in pieces.parts(text) for part in parts]
    assert len(found) <= MOST
    assert all(part != text and set(part) <= {*text, " "} for part in found)
    assert set(pieces.bare(pieces.without_asides(text))) <= {*text, " "}
