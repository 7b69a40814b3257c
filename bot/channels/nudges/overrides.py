"""What leads decided for slots that are still to come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.audit import record
from bot.channels.model import Change, Override
from bot.database.engine import reading, writing
from bot.database.once import insert_or_replace
from bot.database.tables import metadata

overrides = sa.Table(
    "overrides",
    metadata,
    sa.Column("workspace", sa.Text, primary_key=True),
    sa.Column("channel", sa.Text, primary_key=True),
    sa.Column("slot", sa.Date, primary_key=True),
    sa.Column("tip", sa.Text),
    sa.Index("ix_overrides_slot", "slot"),
)


class SqlOverrideStore:
    """Fulfils `channels.ports.OverrideStore`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def of(self, workspace: str, channel: str, first: dt.date) -> Mapping[dt.date, Override]:
        query = sa.select(overrides.c.slot, overrides.c.tip).where(
            _of(workspace, channel), overrides.c.slot >= first
        )
        async with reading(self._engine) as connection:
            rows = await connection.execute(query.order_by(overrides.c.slot))
            return {row.slot: Override(row.slot, row.tip) for row in rows}

    async def save(self, workspace: str, channel: str, override: Override, change: Change) -> None:
        row = {"workspace": workspace, "channel": channel, "slot": override.slot, "tip": override.tip}
        async with writing(self._engine) as connection:
            await insert_or_replace(connection, overrides, row)
            await record(connection, workspace, channel, [change])

    async def remove(self, workspace: str, channel: str, slot: dt.date, change: Change) -> None:
        one = sa.delete(overrides).where(_of(workspace, channel), overrides.c.slot == slot)
        async with writing(self._engine) as connection:
            if (await connection.execute(one)).rowcount:
                await record(connection, workspace, channel, [change])

    async def move(self, workspace: str, channel: str, slots: Mapping[dt.date, dt.date]) -> None:
        taken = sa.delete(overrides).where(_of(workspace, channel), overrides.c.slot.in_(slots))
        async with writing(self._engine) as connection:
            rows = (await connection.execute(taken.returning(overrides.c.slot, overrides.c.tip))).all()
            for row in rows:
                values = {"workspace": workspace, "channel": channel, "slot": slots[row.slot], "tip": row.tip}
                await insert_or_replace(connection, overrides, values)

    async def forget(self, before: dt.date) -> int:
        """Delete the overrides of slots earlier than `before`; how many."""
        async with writing(self._engine) as connection:
            return (await connection.execute(sa.delete(overrides).where(overrides.c.slot < before))).rowcount


def _of(workspace: str, channel: str) -> sa.ColumnElement[bool]:
    return sa.and_(overrides.c.workspace == workspace, overrides.c.channel == channel)
