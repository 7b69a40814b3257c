"""Runs seeds: each is one history, the same every time."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tests.simulation import virtual
from tests.simulation.checks import faults
from tests.simulation.facts import Faults
from tests.simulation.planted import planted
from tests.simulation.world import World

KEPT = Path(__file__).parent / "failed_seeds.txt"
"""Seeds that once broke a promise; every test run includes them."""

MOST_COME = 0.65
"""At least this part of all nudges is posted despite all faults, not counting those that somebody skipped."""

NOT_CHOSEN = {"missed", "unresolved"}


@dataclass(frozen=True)
class Run:
    """The result of one history."""

    seed: int
    faults: tuple[str, ...]
    events: tuple[str, ...]
    states: Counter[str]


def run(
    seed: int,
    fault: str = "",
    *,
    channels: int = 5,
    weeks: int = 8,
    workers: int = 2,
    chances: Faults | None = None,
) -> Run:
    """The history of a seed, with the planted fault if one is named. Every fifth has its channels due together, and one
    more of every ten is a flood."""
    burst, flood = seed % 5 == 4 and channels == 5, seed % 10 == 3 and channels == 5
    if burst or flood:
        channels, weeks = (25, 3) if burst else (60, 2)
    world = World(
        seed,
        channels,
        weeks,
        workers,
        chances or Faults(),
        lookup=seed % 2 == 0,
        burst=burst,
        flood=flood,
        many=seed % 3 == 1,
    )
    with planted(fault, world):
        virtual.run(world.run())
    nudges = (row for row in world.database.rows.values() if row.kind == "nudge")
    states: Counter[str] = Counter(
        row.state for row in nudges if row.state != "skipped" or row.error in NOT_CHOSEN
    )
    return Run(seed, tuple(faults(world)), tuple(world.events), states)


def year(seed: int) -> Run:
    """A year of 200 channels and three workers. So many channels cause many ticks, so the machine goes off less often
    at each, or it would hardly be on."""
    return run(seed, channels=200, weeks=52, workers=3, chances=Faults(asleep=0.0001))


def kept_seeds() -> list[int]:
    if not KEPT.exists():
        return []
    lines = KEPT.read_text(encoding="utf-8").splitlines()
    return [int(line.split()[0]) for line in lines if line and not line.startswith("#")]


def keep(seed: int, why: str) -> None:
    """Include this seed in every test run from now on."""
    if seed not in kept_seeds():
        with KEPT.open("a", encoding="utf-8") as file:
            file.write(f"{seed}  # {why}\n")
