"""Connections to PostgreSQL: what they promise whatever the server's settings, and what dead ones cost."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator

import pytest
import sqlalchemy as sa
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.core.errors import StoreError
from bot.database import engine as engines
from bot.database.engine import create, reading, writing
from bot.delivery.bounds import LEASE


class Road:
    """Forwards a port to the server. A connection that was cut gets neither an answer nor a refusal."""

    def __init__(self, socket: str) -> None:
        self._socket = socket
        self._cut = 0
        self._taken = 0
        self._ways: set[asyncio.Task[None]] = set()

    def cut(self) -> None:
        """Cut all present connections; later ones work."""
        self._cut = self._taken

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[int]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        yield server.sockets[0].getsockname()[1]
        server.close()
        for way in self._ways:
            way.cancel()
        await asyncio.gather(*self._ways, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._taken += 1
        number = self._taken
        from_server, to_server = await asyncio.open_unix_connection(self._socket)
        for source, target in ((reader, to_server), (from_server, writer)):
            way = asyncio.create_task(self._carry(number, source, target))
            self._ways.add(way)

    async def _carry(self, number: int, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with contextlib.closing(target), contextlib.suppress(OSError):
            while sent := await source.read(65536):
                if number > self._cut:
                    target.write(sent)
                    await target.drain()


@pytest.fixture
async def road(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[Road, AsyncEngine]]:
    """A road, and an engine with short timeouts that connects through it."""
    monkeypatch.setattr(engines, "STATEMENT_SECONDS", 1)
    monkeypatch.setattr(engines, "CLOSE_SECONDS", 0.1)
    url = make_url(postgresql_url)
    road = Road(f"{url.query['host']}/.s.PGSQL.5432")
    async with road.open() as port:
        engine = create(f"postgresql://{url.username}@127.0.0.1:{port}/{url.database}")
        yield road, engine
        await engine.dispose()


async def ask(engine: AsyncEngine) -> None:
    async with reading(engine) as connection:
        await connection.execute(sa.text("SELECT pg_sleep(0.1)"))


async def five_at_once(engine: AsyncEngine) -> None:
    await asyncio.gather(*(ask(engine) for _ in range(5)))


def test_a_dead_connection_costs_far_less_than_a_lease() -> None:
    assert LEASE.total_seconds() / 4 > engines.STATEMENT_SECONDS + engines.CLOSE_SECONDS


async def test_connections_that_died_together_fail_one_transaction_and_not_one_each(
    road: tuple[Road, AsyncEngine],
) -> None:
    way, engine = road
    await five_at_once(engine)
    way.cut()
    began = time.monotonic()
    with pytest.raises(StoreError, match="does not answer"):
        await ask(engine)
    for _ in range(5):
        await ask(engine)
    assert time.monotonic() - began < 4


async def test_a_process_ends_soon_though_all_its_connections_are_dead(
    road: tuple[Road, AsyncEngine],
) -> None:
    way, engine = road
    await five_at_once(engine)
    way.cut()
    async with asyncio.timeout(3):
        await engine.dispose()


async def setting(engine: AsyncEngine, *, write: bool = True) -> str:
    async with (writing if write else reading)(engine) as connection:
        return str(await connection.scalar(sa.text("SHOW synchronous_commit")))


@pytest.mark.parametrize(
    ("of_the_server", "of_the_bot"), [("off", "on"), ("on", "on"), ("remote_apply", "remote_apply")]
)
async def test_what_the_bot_commits_survives_a_crash_though_the_server_is_set_to_lose_it(
    postgresql_url: str, of_the_server: str, of_the_bot: str
) -> None:
    name = make_url(postgresql_url).database
    engine = create(postgresql_url)
    async with writing(engine) as connection:
        await connection.execute(sa.text(f"ALTER DATABASE {name} SET synchronous_commit = {of_the_server}"))
    await engine.dispose()
    assert [await setting(engine), await setting(engine)] == [of_the_bot] * 2
    await engine.dispose()
    looks_only = create(postgresql_url, read_only=True)
    assert await setting(looks_only, write=False) == of_the_server, (
        "what the server says is for doctor to see"
    )
    await looks_only.dispose()
