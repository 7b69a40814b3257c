from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.answers.search.words.vocabulary import Vocabulary, edits

WORD = st.text("abcdé", max_size=7)


def slow_edits(one: str, other: str) -> int:
    """The definition of restricted Damerau-Levenshtein, without any shortcut."""
    if not one or not other:
        return max(len(one), len(other))
    best = min(
        slow_edits(one[1:], other) + 1,
        slow_edits(one, other[1:]) + 1,
        slow_edits(one[1:], other[1:]) + (one[0] != other[0]),
    )
    if len(one) > 1 and len(other) > 1 and one[0] == other[1] and one[1] == other[0]:
        best = min(best, slow_edits(one[2:], other[2:]) + 1)
    return best


@given(st.text("abé", max_size=5), st.text("abé", max_size=5))
def test_edits_are_those_of_the_definition(one: str, other: str) -> None:
    assert edits(one, other, 5) == slow_edits(one, other)


@given(WORD, WORD, st.integers(0, 4))
def test_edits_stop_counting_just_past_the_most(one: str, other: str, most: int) -> None:
    exact = edits(one, other, 10)
    assert edits(one, other, most) == min(exact, most + 1)


def test_the_nearest_word_comes_first_and_never_the_word_itself() -> None:
    vocabulary = Vocabulary()
    vocabulary.fill(["samenwerking", "samenwerken", "werking", "kind"])
    assert [each.form for each in vocabulary.alike("samenwerkin")][:2] == ["samenwerking", "samenwerken"]
    assert "kind" not in [each.form for each in vocabulary.alike("kind")]


def test_an_empty_vocabulary_knows_nothing() -> None:
    assert Vocabulary().alike("woord") == ()
