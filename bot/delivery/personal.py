"""What is kept about a person of messages to them: what it is, and how it is deleted for ever."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.core import retention
from bot.core.people import Subject
from bot.database.engine import reading, writing
from bot.delivery import texts
from bot.delivery.tables import deliveries
from bot.privacy.ports import Rows


class MessagesData:
    """The ledger's rows of messages to one person, whatever they were about. They hold no text."""

    title = texts.MESSAGES_TITLE
    why = texts.MESSAGES_WHY
    kept = texts.MESSAGES_KEPT.format(days=retention.PLANS.days)

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def of(self, person: Subject) -> Rows:
        query = sa.select(deliveries.c.kind, deliveries.c.slot, deliveries.c.state).where(self._to(person))
        async with reading(self._engine) as connection:
            return [
                {"soort": row.kind, "datum": row.slot.isoformat(), "stand": row.state}
                for row in await connection.execute(query)
            ]

    async def erase(self, person: Subject, now: dt.datetime) -> int:  # noqa: ARG002 - the port's
        async with writing(self._engine) as connection:
            return (await connection.execute(sa.delete(deliveries).where(self._to(person)))).rowcount

    @staticmethod
    def _to(person: Subject) -> sa.ColumnElement[bool]:
        """A notice is addressed to the person, everything else to the conversation."""
        names = [name for name in (person.user, person.direct) if name]
        return sa.and_(deliveries.c.workspace == person.workspace, deliveries.c.channel.in_(names))
