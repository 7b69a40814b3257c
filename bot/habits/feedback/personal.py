"""What is kept about a person of their votes: what it is, and how it is deleted for ever."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.core.people import Actor
from bot.database.engine import reading, writing
from bot.habits import texts
from bot.habits.feedback.model import voter
from bot.habits.feedback.store import rounds, votes
from bot.privacy.ports import Rows


class VotesData:
    """Votes in rounds that are not closed; those of closed rounds are gone, and nobody could tell whose they were."""

    title = texts.VOTES_TITLE
    why = texts.VOTES_WHY
    kept = texts.VOTES_KEPT

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def of(self, person: Actor) -> Rows:
        async with reading(self._engine) as connection:
            query = sa.select(rounds.c.tip, votes.c.question, votes.c.yes)
            mine = await self._mine(connection, person)
            found = await connection.execute(query.join(votes, votes.c.nudge == rounds.c.nudge).where(mine))
            return [{"tip": row.tip, "keuze": texts.VOTES[row.question, row.yes]} for row in found]

    async def erase(self, person: Actor, now: dt.datetime) -> int:  # noqa: ARG002 - the port's
        async with writing(self._engine) as connection:
            mine = await self._mine(connection, person)
            return (await connection.execute(sa.delete(votes).where(mine))).rowcount

    async def _mine(self, connection: AsyncConnection, person: Actor) -> sa.ColumnElement[bool]:
        """Which votes are this person's, made with the keys that are still there."""
        open_ones = sa.select(rounds.c.nudge, rounds.c.key).where(
            rounds.c.workspace == person.workspace, rounds.c.next_at.is_not(None)
        )
        names = [
            voter(row.key, person.name) for row in await connection.execute(open_ones) if row.key is not None
        ]
        return sa.and_(votes.c.workspace == person.workspace, votes.c.voter.in_(names))
