"""The tips that teams wrote for their own channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.audit import record
from bot.channels.model import Change
from bot.channels.own_tips.model import OwnTip
from bot.database.engine import reading, writing
from bot.database.tables import CHANNEL, ID, WORKSPACE, Utc, column, table

own_tips = table(
    "own_tips",
    "Tips die een teamleider zelf schreef.",
    column("workspace", sa.Text, WORKSPACE, "never", primary_key=True),
    column("channel", sa.Text, CHANNEL, "never", primary_key=True),
    column("id", sa.Text, ID, "never", primary_key=True),
    column("title", sa.Text, "De titel, door een teamleider geschreven.", "mention"),
    column("do", sa.Text, "De actie, door een teamleider geschreven.", "mention"),
    column("why", sa.Text, "De reden, door een teamleider geschreven.", "mention"),
    column("link", sa.Text, "Waar meer te lezen is.", "mention", nullable=True),
    column("rotates", sa.Boolean, "Of de tip vanzelf aan de beurt komt."),
    column("made_at", Utc, "Wanneer de tip is gemaakt."),
)
_FIELDS = [own_tips.c[field.name] for field in fields(OwnTip)]


class SqlOwnTipStore:
    """Fulfils `channels.ports.OwnTipStore`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def of(self, workspace: str, channel: str) -> Mapping[str, OwnTip]:
        query = sa.select(*_FIELDS).where(own_tips.c.workspace == workspace, own_tips.c.channel == channel)
        async with reading(self._engine) as connection:
            rows = await connection.execute(query.order_by(own_tips.c.made_at, own_tips.c.id))
            return {row.id: OwnTip(**row._mapping) for row in rows}

    async def save(self, workspace: str, channel: str, tip: OwnTip, change: Change) -> None:
        values = {field.name: getattr(tip, field.name) for field in fields(OwnTip)}
        key = {"workspace": workspace, "channel": channel}
        async with writing(self._engine) as connection:
            edit = sa.update(own_tips).where(_one(workspace, channel, tip.id)).values(values)
            if not (await connection.execute(edit)).rowcount:
                await connection.execute(sa.insert(own_tips).values(values | key | {"made_at": change.at}))
            await record(connection, workspace, channel, [change])

    async def remove(self, workspace: str, channel: str, id: str, change: Change) -> bool:
        async with writing(self._engine) as connection:
            if not (
                await connection.execute(sa.delete(own_tips).where(_one(workspace, channel, id)))
            ).rowcount:
                return False
            await record(connection, workspace, channel, [change])
            return True


def _one(workspace: str, channel: str, id: str) -> sa.ColumnElement[bool]:
    return sa.and_(own_tips.c.workspace == workspace, own_tips.c.channel == channel, own_tips.c.id == id)
