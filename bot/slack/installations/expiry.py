"""What is kept about a workspace goes when the workspace goes: from every table that has a column `workspace`."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.core.retention import UNINSTALLED
from bot.database.engine import reading, writing
from bot.slack.installations.store import workspaces

log = structlog.get_logger()


class Retention:
    def __init__(self, engine: AsyncEngine, metadata: sa.MetaData) -> None:
        """`metadata` has all tables of the database."""
        self._engine = engine
        self._metadata = metadata

    async def forget_workspace(self, workspace: str) -> int:
        """Delete everything about a workspace, its own tokens too, in one transaction; how many rows."""
        async with writing(self._engine) as connection:
            return await self._forget(connection, workspace)

    async def purge(self, now: dt.datetime) -> int:
        """Forget the workspaces that left 30 days ago and did not come back; how many."""
        gone = workspaces.c.left_at <= now - UNINSTALLED
        async with reading(self._engine) as connection:
            left = (await connection.execute(sa.select(workspaces.c.workspace).where(gone))).scalars().all()
        purged = 0
        for workspace in left:
            async with writing(self._engine) as connection:
                # Deleted under the same condition: it may have been installed again since it was read.
                here = sa.delete(workspaces).where(workspaces.c.workspace == workspace, gone)
                if (await connection.execute(here)).rowcount == 0:
                    continue
                rows = await self._forget(connection, workspace)
            purged += 1
            log.info("workspace.forgotten", workspace=workspace, rows=rows)
        return purged

    async def _forget(self, connection: AsyncConnection, workspace: str) -> int:
        if not workspace:
            raise ValueError("name the workspace to forget")
        rows = 0
        for table in reversed(self._metadata.sorted_tables):
            if "workspace" in table.c:
                rows += (
                    await connection.execute(sa.delete(table).where(table.c.workspace == workspace))
                ).rowcount
        return rows
