"""Histories of the delivery in virtual time; `python -m tests.simulation` runs more of them."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from tests.simulation import virtual
from tests.simulation.runs import MOST_COME, keep, kept_seeds, run

SEEDS = 300


@pytest.mark.no_cover  # measuring coverage doubles the time
def test_no_history_breaks_a_promise() -> None:
    states: Counter[str] = Counter()
    bad = {}
    for seed in [*range(SEEDS), *kept_seeds()]:
        result = run(seed)
        states += result.states
        if result.faults:
            bad[seed] = result.faults
            keep(seed, result.faults[0])
    assert bad == {}
    assert states["posted"] / states.total() > MOST_COME, "most come in spite of it all, or nothing was shown"
    assert states["skipped"] > 50, "some are missed, or the faults were too few"
    assert states["failed"] > 50, "some are refused"


@pytest.mark.parametrize("seed", [7, 223])
def test_a_seed_has_one_history(seed: int) -> None:
    assert run(seed).events == run(seed).events
    assert run(seed).events != run(seed + 1).events


def test_simulated_time_goes_on_after_half_a_year() -> None:
    async def half_a_year() -> float:
        for _ in range(3):
            await asyncio.sleep(100 * 86400)
        return asyncio.get_running_loop().time()

    assert virtual.run(half_a_year()) >= 300 * 86400
