"""Deletes what is kept about a workspace that removed the bot, from every table with a column `workspace`."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.database.engine import rows, writing
from bot.database.tables import metadata
from bot.slack.installations.store import workspaces

log = structlog.get_logger()


async def forget(engine: AsyncEngine, before: dt.datetime) -> int:
    """Forget the workspaces that left before `before` and did not come back; returns how many."""
    gone = workspaces.c.left_at <= before
    forgotten = 0
    for (workspace,) in await rows(engine, sa.select(workspaces.c.workspace).where(gone)):
        async with writing(engine) as connection:
            # The same condition again: it may have been installed again since it was read.
            here = sa.delete(workspaces).where(workspaces.c.workspace == workspace, gone)
            if (await connection.execute(here)).rowcount == 0:
                continue
            deleted = 0
            for table in reversed(metadata.sorted_tables):
                if "workspace" in table.c:
                    every = sa.delete(table).where(table.c.workspace == workspace)
                    deleted += (await connection.execute(every)).rowcount
        forgotten += 1
        log.info("workspace.forgotten", workspace=workspace, rows=deleted)
    return forgotten
