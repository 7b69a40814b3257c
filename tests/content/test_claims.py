"""What tips and retellings claim stands in the original: no quotation, year or name that it does not have."""

import re
from pathlib import Path

import pytest

from bot.library import claims, shipped
from bot.library.articles import load_articles
from tests.factories import a_tip, a_voice

ROOT = Path(__file__).parents[2]
RAW = ROOT.parent / "shared" / "articles" / "raw"
CORRECTIONS = {
    "Roland": "the article writes Ronald Deiser; his piece in McKinsey Quarterly is signed Roland",
    "Roland Deiser": "the same",
    "McKinsey Quarterly": "where that piece stood, of February 2013; the article names McKinsey alone",
    "Sylvain Newton": "who wrote that piece with him",
    "LAT-relatie": "the article's comparison, in one word",
    "AI": "newer than the articles",
}
"""What the original does not have, and why it may stand."""

with_originals = pytest.mark.skipif(
    not RAW.is_dir(), reason="the originals are not here: ../shared/articles/raw beside the repository"
)


def plain(text: str) -> str:
    return " ".join(re.sub(r"[’‘`´]", "'", text).casefold().split())


def stands(claim: str, original: str) -> bool:
    """Whether the original has these words, or each part of a compound; a genitive is the name."""
    known = plain(claim)
    return known in original or known.removesuffix("s") in original or known.partition("-")[0] in original


@pytest.fixture(scope="module")
def original() -> str:
    return plain(" ".join(page.read_text(encoding="utf-8") for page in RAW.glob("*.txt")))


@with_originals
def test_no_tip_has_a_quotation_a_year_or_a_name_that_its_original_does_not_have(original: str) -> None:
    library = shipped.library(shipped.articles(Path("none")), [])
    wrong = {
        tip.id: strange
        for tip in library.tips.values()
        if (
            strange := [one for one in claims.of(tip) if not stands(one, original) and one not in CORRECTIONS]
        )
    }
    assert wrong == {}


@with_originals
def test_no_retelling_has_a_quotation_a_year_or_a_name_that_its_original_does_not_have(original: str) -> None:
    wrong = {
        f"{article.slug}#{section.id}: {claim}"
        for article in load_articles([ROOT / "nudges" / "articles"]).corpus.values()
        for section in article.sections
        for paragraph in section.paragraphs
        for claim in (*claims.found(paragraph), *re.findall(r"‘([^’]{3,})’", paragraph))
        if not stands(claim, original) and claim not in CORRECTIONS
    }
    assert wrong == set()


def test_what_every_shipped_tip_claims_was_compared_as_it_is_now() -> None:
    library = shipped.library(shipped.articles(Path("none")), [])
    known = claims.proved(shipped.NUDGES / "tips")
    assert [tip.id for tip in library.tips.values() if claims.unproved(tip, known, "", 0)] == []
    assert set(known) == {tip.id for tip in library.tips.values() if claims.of(tip)}


@pytest.mark.parametrize(
    ("why", "found"),
    [
        ("In 2013 was dat zo.", ["2013"]),
        ("Dat schreef Voorbeeld Vera al.", ["Voorbeeld Vera"]),
        ("Daarom zei Vera: ‘doe het niet’.", ["Vera", "doe het niet"]),
        ("Iemand zegt ‘doe het niet’, en dan?", []),
        ("Vraag een AI-assistent om hulp. Niemand ziet het.", []),
    ],
)
def test_years_names_and_attributed_quotations_are_claims(why: str, found: list[str]) -> None:
    voice = a_voice()
    tip = a_tip(
        "tip", team=type(voice)(voice.title, why, voice.do, voice.steps, voice.minutes, voice.if_then)
    )
    assert claims.of(tip) == sorted(found)


def test_a_tip_that_claims_something_else_than_was_compared_is_told() -> None:
    voice = a_voice(do="Lees wat Vera schreef.")
    tip = a_tip("tip", team=voice)
    said = claims.unproved(tip, {"tip": claims.digest(["Daan"])}, "tips.yaml", 3)
    assert said is not None
    assert str(said) == "tips.yaml:3: claims what was not compared with its source: Vera"
    assert claims.unproved(tip, {"tip": claims.digest(["Vera"])}, "tips.yaml", 3) is None
