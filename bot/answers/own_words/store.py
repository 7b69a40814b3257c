"""Stores the words that mean the same according to an administrator, and those that must not be offered."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.audit import record
from bot.channels.model import Act
from bot.core.people import ChannelRef
from bot.database.engine import rows, writing
from bot.database.once import insert_or_ignore
from bot.database.tables import WORKSPACE, column, table
from bot.library.ports import Pairs

FIELD = "own word"
"""The name of these changes in the audit log; they belong to no channel."""

own_words = table(
    "own_words",
    "Woorden die volgens een beheerder hetzelfde betekenen als een woord in de artikelen.",
    column("workspace", sa.Text, WORKSPACE, "never", primary_key=True),
    column("word", sa.Text, "Een woord waarop niets gevonden werd.", "never", primary_key=True),
    column(
        "other",
        sa.Text,
        "Het woord in de artikelen dat hetzelfde betekent; leeg als het woord niet meer voorgesteld wordt.",
        "never",
        primary_key=True,
    ),
)


class SqlOwnWordStore:
    """Keeps pairs of words until somebody deletes them. Only the audit log says who added one."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def of(self, workspace: str) -> Pairs:
        """All pairs in alphabetical order; a word that must not be offered has '' as its other word."""
        query = sa.select(own_words.c.word, own_words.c.other).filter_by(workspace=workspace)
        found = await rows(self._engine, query.order_by(own_words.c.word, own_words.c.other))
        return tuple((row.word, row.other) for row in found)

    async def same(self, workspace: str) -> Pairs:
        """The pairs of words that mean the same."""
        return tuple(pair for pair in await self.of(workspace) if pair[1])

    async def add(self, workspace: str, word: str, other: str, act: Act) -> bool:
        """Store the pair; False if it is there already."""
        row = {"workspace": workspace, "word": word, "other": other}
        async with writing(self._engine) as connection:
            if not await insert_or_ignore(connection, own_words, [row]):
                return False
            await record(connection, ChannelRef(workspace, ""), [act.change(FIELD, None, [word, other])])
            return True

    async def remove(self, workspace: str, word: str, other: str, act: Act) -> bool:
        """Delete the pair; False if it is not there."""
        one = sa.delete(own_words).filter_by(workspace=workspace, word=word, other=other)
        async with writing(self._engine) as connection:
            if not (await connection.execute(one)).rowcount:
                return False
            await record(connection, ChannelRef(workspace, ""), [act.change(FIELD, [word, other], None)])
            return True

    async def workspaces(self) -> Sequence[str]:
        """The workspaces that have any pairs."""
        query = sa.select(own_words.c.workspace).distinct().order_by(own_words.c.workspace)
        return [row[0] for row in await rows(self._engine, query)]
