"""The import on the real pages behind the retellings: nothing of an article is lost, nothing else stays."""

import re
from pathlib import Path

import pytest

from bot.library.articles import load_articles
from bot.library.importing.importer import Imported, import_articles
from bot.library.passages import Article

ROOT = Path(__file__).parents[2]
RAW = ROOT.parent / "shared" / "articles" / "raw"
SHIPPED = ROOT / "nudges" / "articles"

# The lines of each page that are no part of an article, told apart by a person.
NOT_ARTICLE = {
    "000": {1, 3, 4, 40, 42},
    "001": {1},
    "002": {1, 3, 5, 61, 63, 67, 69, 71, 72, 74, 75, 76, 78, 82, 83, 95, 119, 123, 125, 129, 133},
    "003": {35, 36, 37, 38},
    "004": set(range(19, 35)),
}
TITLES = {("000", 1), ("001", 1), ("002", 5), ("002", 78)}

pytestmark = pytest.mark.skipif(
    not RAW.is_dir(), reason="the original pages are not here: ../shared/articles/raw beside the repository"
)


def plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def text_of(article: Article) -> str:
    return plain(" ".join(t for s in article.sections for t in (s.heading, *s.paragraphs)))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("imported")


@pytest.fixture(scope="module")
def imported(folder: Path) -> tuple[Imported, ...]:
    outcome = import_articles([str(RAW)], folder, load_articles([SHIPPED]).corpus)
    assert outcome.faults == ()
    return outcome.imported


def test_every_line_of_an_article_is_kept_and_no_other(imported: tuple[Imported, ...]) -> None:
    for page in sorted(RAW.glob("*.txt")):
        number = page.name[:3]
        own = [one for one in imported if one.source == str(page)]
        kept = " | ".join(text_of(one.article) for one in own)
        dropped = {drop.line for one in own for drop in one.dropped}
        for line, text in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
            if not plain(text):
                continue
            if (number, line) in TITLES:
                assert any(plain(one.article.title) == plain(text) for one in own), (number, line)
            elif line in NOT_ARTICLE[number]:
                assert line in dropped, (number, line)
            else:
                words = re.sub(r"^\d+ (?=\D)", "", plain(text))  # the number of an item may stand apart
                assert words in kept, (number, line)
                assert line not in dropped, (number, line)


def test_each_original_takes_the_place_of_its_retelling(imported: tuple[Imported, ...], folder: Path) -> None:
    shipped = load_articles([SHIPPED]).corpus
    assert sorted(one.article.slug for one in imported) == sorted(shipped)
    both = load_articles([SHIPPED, folder])
    assert set(both.replaced) == set(shipped)
    assert not any(article.retelling for article in both.corpus.values())


def test_the_page_that_holds_two_articles_becomes_two(imported: tuple[Imported, ...]) -> None:
    slugs = [one.article.slug for one in imported if Path(one.source).name.startswith("002")]
    assert slugs == ["social-media-spagaat", "omgekeerd-opvoeden"]


def test_nothing_of_the_page_around_an_article_is_found_in_it(
    imported: tuple[Imported, ...], folder: Path
) -> None:
    everything = " ".join(path.read_text(encoding="utf-8").lower() for path in folder.glob("*.md"))
    for word in (
        "winkelwagen",
        "winkelmand",
        "nieuwsbrief",
        "beste jos",
        "bascommunicatie",
        "reageer hieronder",
    ):
        assert word not in everything
    for word in (
        "getty",
        "privacyvoorwaarden",
        "podiumartikel",
        "lees ook",
        "leader booster",
        "over de auteur",
    ):
        assert word not in everything


def test_what_the_pages_tell_of_author_and_date_is_found(imported: tuple[Imported, ...]) -> None:
    told = {one.article.slug: (one.article.author, str(one.article.date)) for one in imported}
    assert told["social-media-spagaat"][0] == "Karin Tempelaar"
    assert told["vijf-dos-social-leider"][0] == "Yolanda van Heese"
    assert told["managers-en-social-media"][1] == "2017-02-03"


def test_the_sections_are_those_of_the_originals(imported: tuple[Imported, ...]) -> None:
    headings = {one.article.slug: [s.heading for s in one.article.sections] for one in imported}
    assert headings["managers-en-social-media"][2:4] == ["Dilemma", "Mediageletterheid"]
    assert [h[:2] for h in headings["zes-rollen-leider"][1:]] == ["#1", "#2", "#3", "#4", "#5", "#6"]
    assert [h[:5] for h in headings["vijf-dos-social-leider"][1:]] == [f"Tip {n}" for n in range(1, 6)]
    assert len(headings["beleiderschap"]) == 6
    assert len(headings["omgekeerd-opvoeden"]) == 5


def test_lists_stay_with_what_introduces_them(imported: tuple[Imported, ...]) -> None:
    lists = [
        (one.article.slug, paragraph.count("\n"))
        for one in imported
        for section in one.article.sections
        for paragraph in section.paragraphs
        if "\n" in paragraph
    ]
    assert lists == [
        *[("managers-en-social-media", 4), ("beleiderschap", 10), ("social-media-spagaat", 4)],
        *[("social-media-spagaat", 2), ("vijf-dos-social-leider", 4)],
    ]


def test_importing_again_writes_the_same_files(
    imported: tuple[Imported, ...], folder: Path, tmp_path: Path
) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    again = import_articles([str(RAW)], folder, load_articles([SHIPPED]).corpus)
    assert all(one.updated for one in again.imported)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_half_an_original_does_not_take_the_place_of_the_whole(tmp_path: Path) -> None:
    for page in sorted(RAW.glob("*.txt")):
        lines = page.read_text(encoding="utf-8").splitlines()
        (tmp_path / page.name).write_text("\n".join(lines[: len(lines) // 3]), encoding="utf-8")
    outcome = import_articles([str(tmp_path)], tmp_path / "out", load_articles([SHIPPED]).corpus)
    assert outcome.imported
    assert [one.article.replaces for one in outcome.imported] == [None] * len(outcome.imported)
