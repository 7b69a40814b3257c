"""Adds up and prints what campaigns found."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table

from tests.campaign.checks import PROMISES, Broken

RECOVERED_WITHIN = 120.0
"""In seconds at the real bounds: how long after the trouble, and the promised waits, everything may take to recover."""


@dataclass
class Report:
    """`faults` counts what was done to the bot, by name, and `slots` the work that came in. `recoveries` are the times
    from the end of a trouble until nothing was open, without the promised waits, in seconds at the real bounds."""

    faults: Counter[str] = field(default_factory=Counter)
    slots: int = 0
    acts: Counter[str] = field(default_factory=Counter)
    posts: int = 0
    applied: int = 0
    states: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)
    retried: int = 0
    recoveries: list[float] = field(default_factory=list)
    seconds: float = 0.0
    broken: list[Broken] = field(default_factory=list)

    @property
    def kills(self) -> int:
        return sum(count for name, count in self.faults.items() if name.startswith("killed"))

    def add(self, other: Report) -> None:
        for name in ("faults", "acts", "states", "told"):
            getattr(self, name).update(getattr(other, name))
        for name in ("slots", "posts", "applied", "retried", "seconds"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.recoveries += other.recoveries
        self.broken += other.broken

    @property
    def holds(self) -> bool:
        return not self.broken and max(self.recoveries, default=math.inf) <= RECOVERED_WITHIN


def show(report: Report, title: str, parts: Sequence[tuple[str, Report]] = ()) -> None:
    """Print the report. `parts` are the reports that it adds up, each with its name."""
    console = Console(width=110)
    table = Table("what", "count", title=title)
    table.add_row("faults", str(report.faults.total()))
    for name, count in sorted(report.faults.items()):
        table.add_row(f"  {name}", str(count))
    table.add_row("slots fed", str(report.slots))
    for name, count in sorted(report.acts.items()):
        table.add_row(f"  changed as they were due: {name}", str(count))
    table.add_row("requests to post", str(report.posts))
    table.add_row("posts that Slack applied", str(report.applied))
    for state, count in sorted(report.states.items()):
        table.add_row(f"deliveries {state}", str(count))
    for what, count in sorted(report.told.items()):
        table.add_row(f"notices: {what}", str(count))
    table.add_row("deliveries armed more than once", str(report.retried))
    found = Counter(one.promise for one in report.broken)
    for promise in PROMISES:
        table.add_row(promise, str(found[promise]))
    table.add_row("recoveries", str(len(report.recoveries)))
    table.add_row("  the longest, in seconds", f"{max(report.recoveries, default=0.0):.0f}")
    table.add_row("seconds of campaigns", f"{report.seconds:.0f}")
    console.print(table)
    for name, part in parts:
        if not part.holds:
            console.print(
                f"not good: {name}, longest recovery {max(part.recoveries, default=math.inf):.0f} s"
            )
    for one in report.broken[:40]:
        console.print(f"{one.promise}: {one}")
