"""Stores which words were missed by which hidden names, and the keys that hide these."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.answers.gaps.model import Gap, Words, period
from bot.core import retention
from bot.core.figures import SMALLEST, at_least
from bot.database.engine import rows, writing
from bot.database.once import insert_or_ignore
from bot.database.tables import WORKSPACE, column, table

gaps = table(
    "gaps",
    "Woorden waarop mensen geen goed antwoord kregen. Een vraag staat er niet in.",
    column("workspace", sa.Text, WORKSPACE, "never", primary_key=True),
    column(
        "words",
        sa.Text,
        "Een woord, of twee die samen gevraagd werden, als de artikelen of een woordenboek het kennen,"
        " of de woorden waaruit het bestaat.",
        "never",
        primary_key=True,
    ),
    column("period", sa.Integer, "Met welke sleutel de vrager onherkenbaar is gemaakt.", primary_key=True),
    column(
        "asker",
        sa.Text,
        "Wie het vroeg, onherkenbaar gemaakt, om te tellen of vijf mensen hetzelfde missen.",
        "hidden",
        primary_key=True,
    ),
    column("found", sa.Boolean, "Of die persoon het antwoord vond."),
    column("day", sa.Date, "Wanneer, om het na dertig dagen te verwijderen."),
    sa.Index("ix_gaps_day", "day"),
    sqlite_with_rowid=False,  # row ids in the order of asking would reveal which words were in one question
)

gap_keys = table(
    "gap_keys",
    "De sleutels waarmee vragers in 'gaps' onherkenbaar zijn; na dertig dagen komt er een nieuwe.",
    column("period", sa.Integer, "Van welke dertig dagen.", primary_key=True, autoincrement=False),
    column("key", sa.LargeBinary, "De sleutel."),
)


class SqlGapStore:
    """Stores what was missed. A row has words, a hidden name and a day, and nothing that leads to a question or a
    person."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def key(self, number: int, fresh: bytes) -> bytes:
        """The key of this period; the first caller's `fresh` becomes the key for all."""
        async with writing(self._engine) as connection:
            await insert_or_ignore(connection, gap_keys, [{"period": number, "key": fresh}])
            key: bytes = (await connection.execute(_key_of(number))).scalar_one()
            return key

    async def forget_keys(self, before: int) -> None:
        """Delete the keys of the periods before this one."""
        async with writing(self._engine) as connection:
            await connection.execute(sa.delete(gap_keys).where(gap_keys.c.period < before))

    async def mark(
        self, workspace: str, number: int, askers: Mapping[Words, str], day: dt.date, *, found: bool
    ) -> None:
        """Record for each of these words whether its asker (a hidden name) found it, replacing what was recorded
        before."""
        rows = [
            {
                "workspace": workspace,
                "words": " ".join(words),
                "period": number,
                "asker": asker,
                "found": found,
                "day": day,
            }
            for words, asker in sorted(askers.items())  # all lock in one order, or two could deadlock
        ]
        if rows:
            async with writing(self._engine) as connection:
                await _insert_or_replace(connection, rows)

    async def shown(self, workspace: str) -> Sequence[Gap]:
        """The words that at least `figures.SMALLEST` people missed in one period, each with the numbers of the period
        in which most people missed it.

        Both numbers are rounded down by `figures.at_least`, so no smaller number of people leaves the store.
        """
        missed = sa.func.sum(sa.case((gaps.c.found, 0), else_=1)).label("missed")
        found = sa.func.sum(sa.case((gaps.c.found, 1), else_=0)).label("found")
        query = (
            sa.select(gaps.c.words, missed, found)
            .where(gaps.c.workspace == workspace)
            .group_by(gaps.c.words, gaps.c.period)
            .having(missed >= SMALLEST)
            .order_by(missed)
        )
        most = {
            row.words: Gap(tuple(row.words.split(" ")), at_least(row.missed), at_least(row.found))
            for row in await rows(self._engine, query)
        }
        return list(most.values())

    async def workspaces(self) -> Sequence[str]:
        """The workspaces about which anything is stored."""
        query = sa.select(gaps.c.workspace).distinct().order_by(gaps.c.workspace)
        return [row[0] for row in await rows(self._engine, query)]

    async def expire(self, before: dt.datetime) -> int:
        """Delete what was recorded before the day of this moment; returns how many rows. Also deletes the keys of
        periods that are over, so that nobody can ever name their askers."""
        old = sa.delete(gaps).where(gaps.c.day < before.astimezone(dt.UTC).date())
        await self.forget_keys(period(before + retention.QUESTIONS))
        async with writing(self._engine) as connection:
            return (await connection.execute(old)).rowcount


def _key_of(number: int) -> sa.Select[Any]:
    return sa.select(gap_keys.c.key).where(gap_keys.c.period == number)


async def _insert_or_replace(connection: AsyncConnection, rows: Sequence[Mapping[str, Any]]) -> None:
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    statement = insert(gaps).values(rows)
    said = {"found": statement.excluded.found, "day": statement.excluded.day}
    await connection.execute(
        statement.on_conflict_do_update(index_elements=list(gaps.primary_key), set_=said)
    )
