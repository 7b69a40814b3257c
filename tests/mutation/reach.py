"""Finds the tests that reach a line: all tests run once under coverage, which records the tests that ran each line."""

from __future__ import annotations

import ast
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from coverage import CoverageData

from tests.mutation.mutants import Mutant


class Reach:
    """The map of lines to tests, stored in `folder`. It is made again if the code changed, and completed if tests
    changed.

    Everything runs in the current directory. Only tests that pass without a fault count.
    """

    def __init__(self, folder: Path, places: Sequence[str], tests: Sequence[str]) -> None:
        self._folder, self._places, self._tests = folder, places, tests
        self._seconds: dict[str, float] = {}
        self._contexts: dict[str, dict[int, set[str]]] = {}

    def look(self, workers: int) -> None:
        """Bring the map up to date, and read it."""
        kept = self._folder / "reach.json"
        before = json.loads(kept.read_text()) if kept.exists() else {"code": {}, "tests": {}, "seconds": {}}
        code = _digests(map(Path, self._places))
        tests = _digests(file for place in self._tests for file in sorted(Path(place).rglob("test_*.py")))
        everything = code != before["code"]
        changed = (
            sorted(tests)
            if everything
            else [file for file in tests if tests[file] != before["tests"].get(file)]
        )
        self._seconds = (
            {}
            if everything
            else {
                test: seconds
                for test, seconds in before["seconds"].items()
                if _file(test) in set(tests) - set(changed)
            }
        )
        if changed:
            print(f"looking which tests reach which line: {len(changed)} files of tests", flush=True)
            self._seconds |= self._watched(changed, workers, append=not everything)
            kept.write_text(json.dumps({"code": code, "tests": tests, "seconds": self._seconds}))
        self._data = CoverageData(str(self._folder / "coverage"))
        self._data.read()

    def _lines(self, path: str) -> dict[int, set[str]]:
        """The tests that reach each line of a file."""
        if path not in self._contexts:
            self._contexts[path] = {
                line: {context.partition("|")[0] for context in contexts} & self._seconds.keys()
                for line, contexts in self._data.contexts_by_lineno(str(Path(path).resolve())).items()
            }
        return self._contexts[path]

    def _watched(self, files: Sequence[str], workers: int, *, append: bool) -> dict[str, float]:
        seconds = self._folder / "seconds.json"
        command = [sys.executable, "-m", "pytest", "-q", "-n", str(workers), "-p", "tests.mutation.watching"]
        command += ["--cov=bot", "--cov-context=test", "--cov-report=", "--tb=line", "-p", "no:cacheprovider"]
        environment = {"COVERAGE_FILE": str(self._folder / "coverage"), "MUTATION_SECONDS": str(seconds)}
        subprocess.run(
            [*command, *(["--cov-append"] if append else []), *files],
            env=os.environ | environment,
            check=False,
        )
        passed: dict[str, float] = json.loads(seconds.read_text())
        return passed

    def tests(self, mutant: Mutant, most: float) -> dict[str, float]:
        """The tests that reach the fault, with their seconds; together at most `most` seconds.

        First come those in a test file named after the fault's file, and then the quickest: many tests that reach a
        line only pass through it. Code that runs at import counts as reached by the tests that reach a function of that
        file or are in a test file that imports it, or else by those that reach a function of a file that imports it.
        """
        here = self._lines(mutant.path)
        if mutant.lines:
            reached = _all(here[line] for line in mutant.lines if line in here)
        else:
            importing = set(_importers(mutant.path, self._tests))
            reached = _all(here.values()) | {test for test in self._seconds if _file(test) in importing}
            reached = reached or _all(
                tests for path in _importers(mutant.path, ["bot"]) for tests in self._lines(path).values()
            )
        chosen, total, stem = {}, 0.0, Path(mutant.path).stem
        for test in sorted(reached, key=lambda test: (stem not in _file(test), self._seconds[test], test)):
            total += self._seconds[test]
            if total > most:
                break
            chosen[test] = self._seconds[test]
        return chosen


def _all(sets: Iterable[set[str]]) -> set[str]:
    return set().union(*sets)


def _importers(path: str, folders: Iterable[str]) -> list[str]:
    """The files in these folders that import the file at `path`."""
    package, _, module = path.removesuffix(".py").replace("/", ".").rpartition(".")
    found = []
    for file in sorted(file for folder in folders for file in Path(folder).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (
                node.module == f"{package}.{module}"
                or (node.module == package and module in {name.name for name in node.names})
            ):
                found.append(str(file))
    return found


def _digests(files: Iterable[Path]) -> dict[str, str]:
    return {str(file): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def _file(test: str) -> str:
    return test.partition("::")[0]
