"""The table of what the search is measured by: `python -m tests.benchmarks.search_table --questions FOLDER --originals
FOLDER --foreign FOLDER`.

FOLDER of questions holds `queries_dev.jsonl`, `natural/queries.jsonl` and `other/queries.jsonl`. The originals and the
foreign articles were imported before. Vectors are kept in `--vectors`.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bot.answers.in_force import index_of, load
from bot.answers.search.calibration import Example, fit, place, pooled
from bot.answers.search.index import PassageIndex
from bot.answers.search.meaning.background import Meanings
from bot.library.passages import Findings
from tests.benchmarks.search_chat import KNOWN
from tests.benchmarks.search_wrappings import DEVELOPED, HELD_OUT, UNPARTED, worded

Ask = Callable[[str], Findings]


@dataclass(frozen=True)
class Row:
    """What became of one question: the place of its answer, and how sure the search was."""

    example: Example
    place: int
    findings: Findings
    milliseconds: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--originals", type=Path, required=True)
    parser.add_argument("--foreign", type=Path, required=True)
    parser.add_argument("--vectors", type=Path, default=Path("data/index"))
    parser.add_argument(
        "--chat", action="store_true", help="also every question in all kinds of chat, which takes a while"
    )
    options = parser.parse_args()
    shipped, foreign = (index_of(load(folder, ())) for folder in (options.originals, options.foreign))
    neat, natural, other = (
        _examples(options.questions / name)
        for name in ("queries_dev.jsonl", "natural/queries.jsonl", "other/queries.jsonl")
    )
    _told("shipped, neat questions", shipped.search, neat)
    _told("shipped, natural questions", shipped.search, natural)
    _told("foreign, by words alone", foreign.search, other)
    points = pooled([(shipped, neat), (shipped, natural), (foreign, other)])
    for point in points[30:62:2]:
        print(f"  silent under {point.threshold:.2f}: refused {point.refused:.3f}, silent {point.silent:.3f}")
    print(f"  fits best: {fit(points, refused=0.04)}")
    Meanings("auto", None, options.vectors).complete(foreign, lambda _done, _all: None)
    _told("foreign, with meaning", lambda question: _deep(foreign, question), other)
    if options.chat:
        for name, examples in (("neat", neat), ("natural", natural)):
            _noise(f"{name}, thirty known kinds of chat", shipped.search, examples, KNOWN)
            _noise(f"{name}, kinds of chat that rules were made on", shipped.search, examples, DEVELOPED)
            _noise(
                f"{name}, content that nothing parts from the question", shipped.search, examples, UNPARTED
            )
            _noise(f"{name}, kinds of chat held out", shipped.search, examples, HELD_OUT)


def _deep(index: PassageIndex, question: str) -> Findings:
    findings = index.search(question)
    return index.deepened(findings, index.meaning(findings)) if findings.open else findings


def _told(name: str, ask: Ask, examples: Sequence[Example]) -> None:
    rows = [_row(ask, example) for example in examples]
    answerable = [row for row in rows if row.example.answers]
    others = [row for row in rows if not row.example.answers]
    sure = [row for row in rows if row.findings.certainty == "sure"]
    right = [row for row in answerable if row.place == 1]
    taken = sorted(row.milliseconds for row in rows)
    print(
        f"{name}: first {_share(right, answerable)}, third {_share([r for r in answerable if r.place], answerable)},"
        f" refused {_share([r for r in answerable if not r.findings.hits], answerable)},"
        f" silent {_share([r for r in others if not r.findings.hits], others)};"
        f" wrong among {len(sure)} sure {_share([r for r in sure if r.place != 1], sure)},"
        f" sure among right {_share([r for r in right if r.findings.certainty == 'sure'], right)};"
        f" asked the model {_share([r for r in rows if r.findings.asked], rows)};"
        f" p50 {taken[len(taken) // 2]:.1f} ms, p95 {taken[len(taken) * 95 // 100]:.1f} ms CPU"
    )


def _row(ask: Ask, example: Example) -> Row:
    started = time.process_time()
    findings = ask(example.question)
    taken = (time.process_time() - started) * 1000
    return Row(example, place(example, (hit.passage.text for hit in findings.hits)), findings, taken)


def _noise(name: str, ask: Ask, examples: Sequence[Example], wrappings: Sequence[str]) -> None:
    """What chat around each question costs: first answers lost and questions refused more, for each wrapping."""
    answerable = [example for example in examples if example.answers]
    plain = [_row(ask, example) for example in answerable]
    lost, refused = [], []
    for wrapping in wrappings:
        rows = [
            _row(ask, Example(worded(wrapping, each.question), each.kind, each.answers))
            for each in answerable
        ]
        lost.append(sum(row.place == 1 for row in plain) - sum(row.place == 1 for row in rows))
        refused.append(
            sum(not row.findings.hits for row in rows) - sum(not row.findings.hits for row in plain)
        )
    print(
        f"{name}: first lost at most {max(lost)}, median {median(lost):g}, in all {sum(lost)};"
        f" {sum(each <= 1 for each in lost)} of {len(lost)} lose at most one; refused more at most {max(refused)}"
    )


def _share(some: Sequence[object], of: Sequence[object]) -> str:
    return f"{len(some) / len(of):.2f}" if of else "-"


def _examples(path: Path) -> list[Example]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [Example(row["q"], row["type"], tuple(row["gold"])) for row in rows]


if __name__ == "__main__":
    main()
