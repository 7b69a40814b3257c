"""What the ledger keeps about people it wrote to, and how that is erased."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.core import retention
from bot.core.features import Personal, Rows
from bot.core.people import Subject
from bot.database.engine import rows, writing
from bot.delivery import texts
from bot.delivery.tables import deliveries


def part(engine: AsyncEngine) -> Personal:
    """The ledger's rows of messages to one person, whatever they were about. They contain no text."""

    async def of(person: Subject) -> Rows:
        query = sa.select(deliveries.c.kind, deliveries.c.slot, deliveries.c.state).where(_to(person))
        return [
            {"soort": row.kind, "datum": row.slot.isoformat(), "stand": row.state}
            for row in await rows(engine, query)
        ]

    async def erase(person: Subject, _now: dt.datetime) -> int:
        async with writing(engine) as connection:
            return (await connection.execute(sa.delete(deliveries).where(_to(person)))).rowcount

    kept = texts.MESSAGES_KEPT.format(days=retention.PLANS.days)
    return Personal(texts.MESSAGES_TITLE, texts.MESSAGES_WHY, kept, of, erase)


def _to(person: Subject) -> sa.ColumnElement[bool]:
    """A notice is addressed to the person, everything else to the conversation."""
    names = [name for name in (person.user, person.direct) if name]
    return sa.and_(deliveries.c.workspace == person.workspace, deliveries.c.channel.in_(names))
