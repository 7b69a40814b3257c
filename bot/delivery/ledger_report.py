"""The administrator's questions to the ledger. Nothing here changes a delivery."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.database.engine import rows
from bot.delivery.model import Delivery, State
from bot.delivery.tables import COLUMNS, channels, read_deliveries
from bot.delivery.tables import deliveries as ledger


class LedgerReport:
    """Raises StoreError if the database cannot be used."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def find(
        self,
        *,
        workspace: str | None = None,
        channel: str | None = None,
        state: State | None = None,
        since: dt.datetime | None = None,
        limit: int = 50,
    ) -> Sequence[Delivery]:
        """The newest deliveries that match all of this; `channel` is an id, or a name with or without #."""
        query = sa.select(*COLUMNS).order_by(ledger.c.due_at.desc(), ledger.c.id).limit(limit)
        if workspace:
            query = query.where(ledger.c.workspace == workspace)
        if channel:
            named = sa.select(channels.c.id).where(
                channels.c.workspace == ledger.c.workspace, channels.c.name == channel.removeprefix("#")
            )
            query = query.where(sa.or_(ledger.c.channel == channel, ledger.c.channel.in_(named)))
        if state:
            query = query.where(ledger.c.state == state)
        if since:
            query = query.where(ledger.c.due_at >= since)
        return await read_deliveries(self._engine, query)

    async def beginning(self, digits: str) -> Sequence[Delivery]:
        """At most two deliveries whose id starts with `digits`, which has no hyphens."""
        first, last = (uuid.UUID(digits.ljust(32, end)) for end in "0f")
        return await read_deliveries(
            self._engine, sa.select(*COLUMNS).where(ledger.c.id.between(first, last)).limit(2)
        )

    async def told(self, row: Delivery) -> Sequence[Delivery]:
        """The notices about this delivery, oldest first."""
        about = ledger.c.subject.like(f"%/{row.id}/%")
        query = sa.select(*COLUMNS).where(ledger.c.workspace == row.ref.workspace, about)
        return await read_deliveries(self._engine, query.order_by(ledger.c.due_at, ledger.c.id))

    async def waiting(self, now: dt.datetime) -> Mapping[str, int]:
        """How many due deliveries are in each open state; they are few, and one index contains them all."""
        query = (
            sa.select(ledger.c.state, sa.func.count().label("rows"))
            .where(ledger.c.stale_at.is_not(None), ledger.c.due_at <= now)
            .group_by(ledger.c.state)
        )
        return {row.state: row.rows for row in await rows(self._engine, query)}
