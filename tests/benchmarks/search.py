"""Measures the search: `python -m tests.benchmarks.search [--passages 100000] [--hostile 100000] [--questions FILE]`.

Speed and quality beside other engines on the shipped articles (with `--originals FOLDER` on top), then speed,
building time and memory of an index on disk of made-up passages, then hostile questions.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from bot.answers.in_force import freeze
from bot.answers.search.building import on_disk
from bot.answers.search.calibration import Example, Quality, ablation, curve, fit, quality
from bot.answers.search.index import PassageIndex
from bot.answers.search.passages import cut
from bot.answers.search.words.language import LANGUAGE, Language, load
from bot.library.articles import load_articles
from tests.benchmarks import search_corpus
from tests.benchmarks.search_rivals import RIVALS

ROOT = Path(__file__).parents[2]
QUESTIONS = ROOT.parent / "shared" / "search" / "queries_dev.jsonl"
ALPHABET = "aeinrst \0\n\t\"'*~^(){}[]:!+-–’éß😀\u202eابحث🏽‍\ufeff"
OPERATORS = [
    "AND",
    "OR",
    "NOT",
    "NEAR/3",
    "text:",
    "*",
    '"',
    "\\",
    "leidinggevende",
    "social media",
    "team",
    "--",
]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=100_000, help="made-up passages on disk; 0 for none")
    parser.add_argument("--hostile", type=int, default=100_000, help="hostile questions")
    parser.add_argument("--originals", type=Path, help="imported originals that replace the retellings")
    parser.add_argument("--questions", type=Path, default=QUESTIONS, help="JSON lines with q, type and gold")
    parser.add_argument("--ablation", action="store_true", help="the order of the passages without each part")
    parser.add_argument("--ask", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.ask:
        ask(options.ask)
        return
    language = load(LANGUAGE)
    index = beside_others(language, options.originals, options.questions, ablate=options.ablation)
    hostile(index, options.hostile)
    if options.passages:
        at_scale(language, options.passages)


def beside_others(
    language: Language, originals: Path | None, questions: Path, *, ablate: bool
) -> PassageIndex:
    """Quality and speed on the same passages and questions."""
    found = load_articles([ROOT / "nudges" / "articles", *filter(None, [originals])])
    texts = [passage.text for article in found.corpus.values() for passage in cut(article)]
    started = time.perf_counter()
    index = PassageIndex(found.corpus, found.replaced, language=language)
    print(f"{len(texts)} passages, index made in {time.perf_counter() - started:.2f} s")
    examples = _examples(questions) if questions.exists() else []
    asked = [example.question for example in examples] or search_corpus.questions(200)
    print(
        f"{'engine':24}{'p50 ms':>8}{'p95 ms':>8}{'cpu 50':>8}{'cpu 95':>8}{'Hit@1':>8}{'Hit@3':>8}{'silent':>8}"
    )
    for name, rival in RIVALS.items():
        search = rival(texts)
        _row(name, _times(search, asked), examples, [[texts[n] for n in search(q)[:3]] for q in asked])
    ours = [[hit.passage.text for hit in index.search(q).hits] for q in asked]
    _row("ours", _times(index.search, asked), examples, ours)
    for kind, figures in quality(index, examples).items():
        print(f"  {kind:22}{_figures(figures)}")
    if examples:
        print(f"  fitted threshold: {fit(curve(index, examples))}")
    for name, figures in ablation(index, examples) if ablate else ():
        print(f"  {name:22}{_figures(figures)}")
    return index


def at_scale(language: Language, passages: int) -> None:
    """An index on disk: how long it takes to make, and what a process that does nothing else makes of it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "index"
        started = time.perf_counter()
        on_disk(path, search_corpus.articles(passages), language)
        print(
            f"{passages:,} passages on disk: made in {time.perf_counter() - started:.0f} s",
            end=", ",
            flush=True,
        )
        (path / "asked.json").write_text(json.dumps(search_corpus.questions(500)), encoding="utf-8")
        subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.search", "--ask", str(path)], check=True, cwd=ROOT
        )


def ask(path: Path) -> None:
    """Open an index, ask it the questions that lie beside it, and tell what that took."""
    size = sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    language = load(LANGUAGE)
    language.analyzer.lemma("warm")
    language.analyzer.is_english("warm")
    before, started = _resident(), time.perf_counter()
    index = PassageIndex(path, language=language)
    print(f"{size / 1e6:.0f} MB, opened in {time.perf_counter() - started:.3f} s")
    times = _times(index.search, json.loads((path / "asked.json").read_text(encoding="utf-8")))
    print(f"  {_told(times)}", end=", ")
    print(f"resident {_resident():.0f} MB, of which {before:.0f} MB before opening")


def hostile(index: PassageIndex, number: int) -> None:
    """Questions that nobody means well by: no exception, and how long the slowest takes."""
    chance = random.Random(4)
    asked = [_hostile(chance) for _ in range(number)]
    freeze()  # as the bot does
    print(f"{number:,} hostile questions: {_told(_times(index.search, asked))}")


def _hostile(chance: random.Random) -> str:
    length = chance.choice([0, 1, 5, 30, 200, 10_000])
    if chance.random() < 0.5:
        return "".join(chance.choices(ALPHABET, k=length))
    return " ".join(chance.choices(OPERATORS + list(ALPHABET), k=length))[:10_000]


def _examples(path: Path) -> list[Example]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [Example(row["q"], row["type"], tuple(row["gold"])) for row in rows]


class Times(NamedTuple):
    """Median, 95th percentile and maximum in milliseconds, by the wall clock and of this process alone."""

    wall: tuple[float, float, float]
    cpu: tuple[float, float, float]


def _times(search: Callable[[str], object], asked: Sequence[str]) -> Times:
    """What the questions take, after one round to warm up."""
    for question in asked[:200]:
        search(question)
    wall, cpu = [], []
    for question in asked:
        started, busy = time.perf_counter(), time.process_time()
        search(question)
        cpu.append((time.process_time() - busy) * 1000)
        wall.append((time.perf_counter() - started) * 1000)
    return Times(_spread(wall), _spread(cpu))


def _spread(taken: Sequence[float]) -> tuple[float, float, float]:
    ordered = sorted(taken)
    return ordered[len(ordered) // 2], ordered[len(ordered) * 95 // 100], ordered[-1]


def _told(times: Times) -> str:
    return "; ".join(
        f"{name} p50 {p50:.2f} ms, p95 {p95:.2f} ms, slowest {most:.1f} ms"
        for name, (p50, p95, most) in times._asdict().items()
    )


def _row(
    name: str,
    times: Times,
    examples: Sequence[Example],
    found: Sequence[list[str]],
) -> None:
    places = []
    silent = []
    for example, texts in zip(examples, found, strict=False):
        if example.answers:
            hits = [any(answer in text for answer in example.answers) for text in texts]
            places.append(hits.index(True) + 1 if True in hits else 0)
        else:
            silent.append(not texts)
    shares = (places.count(1) / len(places), sum(map(bool, places)) / len(places)) if places else (0.0, 0.0)
    quiet = sum(silent) / len(silent) if silent else 0.0
    print(
        f"{name:24}{times.wall[0]:8.2f}{times.wall[1]:8.2f}{times.cpu[0]:8.2f}{times.cpu[1]:8.2f}{shares[0]:8.2f}{shares[1]:8.2f}{quiet:8.2f}"
    )


def _figures(figures: Quality) -> str:
    return f"n {figures.number:3}  first {figures.first:.2f}  third {figures.third:.2f}  refused {figures.refused:.2f}"


def _resident() -> float:
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


if __name__ == "__main__":
    main()
