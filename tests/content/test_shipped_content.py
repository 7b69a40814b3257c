"""The shipped tips, series and articles keep what the library promises."""

from pathlib import Path

import pytest

from bot.library.articles import load_articles
from bot.library.coverage import coverage
from bot.library.passages import Corpus
from bot.library.reading import load_library
from bot.library.tips import Library
from tests.content.checks import check_retellings, check_tips

ROOT = Path(__file__).parents[2]
NUDGES = ROOT / "nudges"
TIPS, SERIES, ARTICLES = NUDGES / "tips", NUDGES / "series.yaml", NUDGES / "articles"
JARGON = NUDGES / "language" / "jargon.txt"
SHIPPED = TIPS / "shipped.txt"

FRAMEWORKS = {
    "vijf-dos": 10,
    "vier-stappen": 6,
    "zes-rollen": 8,
    "beleiderschap": 8,
    "vier-ls": 4,
    "spagaat": 6,
    "omgekeerd-opvoeden": 6,
    "nieuw-leiderschap": 6,
}


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load_articles([ARTICLES]).corpus


@pytest.fixture(scope="module")
def library(corpus: Corpus) -> Library:
    return load_library([TIPS], corpus, SERIES)


def test_there_are_tips_for_more_than_a_year(library: Library) -> None:
    assert len(library.tips) >= 60


def test_every_framework_of_the_articles_is_carried(library: Library) -> None:
    assert [gap for row in coverage(library) for gap in row.gaps] == []
    assert {row.theme.id: row.theme.minimum for row in coverage(library)} == FRAMEWORKS
    for row in coverage(library):
        assert row.theme.practices, row.theme.id


def test_every_article_is_a_source_and_a_retelling_with_questions(library: Library, corpus: Corpus) -> None:
    assert {tip.source.article for tip in library.tips.values()} == set(corpus)
    for article in corpus.values():
        assert article.retelling
        for section in article.sections:
            assert 10 <= len(section.questions) <= 30, (article.slug, section.id)
            assert len(set(section.questions)) == len(section.questions), (article.slug, section.id)


def test_tips_and_series_are_written_plainly_and_none_is_there_twice() -> None:
    assert [str(fault) for fault in check_tips([TIPS], SERIES, JARGON)] == []


def test_retellings_are_written_plainly() -> None:
    assert [str(fault) for fault in check_retellings([ARTICLES])] == []


def test_titles_differ(library: Library) -> None:
    titles = [tip.title.lower() for tip in library.tips.values()]
    assert len(set(titles)) == len(titles)


def test_an_id_that_was_shipped_is_never_used_for_another_tip(library: Library) -> None:
    """`shipped.txt` has a line `id article` for each tip that ever was in a release.

    A tip keeps its article for good: another article means another tip, which needs an id of its own. The line
    of a tip that is taken out stays and ends in `retired`.
    """
    rows = [
        line.split() for line in SHIPPED.read_text(encoding="utf-8").splitlines() if not line.startswith("#")
    ]
    shipped = {row[0]: row[1:] for row in rows}
    assert len(shipped) == len(rows), "an id stands twice in shipped.txt"
    for tip in library.tips.values():
        assert shipped.get(tip.id) == [tip.source.article], f"{tip.id}: see {SHIPPED.name}"
    for name, rest in shipped.items():
        assert name in library.tips or rest[-1] == "retired", (
            f"{name} was shipped and is gone: mark it retired"
        )


PARAPHRASES = {
    "verplaats-het-rondje": (
        "Zet het rondje in het kanaal",
        "Vraag iedereen om een dag voor het overleg drie zinnen in het kanaal te zetten, en laat het rondje vervallen.",
        "Vraag wat er lukte, wat er vastloopt en waar iemand over wil praten.",
        "Begin het overleg met één onderwerp uit het kanaal.",
    ),
    "vraag-en-zwijg": (
        "Eén open vraag, en dan een dag zwijgen",
        "Zet vandaag een open vraag in het kanaal van je team. Antwoord morgen pas.",
        "Begin je vraag met ‘hoe’ of ‘wat’, zonder mening erin.",
        "Maak morgen een samenvatting van wat je las en noem wat je ermee doet.",
    ),
    "deel-een-half-idee": (
        "Laat een idee zien dat half af is",
        "Zet een half idee in het kanaal. Vraag de anderen wat er nog ontbreekt.",
        "Neem een plan waarover je twijfelt en schrijf in drie zinnen wat je wilt en wat je niet weet.",
        "Vertel aan het eind van de week wat je met de antwoorden doet.",
    ),
}
PARAPHRASE = """\
theme: vijf-dos
tips:
  - id: nagemaakt
    title: {0}
    why: Zo hoor je meer.
    do: {1}
    steps:
      - {2}
      - {3}
    minutes: 20
    if_then: {{when: het maandag is, then: open ik het kanaal}}
    reflect: Wat leverde het op?
    for: leader
    source: {{article: vijf-dos-social-leider, section: houd-vol}}
"""


@pytest.mark.parametrize("original", PARAPHRASES)
def test_a_shipped_tip_in_other_words_is_found(tmp_path: Path, original: str) -> None:
    text = PARAPHRASE.format(*PARAPHRASES[original])
    (tmp_path / "vijf-dos.yaml").write_text(text, encoding="utf-8")
    found = [
        str(fault) for fault in check_tips([TIPS, tmp_path], None, JARGON) if "too much like" in str(fault)
    ]
    assert [f"'{original}'" in fault for fault in found] == [True], found
