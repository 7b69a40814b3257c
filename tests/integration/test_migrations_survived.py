"""A process of an earlier version keeps working while, and after, a later version migrates its database.

The earlier process is represented by its statements, which name only the columns that it knew.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.database import migrations
from bot.database.engine import create, reading, writing
from bot.database.migrations import migrate
from tests.integration.test_copying import a_value

REVISIONS = sorted(
    path.name.split("_")[0] for path in (Path(migrations.__path__[0]) / "versions").glob("[0-9]*.py")
)
ROWS = 3


@pytest.fixture
async def empty(database_url: str) -> AsyncIterator[AsyncEngine]:
    engine = create(database_url)
    yield engine
    await engine.dispose()


def upgrade(connection: sa.Connection, revision: str) -> None:
    config = migrations._config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def tables(connection: sa.Connection) -> list[sa.Table]:
    """The tables as this revision of the database has them."""
    metadata = sa.MetaData()
    metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name != "alembic_version"]


def values(table: sa.Table, number: int, *, full: bool) -> dict[str, Any]:
    """A row; unless it is full, it omits what is optional."""
    return {
        column.name: a_value(column, number)
        for column in table.columns
        if full or column.primary_key or not (column.nullable or column.server_default is not None)
    }


@pytest.mark.parametrize("revision", REVISIONS[:-1])
async def test_what_an_earlier_version_writes_and_reads_still_works_on_the_newest_tables(
    empty: AsyncEngine, database_url: str, revision: str
) -> None:
    async with writing(empty) as connection:
        await connection.run_sync(upgrade, revision)
        known = await connection.run_sync(tables)
        for table in known:
            await connection.execute(sa.insert(table).values(values(table, 1, full=True)))
    await migrate(database_url)
    async with writing(empty) as connection:
        for table in known:
            await connection.execute(sa.insert(table).values(values(table, 2, full=True)))
            await connection.execute(sa.insert(table).values(values(table, 3, full=False)))
            keys = {column.name for column in table.primary_key}
            changed = {name: value for name, value in values(table, 1, full=True).items() if name not in keys}
            if changed:
                [key, *_] = table.primary_key
                one = key == a_value(key, 1)
                assert (await connection.execute(sa.update(table).where(one).values(changed))).rowcount == 1
    async with reading(empty) as connection:
        for table in known:
            assert len((await connection.execute(sa.select(table))).all()) == ROWS, table.name
    async with writing(empty) as connection:
        for table in known:
            assert (await connection.execute(sa.delete(table))).rowcount == ROWS
