"""Who leads which channel."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.audit import record
from bot.channels.model import Change, Lead
from bot.database.engine import reading, writing
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
_KEY = ("workspace", "channel", "user")


class SqlLeadStore:
    """Fulfils `channels.ports.LeadStore`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def of(self, workspace: str, channel: str) -> Sequence[Lead]:
        query = sa.select(leads.c.user, leads.c.source).where(
            leads.c.workspace == workspace, leads.c.channel == channel
        )
        async with reading(self._engine) as connection:
            rows = await connection.execute(query.order_by(leads.c.since, leads.c.user))
            return [Lead(row.user, row.source) for row in rows]

    async def channels(self, workspace: str, user: str) -> Sequence[str]:
        query = sa.select(leads.c.channel).where(leads.c.workspace == workspace, leads.c.user == user)
        async with reading(self._engine) as connection:
            return list(await connection.scalars(query.order_by(leads.c.channel)))

    async def led(self) -> Sequence[tuple[str, str]]:
        query = sa.select(leads.c.workspace, leads.c.channel).distinct()
        async with reading(self._engine) as connection:
            rows = await connection.execute(query.order_by(leads.c.workspace, leads.c.channel))
            return [(row.workspace, row.channel) for row in rows]

    async def add(self, workspace: str, channel: str, lead: Lead, change: Change) -> bool:
        row = {
            "workspace": workspace,
            "channel": channel,
            "user": lead.user,
            "source": lead.source,
            "since": change.at,
        }
        async with writing(self._engine) as connection:
            if not await insert_or_ignore(connection, leads, [row]):
                one = sa.update(leads).where(*(leads.c[name] == row[name] for name in _KEY))
                taken_over = one.where(leads.c.source == "slack").values(source="file")
                if lead.source == "slack" or not (await connection.execute(taken_over)).rowcount:
                    return False
            await record(connection, workspace, channel, [change])
            return True

    async def remove(self, workspace: str, channel: str, user: str, change: Change) -> bool:
        one = sa.delete(leads).where(
            leads.c.workspace == workspace, leads.c.channel == channel, leads.c.user == user
        )
        async with writing(self._engine) as connection:
            if not (await connection.execute(one)).rowcount:
                return False
            await record(connection, workspace, channel, [change])
            return True
