"""What was missed, by hidden names; and the key that hides them."""

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
    sqlite_with_rowid=False,  # numbers in the order of asking would tell which words one question held
)

gap_keys = table(
    "gap_keys",
    "De sleutels waarmee vragers in 'gaps' onherkenbaar zijn; na dertig dagen komt er een nieuwe.",
    column("period", sa.Integer, "Van welke dertig dagen.", primary_key=True, autoincrement=False),
    column("key", sa.LargeBinary, "De sleutel."),
)


class SqlGapStore:
    """What was missed. A row holds words, a hidden name and a day, and nothing that leads to a question or a person."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def key(self, number: int, fresh: bytes) -> bytes:
        """The key of this period: the same for every caller, `fresh` for the first."""
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
        """Record for each of these words whether its asker (a hidden name) found it, in place of what they said."""
        rows = [
            {
                "workspace": workspace,
                "words": " ".join(words),
                "period": number,
                "asker": asker,
                "found": found,
                "day": day,
            }
            for words, asker in sorted(askers.items())  # two that lock the same rows do it in the same order
        ]
        if rows:
            async with writing(self._engine) as connection:
                await _insert_or_replace(connection, rows)

    async def shown(self, workspace: str) -> Sequence[Gap]:
        """The words that at least `figures.SMALLEST` people of one period missed, by the period that has most of them.

        A number of people who found them is 0 where it is smaller than that. Fewer than that never leave the store.
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
        """The workspaces that anything is kept of."""
        query = sa.select(gaps.c.workspace).distinct().order_by(gaps.c.workspace)
        return [row[0] for row in await rows(self._engine, query)]

    async def expire(self, before: dt.datetime) -> int:
        """Delete what was recorded before that day; how many rows. Also the keys of periods that are over, which hide
        for ever what they hid."""
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
