"""Finds what a clock that was far ahead wrote, and corrects it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.mending.model import AHEAD, put_right
from bot.core.people import ChannelRef
from bot.database.engine import writing
from bot.database.tables import held, in_states, metadata
from bot.delivery.model import NOTICE, OPEN, Delivery, stale_at
from bot.delivery.tables import COLUMNS, deliveries, read_deliveries

_WAITS = (deliveries.c.due_at, deliveries.c.not_before, deliveries.c.quarantine_until)


class SqlMending:
    """The rows that a clock that was far ahead may have written."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def nudges(
        self, refs: Sequence[ChannelRef], since: dt.date
    ) -> Mapping[ChannelRef, Sequence[Delivery]]:
        """The rows of these channels' nudges from this slot on, in one query: after a start it may be all channels."""
        of = sa.tuple_(deliveries.c.workspace, deliveries.c.channel)
        query = sa.select(*COLUMNS).filter_by(kind="nudge").where(deliveries.c.slot >= since)
        found: dict[ChannelRef, list[Delivery]] = {ref: [] for ref in refs}
        for row in await read_deliveries(
            self._engine, query.where(of.in_([(ref.workspace, ref.channel) for ref in refs]))
        ):
            found[row.ref].append(row)
        return found

    async def remove(self, wrong: Sequence[Delivery]) -> None:
        """Delete those that are unchanged since they were read, with the notices about them that are not sent yet."""
        async with writing(self._engine) as connection:
            for row in wrong:
                as_read = sa.and_(deliveries.c.id == row.id, deliveries.c.version == row.version)
                if (await connection.execute(sa.delete(deliveries).where(as_read))).rowcount:
                    told = sa.and_(
                        deliveries.c.workspace == row.ref.workspace,
                        deliveries.c.kind == NOTICE,
                        deliveries.c.state == "planned",
                        deliveries.c.subject.like(f"%/{row.id}/%"),
                    )
                    await connection.execute(sa.delete(deliveries).where(told))

    async def put_right(self, now: dt.datetime) -> int:
        """Undo every wait that only a wrong clock can have written (see `model.put_right`), and treat other future
        moments as their columns say; returns how many rows."""
        far = sa.or_(*(column > now + AHEAD for column in _WAITS))
        query = sa.select(*COLUMNS).where(in_states(deliveries.c.state, OPEN), far)
        mended = 0
        async with writing(self._engine) as connection:
            for row in [Delivery(**held(row)) for row in (await connection.execute(query)).mappings()]:
                right = put_right(row, now)
                if right != row:
                    values = {column.name: getattr(right, column.name) for column in _WAITS}
                    values |= {"expires_at": right.expires_at, "stale_at": stale_at(right)}
                    as_read = sa.and_(deliveries.c.id == row.id, deliveries.c.version == row.version)
                    update = sa.update(deliveries).where(as_read).values(version=row.version + 1, **values)
                    mended += (await connection.execute(update)).rowcount
            for column in [column for table in metadata.sorted_tables for column in table.c]:
                match column.info.get("ahead"):
                    case "counts":
                        mending: sa.Update | sa.Delete = sa.update(column.table).values({column.name: now})
                    case "goes":
                        mending = sa.delete(column.table)
                    case _:
                        continue
                mended += (await connection.execute(mending.where(column > now + AHEAD))).rowcount
            return mended
