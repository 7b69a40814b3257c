"""What is kept about a workspace goes when the workspace goes: from every table that has a column `workspace`."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.core.retention import UNINSTALLED
from bot.database.engine import reading, writing
from bot.slack.installations.store import workspaces

log = structlog.get_logger()


class Retention:
    def __init__(self, engine: AsyncEngine, metadata: sa.MetaData) -> None:
        """`metadata` has all tables of the database."""
        self._engine = engine
        self._tables = tuple(reversed(metadata.sorted_tables))

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
                rows = 0
                for table in [one for one in self._tables if "workspace" in one.c]:
                    every = sa.delete(table).where(table.c.workspace == workspace)
                    rows += (await connection.execute(every)).rowcount
            purged += 1
            log.info("workspace.forgotten", workspace=workspace, rows=rows)
        return purged
