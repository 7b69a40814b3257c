"""How long what is kept is kept. The job that deletes and the privacy report both read these."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping

Expire = Callable[[dt.datetime], Awaitable[int]]
"""Deletes what is from before a moment; how many."""
Expiring = Mapping[str, tuple[Expire, dt.timedelta]]
"""What expires after how long, by a name for the log."""

PLANS = dt.timedelta(days=90)
"""Plans, reflections, and the ledger rows of their check-ins; from when the plan was made."""
CLICKS = dt.timedelta(days=1)
"""What was done once, so that a click that comes twice does nothing twice."""
QUESTIONS = dt.timedelta(days=30)
"""The gap list: words that were asked for without an answer. Its key is kept as long (`gaps.PERIOD`)."""
AUDIT = dt.timedelta(days=365)
ROUNDS = dt.timedelta(days=730)
"""The fixed counts of a round, which point at nobody."""
COPIES = dt.timedelta(days=30)
"""The copies of an SQLite file that are made before a migration: somebody who deletes everything still stands in them
until then."""
UNINSTALLED = dt.timedelta(days=30)
"""Everything of a workspace that removed the bot."""
