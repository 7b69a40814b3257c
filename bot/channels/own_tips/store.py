"""The tips that teams wrote for their own channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.audit import record
from bot.channels.model import Change
from bot.channels.own_tips.model import OwnTip
from bot.database.engine import rows, writing
from bot.database.tables import Utc, metadata

own_tips = sa.Table(
    "own_tips",
    metadata,
    sa.Column("workspace", sa.Text, primary_key=True),
    sa.Column("channel", sa.Text, primary_key=True),
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("do", sa.Text, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("link", sa.Text),
    sa.Column("rotates", sa.Boolean, nullable=False),
    sa.Column("made_at", Utc, nullable=False),
)
_FIELDS = [own_tips.c[field.name] for field in fields(OwnTip)]


class SqlOwnTipStore:
    """The tips that teams wrote for their own channel."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def of(self, workspace: str, channel: str) -> Mapping[str, OwnTip]:
        """The channel's own tips by id, oldest first."""
        query = sa.select(*_FIELDS).filter_by(workspace=workspace, channel=channel)
        found = await rows(self._engine, query.order_by(own_tips.c.made_at, own_tips.c.id))
        return {row.id: OwnTip(**row._mapping) for row in found}

    async def save(self, workspace: str, channel: str, tip: OwnTip, change: Change) -> None:
        """Add the tip, or put it in the place of the one with its id."""
        values = {field.name: getattr(tip, field.name) for field in fields(OwnTip)}
        key = {"workspace": workspace, "channel": channel}
        async with writing(self._engine) as connection:
            edit = sa.update(own_tips).filter_by(**key, id=tip.id).values(values)
            if not (await connection.execute(edit)).rowcount:
                await connection.execute(sa.insert(own_tips).values(values | key | {"made_at": change.at}))
            await record(connection, workspace, channel, [change])

    async def remove(self, workspace: str, channel: str, id: str, change: Change) -> bool:
        """Delete the tip; False where it is not there."""
        one = sa.delete(own_tips).filter_by(workspace=workspace, channel=channel, id=id)
        async with writing(self._engine) as connection:
            if not (await connection.execute(one)).rowcount:
                return False
            await record(connection, workspace, channel, [change])
            return True
