"""The channels that were set up, and when each is due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.channels import Channel
from bot.services.ports import LostRace
from bot.store.engine import reading, writing
from bot.store.tables import channels


class SqlChannelStore:
    """Fulfils `ports.ChannelStore`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def get(self, workspace: str, channel: str) -> Channel | None:
        query = sa.select(channels).where(channels.c.workspace == workspace, channels.c.id == channel)
        return next(iter(await self._read(query)), None)

    async def list(self, workspace: str) -> Sequence[Channel]:
        query = sa.select(channels).where(channels.c.workspace == workspace)
        return await self._read(query.order_by(channels.c.name, channels.c.id))

    async def save(self, channel: Channel) -> Channel:
        saved = replace(channel, version=channel.version + 1)
        values = _values(saved)
        try:
            async with writing(self._engine) as connection:
                if channel.version == 0:
                    await connection.execute(sa.insert(channels).values(values))
                    return saved
                written = await connection.execute(
                    sa.update(channels).where(unchanged(channel)).values(values)
                )
        except IntegrityError as error:
            raise LostRace(f"channel {channel.id} was set up by somebody else") from error
        if written.rowcount == 0:
            raise LostRace(f"channel {channel.id} was changed by somebody else")
        return saved

    async def due(self, now: dt.datetime, limit: int) -> Sequence[Channel]:
        query = sa.select(channels).where(channels.c.next_due_at <= now)
        return await self._read(
            query.order_by(channels.c.next_due_at, channels.c.workspace, channels.c.id).limit(limit)
        )

    async def _read(self, query: sa.Select[Any]) -> Sequence[Channel]:
        async with reading(self._engine) as connection:
            return [Channel(**row) for row in (await connection.execute(query)).mappings()]


def unchanged(channel: Channel) -> sa.ColumnElement[bool]:
    """The condition that the stored channel is still the one that was read."""
    return sa.and_(
        channels.c.workspace == channel.workspace,
        channels.c.id == channel.id,
        channels.c.version == channel.version,
    )


def _values(channel: Channel) -> dict[str, Any]:
    return {column.name: getattr(channel, column.name) for column in channels.c}
