"""Makes migrated databases, as copies of one that each test process migrates once."""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path

import asyncpg
from sqlalchemy import make_url

from bot.database.migrations import migrate

TEMPLATE = "migrated"


@functools.cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    """The folder of the template, deleted when the process ends."""
    return tempfile.TemporaryDirectory(prefix="migrated-")


async def migrated(url: str) -> None:
    """Give an empty database, or an SQLite file that does not exist yet, the newest tables, as `migrate` does."""
    if url.startswith("sqlite"):
        await _migrated_file(Path(str(make_url(url).database)))
    else:
        await _migrated_on_server(url)


async def tables_copied(url: str) -> None:
    """Give an SQLite file that does not exist yet the newest tables, before a bot takes four times as long to start
    because it makes them itself. Leaves every other database as it is."""
    if url.startswith("sqlite") and not (file := Path(str(make_url(url).database))).exists():
        await _migrated_file(file)


async def _migrated_file(file: Path) -> None:
    template = Path(_folder().name) / "leiderschap.db"
    if not template.exists():
        await migrate(f"sqlite:///{template}")
    _copy(template, file)


def _copy(template: Path, file: Path) -> None:
    with file.open("xb") as new:  # an existing file is never replaced
        new.write(template.read_bytes())
    file.chmod(template.stat().st_mode)


async def _migrated_on_server(url: str) -> None:
    place = make_url(url)
    administrator = await asyncpg.connect(_address(url, "postgres"))
    try:
        if not await administrator.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", TEMPLATE):
            await administrator.execute(f"CREATE DATABASE {TEMPLATE}")
            await migrate(_address(url, TEMPLATE))
        await administrator.execute(f"DROP DATABASE IF EXISTS {place.database}")
        await administrator.execute(f"CREATE DATABASE {place.database} TEMPLATE {TEMPLATE}")
    finally:
        await administrator.close()


def _address(url: str, database: str) -> str:
    return make_url(url).set(database=database).render_as_string(hide_password=False)
