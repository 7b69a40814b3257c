"""The channels that were set up, and when each is due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.channels import Change, Channel
from bot.domain.deliveries import OPEN, State
from bot.domain.errors import StoreError
from bot.services.ports import LostRace
from bot.store.audit import record
from bot.store.engine import reading, writing
from bot.store.tables import channels, deliveries, in_states, metadata

log = structlog.get_logger()

_USED: frozenset[State] = OPEN | {"posted"}


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

    async def save(self, channel: Channel, changes: Sequence[Change] = ()) -> Channel:
        saved = replace(channel, version=channel.version + 1)
        values = _values(saved)
        try:
            async with writing(self._engine) as connection:
                if channel.version == 0:
                    await connection.execute(sa.insert(channels).values(values))
                else:
                    update = sa.update(channels).where(unchanged(channel)).values(values)
                    if (await connection.execute(update)).rowcount == 0:
                        raise LostRace(f"channel {channel.id} was changed by somebody else")
                await record(connection, channel.workspace, channel.id, changes, saved.version)
        except IntegrityError as error:
            raise LostRace(f"channel {channel.id} was set up by somebody else") from error
        return saved

    async def due(self, now: dt.datetime, limit: int) -> Sequence[Channel]:
        query = sa.select(channels).where(channels.c.next_due_at <= now)
        query = query.order_by(channels.c.next_due_at, channels.c.workspace, channels.c.id)
        try:
            return await self._read(query.limit(limit))
        except StoreError:
            raise
        except Exception:  # a damaged row, whatever it raises, must hold up no other
            return await self._readable(query, limit)

    async def last_slot(self, workspace: str, channel: str) -> dt.date | None:
        used = sa.or_(in_states(deliveries.c.state, _USED), deliveries.c.error == "posted_early")
        query = sa.select(sa.func.max(deliveries.c.slot)).where(
            deliveries.c.workspace == workspace,
            deliveries.c.channel == channel,
            deliveries.c.kind == "nudge",
            used,
        )
        async with reading(self._engine) as connection:
            slot: dt.date | None = await connection.scalar(query)
            return slot

    async def move(self, workspace: str, old: str, new: str) -> bool:
        try:
            async with writing(self._engine) as connection:
                one = sa.and_(channels.c.workspace == workspace, channels.c.id == old)
                if not (await connection.execute(sa.update(channels).where(one).values(id=new))).rowcount:
                    return False
                for table in metadata.tables.values():
                    if {"workspace", "channel"} <= set(table.c.keys()):
                        kept = sa.and_(table.c.workspace == workspace, table.c.channel == old)
                        await connection.execute(sa.update(table).where(kept).values(channel=new))
        except IntegrityError:
            return False
        return True

    async def _readable(self, query: sa.Select[Any], limit: int) -> Sequence[Channel]:
        """The first so many that can be read; the others are logged."""
        found: list[Channel] = []
        async with reading(self._engine) as connection:
            keys = await connection.execute(query.with_only_columns(channels.c.workspace, channels.c.id))
        for workspace, id in keys:
            if len(found) == limit:
                break
            try:
                channel = await self.get(workspace, id)
            except StoreError:
                raise
            except Exception:
                log.exception("channel.unreadable", workspace=workspace, channel=id)
            else:
                found += [channel] if channel else []
        return found

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
