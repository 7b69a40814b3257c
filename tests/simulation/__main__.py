"""Simulates the delivery: `python -m tests.simulation [--seeds 8000] [--first 0] [--years N] [--planted]`.

`--planted` puts each fault into the product and says after how many runs a check finds it. A seed that breaks a promise
is printed and kept. Too few posted nudges are a fault too.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor

import structlog
from rich.console import Console
from rich.table import Table

from tests.simulation.planted import FAULTS
from tests.simulation.runs import MOST_COME, Run, keep, run, year


def _quiet() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))


def _shorter(result: Run) -> Run:
    return Run(result.seed, result.faults, (), result.states)


def _one(seed: int) -> Run:
    return _shorter(run(seed))


def _year(seed: int) -> Run:
    return _shorter(year(seed))


def seeds(
    one: Callable[[int], Run], first: int, count: int, workers: int, together: int
) -> tuple[list[Run], bool]:
    """The histories that broke a promise, and whether enough was posted. Workers take `together` seeds at a time."""
    states: Counter[str] = Counter()
    bad = []
    with ProcessPoolExecutor(workers, initializer=_quiet) as pool:
        for result in pool.map(one, range(first, first + count), chunksize=together):
            states += result.states
            if result.faults:
                bad.append(result)
                print(f"seed {result.seed}: {'; '.join(result.faults)}", flush=True)
    slots = sum(states.values())
    print(f"{count} seeds from {first}, {slots} slots, {len(bad)} bad; {dict(states.most_common())}")
    enough = states["posted"] > slots * MOST_COME
    if not enough:
        print(f"only {states['posted']} were posted")
    return bad, enough


def plant(first: int, most: int) -> bool:
    """Whether each planted fault was found; prints after how many runs."""
    table = Table("planted fault", "found after runs", "bad runs", "the first that was found")
    found_all = True
    for name, fault in FAULTS.items():
        runs = [(seed, fault.found(run(seed, name).faults)) for seed in range(first, first + most)]
        bad = [(seed - first + 1, found[0]) for seed, found in runs if found]
        found_all &= bool(bad)
        after, what = bad[0] if bad else ("-", "not found")
        table.add_row(f"{name}: {fault.meaning}", str(after), f"{len(bad)} of {most}", what)
    Console(width=160).print(table)
    return found_all


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=8000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument(
        "--years", type=int, default=0, help="this many years of 200 channels and three workers"
    )
    parser.add_argument("--planted", action="store_true", help="each planted fault over --seeds seeds")
    chosen = parser.parse_args()
    _quiet()
    started = time.monotonic()
    if chosen.years:
        bad, enough = seeds(_year, chosen.first, chosen.years, chosen.workers, 1)
        fine = enough and not bad
    elif chosen.planted:
        fine = plant(chosen.first, chosen.seeds)
    else:
        bad, enough = seeds(_one, chosen.first, chosen.seeds, chosen.workers, 20)
        for result in bad:
            keep(result.seed, result.faults[0])
        fine = enough and not bad
    print(f"{time.monotonic() - started:.0f} s")
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
