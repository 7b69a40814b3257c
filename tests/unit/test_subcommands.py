"""What `/leiderschap` understands: a subcommand only where the whole text is one; the rest is a question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.subcommands import TABLE, Request, fold, parse
from bot.library.tips import Library
from tests.running import shipped_content


@pytest.fixture(scope="module")
def library() -> Library:
    return shipped_content().library


@pytest.mark.parametrize(("text", "name"), [(name, row.name) for row in TABLE for name in row.names])
def test_every_name_alone_is_its_subcommand(library: Library, text: str, name: str) -> None:
    for typed in (text, text.upper(), f"  {text} ", text.replace("'", "’"), text.replace("'", "")):
        assert parse(typed, library) == Request(name)


@pytest.mark.parametrize("row", [row for row in TABLE if row.name != "search"], ids=lambda row: row.name)
def test_a_name_and_words_that_are_no_argument_are_a_question(library: Library, row: object) -> None:
    for name in next(one.names for one in TABLE if one is row):
        for rest in ("van de baas krijgen", "over openheid", "?", "vijf dos en meer"):
            assert parse(f"{name} {rest}", library) == Request("search", f"{name} {rest}")


def test_a_theme_is_found_by_id_and_title_however_it_is_written(library: Library) -> None:
    for theme in library.themes.values():
        for words in (
            theme.id,
            theme.title,
            theme.title.upper(),
            theme.id.replace("-", " "),
            f" {theme.id}  ",
        ):
            assert parse(f"tip {words}", library) == Request("tip", theme.id)


def test_a_series_is_found_by_id_and_title(library: Library) -> None:
    for one in library.series.values():
        for words in (one.id, one.title):
            assert parse(f"leerlijnen {words}", library) == Request("series", one.id)


@pytest.mark.parametrize("space", [" ", "  ", "\t", "\n", "\u00a0", " \u2009"])
def test_any_space_stands_between_a_name_and_its_argument(library: Library, space: str) -> None:
    assert parse(f"tip{space}vijf-dos", library) == Request("tip", "vijf-dos")
    assert parse(f"zoek{space}help", library) == Request("search", "help")


@given(st.text(max_size=60))
def test_any_text_is_understood_as_something(text: str) -> None:
    library = shipped_content().library
    request = parse(text, library)
    assert request.name in {row.name for row in TABLE}
    if request.name == "search" and not fold(text).startswith(("zoek", "search")):
        assert request.argument == text.strip()


def test_names_are_unique_and_every_theme_and_series_can_be_told_from_a_question(library: Library) -> None:
    names = [fold(name) for row in TABLE for name in row.names]
    assert len(names) == len(set(names))
    for titles in (
        [fold(theme.title) for theme in library.themes.values()],
        [fold(series.title) for series in library.series.values()],
    ):
        assert len(titles) == len(set(titles))


@given(st.text(max_size=30))
def test_folding_twice_is_folding_once(words: str) -> None:
    assert fold(fold(words)) == fold(words)
