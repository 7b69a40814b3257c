"""YAML files are read safely, and every fault names its line."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import ContentError
from bot.core.inputs import yaml_files
from bot.library.fields import Strict


class Nothing(Strict):
    """A mapping that must be empty."""


def fault_of(text: str) -> str:
    with pytest.raises(ContentError) as error:
        yaml_files.parse(text, "a.yaml")
    return "\n".join(map(str, error.value.faults))


def test_every_value_keeps_its_line() -> None:
    document = yaml_files.parse("a: 1\nb:\n  - x\n  - c: y\n    d: >\n      long\n      text\n", "a.yaml")
    assert document.value == {"a": 1, "b": ["x", {"c": "y", "d": "long text\n"}]}
    assert document.lines[("b", 1, "d")] == 5
    assert document.line(("b", 1, "missing")) == 4
    assert document.line(("b", 0)) == 3


def test_words_and_times_that_yaml_would_change_stay_the_text_that_was_written() -> None:
    document = yaml_files.parse(
        "[yes, no, on, 15:00, 2017-02-03, 1_000, '5', 5, -2, 1.5, true, null]", "a.yaml"
    )
    assert document.value == [
        *["yes", "no", "on", "15:00", "2017-02-03", "1_000", "5"],
        *[5, -2, 1.5, True, None],
    ]


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("a: &x 1\nb: *x\n", "a.yaml:1", "anchors"),
        ("a: 1\nb: *x\n", "a.yaml:2", "aliases"),
        ("a: !!python/object:os.system 1", "a.yaml:1", "tags"),
        ("a: 1\nb: 2\na: 3\n", "a.yaml:3", "'a' is repeated; the first is on line 1"),
        ("a: 1\n---\nb: 2\n", "a.yaml:2", "second document"),
        ("a: 1\nb: why: not\n", "a.yaml:2", "goes in quotes"),
        ("a: 1\nb: 'open\n", "a.yaml:", "is not YAML"),
        ("a: 1\nb: \x07\n", "a.yaml:2", "control character"),
        ("? [a]\n: 1\n", "a.yaml:1", "has to be text"),
    ],
)
def test_what_is_not_allowed_is_refused_with_its_line(text: str, place: str, words: str) -> None:
    fault = fault_of(text)
    assert fault.startswith(place)
    assert words in fault


def test_repeated_fields_are_all_found() -> None:
    assert fault_of("a: {x: 1, x: 2}\nb: {y: [1], y: [2]}\n").count("is repeated") == 2


@pytest.mark.parametrize("text", ["[" * 5_000, "{a: " * 5_000, "- " * 5_000, "a:\n" + "  - " * 21 + "x"])
def test_deep_nesting_is_refused_before_it_costs_anything(text: str) -> None:
    assert "nested more than 20 levels" in fault_of(text)


def test_twenty_levels_are_read() -> None:
    assert yaml_files.parse("[" * 20 + "]" * 20, "a.yaml").value != []


def test_a_document_of_aliases_that_would_never_end_is_refused_at_its_first_anchor() -> None:
    bomb = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 30))
    began = time.process_time()
    assert "a.yaml:1: anchors" in fault_of(bomb)
    assert time.process_time() - began < 5


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"a: " + b"x" * 256 * 1024)
    with pytest.raises(ContentError, match="at most 262,144"):
        yaml_files.load(path)


def test_a_text_that_is_too_large_is_not_parsed_wherever_it_stood() -> None:
    assert fault_of("a: 1\n" + "# één\n" * 40_000) == "a.yaml:1: is more than 262,144 bytes of YAML: split it"


def test_no_more_than_fifty_faults_are_told() -> None:
    assert len(fault_of("a: 1\n" * 1_000).splitlines()) == 50
    with pytest.raises(ContentError) as error:
        yaml_files.validate(Nothing, yaml_files.parse("".join(f"a{n}: 1\n" for n in range(1_000)), "a.yaml"))
    assert len(error.value.faults) == 50


def test_a_file_in_another_encoding_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes("a: b\nc: één\n".encode("cp1252"))
    with pytest.raises(ContentError, match=r"a\.yaml:2: is not UTF-8"):
        yaml_files.load(path)


def test_a_file_that_is_missing_or_a_folder_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "no.yaml", tmp_path):
        with pytest.raises(ContentError, match="cannot be read"):
            yaml_files.load(path)


# json writes what lies beyond 0xFFFF as pairs, which YAML does not know
TEXT = st.text(st.characters(codec="utf-8", max_codepoint=0xFFFF), max_size=20)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=10,
)


@given(PLAIN)
def test_plain_data_is_read_as_it_was_written(value: object) -> None:
    assert yaml_files.parse(json.dumps(value), "a.yaml").value == value


@given(st.text(st.characters(codec="utf-8"), max_size=300))
def test_any_text_gives_a_document_or_faults_and_nothing_else(text: str) -> None:
    try:
        yaml_files.parse(text, "a.yaml")
    except ContentError as error:
        faults = error.faults
    else:
        return
    assert faults
    assert all(fault.line >= 1 for fault in faults)
