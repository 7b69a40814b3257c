from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.answers.search.passages import LIMIT, SHORT, TARGET, cut
from bot.library.passages import Article, Section

SENTENCE = st.builds(
    lambda words: " ".join(words).capitalize() + ".",
    st.lists(st.text("abcdefghij", min_size=1, max_size=9), min_size=1, max_size=60),
)
PARAGRAPH = st.lists(SENTENCE, min_size=1, max_size=12).map(" ".join)
SECTION = st.lists(PARAGRAPH, max_size=6)


def article(*sections: list[str]) -> Article:
    return Article(
        "voorbeeld",
        "Voorbeeld",
        tuple(Section(f"s{n}", f"Kop {n}", tuple(p)) for n, p in enumerate(sections)),
    )


def words(number: int, word: str = "woord") -> str:
    return " ".join([word] * number)


@given(st.lists(SECTION, max_size=4))
def test_no_word_of_an_article_is_lost_or_moved(sections: list[list[str]]) -> None:
    passages = cut(article(*sections))
    kept = " ".join(passage.text for passage in passages).split()
    assert kept == " ".join(paragraph for section in sections for paragraph in section).split()


@given(st.lists(SECTION, max_size=4))
def test_a_passage_is_literal_and_stays_within_its_section_and_the_limit(sections: list[list[str]]) -> None:
    made = article(*sections)
    for passage in cut(made):
        number = int(passage.section.removeprefix("s"))
        whole = " ".join(" ".join(sections[number]).split())
        assert " ".join(passage.text.split()) in whole
        assert 0 < len(passage.text.split()) <= LIMIT
        assert passage.heading == f"Kop {number}"


@given(st.lists(SECTION, max_size=4))
def test_ids_are_unique_and_name_the_place(sections: list[list[str]]) -> None:
    passages = cut(article(*sections))
    assert len({passage.id for passage in passages}) == len(passages)
    assert all(passage.id.startswith(f"{passage.article}/{passage.section}/") for passage in passages)


def test_a_long_paragraph_is_cut_at_the_end_of_a_sentence() -> None:
    sentences = [f"Zin {number} {words(27)}." for number in range(10)]
    passages = cut(article([" ".join(sentences)]))
    assert len(passages) > 1
    assert all(passage.text.endswith(".") for passage in passages)
    assert all(len(passage.text.split()) <= TARGET + SHORT for passage in passages)


def test_a_sentence_that_is_too_long_is_cut_between_words() -> None:
    passages = cut(article([words(400)]))
    assert [len(passage.text.split()) for passage in passages] == [100, 100, 100, 100]


def test_short_list_items_stay_together() -> None:
    items = [f"- punt {number} is kort" for number in range(8)]
    (passage,) = cut(article(items))
    assert passage.text == "\n".join(items)


def test_what_announces_something_keeps_what_it_announces() -> None:
    passages = cut(article([words(80) + " dit:", words(40), words(90)]))
    assert passages[0].text == f"{words(80)} dit:\n\n{words(40)}"


def test_paragraphs_of_two_sections_never_join() -> None:
    assert [passage.section for passage in cut(article(["Kort."], ["Ook kort."]))] == ["s0", "s1"]


def test_an_article_without_text_has_no_passages() -> None:
    assert cut(article([], ["  \n "])) == ()
