from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.answers.search.alignment import align, inherited
from bot.answers.search.index import PassageIndex
from bot.answers.search.passages import cut
from bot.answers.search.words.language import LANGUAGE, Language, load
from bot.library.articles import load_articles
from bot.library.passages import Article, Corpus, Section


def section(name: str, text: str, *questions: str) -> Section:
    return Section(name, name.capitalize(), (text,), questions)


ORIGINAL = Article(
    "roeien",
    "Samen in één boot",
    (
        section("start", "De stuurman bepaalt de koers. Hij kijkt vooruit, de roeiers kijken om."),
        section("slag", "Wie te hard trekt, brengt de boot uit balans. Roeiers luisteren naar de slag."),
        section("finish", "Na de finish krijgt iedereen dezelfde medaille, ook de stuurman."),
    ),
)
RETELLING = Article(
    "roeien",
    "Roeien",
    (
        section("koers", "De koers komt van de stuurman, die als enige vooruit kijkt.", "Wie is de baas?"),
        section("ritme", "Balans ontstaat als roeiers naar elkaar luisteren.", "Hoe vinden we ons tempo?"),
        section("prijs", "Aan het eind is er voor elke roeier een medaille.", "Hoe beloon ik een team?"),
        section("schrijver", "Een zeiler.", "Wie schreef dit?"),
    ),
    retelling=True,
)


@pytest.fixture(scope="module")
def language() -> Language:
    return load(LANGUAGE)


def test_each_section_of_a_retelling_finds_what_it_retells(language: Language) -> None:
    pairs = {pair.section: pair.passages for pair in align(ORIGINAL, RETELLING, language)}
    assert pairs["koers"] == ("roeien/start/1",)
    assert pairs["ritme"] == ("roeien/slag/1",)
    assert pairs["prijs"] == ("roeien/finish/1",)
    assert pairs["schrijver"] == ()


def test_the_order_of_both_is_kept(language: Language) -> None:
    order = [passage.id for passage in cut(ORIGINAL)]
    places = [order.index(pair.passages[0]) for pair in align(ORIGINAL, RETELLING, language) if pair.passages]
    assert places == sorted(places)


def test_an_empty_original_corresponds_to_nothing(language: Language) -> None:
    pairs = align(replace(ORIGINAL, sections=()), RETELLING, language)
    assert [pair.passages for pair in pairs] == [(), (), (), ()]


def test_an_original_inherits_the_questions_and_the_words_of_its_retelling(language: Language) -> None:
    corpus: Corpus = {"roeien": ORIGINAL}
    said = ("Hoe vinden we ons tempo?", "Ritme", "Balans ontstaat als roeiers naar elkaar luisteren.")
    assert inherited(corpus, {"roeien": RETELLING}, language)["roeien/slag/1"] == said
    hit = PassageIndex(corpus, {"roeien": RETELLING}, language=language).search("tempo vinden").hits[0]
    assert hit.passage.section == "slag"
    assert hit.passage.questions == said


def test_a_retelling_that_is_its_own_original_corresponds_to_itself(language: Language) -> None:
    shipped = load_articles([Path(__file__).parents[2] / "nudges" / "articles"]).corpus
    for article in shipped.values():
        for pair in align(article, article, language):
            assert f"{article.slug}/{pair.section}/1" in pair.passages
