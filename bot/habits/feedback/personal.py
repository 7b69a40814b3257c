"""A person's answers to a trial's question, and how they are erased."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.core.features import Personal, Rows
from bot.core.people import Actor
from bot.database.engine import reading, writing
from bot.habits import texts
from bot.habits.feedback.model import voter
from bot.habits.feedback.store import rounds, votes


def part(engine: AsyncEngine) -> Personal:
    """Answers in open rounds; those of closed rounds are gone, and nobody could tell whose they were."""

    async def of(person: Actor) -> Rows:
        async with reading(engine) as connection:
            query = sa.select(rounds.c.tip, votes.c.yes)
            mine = await _mine(connection, person)
            found = await connection.execute(query.join(votes, votes.c.nudge == rounds.c.nudge).where(mine))
            return [{"tip": row.tip, "keuze": texts.VOTES[row.yes]} for row in found]

    async def erase(person: Actor, _now: dt.datetime) -> int:
        async with writing(engine) as connection:
            mine = await _mine(connection, person)
            return (await connection.execute(sa.delete(votes).where(mine))).rowcount

    return Personal(texts.VOTES_TITLE, texts.VOTES_WHY, texts.VOTES_KEPT, of, erase)


async def _mine(connection: AsyncConnection, person: Actor) -> sa.ColumnElement[bool]:
    """Which answers are this person's, found with the keys that still exist."""
    open_ones = sa.select(rounds.c.key).where(
        rounds.c.workspace == person.workspace, rounds.c.next_at.is_not(None), rounds.c.key.is_not(None)
    )
    names = [voter(key, person.name) for key in await connection.scalars(open_ones)]
    return sa.and_(votes.c.workspace == person.workspace, votes.c.voter.in_(names))
