from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.search.words.keys import of_phrase
from bot.answers.search.words.phrases import Phrases

EMPTY = frozenset(["te", "niet", "hun", "de", "het", "je", "aan"])
LISTED = Phrases([("ruimte", "geven"), ("aan", "de", "slag"), ("lange", "adem")], EMPTY)


def names(form: str) -> tuple[str, ...]:
    return {"geef": ("geven",), "lang": ("lange",)}.get(form, (form,))


@pytest.mark.parametrize(
    ("text", "phrase", "places"),
    [
        ("ruimte geven", "ruimte geven", (0, 1)),
        ("geef hun de ruimte", "ruimte geven", (0, 3)),
        ("zij willen niet aan de slag", "aan de slag", (3, 4, 5)),
        ("wie lang adem heeft", "lange adem", (1, 2)),
    ],
)
def test_a_phrase_is_found_in_any_order_and_with_empty_words_inside(
    text: str, phrase: str, places: tuple[int, ...]
) -> None:
    assert [(each.key, each.places) for each in LISTED.find(text.split(), names)] == [
        (of_phrase(phrase.split()), places)
    ]


@pytest.mark.parametrize("text", ["ruimte voor geven", "geef je hun niet de ruimte", "slag", "de slag", ""])
def test_words_that_stand_apart_are_no_phrase(text: str) -> None:
    assert LISTED.find(text.split(), names) == []


@given(
    st.lists(st.sampled_from(["ruimte", "geef", "de", "aan", "slag", "adem", "lang", "baas"]), max_size=30)
)
def test_a_phrase_stands_on_words_of_its_own(forms: list[str]) -> None:
    for phrase in LISTED.find(forms, names):
        words = phrase.key[1:].split("_")
        assert len(set(phrase.places)) == len(words)
        assert all(any(w in (forms[at], *names(forms[at])) for at in phrase.places) for w in words)
