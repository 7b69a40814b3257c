"""What Slack reported about each channel, with Slack's own time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.channels.presence.model import STOPS, Kind, Said, newest
from bot.channels.tables import channels
from bot.core.people import ChannelRef
from bot.core.words import Sentence
from bot.database.engine import reading, rows, writing
from bot.database.once import insert_or_ignore
from bot.database.tables import CHANNEL, WORKSPACE, Utc, column, of_channel, table

happenings = table(
    "happenings",
    Sentence("Wat {platform} over een kanaal zei, zodat oud nieuws dat laat komt niets verandert."),
    column("workspace", sa.Text, WORKSPACE, "never", primary_key=True),
    column("channel", sa.Text, CHANNEL, "never", primary_key=True),
    column(
        "kind",
        sa.Text,
        "Waar het over ging: de naam, het archief, of de bot erin zit.",
        "never",
        primary_key=True,
    ),
    column("at", Utc, Sentence("Wanneer het volgens {platform} was."), nullable=True),
    column("value", sa.Text, "Hoe het toen werd, als code of als naam.", "slack"),
)


class SqlHappeningStore:
    """What Slack reported about a channel, even one that was never set up.

    While a stored channel is not `paused`, none of its stops (`presence.model.STOPS`) holds.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def of(self, ref: ChannelRef) -> Mapping[Kind, Said]:
        """What is known of the channel, by kind."""
        async with reading(self._engine, once=True) as connection:
            return await _of(connection, ref)

    async def note(self, ref: ChannelRef, kind: Kind, before: Said | None, after: Said) -> bool:
        """Replace `before` by `after`; False if `before` is no longer what is known."""
        async with writing(self._engine) as connection:
            if before is None:
                return await insert_or_ignore(connection, happenings, [_row(ref, kind, after)]) == 1
            unchanged = happenings.c.at.is_not_distinct_from(before.at) & (happenings.c.value == before.value)
            update = sa.update(happenings).filter_by(**of_channel(ref), kind=kind).where(unchanged)
            return (await connection.execute(update.values(at=after.at, value=after.value))).rowcount == 1

    async def stopped(self) -> Sequence[ChannelRef]:
        """Every channel that an event stopped."""
        query = sa.select(channels.c.workspace, channels.c.id).where(
            channels.c.paused.in_(STOPS.values()), channels.c.next_due_at.is_(None)
        )
        return [ChannelRef(row.workspace, row.id) for row in await rows(self._engine, query)]

    async def gone(self, workspace: str) -> frozenset[str]:
        """The ids of the channels that Slack says were deleted."""
        query = sa.select(happenings.c.channel).filter_by(workspace=workspace, kind="deleted")
        return frozenset(
            row.channel for row in await rows(self._engine, query.where(happenings.c.value != ""))
        )

    async def ids(self, workspace: str) -> Mapping[str, str]:
        """The new id of each channel that got one, by its old id."""
        query = sa.select(happenings.c.channel, happenings.c.value).filter_by(workspace=workspace)
        return {row.channel: row.value for row in await rows(self._engine, query.filter_by(kind="moved"))}


async def goes_on(connection: AsyncConnection, ref: ChannelRef, *, new: bool) -> None:
    """Clears the stops of a stopped channel, or of one that is set up as `new`: the bot may post again."""
    stops = happenings.c.kind.in_(STOPS) & (happenings.c.value != "")
    if not new:
        one = sa.and_(channels.c.workspace == ref.workspace, channels.c.id == ref.channel)
        stops &= sa.exists().where(one, channels.c.paused.is_not(None))
    await connection.execute(sa.update(happenings).filter_by(**of_channel(ref)).where(stops).values(value=""))


async def join(connection: AsyncConnection, old: ChannelRef, new: str) -> None:
    """Moves what was reported about a channel's old id to its new id, which may have reports of its own."""
    here = ChannelRef(old.workspace, new)
    before, known = await _of(connection, old), await _of(connection, here)
    for kind, said in before.items():
        if kind == "moved":
            continue
        if kind not in known:
            await connection.execute(sa.insert(happenings).values(_row(here, kind, said)))
        elif counts := newest(known[kind], said):
            update = sa.update(happenings).filter_by(**of_channel(here), kind=kind)
            await connection.execute(update.values(at=counts.at, value=counts.value))
    over = sa.delete(happenings).filter_by(**of_channel(old)).where(happenings.c.kind != "moved")
    await connection.execute(over)


async def _of(connection: AsyncConnection, ref: ChannelRef) -> dict[Kind, Said]:
    rows = await connection.execute(sa.select(happenings).filter_by(**of_channel(ref)))
    return {row.kind: Said(row.at, row.value) for row in rows}


def _row(ref: ChannelRef, kind: Kind, said: Said) -> dict[str, Any]:
    return {**of_channel(ref), "kind": kind, "at": said.at, "value": said.value}
