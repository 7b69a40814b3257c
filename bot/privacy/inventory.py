"""Every table and column of the database, with what it is for. One that does not say has no business there."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.database.engine import reading
from bot.database.tables import PERSONAL, holds, stored
from bot.privacy.model import Column, Table


def inventory(metadata: sa.MetaData, counts: Mapping[str, int] | None = None) -> tuple[Table, ...]:
    """Every table and column with what it is for. Raises KeyError for one that does not say."""
    return tuple(_table(table, counts) for table in metadata.sorted_tables)


async def counts(engine: AsyncEngine, metadata: sa.MetaData) -> Mapping[str, int]:
    """How many rows each table has."""
    found = {}
    async with reading(engine) as connection:
        for table in metadata.sorted_tables:
            found[table.name] = (
                await connection.execute(sa.select(sa.func.count()).select_from(table))
            ).scalar_one()
    return found


def _table(table: sa.Table, counts: Mapping[str, int] | None) -> Table:
    columns = tuple(
        Column(
            column.name,
            type(stored(column)).__name__.lower(),
            column.info["purpose"],
            holds(column) in PERSONAL,
        )
        for column in table.c
    )
    return Table(table.name, table.info["purpose"], columns, counts[table.name] if counts else None)
