"""Several processes on one database: no two claim the same, and a killed one loses nothing."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import os
import sys
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.store import SqlChannelStore
from bot.delivery.bounds import LEASE
from bot.delivery.ledger import SqlLedger
from bot.delivery.model import Lose, Release
from tests.factories import NINE, a_channel

CHANNELS = 150
ROOT = Path(__file__).parents[2]

WORKER = """
import asyncio, datetime as dt, json, os, signal, sys
from bot.delivery.model import Arm, Posted
from bot.channels.calendar.rhythm import Occurrence
from bot.channels.model import onward
from bot.core.errors import LostRace
from bot.channels.store import SqlChannelStore
from bot.database.engine import create
from bot.delivery.ledger import SqlLedger
from tests.factories import NINE, a_delivery

url, owner, kill_at = sys.argv[1], sys.argv[2], sys.argv[3]
NEXT = Occurrence(NINE + dt.timedelta(weeks=1), (NINE + dt.timedelta(weeks=1)).date())

def reached(point):
    if point == kill_at:
        os.kill(os.getpid(), signal.SIGKILL)

async def main():
    engine = create(url)
    store, ledger = SqlChannelStore(engine), SqlLedger(engine)
    planned, posted = [], []
    print("ready", flush=True)
    sys.stdin.readline()
    while due := await store.due(NINE, 10):
        for channel in due:
            if await ledger.plan(onward(channel, NEXT), [a_delivery(channel.id)]):
                planned.append(channel.id)
    while claimed := await ledger.claim(owner, NINE, 7):
        reached("claimed")
        if not posted:
            print("claimed", flush=True)
            sys.stdin.readline()
        for row in claimed:
            row = await ledger.move(row, Arm(owner, "tip"), NINE)
            reached("armed")
            posted.append(row.ref.channel)
            await ledger.move(row, Posted("1.0"), NINE)
    await engine.dispose()
    print(json.dumps({"planned": planned, "posted": posted}))

asyncio.run(main())
"""


async def start(url: str, owner: str, kill_at: str = "") -> asyncio.subprocess.Process:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", WORKER, url, owner, kill_at),
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert await answer(process, b"") == b"ready\n"
    return process


async def answer(process: asyncio.subprocess.Process, typed: bytes) -> bytes:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(typed)
    return await process.stdout.readline()


@pytest.fixture
async def due(engine: AsyncEngine) -> SqlLedger:
    store = SqlChannelStore(engine)
    for number in range(CHANNELS):
        await store.save(a_channel(f"C{number}"))
    return SqlLedger(engine)


async def test_two_processes_plan_and_claim_everything_once(due: SqlLedger, database_url: str) -> None:
    processes = [await start(database_url, owner) for owner in ("one", "two")]
    # Neither continues before both have claimed something, or the faster one might do all the work.
    assert [await answer(process, b"go\n") for process in processes] == [b"claimed\n"] * 2
    finished = await asyncio.gather(*(process.communicate(b"go\n") for process in processes))
    assert [process.returncode for process in processes] == [0, 0]
    reports = [json.loads(printed) for printed, _ in finished]
    everything = Counter({f"C{number}": 1 for number in range(CHANNELS)})
    for act in ("planned", "posted"):
        assert sum((Counter(report[act]) for report in reports), Counter()) == everything
    assert all(report["posted"] for report in reports)


@pytest.mark.parametrize(("point", "state", "count"), [("claimed", "claimed", 7), ("armed", "sending", 1)])
async def test_a_killed_process_leaves_rows_that_say_how_far_it_came(
    due: SqlLedger, database_url: str, point: str, state: str, count: int
) -> None:
    killed = await start(database_url, "killed", point)
    await killed.communicate(b"go\n")
    assert killed.returncode == -9
    over = NINE + LEASE
    stale = await due.stale(over, CHANNELS)
    assert len(stale) == 7
    assert sum(row.state == state for row in stale) == count
    assert await due.stale(over - dt.timedelta(seconds=1), CHANNELS) == []
    for row in stale:
        await due.move(row, Lose("lease_over") if row.state == "sending" else Release(), over)

    survivor = await start(database_url, "survivor")
    printed, _ = await survivor.communicate(b"go\n")
    posted = json.loads(printed.splitlines()[-1])["posted"]
    unknown = {row.ref.channel for row in stale if row.state == "sending"}
    assert sorted([*posted, *unknown]) == sorted(f"C{number}" for number in range(CHANNELS))
