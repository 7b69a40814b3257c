"""How long data is kept. Both the job that deletes and the privacy report read this."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping

Expire = Callable[[dt.datetime], Awaitable[int]]
"""Deletes what is older than a moment; returns how many."""
Expiring = Mapping[str, tuple[Expire, dt.timedelta]]
"""What expires and after how long, by a name for the log."""

PLANS = dt.timedelta(days=90)
"""Plans, reflections, and the ledger rows of their check-ins, counted from when the plan was made."""
CLICKS = dt.timedelta(days=1)
"""What ran once, so that a click that arrives twice does nothing twice."""
QUESTIONS = dt.timedelta(days=30)
"""The gap list: words that people asked for without an answer. Its key is kept as long (`gaps.PERIOD`)."""
PROPOSED = dt.timedelta(days=1)
"""An article that was proposed and that nobody accepted."""
AUDIT = dt.timedelta(days=365)
HARVEST = dt.timedelta(days=30)
"""What people shared for the Vrijdagoogst, counted from the card that it is on, or before that from when they wrote
it."""
ROUNDS = dt.timedelta(days=730)
"""The fixed counts of a round, which identify nobody."""
COPIES = dt.timedelta(days=30)
"""The copies of an SQLite file made before a migration: until they go, they still contain a person who deleted
everything."""
UNINSTALLED = dt.timedelta(days=30)
"""Everything of a workspace that removed the bot."""
