"""What a tick costs when no channel is due: `python -m tests.benchmarks.tick [CHANNELS] [postgresql://…]`.

Without a URL it makes an SQLite file. Figures are in milliseconds.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace

import sqlalchemy as sa
from rich.console import Console
from rich.table import Table
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.store import SqlChannelStore
from bot.channels.tables import channels
from bot.database.engine import create, writing
from bot.database.migrations import migrate
from bot.delivery.ledger import SqlLedger
from tests.factories import NINE, a_channel

CHANNELS = 100_000
ROUNDS = 300
LIMIT_MS = 5.0


async def fill(engine: AsyncEngine, count: int) -> None:
    """Add channels of 1,000 workspaces, each due at some moment in the week after NINE."""
    week = 7 * 24 * 3600
    template = a_channel(version=1)
    async with writing(engine) as connection:
        await connection.execute(sa.delete(channels))
        for start in range(0, count, 10_000):
            rows = [
                replace(
                    template,
                    workspace=f"T{n % 1000}",
                    id=f"C{n}",
                    next_due_at=NINE + dt.timedelta(seconds=1 + n * 7919 % week),
                )
                for n in range(start, min(start + 10_000, count))
            ]
            values = [{column.name: getattr(row, column.name) for column in channels.c} for row in rows]
            await connection.execute(sa.insert(channels), values)
        if engine.dialect.name == "postgresql":
            await connection.execute(sa.text("ANALYZE channels"))


async def measured(work: Callable[[], Awaitable[object]]) -> list[float]:
    """The milliseconds of each round, after some that are not counted."""
    took = []
    for number in range(ROUNDS + 20):
        before = time.perf_counter()
        found = await work()
        if number >= 20:
            took.append((time.perf_counter() - before) * 1000)
        assert not found
    return sorted(took)


async def main(url: str, count: int) -> bool:
    """Print the figures; returns whether the median of the query for due channels is within its limit."""
    await migrate(url)
    engine = create(url)
    await fill(engine, count)
    store, ledger = SqlChannelStore(engine), SqlLedger(engine)
    works: dict[str, Callable[[], Awaitable[object]]] = {
        "channels.due": lambda: store.due(NINE, 100),
        "ledger.stale": lambda: ledger.stale(NINE, 100),
        "ledger.claim": lambda: ledger.claim("benchmark", NINE, 100),
    }
    table = Table(
        "query", "median", "p99", "max", title=f"{count:,} channels, none due, {engine.dialect.name}, ms"
    )
    medians = []
    for name, work in works.items():
        took = await measured(work)
        medians.append(statistics.median(took))
        table.add_row(name, f"{medians[-1]:.2f}", f"{took[int(len(took) * 0.99)]:.2f}", f"{took[-1]:.2f}")
    await engine.dispose()
    Console().print(table)
    return medians[0] < LIMIT_MS


if __name__ == "__main__":
    channel_count = int(sys.argv[1]) if len(sys.argv) > 1 else CHANNELS
    with tempfile.TemporaryDirectory() as folder:
        database = sys.argv[2] if len(sys.argv) > 2 else f"sqlite:///{folder}/tick.db"
        sys.exit(0 if asyncio.run(main(database, channel_count)) else 1)
