"""The channels that were set up, and when each is due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.channels.audit import record
from bot.channels.model import Change, Channel
from bot.channels.notices import notices
from bot.channels.presence import store
from bot.channels.tables import channels
from bot.core.errors import LostRace, PassedOver, StoreError
from bot.core.people import ChannelRef
from bot.database.engine import reading, writing
from bot.database.tables import in_states, metadata, of_channel
from bot.delivery.model import LEADS, OPEN, State
from bot.delivery.tables import deliveries

log = structlog.get_logger()

_USED: frozenset[State] = OPEN | {"posted"}


class Damaged(StoreError):
    """Rows contain what no version of the bot wrote; `channels` are theirs."""

    def __init__(self, channels: Sequence[ChannelRef], kind: str) -> None:
        named = ", ".join(f"{ref.channel} of workspace {ref.workspace}" for ref in channels)
        super().__init__(
            f"the database cannot read channel {named} ({kind}): restore a backup, or delete it from the table "
            "channels and set it up again"
        )
        self.channels = channels


_KEY = channels.c.workspace, channels.c.id


class SqlChannelStore:
    """Implements `channels.ports.ChannelStore`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def get(self, ref: ChannelRef) -> Channel | None:
        return next(iter(await self._read(_one(ref))), None)

    async def list(self, workspace: str) -> Sequence[Channel]:
        query = sa.select(channels).filter_by(workspace=workspace)
        return await self._read(query.order_by(channels.c.name, channels.c.id))

    async def save(
        self, channel: Channel, changes: Sequence[Change] = (), now: dt.datetime | None = None
    ) -> Channel:
        saved = replace(channel, version=channel.version + 1)
        values = _values(saved)
        try:
            async with writing(self._engine) as connection:
                if channel.paused is None:
                    await store.goes_on(connection, channel.ref, new=not channel.version)
                if channel.version == 0:
                    await connection.execute(sa.insert(channels).values(values))
                else:
                    as_read = {name: getattr(channel, name) for name in ("workspace", "id", "version")}
                    update = sa.update(channels).filter_by(**as_read).where(_passes_nothing(channel, now))
                    if (await connection.execute(update.values(values))).rowcount == 0:
                        if await connection.scalar(sa.select(channels.c.version).filter_by(**as_read)):
                            raise PassedOver(f"channel {channel.id} would lose an occurrence that is due")
                        raise LostRace(f"channel {channel.id} was changed by somebody else")
                await record(connection, channel.ref, changes, saved.version)
        except IntegrityError as error:
            raise LostRace(f"channel {channel.id} was set up by somebody else") from error
        return saved

    async def due(self, now: dt.datetime, limit: int) -> Sequence[Channel]:
        query = sa.select(channels).where(channels.c.next_due_at <= now)
        query = query.order_by(channels.c.next_due_at, *_KEY)
        return await self._sound(query.limit(limit))

    async def far(self, after: ChannelRef, beyond: dt.datetime, limit: int) -> Sequence[Channel]:
        behind = sa.tuple_(*_KEY) > (after.workspace, after.channel)
        query = sa.select(channels).where(channels.c.next_due_at > beyond, behind)
        return await self._sound(query.order_by(*_KEY).limit(limit))

    async def _sound(self, query: sa.Select[Any]) -> Sequence[Channel]:
        """The channels that can be read; the others are logged."""
        while True:
            try:
                return await self._read(query)
            except Damaged as error:
                if not error.channels:
                    raise
                for ref in error.channels:
                    log.error("channel.damaged", workspace=ref.workspace, channel=ref.channel)
                damaged = [(ref.workspace, ref.channel) for ref in error.channels]
                query = query.where(sa.tuple_(*_KEY).not_in(damaged))

    async def last_slot(self, ref: ChannelRef) -> dt.date | None:
        used = sa.or_(in_states(deliveries.c.state, _USED), deliveries.c.error.in_(("posted_early", LEADS)))
        return await self._last(ref, used)

    async def last_recorded(self, ref: ChannelRef) -> dt.date | None:
        return await self._last(ref)

    async def _last(self, ref: ChannelRef, *where: sa.ColumnElement[bool]) -> dt.date | None:
        newest = sa.select(sa.func.max(deliveries.c.slot)).select_from(deliveries)
        nudges = newest.filter_by(**of_channel(ref), kind="nudge")
        async with reading(self._engine, once=True) as connection:
            slot: dt.date | None = await connection.scalar(nudges.where(*where))
            return slot

    async def move(self, old: ChannelRef, new: str) -> bool:
        try:
            async with writing(self._engine) as connection:
                here = {"workspace": old.workspace, "id": old.channel}
                moved = sa.update(channels).filter_by(**here).values(id=new)
                if not (await connection.execute(moved)).rowcount:
                    return False
                await _outdate(connection, old)
                await store.join(connection, old, new)
                await _join_notices(connection, old, new)
                for table in metadata.tables.values():
                    if {"workspace", "channel"} <= set(table.c.keys()) and table is not store.happenings:
                        kept = sa.update(table).filter_by(**of_channel(old))
                        await connection.execute(kept.values(channel=new))
        except IntegrityError:
            return False
        return True

    async def _read(self, query: sa.Select[Any]) -> Sequence[Channel]:
        """Raises Damaged if one of the rows cannot be read."""
        async with reading(self._engine, once=True) as connection:
            rows = (await connection.execute(query)).mappings()
            try:
                return [Channel(**row) for row in rows]
            except Exception as error:  # a damaged value can make a column's type raise anything
                kind = type(error).__name__
        raise Damaged(await self._damaged(query), kind)

    async def _damaged(self, query: sa.Select[Any]) -> Sequence[ChannelRef]:
        """Which channels of `query` cannot be read."""
        damaged: list[ChannelRef] = []
        keys = query.with_only_columns(channels.c.workspace, channels.c.id)
        async with reading(self._engine) as connection:
            for ref in [ChannelRef(*row) for row in (await connection.execute(keys)).all()]:
                rows = (await connection.execute(_one(ref))).mappings()
                try:
                    rows.all()
                except Exception:  # as above: a damaged value
                    damaged.append(ref)
        return damaged


def _one(ref: ChannelRef) -> sa.Select[Any]:
    return sa.select(channels).filter_by(workspace=ref.workspace, id=ref.channel)


async def _outdate(connection: AsyncConnection, ref: ChannelRef) -> None:
    """A process that read a delivery of the channel before it got its new id must neither post it nor tell anybody of
    it by the old id. An answer of Slack that is on its way still counts, and so does a question to a lead."""
    outdated = in_states(deliveries.c.state, frozenset[State]({"planned", "claimed", "unknown"}))
    here = sa.update(deliveries).filter_by(**of_channel(ref)).where(outdated)
    await connection.execute(here.values(version=deliveries.c.version + 1))


async def _join_notices(connection: AsyncConnection, old: ChannelRef, new: str) -> None:
    """What was told about either id was told about one channel."""
    told = sa.select(notices.c.what).filter_by(workspace=old.workspace, channel=new)
    old_ones = sa.delete(notices).filter_by(**of_channel(old))
    await connection.execute(old_ones.where(notices.c.what.in_(told)))


def _passes_nothing(channel: Channel, now: dt.datetime | None) -> sa.ColumnElement[bool]:
    """The condition that storing this channel loses no occurrence that is due by `now`."""
    stored, slot = channels.c.next_due_at, channels.c.next_slot
    free = [stored.is_(None), sa.and_(stored == channel.next_due_at, slot == channel.next_slot)]
    if channel.next_due_at is not None:
        free.append(stored > channel.next_due_at)
    if now is not None:
        free.append(stored > now)
    return sa.or_(*free)


def _values(channel: Channel) -> dict[str, Any]:
    return {column.name: getattr(channel, column.name) for column in channels.c}
