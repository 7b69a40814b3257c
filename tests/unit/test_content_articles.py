"""Markdown files become articles, every fault names its line, and writing loses nothing."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import ContentError
from bot.library import articles, markdown
from bot.library.passages import Article, Section

GOOD = """\
---
title: Een gids
author: Voorbeeld Vera
date: 2017-02-03
link: https://example.org/gids
retelling: true
---

## Hoe je begint {#begin}

Begin klein,
en ga door:
- eerst dit
- dan dat,
  en dat

1. één
2. twee

<!-- questions
- Hoe begin ik?
- en: How do I start?
-->

## Hoe je doorgaat {#door}
\\## Dit is tekst.
"""


def faults(text: str, slug: str = "gids") -> list[str]:
    with pytest.raises(ContentError) as error:
        markdown.parse(text, slug, "gids.md")
    return [str(fault) for fault in error.value.faults]


def test_an_article_is_read_with_its_sections_lists_and_questions() -> None:
    article = markdown.parse(GOOD, "gids", "gids.md")
    assert article == Article(
        slug="gids",
        title="Een gids",
        author="Voorbeeld Vera",
        date=dt.date(2017, 2, 3),
        link="https://example.org/gids",
        retelling=True,
        sections=(
            Section(
                "begin",
                "Hoe je begint",
                ("Begin klein, en ga door:\n- eerst dit\n- dan dat, en dat", "1. één\n2. twee"),
                ("Hoe begin ik?", "How do I start?"),
            ),
            Section("door", "Hoe je doorgaat", ("## Dit is tekst.",)),
        ),
    )


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        (GOOD, "", 1, "has no front matter"),
        (GOOD, "Tekst zonder meer.", 1, "has no front matter"),
        ("retelling: true\n---", "retelling: true", 1, "has no front matter"),
        ("title: Een gids\n", "", 2, "'title' is missing"),
        ("title: Een gids", "title: 2017", 2, "'title' has to be text"),
        ("author:", "auteur:", 3, "field 'auteur' is not known"),
        ("2017-02-03", "3 februari 2017", 4, "write year-month-day"),
        ("2017-02-03", "2017-02-30", 4, "is not a date"),
        ("https://example.org/gids", "example.org", 5, "is not a link"),
        ("https://example.org/gids", "javascript:alert(1)", 5, "is not a link"),
        ("retelling: true", "retelling: ja", 6, "true or false"),
        ("retelling: true", "retelling: true\nreplaces: ander", 1, "both retelling and replaces"),
        ("## Hoe je begint {#begin}\n", "", 10, "before the first heading"),
        (" {#begin}", "", 9, "has no id"),
        ("{#begin}", "{#Het begin}", 9, "small letters"),
        ("{#begin}", "{#door}", 25, "'door' is taken by line 9"),
        ("Hoe je begint ", "", 9, "heading without text"),
        ("## Hoe je begint", "# Hoe je begint", 9, "heading with #"),
        ("\\## Dit is tekst.\n", "", 25, "section 'door' is empty"),
        ("- Hoe begin ik?", "Hoe begin ik?", 21, "start each with '- '"),
        ("<!-- questions", "<!-- vragen", 20, "comment that is not known"),
        ("-->\n", "", 20, "comment without an end"),
    ],
)
def test_a_fault_is_told_with_its_line(old: str, new: str, line: int, words: str) -> None:
    found = faults(GOOD.replace(old, new))
    assert any(fault.startswith(f"gids.md:{line}: ") and words in fault for fault in found), found


def test_all_faults_of_an_article_are_found_at_once() -> None:
    text = GOOD.replace("2017-02-03", "ooit").replace(" {#begin}", "").replace("- Hoe", "Hoe")
    assert [fault.split(":")[1] for fault in faults(text)] == ["4", "9", "21"]


def test_an_article_without_sections_and_a_name_with_capitals_are_refused() -> None:
    assert "has no section" in faults("---\ntitle: A\n---\n")[0]
    assert "'Mijn Gids' is no name" in faults(GOOD, "Mijn Gids")[0]


IDS = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True)
CHARACTERS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Zl", "Zp", "Zs", "Co", "Cn"])
WORDS = st.text(CHARACTERS, min_size=1, max_size=6) | st.sampled_from(
    [
        "#",
        "##",
        "-",
        "\\",
        "<!--",
        "-->",
        "---",
        "1.",
        "en:",
        "{#x}",
        ": ",
        '"',
        "'",
        "&a",
        "*b",
        "null",
        "12",
    ]
)
LINES = st.lists(WORDS, min_size=1, max_size=6).map(lambda words: " ".join(" ".join(words).split()))
ITEMS = st.tuples(st.sampled_from(["- ", "1. ", "12) ", "• "]), LINES).map("".join)
PARAGRAPHS = st.tuples(LINES, st.lists(ITEMS, max_size=3)).map(lambda parts: "\n".join([parts[0], *parts[1]]))
HEADINGS = LINES.filter(lambda text: text.strip() != "")
SECTIONS = st.lists(
    st.builds(
        Section,
        IDS,
        HEADINGS,
        st.lists(PARAGRAPHS, min_size=1, max_size=3).map(tuple),
        st.lists(LINES, max_size=3).map(tuple),
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda section: section.id,
).map(tuple)
ARTICLES = st.builds(
    Article,
    slug=IDS,
    title=LINES,
    sections=SECTIONS,
    author=st.none() | LINES,
    publisher=st.none() | LINES,
    date=st.none() | st.dates(),
    link=st.none() | IDS.map("https://example.org/".__add__),
    replaces=st.none() | IDS.filter(lambda name: len(name) < 60),
)


@given(ARTICLES)
def test_an_article_that_is_written_is_read_back_equal(article: Article) -> None:
    assert markdown.parse(markdown.write(article), article.slug, "a.md") == article


@given(st.text(st.characters(codec="utf-8"), max_size=300), st.booleans())
def test_any_text_gives_an_article_or_faults(text: str, front: bool) -> None:
    try:
        markdown.parse("---\ntitle: a\n---\n" * front + text, "a", "a.md")
    except ContentError as error:
        faults = error.faults
    else:
        return
    assert faults


def test_front_matter_that_is_too_large_is_not_parsed() -> None:
    large = GOOD.replace("title:", "# " + "y" * 300_000 + "\ntitle:", 1)
    with pytest.raises(ContentError, match=r"gids\.md:2: is more than 262,144 bytes of YAML"):
        markdown.parse(large, "gids", "gids.md")


def test_no_more_than_fifty_faults_of_an_article_are_told() -> None:
    with pytest.raises(ContentError) as error:
        markdown.parse(GOOD + "# Nee\n" * 1_000, "gids", "gids.md")
    assert len(error.value.faults) == 50


def save(folder: Path, slug: str, **front: str) -> None:
    folder.mkdir(exist_ok=True)
    lines = [f"{key}: {value}" for key, value in ({"title": slug} | front).items()]
    text = "\n".join(["---", *lines, "---", f"## {slug} {{#{slug}}}", "Tekst."])
    (folder / f"{slug}.md").write_text(text, encoding="utf-8")


def test_an_original_takes_the_place_of_the_retelling_that_it_replaces(tmp_path: Path) -> None:
    save(tmp_path / "shipped", "gids", retelling="true")
    save(tmp_path / "shipped", "ander", retelling="true")
    save(tmp_path / "own", "echte-gids", replaces="gids")
    read = articles.load_articles([tmp_path / "shipped", tmp_path / "own"])
    assert list(read.corpus) == ["ander", "gids"]
    assert read.corpus["gids"].title == "echte-gids"
    assert read.corpus["gids"].slug == "gids"
    assert read.replaced["gids"].retelling
    assert articles.load_articles([tmp_path / "shipped", tmp_path / "own"]).corpus == read.corpus


def test_an_original_may_have_the_name_of_what_it_replaces(tmp_path: Path) -> None:
    save(tmp_path / "shipped", "gids", retelling="true")
    save(tmp_path / "own", "gids", replaces="gids")
    corpus = articles.load_articles([tmp_path / "shipped", tmp_path / "own"]).corpus
    assert corpus["gids"].replaces == "gids"


@pytest.mark.parametrize(
    ("slug", "front", "words"),
    [
        ("nieuw", {"replaces": "weg"}, "replaces 'weg', which does not exist; articles are: gids"),
        ("gids", {}, "has the name 'gids', and so does"),
    ],
)
def test_articles_that_want_a_place_that_they_cannot_have_are_refused(
    tmp_path: Path, slug: str, front: dict[str, str], words: str
) -> None:
    save(tmp_path / "shipped", "gids", retelling="true")
    save(tmp_path / "own", slug, **front)
    with pytest.raises(ContentError, match=words):
        articles.load_articles([tmp_path / "shipped", tmp_path / "own"])


def test_two_originals_cannot_replace_the_same_retelling(tmp_path: Path) -> None:
    save(tmp_path / "shipped", "gids", retelling="true")
    save(tmp_path / "own", "een", replaces="gids")
    save(tmp_path / "own", "twee", replaces="gids")
    with pytest.raises(ContentError, match=r"twee\.md:1: replaces 'gids', and so does .*een\.md"):
        articles.load_articles([tmp_path / "shipped", tmp_path / "own"])


def test_the_faults_of_all_files_are_told_together(tmp_path: Path) -> None:
    save(tmp_path / "own", "een", date="ooit")
    save(tmp_path / "own", "twee", link="nergens")
    (tmp_path / "own" / "drie.txt").write_text("los")
    with pytest.raises(ContentError) as error:
        articles.load_articles([tmp_path / "own", tmp_path / "weg"])
    assert len(error.value.faults) == 4
