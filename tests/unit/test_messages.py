"""A message of no platform yet: its words are literal, and separate from its form."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.core.messages import Run, bold, highlighted, link, mention, text
from tests.support import plain

spans = st.lists(st.integers(0, 60), max_size=10, unique=True).map(
    lambda ends: list(zip(sorted(ends)[::2], sorted(ends)[1::2], strict=False))
)


@given(st.text(max_size=60), spans)
def test_highlighting_changes_no_letter_and_bolds_exactly_the_spans(
    words: str, found: list[tuple[int, int]]
) -> None:
    inside = [(start, end) for start, end in found if end <= len(words)]
    runs = highlighted(words, inside)
    assert plain(runs) == words
    assert [run.text for run in runs if run.bold] == [words[start:end] for start, end in inside]


def test_a_text_is_made_of_strings_and_runs() -> None:
    made = text(
        "Een ", bold("vet"), " woord, ", link("hier", "https://example.org"), " van ", mention("U1VERA")
    )
    assert plain(made) == "Een vet woord, hier van @U1VERA"
    assert [run for run in made if run.bold] == [Run("vet", bold=True)]


def test_a_link_without_an_address_is_plain_words() -> None:
    assert link("Titel", None) == Run("Titel")
