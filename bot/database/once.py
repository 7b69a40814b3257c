"""Remembers what was already done, and inserts rows that may exist already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.database.engine import execute, rows, writing
from bot.database.tables import once


class SqlOnceStore:
    """Remembers for a day what was done, so that a repeated click or event has no second effect."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def first(self, key: str, now: dt.datetime) -> bool:
        """Record the key; True for exactly one caller. `key` identifies the action, never its content."""
        async with writing(self._engine) as connection:
            return await insert_or_ignore(connection, once, [{"key": key, "at": now}]) == 1

    async def done(self, key: str) -> bool:
        """Whether the key is recorded."""
        return bool(await rows(self._engine, sa.select(once.c.key).where(once.c.key == key)))

    async def release(self, key: str) -> None:
        """The action failed: it may be done again."""
        await execute(self._engine, sa.delete(once).where(once.c.key == key))

    async def forget(self, before: dt.datetime) -> int:
        """Delete what was recorded before `before`; returns how many."""
        return await execute(self._engine, sa.delete(once).where(once.c.at < before))


def inserting(connection: AsyncConnection, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
    """This database's own insert, which can say what happens to existing rows."""
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)


async def insert_or_ignore(
    connection: AsyncConnection, table: sa.Table, rows: Sequence[dict[str, Any]]
) -> int:
    """Insert the rows, except those whose unique key exists; returns how many were inserted."""
    if not rows:
        return 0
    statement = inserting(connection, table).values(rows).on_conflict_do_nothing()
    return (await connection.execute(statement)).rowcount


async def insert_or_replace(connection: AsyncConnection, table: sa.Table, row: dict[str, Any]) -> None:
    """Insert the row or replace the one with its key; of two at once, the last one stays and neither fails."""
    statement = inserting(connection, table).values(row)
    others = {column.name: statement.excluded[column.name] for column in table.c if not column.primary_key}
    await connection.execute(
        statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=others)
    )
