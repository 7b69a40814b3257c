import pytest

from bot.answers.search.proposing import MOST, proposed
from bot.library.passages import Section

EMPTY = {"als", "dit", "een", "het", "op"}


def section(
    *paragraphs: str, heading: str = "Tip 3: Geef ruimte", questions: tuple[str, ...] = ()
) -> Section:
    return Section("a", heading, paragraphs, questions)


def test_a_section_offers_its_heading_its_questions_and_what_it_explains() -> None:
    text = "Een terugblik is een gesprek over wat goed ging. Hoe vaak doe je dat? Elke maand. Dit is een voorbeeld."
    assert proposed(section(text), EMPTY) == ("Geef ruimte", "Wat is een terugblik?", "Hoe vaak doe je dat?")


def test_what_stands_with_the_section_already_is_not_offered_again() -> None:
    assert proposed(section("Waarom?", questions=("Geef ruimte", "Waarom?")), EMPTY) == ()


def test_nobody_gets_more_than_a_handful() -> None:
    assert len(proposed(section(" ".join(f"Wat doe je op dag {day}?" for day in range(40))), EMPTY)) == MOST


@pytest.mark.parametrize(
    ("heading", "offered"),
    [
        ("Tip 3: Geef ruimte", "Geef ruimte"),
        ("2.1 Geef ruimte", "Geef ruimte"),
        ("4) Geef ruimte", "Geef ruimte"),
        ("✅ Geef ruimte", "Geef ruimte"),
        ("Deel wat je weet", "Deel wat je weet"),
        ("Stap voor stap", "Stap voor stap"),
        ("10 redenen om ruimte te geven", "10 redenen om ruimte te geven"),
    ],
)
def test_a_heading_loses_its_number_and_no_word_of_its_own(heading: str, offered: str) -> None:
    assert proposed(section(heading=heading), EMPTY) == (offered,)


@pytest.mark.parametrize(
    "heading", ["</aside>", '<p class="x">', "[](http://voorbeeld.nl/x)", "https://voorbeeld.nl"]
)
def test_mark_up_that_an_import_left_is_no_question(heading: str) -> None:
    assert proposed(section("{{< x >}} Hoe gaat het?", heading=heading), EMPTY) == ()


@pytest.mark.parametrize(
    ("sentence", "offered"),
    [
        ('Stel jezelf de vraag: "Hoe kan het beter?"', ["Hoe kan het beter?"]),
        ("Vraag dan: “Wat heb je nodig?”", ["Wat heb je nodig?"]),
        ('Wat is "samenwerken" volgens jou?', ['Wat is "samenwerken" volgens jou?']),
        ("Kom je er niet uit (of wel?", []),
        ("Als leider is het goed om te luisteren.", []),
        ("Op tijd komen is een deugd.", []),
    ],
)
def test_a_sentence_gives_the_question_itself_or_none(sentence: str, offered: list[str]) -> None:
    assert [*proposed(section(sentence), EMPTY)[1:]] == offered
