"""The value of a button names passages. It comes back from outside, so nothing in it is trusted."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.messages import VALUE
from bot.library.passages import Hit, Passage
from bot.library.references import decode, encode, valid

ids = st.builds(
    "{}/{}/{}".format, st.from_regex(r"[a-z-]{1,60}", fullmatch=True), st.just("s"), st.integers(1, 99)
)
spans = st.lists(st.integers(0, 500), max_size=12, unique=True).map(
    lambda ends: tuple(zip(sorted(ends)[::2], sorted(ends)[1::2], strict=False))
)


def hit(id: str, highlights: tuple[tuple[int, int], ...] = ()) -> Hit:
    return Hit(Passage(id, "a", "s", "Kop", "tekst"), 0.0, highlights)


hits = st.lists(st.builds(hit, ids, spans), max_size=40)


@given(hits)
def test_a_value_fits_a_button_and_names_the_passages_in_their_order(found: list[Hit]) -> None:
    value = encode(found)
    assert len(value) <= VALUE
    references = decode(value)
    names = [hit.passage.id for hit in found]
    assert [id for id, _ in references] == names[: len(references)]
    if len(found) <= 9:
        assert len(references) == len(found)


@given(st.lists(st.builds(hit, ids, spans), max_size=9))
def test_highlights_come_back_where_there_is_room(found: list[Hit]) -> None:
    expected = [(hit.passage.id, hit.highlights) for hit in found]
    plain = [(hit.passage.id, ()) for hit in found]
    assert list(decode(encode(found))) in (expected, plain)


@given(st.text(max_size=300) | st.text("abc/:;,-0123456789", max_size=300))
@example("x:" + "9" * 5000 + "-1")
@example("x:1-2-3;y:;:;;z:٣-٥")
def test_any_value_is_read_without_an_error(value: str) -> None:
    for id, highlights in decode(value):
        assert id
        assert valid(highlights, 20) in ((), highlights)


@given(
    st.lists(st.tuples(st.integers(-5, 30), st.integers(-5, 30)), max_size=5).map(tuple), st.integers(0, 25)
)
def test_only_spans_in_order_apart_and_inside_the_text_are_valid(
    highlights: tuple[tuple[int, int], ...], length: int
) -> None:
    ends = [place for span in highlights for place in span]
    fits = (
        all(0 <= place <= length for place in ends)
        and ends == sorted(ends)
        and all(start < end for start, end in highlights)
    )
    assert valid(highlights, length) == (highlights if fits else ())
