from __future__ import annotations

from pathlib import Path

import pytest

from bot.answers.search.words.language import LANGUAGE, load
from bot.core.errors import ContentError


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        suffix = ".yaml" if name in {"domain", "general", "english"} else ".txt"
        (folder / f"{name}{suffix}").write_text(text, encoding="utf-8")
    return folder


def faults(folder: Path) -> list[tuple[str, int]]:
    with pytest.raises(ContentError) as caught:
        load(folder)
    return [(Path(fault.file).name, fault.line) for fault in caught.value.faults]


def test_the_shipped_lists_load_without_a_fault() -> None:
    language = load(LANGUAGE)
    assert language.synonyms
    assert language.english
    assert not language.stopwords & language.weak


def test_lists_that_are_as_they_were_are_not_read_again(tmp_path: Path) -> None:
    folder = write(tmp_path, domain="- [baas, chef]\n")
    language = load(folder)
    assert load(folder) is language
    assert load(write(folder, domain="- [baas, chef, leider]\n")).groups == (("baas", "chef", "leider"),)


def test_a_folder_without_lists_is_an_empty_language(tmp_path: Path) -> None:
    assert load(tmp_path).synonyms == {}


def test_every_fault_is_named_with_its_line(tmp_path: Path) -> None:
    folder = write(
        tmp_path, domain="- [baas, chef]\n- [alleen]\n- geen lijst\n", english="boss: baas\nchild: [kind]\n"
    )
    assert faults(folder) == [("domain.yaml", 2), ("domain.yaml", 3), ("english.yaml", 1)]


def test_a_file_that_is_no_yaml_is_refused_with_its_line(tmp_path: Path) -> None:
    assert faults(write(tmp_path, general="- [baas, chef]\n- [kapot\n")) == [("general.yaml", 3)]


@pytest.mark.parametrize(
    "text", ["- &a [baas, chef]\n- *a\n", "- !x [baas, chef]\n", "[" * 5_000, "- [baas, chef]\n" * 20_000]
)
def test_a_file_that_would_stall_the_bot_is_refused(tmp_path: Path, text: str) -> None:
    assert faults(write(tmp_path, domain=text)) == [("domain.yaml", 1)]


def test_words_stay_as_they_are_written(tmp_path: Path) -> None:
    language = load(write(tmp_path, domain="- [ja, true]\n- [zeven, 7]\n- [007, agent]\n"))
    assert language.groups == (("ja", "true"), ("zeven", "7"), ("007", "agent"))


def test_a_file_that_is_no_list_is_refused(tmp_path: Path) -> None:
    assert faults(write(tmp_path, domain="baas: chef\n", english="- boss\n")) == [
        ("domain.yaml", 1),
        ("english.yaml", 1),
    ]


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "weak.txt").write_bytes(b"\xff\xfe\x00")
    assert faults(tmp_path) == [("weak.txt", 0)]


def test_a_word_is_found_by_its_inflections_but_not_by_a_word_that_only_looks_like_it(tmp_path: Path) -> None:
    language = load(write(tmp_path, general="- [gegeven, feit]\n- [teamlead, voorman]\n"))
    assert language.synonyms_of("feiten") == ("gegeven",)
    assert language.synonyms_of("teamleads") == ("voorman",)
    assert language.synonyms_of("geven") == ()


def test_comments_and_accents_are_left_out_of_word_lists(tmp_path: Path) -> None:
    assert load(write(tmp_path, stopwords="# uitleg\néén de # lidwoord\n")).stopwords == {"een", "de"}


def test_the_fingerprint_changes_with_any_list(tmp_path: Path) -> None:
    before = load(write(tmp_path, weak="doen\n")).fingerprint
    assert load(write(tmp_path, weak="doen gaan\n")).fingerprint != before
