"""Which channel a named entry of the channels file means."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.database.engine import execute, rows, writing
from bot.database.tables import CHANNEL, WORKSPACE, column, table

entries = table(
    "entries",
    "Welk kanaal het kanalenbestand met een naam bedoelt, ook als het kanaal een andere naam krijgt.",
    column("workspace", sa.Text, WORKSPACE, "never", primary_key=True),
    column("name", sa.Text, "De naam in het bestand.", "slack", primary_key=True),
    column("channel", sa.Text, CHANNEL, "never"),
)


class SqlEntryStore:
    """Which channel a named entry of the channels file means, by folded name."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def of(self, workspace: str) -> Mapping[str, str]:
        """Names with their channel ids."""
        query = sa.select(entries.c.name, entries.c.channel).filter_by(workspace=workspace)
        return {row.name: row.channel for row in await rows(self._engine, query)}

    async def keep(self, workspace: str, meant: Mapping[str, str]) -> None:
        """Remember these and no others."""
        kept = [{"workspace": workspace, "name": name, "channel": channel} for name, channel in meant.items()]
        async with writing(self._engine) as connection:
            await connection.execute(sa.delete(entries).filter_by(workspace=workspace))
            if kept:
                await connection.execute(sa.insert(entries), kept)

    async def forget(self, workspace: str, name: str) -> bool:
        """The name again means whatever channel has it; False if it was not remembered."""
        one = sa.delete(entries).filter_by(workspace=workspace, name=name)
        return await execute(self._engine, one) == 1
