"""`/leiderschap` takes a text as a subcommand only if all of it is one; any other text is a question."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.commands import Command, Request
from bot.core.inputs.typed import fold
from bot.library.tips import Library
from tests.running import shipped_content
from tests.text_platform import router


def parse(text: str) -> Request:
    return router().commands.parse(text)


@pytest.fixture(scope="module")
def library() -> Library:
    return shipped_content().library


def commands() -> Iterable[Command]:
    return router().commands.by_name.values()


def test_every_name_alone_is_its_subcommand() -> None:
    for command in commands():
        for text in command.names:
            for typed in (text, text.upper(), f"  {text} ", text.replace("'", "’"), text.replace("'", "")):
                assert parse(typed) == Request(command.name)


def test_a_name_and_words_that_are_no_argument_are_a_question() -> None:
    for name in [name for one in commands() if one.name != "search" for name in one.names]:
        for rest in ("van de baas krijgen", "over openheid", "vijf dos en meer"):
            assert parse(f"{name} {rest}") == Request("search", f"{name} {rest}")


def test_a_theme_is_found_by_id_and_title_however_it_is_written(library: Library) -> None:
    for theme in library.themes.values():
        for words in (
            theme.id,
            theme.title,
            theme.title.upper(),
            theme.id.replace("-", " "),
            f" {theme.id}  ",
        ):
            assert parse(f"tip {words}") == Request("tip", theme.id)


def test_a_series_is_found_by_id_and_title(library: Library) -> None:
    for one in library.series.values():
        for words in (one.id, one.title):
            assert parse(f"leerlijnen {words}") == Request("series", one.id)


@pytest.mark.parametrize("space", [" ", "  ", "\t", "\n", "\u00a0", " \u2009"])
def test_any_space_stands_between_a_name_and_its_argument(space: str) -> None:
    assert parse(f"tip{space}vijf-dos") == Request("tip", "vijf-dos")
    assert parse(f"zoek{space}help") == Request("search", "help")


@given(st.text(max_size=60))
def test_any_text_is_understood_as_something(text: str) -> None:
    request = parse(text)
    assert request.name in {row.name for row in commands()}
    if request.name == "search" and not fold(text).startswith(("zoek", "search")):
        assert request.argument == text.strip()


def test_names_are_unique_and_every_theme_and_series_can_be_told_from_a_question(library: Library) -> None:
    names = [fold(name) for row in commands() for name in row.names]
    assert len(names) == len(set(names))
    for titles in (
        [fold(theme.title) for theme in library.themes.values()],
        [fold(series.title) for series in library.series.values()],
    ):
        assert len(titles) == len(set(titles))


@given(st.text(max_size=30))
def test_folding_twice_is_folding_once(words: str) -> None:
    assert fold(fold(words)) == fold(words)
