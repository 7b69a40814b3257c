"""How a plan reads, and the moments that one click chooses."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.settings.model import STANDARD
from bot.habits import texts
from bot.habits.plans.wording import Moment, at_moment, bare, is_moment, sentence

Word = Literal["als", "dan"]
words = st.sampled_from(("als", "dan"))
cases = st.sampled_from((str.lower, str.upper, str.title))
before = st.sampled_from(("", "", " ", "\t", "… ", "- ", "„", "“", "*", "_", "(", "\u200b", "\u00a0"))
after = st.sampled_from(
    (" ", "  ", ", ", ": ", "… ", "... ", " - ", " – ", "\n", '" ', "* ", "_ ", ") ", "\u00a0")
)
halves = st.sampled_from(
    ("ik koffie haal", "de klant belt", "alsof het regent", "dansen we", "als-danplan maak", "5 uur")
)


@st.composite
def leading(draw: st.DrawFn) -> tuple[Word, str, str]:
    """A word, what somebody typed with it in front any number of times, and what they meant."""
    word, half = draw(words), draw(halves)
    typed = "".join(draw(before) + draw(cases)(word) + draw(after) for _ in range(draw(st.integers(0, 4))))
    return word, typed + half, half  # type: ignore[return-value]


@given(leading())
def test_the_word_that_the_sentence_has_already_is_taken_off_however_it_is_typed(
    typed: tuple[Word, str, str],
) -> None:
    word, given_, meant = typed
    assert bare(given_, word) == meant
    assert bare(bare(given_, word), word) == meant


@given(st.text(), words)
def test_what_is_taken_off_once_leaves_nothing_to_take_off(half: str, word: Word) -> None:
    assert bare(bare(half, word), word) == bare(half, word)


@given(leading(), leading())
def test_no_plan_says_als_als_or_dan_dan(one: tuple[Word, str, str], other: tuple[Word, str, str]) -> None:
    said = sentence(
        f"als {one[1]}" if one[0] == "als" else one[2], other[1] if other[0] == "dan" else other[2]
    )
    assert said == f"Als {one[2]}, dan {other[2]}."


@pytest.mark.parametrize(
    ("half", "word", "kept"),
    [
        ("als", "als", ""),
        ("Als …", "als", ""),
        ("dan ‘hoi’ zeggen", "dan", "‘hoi’ zeggen"),
        ("als (bijna) alles klaar is", "als", "(bijna) alles klaar is"),
        ("als’k tijd heb", "als", "als’k tijd heb"),
        ("stel ik een vraag.", "dan", "stel ik een vraag"),
        ("dan als eerste bel ik Jan", "dan", "als eerste bel ik Jan"),
    ],
)
def test_the_rest_of_a_half_stays(half: str, word: Word, kept: str) -> None:
    assert bare(half, word) == kept


@pytest.mark.parametrize(
    ("when", "then", "said"),
    [
        ("nu", "Vraag iets.", "Nu: Vraag iets."),
        ("Nu", "Vraag: “Wat denk jij?”", "Nu: Vraag: “Wat denk jij?”"),
        ("nu", "Zeg: ‘Morgen doe ik dit.’", "Nu: Zeg: ‘Morgen doe ik dit.’"),
        ("morgenochtend", "Wat denk jij?", "Morgenochtend: Wat denk jij?"),
        ("maandagochtend", "Bel een klant", "Maandagochtend: Bel een klant."),
        ("in ons volgende overleg", "Zwijg een minuut.", "In ons volgende overleg: Zwijg een minuut."),
        ("nu het regent", "blijf ik binnen", "Als nu het regent, dan blijf ik binnen."),
    ],
)
def test_a_moment_reads_as_a_moment_and_another_half_as_a_condition(when: str, then: str, said: str) -> None:
    assert sentence(when, then) == said


MONDAY = dt.date(2025, 1, 6)
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("moment", "today", "words", "asked"),
    [
        ("now", MONDAY, "nu", MONDAY + DAY),
        ("now", MONDAY + 4 * DAY, "nu", MONDAY + 7 * DAY),
        ("now", MONDAY + 6 * DAY, "nu", MONDAY + 7 * DAY),
        ("tomorrow", MONDAY, "morgenochtend", MONDAY + 2 * DAY),
        ("tomorrow", MONDAY + 3 * DAY, "morgenochtend", MONDAY + 7 * DAY),
        ("tomorrow", MONDAY + 4 * DAY, "maandagochtend", MONDAY + 8 * DAY),
        ("tomorrow", MONDAY + 6 * DAY, "morgenochtend", MONDAY + 8 * DAY),
        ("meeting", MONDAY, "in ons volgende overleg", MONDAY + 7 * DAY),
    ],
)
def test_it_is_asked_on_the_working_day_after_the_moment(
    moment: Moment, today: dt.date, words: str, asked: dt.date
) -> None:
    assert at_moment(moment, today, replace(STANDARD, check_in_after=5)) == (words, asked)


def test_a_public_holiday_of_the_channel_is_no_morning_and_no_day_to_ask() -> None:
    before_christmas = dt.date(2025, 12, 24)
    assert at_moment("now", before_christmas, STANDARD) == ("nu", dt.date(2025, 12, 29))
    assert at_moment("tomorrow", before_christmas, STANDARD) == ("maandagochtend", dt.date(2025, 12, 30))
    elsewhere = replace(STANDARD, country="US")
    assert at_moment("now", before_christmas, elsewhere) == ("nu", dt.date(2025, 12, 26))


def test_the_words_of_the_moments_are_those_that_stand_in_databases() -> None:
    stored = ("nu", "morgenochtend", "in ons volgende overleg", *(f"{day}ochtend" for day in DAYS.split()))
    assert all(is_moment(words) for words in stored)
    assert stored[:3] == (texts.NOW, texts.TOMORROW, texts.MEETING)


DAYS = "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag"
