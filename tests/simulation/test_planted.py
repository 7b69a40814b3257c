"""The simulation finds each fault that is planted in the product."""

from __future__ import annotations

import pytest

from tests.simulation.planted import FAULTS, Plant
from tests.simulation.runs import run

FOUND_WITHIN = 40
"""One of this many seeds finds each fault."""


@pytest.mark.no_cover  # measuring coverage doubles the time
@pytest.mark.parametrize(("name", "fault"), FAULTS.items(), ids=FAULTS)
def test_a_planted_fault_is_found(name: str, fault: Plant) -> None:
    assert any(fault.found(run(seed, name).faults) for seed in range(FOUND_WITHIN))
