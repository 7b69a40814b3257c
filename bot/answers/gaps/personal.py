"""What the gap list holds about a person, and how it is deleted."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.answers.gaps import texts
from bot.answers.gaps.model import asker
from bot.answers.gaps.store import gap_keys, gaps
from bot.core import retention
from bot.core.features import Personal, Rows
from bot.core.people import Actor
from bot.database.engine import reading, writing


def part(engine: AsyncEngine) -> Personal:
    """The words that a person asked about, as long as the key exists that hides them.

    Under an earlier key, which is deleted, nobody can find them, and they identify nobody.
    """

    async def of(person: Actor) -> Rows:
        async with reading(engine) as connection:
            mine = await _mine(connection, person)
        return [{"woorden": words, "gevonden": found} for words, found, _ in mine]

    async def erase(person: Actor, _now: dt.datetime) -> int:
        async with writing(engine) as connection:
            names = [name for _, _, name in await _mine(connection, person)]
            deleted = sa.delete(gaps).where(gaps.c.workspace == person.workspace, gaps.c.asker.in_(names))
            return (await connection.execute(deleted)).rowcount

    kept = texts.GAPS_KEPT.format(days=retention.QUESTIONS.days)
    return Personal(texts.GAPS_TITLE, texts.GAPS_WHY, kept, of, erase)


async def _mine(connection: AsyncConnection, person: Actor) -> list[tuple[str, bool, str]]:
    mine = []
    for number, key in (await connection.execute(sa.select(gap_keys.c.period, gap_keys.c.key))).all():
        here = (gaps.c.workspace == person.workspace, gaps.c.period == number)
        query = sa.select(gaps.c.words, gaps.c.found, gaps.c.asker).where(*here)
        for words, found, name in (await connection.execute(query)).all():
            if name == asker(key, person.workspace, person.user, tuple(words.split(" "))):
                mine.append((words, found, name))
    return mine
