"""The tips that teams wrote for their own channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.audit import record
from bot.channels.model import Change
from bot.channels.own_tips.model import OwnTip
from bot.core.people import ChannelRef
from bot.database.engine import rows, writing
from bot.database.tables import CHANNEL, ID, WORKSPACE, Utc, column, of_channel, table

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
    column("audience", sa.Text, "Voor wie de tip is.", "never", server_default="both"),
    column(
        "question",
        sa.Text,
        "De vraag aan het team, door een teamleider geschreven.",
        "mention",
        server_default="",
    ),
    column("made_at", Utc, "Wanneer de tip is gemaakt."),
)
_FIELDS = [own_tips.c[field.name] for field in fields(OwnTip)]


class SqlOwnTipStore:
    """The tips that teams wrote for their own channel."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def of(self, ref: ChannelRef) -> Mapping[str, OwnTip]:
        """The channel's own tips by id, oldest first."""
        query = sa.select(*_FIELDS).filter_by(**of_channel(ref))
        found = await rows(self._engine, query.order_by(own_tips.c.made_at, own_tips.c.id))
        return {row.id: OwnTip(**row._mapping) for row in found}

    async def save(self, ref: ChannelRef, tip: OwnTip, change: Change) -> None:
        """Add the tip, or replace the one with its id."""
        values = {field.name: getattr(tip, field.name) for field in fields(OwnTip)}
        key = of_channel(ref)
        async with writing(self._engine) as connection:
            edit = sa.update(own_tips).filter_by(**key, id=tip.id).values(values)
            if not (await connection.execute(edit)).rowcount:
                await connection.execute(sa.insert(own_tips).values(values | key | {"made_at": change.at}))
            await record(connection, ref, [change])

    async def remove(self, ref: ChannelRef, id: str, change: Change) -> bool:
        """Delete the tip; False if it does not exist."""
        one = sa.delete(own_tips).filter_by(**of_channel(ref), id=id)
        async with writing(self._engine) as connection:
            if not (await connection.execute(one)).rowcount:
                return False
            await record(connection, ref, [change])
            return True
