"""Kills on both databases, the time bounds a hundred times shorter; `python -m tests.campaign` does more of it."""

from __future__ import annotations

import pytest

from tests.campaign.campaign import Campaign


@pytest.mark.parametrize(
    ("lookup", "kills", "processes"), [("history", 20, 3), ("none", 5, 1)], ids=["looked up", "asked about"]
)
async def test_after_kills_nothing_is_there_twice_and_nothing_is_lost(
    database_url: str, lookup: str, kills: int, processes: int
) -> None:
    campaign = Campaign(database_url, 20, faults=kills, processes=processes, scale=100, lookup=lookup)
    report = await campaign.run()
    assert report.broken == []
    assert report.kills.total() >= kills
    assert report.states["posted"] / report.states.total() > 0.7, "most come in spite of it all"
