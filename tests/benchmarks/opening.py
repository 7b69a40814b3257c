"""Measures how articles come into force: `python -m tests.benchmarks.opening FOLDER…`, each way in its own process.

FOLDER has articles that were imported before. The ways are: in memory, making the index on disk, and opening it.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bot.answers import archive, in_force
from bot.answers.search.index import PassageIndex
from bot.answers.search.words.language import LANGUAGE, load
from bot.settings import ROOT


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+", help="articles that were imported before")
    parser.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--index", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    for folder in options.folders:
        if options.way:
            _measure(options.way, folder, options.index)
            continue
        print(f"{folder}: {archive.size(folder):,} bytes")
        with tempfile.TemporaryDirectory() as index:
            for way in WAYS:
                command = ["--way", way, "--index", index, str(folder)]
                subprocess.run([sys.executable, "-m", __spec__.name, *command], check=True, cwd=ROOT)


def _measure(way: str, folder: Path, index: Path) -> None:
    language = load(LANGUAGE)
    language.analyzer.lemma("warm")
    language.analyzer.is_english("warm")
    busy, started = time.process_time(), time.perf_counter()
    found = WAYS[way](folder, index)
    cpu, wall = time.process_time() - busy, time.perf_counter() - started
    passages = found._candidates.size()
    print(f"  {way:24}{passages:8,} passages{cpu:8.3f} s CPU{wall:8.3f} s")


def _in_memory(folder: Path, _index: Path) -> PassageIndex:
    return in_force.index_of(in_force.load(folder, ()))


def _from_disk(folder: Path, index: Path) -> PassageIndex:
    return in_force.index_of(in_force.load_any(folder, (), index))


WAYS = {"in memory": _in_memory, "made on disk": _from_disk, "opened from disk": _from_disk}


if __name__ == "__main__":
    main()
