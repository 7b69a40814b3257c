"""Puts small faults into the code, one at a time, and says which of them no test notices.

python -m tests.mutation                      all places, or the rest of an earlier run: it can be stopped at any time
python -m tests.mutation counting people      only these places, or files whose path contains this
python -m tests.mutation --again              also those that no test noticed before, after tests were added
python -m tests.mutation --report             only prints what is known
"""

from __future__ import annotations

import argparse
import fcntl
import os
import shutil
import signal
import sys
import tomllib
from pathlib import Path
from typing import Any

from tests.mutation import report, trying
from tests.mutation.mutants import Mutant, mutants
from tests.mutation.reach import Reach
from tests.mutation.session import Session

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".mutation"
IN_COPY = "MUTATION_FOLDER"
NOT_COPIED = (".git", ".venv", "node_modules", ".mutation", ".hypothesis", "data", "*_cache")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("only", nargs="*", help="places, or parts of paths")
    parser.add_argument("--workers", type=int, default=1, help="how many faults at once")
    parser.add_argument(
        "--seconds", type=float, default=60, help="at most this many seconds of tests for each fault"
    )
    parser.add_argument("--again", action="store_true", help="try again what no test noticed")
    parser.add_argument("--report", action="store_true", help="run nothing")
    return parser.parse_args()


def main() -> int:
    # However it is stopped, it ends what it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    options = arguments()
    if options.report:
        return run(options, FOLDER)
    if IN_COPY not in os.environ:
        FOLDER.mkdir(exist_ok=True)
        lock = os.open(FOLDER / "lock", os.O_RDWR | os.O_CREAT)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit(f"a run goes on in {FOLDER}; --report says how far it is")
        os.set_inheritable(lock, True)  # held until the run ends: another run would delete its copy
        os.chdir(copied())
        command = [sys.executable, "-m", "tests.mutation", *sys.argv[1:]]
        os.execve(sys.executable, command, os.environ | {IN_COPY: str(FOLDER)})
    return run(options, Path(os.environ[IN_COPY]))


def copied() -> Path:
    """Copy the repository and return the copy, in which everything runs: edits meanwhile do not affect the run."""
    copy = FOLDER / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*NOT_COPIED))
    for linked in (".venv", "node_modules"):
        if (ROOT / linked).exists():
            (copy / linked).symlink_to((ROOT / linked).resolve())
    return copy


def run(options: argparse.Namespace, folder: Path) -> int:
    setting = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["tool"]["mutation"]
    places = wanted(setting["places"], options.only)
    files = [file for files in places.values() for file in files]
    faults = [fault for file in files for fault in mutants(file, Path(file).read_text(encoding="utf-8"))]
    session = Session(folder / "session.sqlite")
    if not options.report:
        go_on(options, setting, folder, faults, session)
    outcomes: report.Outcomes = {fault: session.outcome(fault) for fault in faults}
    return tell(places, outcomes, setting)


def wanted(places: dict[str, list[str]], only: list[str]) -> dict[str, list[str]]:
    """The files of each place, limited to `only`: names of places, or parts of paths."""
    chosen = {
        place: [file for file in files if not only or place in only or any(part in file for part in only)]
        for place, files in places.items()
    }
    return {place: files for place, files in chosen.items() if files}


def go_on(
    options: argparse.Namespace,
    setting: dict[str, Any],
    folder: Path,
    faults: list[Mutant],
    session: Session,
) -> None:
    """Try the faults that were not tried yet, and with `--again` also those that no test noticed."""
    every = [file for files in setting["places"].values() for file in files]
    reach = Reach(folder, every, setting["tests"])
    reach.look(options.workers)
    explained = report.explanations()
    not_seen = {"survived", "unreached"} if options.again else set()
    attempts = [
        trying.Attempt.of(fault, reach.tests(fault, options.seconds))
        for fault in faults
        if ((known := session.outcome(fault)) is None or known in not_seen)
        and not (known and any(one.fits(fault) for one in explained))
    ]
    left = len(attempts)
    if not left:
        return

    def done(fault: Mutant, outcome: trying.Outcome, seconds: float) -> None:
        nonlocal left
        left -= 1
        session.keep(fault, outcome, seconds)
        if outcome in ("survived", "unreached"):
            print(f"{left:5} {outcome:9} {shown(fault)}", flush=True)

    trying.warm(setting["tests"])
    with trying.postgresql() as server:
        for one in trying.tried(attempts, setting["tests"], options.workers, server):
            done(*one)


def tell(places: dict[str, list[str]], outcomes: report.Outcomes, setting: dict[str, Any]) -> int:
    """Print the report; returns the exit code. It is 1 if a fault was not noticed in a place where none may be left, or
    if a fault with an explanation can no longer be made."""
    explained = report.explanations()
    files = [file for files in places.values() for file in files]
    stale = report.stale(explained, list(outcomes), files)
    unlisted = {file for files in setting["places"].values() for file in files}
    stale += [one for one in explained if one.file not in unlisted]
    left = report.unexplained(outcomes, explained)
    for fault in left:
        print(shown(fault))
    for one in stale:
        print(f"stale explanation: {one.file}: {one.before} -> {one.after}")
    for place, files in places.items():
        print(f"{place:12} {report.score({f: o for f, o in outcomes.items() if f.path in files}, explained)}")
        for file in files:
            print(
                f"  {file:40} {report.score({f: o for f, o in outcomes.items() if f.path == file}, explained)}"
            )
    strict = {file for place in setting["none_left"] for file in places.get(place, [])}
    return int(bool(stale) or any(fault.path in strict for fault in left))


def shown(fault: Mutant) -> str:
    return f"{fault.path}:{fault.line}: {fault.before}  ->  {fault.after}"


if __name__ == "__main__":
    sys.exit(main())
