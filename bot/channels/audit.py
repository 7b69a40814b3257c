"""Who changed what about a channel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.channels.model import Change
from bot.channels.settings.choices import dump, load
from bot.channels.tables import channels
from bot.core.people import ChannelRef
from bot.database.engine import execute, rows, writing
from bot.database.tables import CHANNEL, ID, WORKSPACE, Utc, column, of_channel, table

audit = table(
    "audit",
    "Wie wanneer wat aan een kanaal veranderde.",
    column("id", sa.Integer, ID, primary_key=True, autoincrement=True),
    column("workspace", sa.Text, WORKSPACE, "never"),
    column("channel", sa.Text, CHANNEL, "never"),
    column("at", Utc, "Wanneer de verandering was.", ahead="counts"),
    column(
        "user",
        sa.Text,
        "Wie de verandering deed; na verwijderen staat er 'verwijderde gebruiker'.",
        "mention",
    ),
    column("field", sa.Text, "Wat er veranderde.", "mention"),
    column(
        "before", sa.JSON, "Hoe het was; bij teamleiders staat hier een gebruiker.", "mention", nullable=True
    ),
    column(
        "after", sa.JSON, "Hoe het werd; bij teamleiders staat hier een gebruiker.", "mention", nullable=True
    ),
    column("version", sa.Integer, "De stand van het kanaal na de verandering."),
    sa.Index("ix_audit_channel", "workspace", "channel", "id"),
    sa.Index("ix_audit_at", "at"),
)


class SqlAuditLog:
    """Implements `channels.ports.AuditLog`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def add(self, ref: ChannelRef, change: Change) -> None:
        async with writing(self._engine) as connection:
            await record(connection, ref, [change])

    async def of(self, ref: ChannelRef, limit: int) -> Sequence[Change]:
        query = sa.select(audit).filter_by(**of_channel(ref))
        return await self._read(query.order_by(audit.c.id.desc()).limit(limit))

    async def since(self, ref: ChannelRef, version: int) -> Sequence[Change]:
        query = sa.select(audit).filter_by(**of_channel(ref))
        return await self._read(query.where(audit.c.version > version).order_by(audit.c.id))

    async def about(self, workspace: str, field: str) -> Sequence[Change]:
        """All changes of one field in a workspace, oldest first."""
        query = sa.select(audit).filter_by(workspace=workspace, field=field)
        return await self._read(query.order_by(audit.c.id))

    async def forget(self, before: dt.datetime) -> int:
        """Delete the changes made before `before`; returns how many."""
        return await execute(self._engine, sa.delete(audit).where(audit.c.at < before))

    async def _read(self, query: sa.Select[Any]) -> Sequence[Change]:
        return [_change(row) for row in await rows(self._engine, query)]


async def record(
    connection: AsyncConnection, ref: ChannelRef, changes: Sequence[Change], version: int | None = None
) -> None:
    """Write the changes in the caller's transaction; `version` is the channel's after them, None for its current
    one."""
    if not changes:
        return
    if version is None:
        stands = sa.select(channels.c.version).filter_by(workspace=ref.workspace, id=ref.channel)
        version = (await connection.scalar(stands)) or 0
    made = [
        {
            **of_channel(ref),
            "version": version,
            "at": change.at,
            "user": change.user,
            "field": change.field,
            "before": dump(change.field, change.before),
            "after": dump(change.field, change.after),
        }
        for change in changes
    ]
    await connection.execute(sa.insert(audit), made)


def _change(row: sa.Row[Any]) -> Change:
    before, after = (load(row.field, value) for value in (row.before, row.after))
    return Change(row.at, row.user, row.field, before, after, row.version)
