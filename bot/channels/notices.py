"""Remembers what was told about a channel, so that it is told once."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.model import Channel
from bot.core.people import ChannelRef
from bot.database.engine import execute, rows, writing
from bot.database.once import insert_or_ignore
from bot.database.tables import CHANNEL, WORKSPACE, Utc, column, of_channel, table
from bot.delivery.model import Delivery

notices = table(
    "notices",
    "Wat al één keer over een kanaal is gezegd.",
    column("workspace", sa.Text, WORKSPACE, "never", primary_key=True),
    column("channel", sa.Text, CHANNEL, "never", primary_key=True),
    column("what", sa.Text, "Wat er is gezegd, als code.", "mention", primary_key=True),
    column("at", Utc, "Wanneer."),
)


def asking(nudge: Delivery, prefix: str, channel: Channel, what: str) -> Delivery:
    """What to address to the leads of a channel: a question about it, which comes with this nudge."""
    return replace(nudge, subject=f"{prefix}/{channel.workspace}.{channel.id}/{what}")


def asked_about(notice: Delivery) -> tuple[ChannelRef, str]:
    """The channel and the question of a notice that was made by `asking`."""
    _, place, what = notice.subject.split("/")
    return replace(notice.ref, channel=place.removeprefix(f"{notice.ref.workspace}.")), what


class SqlNoticeStore:
    """Remembers what was told about a channel, so that it is told once."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def first(self, ref: ChannelRef, what: str, now: dt.datetime) -> bool:
        """Record it; True for exactly one caller."""
        row = {**of_channel(ref), "what": what, "at": now}
        async with writing(self._engine) as connection:
            return await insert_or_ignore(connection, notices, [row]) == 1

    async def told(self, ref: ChannelRef, what: str) -> bool:
        """Whether it is recorded."""
        query = sa.select(notices).filter_by(**of_channel(ref), what=what)
        return bool(await rows(self._engine, query))

    async def where(self, workspace: str, what: str) -> frozenset[str]:
        """The channels of a workspace for which it is recorded."""
        query = sa.select(notices.c.channel).filter_by(workspace=workspace, what=what)
        return frozenset(row.channel for row in await rows(self._engine, query))

    async def forget(self, ref: ChannelRef, what: str) -> None:
        """It is over: when it happens again, it is told again."""
        await execute(self._engine, sa.delete(notices).filter_by(**of_channel(ref), what=what))
