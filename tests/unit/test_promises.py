"""docs/promises.md lists each promise of the documents, with the test that fails when it breaks."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from bot.core import retention
from bot.delivery.bounds import Bounds
from bot.delivery.clocks import APART, SILENT
from bot.delivery.delivering import RATE, STOP_WITHIN
from bot.delivery.model import FARTHEST, LONG_AGO, REVIEW_DAYS
from bot.delivery.pacing.model import CHANNEL_GAP

ROOT = Path(__file__).parents[2]
LIST = ROOT / "docs" / "promises.md"
DEFAULTS = yaml.safe_load((ROOT / "config" / "default.yaml").read_text(encoding="utf-8"))
SECTIONS = {
    "README.md": ("leiderschap-bot", "In Slack", "What delivery promises"),
    "SECURITY.md": ("The threat model in one page", "What Slack's Marketplace "),
    "docs/delivery.md": (
        "The promise",
        "One delivery",
        "Looking instead of asking",
        "Time bounds",
        "Clocks",
        "Pace",
    ),
}
"""The sections that make promises, by the beginning of their heading."""

BOUND = re.compile(
    r"\d|\b(once|twice|never|always|only|alone|nobody|nothing|none|no|cannot|every|at most|at once|"
    r"two|three|four|five|eight|ten)\b",
    re.IGNORECASE,
)
"""What makes a sentence of those sections a promise that has to be listed: a number, or a word that leaves no room."""


@dataclass(frozen=True, slots=True)
class Row:
    file: str
    sentence: str
    held_by: str

    @property
    def tests(self) -> list[str]:
        return re.findall(r"`(tests/[^`]+)`", self.held_by)


def folded(text: str) -> str:
    return " ".join(text.split())


def rows() -> list[Row]:
    lines = LIST.read_text(encoding="utf-8").splitlines()
    cells = [re.split(r" \| ", line.strip("| ")) for line in lines if line.startswith("| ")]
    return [Row(file.strip("`"), folded(sentence), held_by) for file, sentence, held_by in cells[1:]]


def _tests(body: Iterable[ast.stmt], inside: str = "") -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield inside + node.name
        elif isinstance(node, ast.ClassDef):
            yield from _tests(node.body, f"{node.name}::")


def said(file: str) -> str:
    return folded((ROOT / file).read_text(encoding="utf-8"))


def sections(file: str) -> Iterator[str]:
    """The text of each section that promises, without code."""
    text = re.sub(r"```.*?```", "", (ROOT / file).read_text(encoding="utf-8"), flags=re.DOTALL)
    for heading, body in re.findall(r"^#+ (.+?)\n(.*?)(?=^#|\Z)", text, re.MULTILINE | re.DOTALL):
        if heading.startswith(SECTIONS[file]):
            yield body


def sentences(body: str) -> Iterator[str]:
    """The sentences of a section; in a table, the parts between semicolons."""
    for block in re.split(r"\n\s*\n|\n(?=- )", body):
        lines = block.strip().splitlines()
        if lines and lines[0].startswith("|"):
            yield from (part.strip(" |") for line in lines[2:] for part in line.split("; "))
        else:
            yield from re.split(r"(?<=[.:])(?:\*\*)? (?=[A-Z0-9`*\"])", folded(block))


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row.file}: {row.sentence[:50]}")
def test_each_promise_that_is_listed_is_made_word_for_word_and_has_a_test_that_exists(row: Row) -> None:
    assert row.sentence in said(row.file), f"{row.file} does not say (any more): {row.sentence}"
    if not row.tests:
        assert row.held_by.startswith("held by no test: "), f"neither a test nor a reason: {row}"
    for test in row.tests:
        path, _, name = test.partition("::")
        assert (ROOT / path).is_file(), f"there is no file {path}, which is to hold: {row.sentence}"
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        assert name in set(_tests(tree.body)), (
            f"there is no test {name} in {path}, which is to hold: {row.sentence}"
        )


@pytest.mark.parametrize("file", SECTIONS)
def test_every_sentence_that_promises_is_listed(file: str) -> None:
    listed = [part for row in rows() if row.file == file for part in row.sentence.split("; ")]
    missing = [
        sentence
        for body in sections(file)
        for sentence in sentences(body)
        if BOUND.search(re.sub(r"\(\.\./.*?\)|\d{4}\b", "", sentence))
        and not any(quote in sentence or sentence in quote for quote in listed)
    ]
    assert missing == [], f"{file} promises what docs/promises.md does not list:\n" + "\n".join(missing)


@pytest.mark.parametrize("file", SECTIONS)
def test_each_section_that_promises_is_there(file: str) -> None:
    assert len(list(sections(file))) == len(SECTIONS[file]), "a heading has another name: mend SECTIONS"


def test_what_is_kept_goes_after_the_days_that_are_promised() -> None:
    assert (retention.PLANS.days, retention.QUESTIONS.days, retention.AUDIT.days) == (90, 30, 365)
    assert retention.HARVEST.days == 30


def test_as_many_questions_are_answered_in_a_minute_as_is_promised() -> None:
    assert [DEFAULTS[name] for name in ("questions_per_minute", "workspace_questions_per_minute")] == [
        20,
        600,
    ]


def test_the_bounds_of_a_delivery_are_those_that_are_promised() -> None:
    bounds = Bounds()
    assert [DEFAULTS[f"{name}_seconds"] for name in ("post_timeout", "lease", "quarantine")] == [10, 60, 120]
    times = (
        bounds.post,
        bounds.connect,
        bounds.lease,
        bounds.last_start,
        bounds.quarantine,
        bounds.look_back,
    )
    assert [time.total_seconds() for time in times] == [10, 5, 60, 45, 120, 60]
    assert [time.total_seconds() / 60 for time in (FARTHEST, LONG_AGO, REVIEW_DAYS)] == [
        15,
        24 * 60,
        14 * 24 * 60,
    ]


def test_posts_come_as_far_apart_as_is_promised() -> None:
    assert (CHANNEL_GAP, RATE, DEFAULTS["posts_per_second"]) == (1, 5, 5)


def test_clocks_are_compared_as_often_and_as_closely_as_is_promised() -> None:
    assert (SILENT, APART.total_seconds()) == (300, 30)


def test_a_process_that_stops_is_done_within_the_ten_seconds_that_the_operations_page_promises() -> None:
    assert "finishes or releases what it holds within ten seconds" in said("docs/operations.md")
    assert STOP_WITHIN < 10


def test_a_new_sentence_with_a_bound_would_be_noticed() -> None:
    assert list(
        filter(BOUND.search, sentences("Old and plain. The bot waits 7 seconds.\nNobody waits longer."))
    ) == [
        "The bot waits 7 seconds.",
        "Nobody waits longer.",
    ]
