"""No sentence of the originals stands in the project: no run of eight words. No name or title needs an exception."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RAW = ROOT.parent / "shared" / "articles" / "raw"
RUN = 8

PARTS = ("bot", "nudges", "tests", "config", "*.md")
SUFFIXES = {".py", ".md", ".yaml", ".yml", ".txt", ".json", ".jsonl", ".toml"}


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def runs(text: str) -> Iterator[tuple[str, ...]]:
    found = words(text)
    return (tuple(found[at : at + RUN]) for at in range(len(found) - RUN + 1))


def copied(text: str, originals: set[tuple[str, ...]]) -> list[str]:
    return [" ".join(run) for run in runs(text) if run in originals]


@pytest.mark.skipif(
    not RAW.is_dir(), reason="the originals are not here: ../shared/articles/raw beside the repository"
)
def test_nothing_of_the_originals_is_copied() -> None:
    originals = {run for page in RAW.glob("*.txt") for run in runs(page.read_text(encoding="utf-8"))}
    assert len(originals) > 5_000
    files = [
        file
        for part in PARTS
        for path in ROOT.glob(part)
        for file in ([path] if path.is_file() else path.rglob("*"))
    ]
    texts = [file for file in files if file.suffix in SUFFIXES and file.is_file()]
    assert len(texts) > 20
    found = {
        str(file.relative_to(ROOT)): runs_found
        for file in texts
        if (runs_found := copied(file.read_text(encoding="utf-8"), originals))
    }
    assert found == {}


def test_a_run_of_eight_words_is_found_over_line_ends_and_signs_and_seven_are_not() -> None:
    original = "Zeven woorden staan hier, en dan nog één."
    originals = set(runs(original))
    assert copied("Hij zei: ‘zeven woorden staan\nhier en dan NOG één!’", originals) != []
    assert copied("woorden staan hier en dan nog één", originals) == []
