"""What is kept about a person who leads or changed channels: what it is, and how it is deleted for ever."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.audit import audit, record
from bot.channels.leads import texts
from bot.channels.leads.store import leads
from bot.channels.model import Act
from bot.channels.tables import channels
from bot.core import retention
from bot.core.people import Actor, Subject
from bot.database.engine import reading, writing
from bot.privacy.mentions import Mentions
from bot.privacy.ports import Rows
from bot.privacy.texts import DELETED_USER


class RolesData:
    """Which channels a person leads."""

    title = texts.ROLES_TITLE
    why = texts.ROLES_WHY
    kept = texts.ROLES_KEPT

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def of(self, person: Actor) -> Rows:
        async with reading(self._engine) as connection:
            found = await connection.execute(_led(leads.c.since).where(_mine(person)))
            return [{"kanaal": row.name, "sinds": row.since.isoformat()} for row in found]

    async def alone(self, person: Actor) -> Sequence[str]:
        """The names of the channels of which this person is the only lead."""
        other = leads.alias("other")
        others = sa.exists().where(
            other.c.workspace == leads.c.workspace,
            other.c.channel == leads.c.channel,
            other.c.user != person.user,
        )
        query = _led().where(_mine(person), ~others).order_by("name")
        async with reading(self._engine) as connection:
            return list(await connection.scalars(query))

    async def erase(self, person: Actor, now: dt.datetime) -> int:
        ended = sa.delete(leads).where(_mine(person)).returning(leads.c.channel)
        change = Act(DELETED_USER, now).change("lead", DELETED_USER, None)
        async with writing(self._engine) as connection:
            left = (await connection.execute(ended)).scalars().all()
            for channel in left:
                await record(connection, person.at(channel), [change])
        return len(left)


class AuditData(Mentions):
    """Changes that a person made, and changes of others that name them. They stay, without the person: what became of
    a channel is for its other leads to know."""

    title = texts.AUDIT_TITLE
    why = texts.AUDIT_WHY
    kept = texts.AUDIT_KEPT.format(days=retention.AUDIT.days)

    def __init__(self, engine: AsyncEngine) -> None:
        super().__init__(engine, [audit])

    async def of(self, person: Subject) -> Rows:
        return [
            {
                "wanneer": row["at"].isoformat(),
                "kanaal": row["channel"],
                "door": texts.AUDIT_YOU if row["user"] == person.user else texts.AUDIT_OTHER,
                "wat": row["field"],
                "van": row["before"],
                "naar": row["after"],
            }
            for _, (row, _) in await self.seen(person)
        ]


def _led(*more: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """The names of the channels that have a lead."""
    same = sa.and_(channels.c.workspace == leads.c.workspace, channels.c.id == leads.c.channel)
    named = sa.func.coalesce(channels.c.name, leads.c.channel).label("name")
    return sa.select(named, *more).select_from(leads.outerjoin(channels, same))


def _mine(person: Actor) -> sa.ColumnElement[bool]:
    return sa.and_(leads.c.workspace == person.workspace, leads.c.user == person.user)
