"""A passage that announces, lists or hardly says anything is no answer, unless nothing else is."""

from __future__ import annotations

import pytest

from bot.answers.search.boilerplate import is_boilerplate
from bot.answers.search.index import PassageIndex
from bot.answers.search.passages import cut
from bot.library.passages import Article, Section

BODY = (
    "Begin een gesprek over fouten met wat je zelf verkeerd deed. Wie dat hoort, durft daarna ook te vertellen wat er"
    " misging, en dan kan de hele ploeg ervan leren voordat het nog een keer gebeurt."
)


def article(*sections: tuple[str, str]) -> Article:
    return Article(
        "gids", "De gids", tuple(Section(f"s{n}", head, (text,)) for n, (head, text) in enumerate(sections))
    )


def left(made: Article) -> list[str]:
    """The headings of what may be an answer."""
    return [passage.heading for passage in cut(made) if not is_boilerplate(passage, made)]


@pytest.mark.parametrize(
    "opening",
    [
        "In dit artikel lees je alles over praten over fouten, en wat je daar in je eigen ploeg mee kunt doen.",
        "Hoe praat je over fouten? En waarom is dat zo moeilijk? Deze handleiding geeft je daar antwoord op.",
        "Iedereen maakt fouten. In deze blogpost vertellen we hoe je erover praat, stap voor stap en met voorbeelden.",
        "What do you do with mistakes? This guide explains how to talk about them with the people in your team.",
    ],
)
def test_an_opening_that_only_announces_is_no_answer(opening: str) -> None:
    assert left(article(("Praten over fouten", opening), ("Het gesprek", BODY))) == ["Het gesprek"]


def test_an_opening_that_says_something_besides_stays() -> None:
    opening = f"{BODY} In dit artikel lees je hoe je dat doet."
    assert left(article(("Praten over fouten", opening))) == ["Praten over fouten"]


def test_a_later_passage_that_speaks_of_an_article_stays() -> None:
    later = "In dit artikel van de wet staat dat je iemand moet horen voordat je besluit."
    assert left(article(("Het gesprek", BODY), ("De wet", later))) == ["Het gesprek", "De wet"]


@pytest.mark.parametrize(
    "contents",
    [
        "- Het gesprek\n- Na een fout\n- Wat je opschrijft",
        "1. Het gesprek 3\n2. Na een fout 7\n3. Wat je opschrijft 12",
        "Het gesprek, na een fout, wat je opschrijft",
    ],
)
def test_a_list_of_the_headings_is_no_answer(contents: str) -> None:
    made = article(
        ("Wat staat waar", contents),
        ("Het gesprek", BODY),
        ("Na een fout", BODY),
        ("Wat je opschrijft", BODY),
    )
    assert "Wat staat waar" not in left(made)
    assert len(left(made)) == 3


def test_a_list_of_links_is_no_answer() -> None:
    links = "\n".join(f"- [Praten over fouten {n}](https://example.org/{n})" for n in range(4))
    assert left(article(("Ook goed", links), ("Het gesprek", BODY))) == ["Het gesprek"]


def test_of_two_passages_the_one_of_a_few_words_comes_last() -> None:
    made = article(("Fouten", "Praat over fouten in de ploeg."), ("Het gesprek", BODY))
    found = PassageIndex({"gids": made}).search("gesprek over fouten")
    assert found.hits[0].passage.heading == "Het gesprek"


def test_a_passage_of_a_few_words_answers_where_nothing_longer_does() -> None:
    """The longer one has a word of the question and does not answer it."""
    made = article(
        ("Storing", "Bel bij een storing de receptie op toestel 12."),
        ("Het gesprek", BODY),
        ("Gasten", f"Haal gasten zelf op bij de receptie en loop met hen mee. {BODY}"),
    )
    found = PassageIndex({"gids": made}).search("bellen bij een storing receptie")
    assert found.hits[0].passage.heading == "Storing"
