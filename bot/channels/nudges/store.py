"""What leads decided for future slots."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.audit import record
from bot.channels.model import Change, Override
from bot.core.people import ChannelRef
from bot.database.engine import execute, rows, writing
from bot.database.once import insert_or_replace
from bot.database.tables import CHANNEL, WORKSPACE, column, of_channel, table

overrides = table(
    "overrides",
    "Tips die een teamleider voor een datum koos of oversloeg.",
    column("workspace", sa.Text, WORKSPACE, "never", primary_key=True),
    column("channel", sa.Text, CHANNEL, "never", primary_key=True),
    column("slot", sa.Date, "De datum.", primary_key=True),
    column("tip", sa.Text, "De gekozen tip.", "never", nullable=True),
    sa.Index("ix_overrides_slot", "slot"),
)


class SqlOverrideStore:
    """Implements `channels.ports.OverrideStore`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def of(self, ref: ChannelRef, first: dt.date) -> Mapping[dt.date, Override]:
        query = sa.select(overrides.c.slot, overrides.c.tip).filter_by(**of_channel(ref))
        query = query.where(overrides.c.slot >= first).order_by(overrides.c.slot)
        return {row.slot: Override(row.slot, row.tip) for row in await rows(self._engine, query)}

    async def save(self, ref: ChannelRef, override: Override, change: Change) -> None:
        row = {**of_channel(ref), "slot": override.slot, "tip": override.tip}
        async with writing(self._engine) as connection:
            await insert_or_replace(connection, overrides, row)
            await record(connection, ref, [change])

    async def remove(self, ref: ChannelRef, slot: dt.date, change: Change) -> None:
        one = sa.delete(overrides).filter_by(**of_channel(ref), slot=slot)
        async with writing(self._engine) as connection:
            if (await connection.execute(one)).rowcount:
                await record(connection, ref, [change])

    async def move(self, ref: ChannelRef, slots: Mapping[dt.date, dt.date]) -> None:
        taken = sa.delete(overrides).filter_by(**of_channel(ref)).where(overrides.c.slot.in_(slots))
        async with writing(self._engine) as connection:
            for row in (await connection.execute(taken.returning(overrides.c.slot, overrides.c.tip))).all():
                moved = {**of_channel(ref), "slot": slots[row.slot], "tip": row.tip}
                await insert_or_replace(connection, overrides, moved)

    async def forget(self, before: dt.date) -> int:
        """Delete the overrides of slots before `before`; returns how many."""
        return await execute(self._engine, sa.delete(overrides).where(overrides.c.slot < before))
