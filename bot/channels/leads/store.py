"""Who leads which channel."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import astuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.audit import record
from bot.channels.model import Change, Lead
from bot.channels.tables import channels
from bot.core.people import Actor, ChannelRef
from bot.core.words import Sentence
from bot.database.engine import rows, writing
from bot.database.once import insert_or_ignore
from bot.database.tables import CHANNEL, WORKSPACE, Utc, column, of_channel, table

leads = table(
    "leads",
    "Wie een kanaal leidt.",
    column("workspace", sa.Text, WORKSPACE, "never", primary_key=True),
    column("channel", sa.Text, CHANNEL, "never", primary_key=True),
    column("user", sa.Text, "Wie het kanaal mag instellen.", "whose", primary_key=True),
    column("source", sa.Text, Sentence("Of dit in het bestand of in {platform} is gekozen."), "never"),
    column("since", Utc, "Sinds wanneer."),
    column(
        "hears",
        sa.Boolean,
        "Of deze persoon de eigen tip een werkdag eerder wil krijgen.",
        server_default=sa.true(),
    ),
    sa.Index("ix_leads_user", "workspace", "user"),
)
_named = leads.outerjoin(
    channels, sa.and_(channels.c.workspace == leads.c.workspace, channels.c.id == leads.c.channel)
)
_name = sa.func.coalesce(channels.c.name, leads.c.channel).label("name")


class SqlLeadStore:
    """Who leads which channel."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def of(self, ref: ChannelRef) -> Sequence[Lead]:
        """The leads of a channel, in the order in which they became lead."""
        query = sa.select(leads.c.user, leads.c.source).filter_by(**of_channel(ref))
        found = await rows(self._engine, query.order_by(leads.c.since, leads.c.user))
        return [Lead(row.user, "file" if row.source == "file" else "chosen") for row in found]

    async def channels(self, workspace: str, user: str) -> Sequence[str]:
        """The ids of the channels that this person leads."""
        query = sa.select(leads.c.channel).filter_by(workspace=workspace, user=user)
        return [row.channel for row in await rows(self._engine, query.order_by(leads.c.channel))]

    async def led_by(self, person: Actor) -> Sequence[tuple[str, dt.datetime]]:
        """The names of the channels that this person leads, and since when."""
        query = sa.select(_name, leads.c.since).select_from(_named).where(_mine(person))
        return [(row.name, row.since) for row in await rows(self._engine, query)]

    async def alone(self, person: Actor) -> Sequence[str]:
        """The names of the channels whose only lead is this person."""
        other = leads.alias("other")
        others = sa.exists().where(
            other.c.workspace == leads.c.workspace,
            other.c.channel == leads.c.channel,
            other.c.user != person.user,
        )
        query = sa.select(_name).select_from(_named).where(_mine(person), ~others)
        return [row.name for row in await rows(self._engine, query.order_by("name"))]

    async def all(self, workspace: str) -> Mapping[str, Sequence[str]]:
        """Who leads in a workspace: the people by channel."""
        query = sa.select(leads.c.channel, leads.c.user).filter_by(workspace=workspace)
        found: defaultdict[str, list[str]] = defaultdict(list)
        for row in await rows(self._engine, query):
            found[row.channel].append(row.user)
        return found

    async def led(self) -> Sequence[ChannelRef]:
        """Every channel that has leads."""
        found = await rows(self._engine, sa.select(leads.c.workspace, leads.c.channel).distinct())
        return sorted((ChannelRef(row.workspace, row.channel) for row in found), key=astuple)

    async def add(self, ref: ChannelRef, lead: Lead, change: Change) -> bool:
        """Make somebody a lead; False if they were one already. The file takes over people whom a lead chose."""
        key = {**of_channel(ref), "user": lead.user}
        async with writing(self._engine) as connection:
            if not await insert_or_ignore(
                connection, leads, [{**key, "source": lead.source, "since": change.at}]
            ):
                chosen = sa.update(leads).filter_by(**key).where(leads.c.source != "file")
                taken_over = chosen.values(source="file")
                if lead.source == "chosen" or not (await connection.execute(taken_over)).rowcount:
                    return False
            await record(connection, ref, [change])
            return True

    async def remove(self, ref: ChannelRef, user: str, change: Change) -> bool:
        """Remove somebody as lead; False if they were not one."""
        one = sa.delete(leads).filter_by(**of_channel(ref), user=user)
        async with writing(self._engine) as connection:
            if not (await connection.execute(one)).rowcount:
                return False
            await record(connection, ref, [change])
            return True

    async def leave(self, person: Actor, change: Change) -> int:
        """Remove this person as lead of every channel; returns of how many."""
        ended = sa.delete(leads).where(_mine(person)).returning(leads.c.channel)
        async with writing(self._engine) as connection:
            left = (await connection.scalars(ended)).all()
            for channel in left:
                await record(connection, person.at(channel), [change])
        return len(left)


def _mine(person: Actor) -> sa.ColumnElement[bool]:
    return sa.and_(leads.c.workspace == person.workspace, leads.c.user == person.user)
