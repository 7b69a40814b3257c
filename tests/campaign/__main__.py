"""Kills, stops and lies to the bot's processes while Slack and the database fail.

`python -m tests.campaign --faults 10000` does it on both databases with one and three processes; `--database`,
`--processes` and `--seed` choose one kind.
"""

from __future__ import annotations

import argparse
import itertools
import sys
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context

from tests.campaign.alone import run
from tests.campaign.campaign import Plan
from tests.campaign.report import Report, show

EACH = 500
"""How many faults one campaign has; more faults are split into more campaigns."""

MOST_SHOWN = 5


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.campaign", description=__doc__)
    parser.add_argument("--faults", type=int, default=EACH, help="of all kinds and campaigns together")
    parser.add_argument("--seed", type=int, default=1, help="of the first campaign; the next has the next")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], action="append")
    parser.add_argument("--processes", type=int, action="append")
    parser.add_argument("--scale", type=float, default=25, help="1 for the real time bounds")
    parser.add_argument("--lookup", choices=["none", "history"], default="history")
    parser.add_argument("--side-by-side", type=int, default=1, help="how many campaigns run at once")
    chosen = parser.parse_args()
    kinds = itertools.cycle(
        itertools.product(chosen.database or ["sqlite", "postgresql"], chosen.processes or [1, 3])
    )
    least = len(chosen.database or "12") * len(chosen.processes or "12")
    count = max(least, -(-chosen.faults // EACH))
    each = -(-chosen.faults // count)
    total, parts = Report(), []
    with ProcessPoolExecutor(
        chosen.side_by_side, mp_context=get_context("spawn"), max_tasks_per_child=1
    ) as pool:
        running = {
            pool.submit(
                run, kind, Plan("", seed, each, processes, chosen.scale, chosen.lookup)
            ): f"{kind}, {processes} processes, seed {seed}"
            for (kind, processes), seed in zip(kinds, range(chosen.seed, chosen.seed + count), strict=False)
        }
        for done in as_completed(running):
            report = done.result()
            parts.append((running[done], report))
            total.add(report)
            print(
                f"{running[done]}: {report.faults.total()} faults, {report.slots} slots, "
                f"{len(report.broken)} broken, longest recovery {max(report.recoveries, default=-1):.0f} s",
                flush=True,
            )
            for one in report.broken[:MOST_SHOWN]:
                print(f"  {one.promise}: {one}", flush=True)
    show(total, f"{count} campaigns, bounds 1:{chosen.scale:g}, seeds from {chosen.seed}", parts)
    return 0 if total.holds else 1


if __name__ == "__main__":
    sys.exit(main())
