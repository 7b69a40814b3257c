"""Short campaigns on both databases with time bounds that are fifty times shorter; `python -m tests.campaign` runs
longer ones."""

from __future__ import annotations

import pytest

from tests.campaign.campaign import Campaign, Plan

SCALE = 50
"""At 1:100 a post would have to begin within 0.45 s of its claim, which is too fast for a busy machine."""


@pytest.mark.parametrize(
    ("lookup", "faults", "processes"), [("history", 40, 3), ("none", 15, 1)], ids=["looked up", "asked about"]
)
async def test_after_kills_nothing_is_there_twice_and_nothing_is_lost(
    database_url: str, lookup: str, faults: int, processes: int
) -> None:
    report = await Campaign(Plan(database_url, 20, faults, processes, SCALE, lookup)).run()
    assert report.broken == []
    assert report.faults.total() >= faults
    assert report.kills > faults / 10
    assert report.states["posted"] > 5
    assert report.told["missed"] > 1, "of what was due before the bot was there"
    assert report.told["paused"] > 1, "where the bot may not post"
    assert lookup == "none" or report.states["review"] == 0, "nobody has to be asked"
