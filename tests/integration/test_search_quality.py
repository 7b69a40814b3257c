"""The search on the shipped articles: what it must find in other words, and where it must be silent."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.answers.search.index import PassageIndex
from bot.library.articles import load_articles

ARTICLES = Path(__file__).parents[2] / "nudges" / "articles"
ANSWERED = {
    "weekblog van de directeur": "vijf-dos-social-leider/weekblog-van-de-ceo",
    "ceo blog vragenuur": "vijf-dos-social-leider/weekblog-van-de-ceo",
    "stagiar facebook": "vijf-dos-social-leider/de-stagiair",
    "jong en oud leren van elkaar": "vijf-dos-social-leider/jong-leert-oud",
    "openhartig zijn over fouten": "vijf-dos-social-leider/bevorder-feedback",
    "de leider als architect": "zes-rollen-leider/architect-twee-structuren",
    "omgaan met te veel e-mails": "zes-rollen-leider/ontvanger",
    "werkende ouders burnout": "omgekeerd-opvoeden/ten-brummelhuis",
    "coachen als een zestienjarige": "omgekeerd-opvoeden/coachen",
    "keuzevrijheid maakt ongelukkig": "beleiderschap/paradox-van-keuzevrijheid",
    "loslaten van controle": "beleiderschap/loosen",
    "suikerfabrik": "beleiderschap/suikerfabriek",
    "vier stappen uit de spagaat": "social-media-spagaat/vier-stappen",
    "media geletterdheid": "managers-en-social-media/mediageletterheid",
    "Lieke ten Brummelhuis": "omgekeerd-opvoeden/ten-brummelhuis",
    "from monologue to dialogue": "managers-en-social-media/van-monoloog-naar-dialoog",
}
NOT_ANSWERED = [
    "printer papier bestellen",
    "appeltaart recept",
    "wachtwoord wifi kantoor",
    "salarisstrook downloaden",
    "kinderopvangtoeslag aanvragen",
    "where is the nearest parking garage",
]


@pytest.fixture(scope="module")
def index() -> PassageIndex:
    return PassageIndex(load_articles([ARTICLES]).corpus)


@pytest.mark.parametrize(("question", "section"), ANSWERED.items())
def test_a_question_finds_its_section_among_the_first_three(
    index: PassageIndex, question: str, section: str
) -> None:
    assert section in [f"{hit.passage.article}/{hit.passage.section}" for hit in index.search(question).hits]


@pytest.mark.parametrize("question", NOT_ANSWERED)
def test_what_no_article_speaks_of_stays_unanswered(index: PassageIndex, question: str) -> None:
    assert index.search(question).hits == ()


def test_every_heading_finds_its_own_section_but_that_on_the_author(index: PassageIndex) -> None:
    for slug, article in load_articles([ARTICLES]).corpus.items():
        for section in article.sections:
            if section.heading == f"Over {article.author}":
                continue
            hits = index.search(f"{section.heading} {section.paragraphs[0]}").hits
            assert (slug, section.id) == (hits[0].passage.article, hits[0].passage.section)
