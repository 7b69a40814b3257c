"""What stands before a question or behind it is parted from it, by how it is said and not by its words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.search.words.pieces import MOST, parts

QUESTION = "hoe geef ik het team meer ruimte"
KEYWORDS = "ruimte voor het team"


@pytest.mark.parametrize(
    "before",
    [
        "straks overleg met de directie, snel: ",
        "dit kwam in de kantine op tafel\n",
        "ik zit net in de bus maar ",
        "onze nieuwe collega Fatma van de balie is er ook bij. ",
        "we hebben het er net over gehad en nu is de vraag ",
    ],
)
def test_a_question_may_begin_behind_what_is_said_first(before: str) -> None:
    assert QUESTION in parts(before + QUESTION)


@pytest.mark.parametrize(
    "behind", ["? Ik ben hier nieuw.", ", want de directie wil het weten", " - straks overleg"]
)
def test_a_question_may_end_before_what_is_said_last(behind: str) -> None:
    assert QUESTION in [part.rstrip("?") for part in parts(QUESTION + behind)]


def test_what_announces_a_question_is_not_the_question() -> None:
    assert parts(f"vraag van de stagiair: {KEYWORDS}") == [KEYWORDS]
    assert parts(f"{KEYWORDS} - moet straks een presentatie geven") == [KEYWORDS]
    assert "de stagiair wil het weten" not in parts(f"de stagiair wil het weten. {QUESTION}?")


def test_a_reason_is_not_the_question() -> None:
    assert parts(f"{KEYWORDS}, want de directie wil het weten") == [KEYWORDS]


def test_a_question_in_one_piece_has_no_parts() -> None:
    assert parts(KEYWORDS) == parts(QUESTION) == parts("") == []


@given(text=st.text(max_size=300))
def test_a_part_is_a_piece_of_any_text(text: str) -> None:
    found = parts(text)
    assert len(found) <= MOST
    assert all(part in text and part != text for part in found)
