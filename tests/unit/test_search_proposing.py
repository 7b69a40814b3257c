from bot.answers.search.proposing import MOST, proposed
from bot.library.passages import Section


def section(
    *paragraphs: str, heading: str = "Tip 3: Geef ruimte", questions: tuple[str, ...] = ()
) -> Section:
    return Section("a", heading, paragraphs, questions)


def test_a_section_offers_its_heading_its_questions_and_what_it_explains() -> None:
    text = "Een terugblik is een gesprek over wat goed ging. Hoe vaak doe je dat? Elke maand. Dit is een voorbeeld."
    assert proposed(section(text)) == ("Geef ruimte", "Wat is een terugblik?", "Hoe vaak doe je dat?")


def test_what_stands_with_the_section_already_is_not_offered_again() -> None:
    assert proposed(section("Waarom?", questions=("Geef ruimte", "Waarom?"))) == ()


def test_nobody_gets_more_than_a_handful() -> None:
    assert len(proposed(section(" ".join(f"Wat doe je op dag {day}?" for day in range(40))))) == MOST
