"""Who leads which channel."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.audit import record
from bot.channels.model import Change, Lead
from bot.database.engine import rows, writing
from bot.database.once import insert_or_ignore
from bot.database.tables import CHANNEL, WORKSPACE, Utc, column, table

leads = table(
    "leads",
    "Wie een kanaal leidt.",
    column("workspace", sa.Text, WORKSPACE, "never", primary_key=True),
    column("channel", sa.Text, CHANNEL, "never", primary_key=True),
    column("user", sa.Text, "Wie het kanaal mag instellen.", "whose", primary_key=True),
    column("source", sa.Text, "Of dit in het bestand of in Slack is gekozen.", "never"),
    column("since", Utc, "Sinds wanneer."),
    sa.Index("ix_leads_user", "workspace", "user"),
)


class SqlLeadStore:
    """Who leads which channel."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def of(self, workspace: str, channel: str) -> Sequence[Lead]:
        """The leads of a channel, in the order in which they became one."""
        query = sa.select(leads.c.user, leads.c.source).filter_by(workspace=workspace, channel=channel)
        found = await rows(self._engine, query.order_by(leads.c.since, leads.c.user))
        return [Lead(row.user, "file" if row.source == "file" else "chosen") for row in found]

    async def channels(self, workspace: str, user: str) -> Sequence[str]:
        """The ids of the channels that this person leads."""
        query = sa.select(leads.c.channel).filter_by(workspace=workspace, user=user)
        return [row.channel for row in await rows(self._engine, query.order_by(leads.c.channel))]

    async def led(self) -> Sequence[tuple[str, str]]:
        """Every channel that has leads: its workspace and its id."""
        found = await rows(self._engine, sa.select(leads.c.workspace, leads.c.channel).distinct())
        return sorted((row.workspace, row.channel) for row in found)

    async def add(self, workspace: str, channel: str, lead: Lead, change: Change) -> bool:
        """Make somebody a lead; False where they were one already. The file takes over whom a lead chose."""
        key = {"workspace": workspace, "channel": channel, "user": lead.user}
        async with writing(self._engine) as connection:
            if not await insert_or_ignore(
                connection, leads, [{**key, "source": lead.source, "since": change.at}]
            ):
                chosen = sa.update(leads).filter_by(**key).where(leads.c.source != "file")
                taken_over = chosen.values(source="file")
                if lead.source == "chosen" or not (await connection.execute(taken_over)).rowcount:
                    return False
            await record(connection, workspace, channel, [change])
            return True

    async def remove(self, workspace: str, channel: str, user: str, change: Change) -> bool:
        """Make somebody a lead no longer; False where they were none."""
        one = sa.delete(leads).filter_by(workspace=workspace, channel=channel, user=user)
        async with writing(self._engine) as connection:
            if not (await connection.execute(one)).rowcount:
                return False
            await record(connection, workspace, channel, [change])
            return True
