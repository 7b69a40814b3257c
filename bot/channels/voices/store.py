"""What leads get of the coming tips, and what they were told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.leads.store import leads
from bot.channels.nudges.store import overrides
from bot.channels.settings.words import SKIP
from bot.channels.tables import channels
from bot.channels.voices.model import LeadTip
from bot.core.people import Actor, ChannelRef
from bot.database.engine import execute, rows, writing
from bot.database.once import insert_or_ignore
from bot.database.tables import CHANNEL, VERSION, WORKSPACE, Utc, as_row, column, held, of_channel, table
from bot.delivery.model import Delivery
from bot.delivery.tables import insert_deliveries

lead_tips = table(
    "lead_tips",
    "Wat een teamleider hoorde over een tip die nog komt. Een maand na de tip weg.",
    column("workspace", sa.Text, WORKSPACE, "never", primary_key=True),
    column("channel", sa.Text, CHANNEL, "never", primary_key=True),
    column("slot", sa.Date, "De datum van de tip.", primary_key=True),
    column("user", sa.Text, "Wie het hoorde.", "whose", primary_key=True),
    column("moment", Utc, "Wanneer de tip komt."),
    column("due_at", Utc, "Wanneer het bericht komt.", nullable=True),
    column("tip", sa.Text, "Welke tip het was.", "never"),
    column("told_on", sa.Date, "De dag van het bericht.", nullable=True),
    column("version", sa.Integer, VERSION),
    column("changed", sa.Boolean, "Of is verteld dat er iets anders komt."),
    sa.Index("ix_lead_tips_due", "due_at"),
    sa.Index("ix_lead_tips_user", "workspace", "user"),
)
_SETTINGS: Any = sa.type_coerce(channels.c.settings, sa.JSON)
_HEARD = _SETTINGS["voice"].as_string().in_(["both", "leads"])
_THEIRS = sa.and_(leads.c.workspace == channels.c.workspace, leads.c.channel == channels.c.id)
_DECISION = sa.case((overrides.c.slot.is_(None), ""), else_=sa.func.coalesce(overrides.c.tip, SKIP))
"""See `voices.model.decision`."""


class SqlLeadTipStore:
    """What leads get of the coming tips."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def unseen(self, now: dt.datetime, until: dt.datetime, limit: int) -> Sequence[ChannelRef]:
        """The channels that are due before `until`, and have a lead who wants to hear it and for whom nothing was
        decided yet about the next slot."""
        decided = sa.exists().where(
            lead_tips.c.workspace == channels.c.workspace,
            lead_tips.c.channel == channels.c.id,
            lead_tips.c.slot == channels.c.next_slot,
            lead_tips.c.user == leads.c.user,
        )
        decided = decided.correlate(channels, leads)  # it stands in `led`, which has no channels of its own
        led = sa.exists().where(_THEIRS, leads.c.hears, ~decided)
        query = sa.select(channels.c.workspace, channels.c.id).where(
            channels.c.next_due_at > now, channels.c.next_due_at <= until, _HEARD, led
        )
        found = await rows(self._engine, query.order_by(channels.c.next_due_at).limit(limit))
        return [ChannelRef(row.workspace, row.id) for row in found]

    async def hearing(self, ref: ChannelRef) -> Sequence[str]:
        """The leads of the channel who want to hear of its tips."""
        query = sa.select(leads.c.user).filter_by(**of_channel(ref)).where(leads.c.hears)
        return [row.user for row in await rows(self._engine, query.order_by(leads.c.user))]

    async def hear(self, person: Actor, *, hears: bool) -> None:
        """Whether this person wants to hear of the tips of the channels that they lead."""
        mine = sa.update(leads).filter_by(workspace=person.workspace, user=person.user)
        await execute(self._engine, mine.values(hears=hears))

    async def add(self, found: Sequence[LeadTip]) -> None:
        async with writing(self._engine) as connection:
            await insert_or_ignore(connection, lead_tips, [as_row(one, lead_tips.c) for one in found])

    async def due(self, now: dt.datetime, limit: int) -> Sequence[LeadTip]:
        query = sa.select(lead_tips).where(lead_tips.c.due_at <= now)
        return await self._read(query.order_by(lead_tips.c.due_at).limit(limit))

    async def waiting(self, person: Actor, now: dt.datetime) -> Sequence[LeadTip]:
        """All that is due for this person."""
        query = sa.select(lead_tips).filter_by(workspace=person.workspace, user=person.user)
        return await self._read(query.where(lead_tips.c.due_at <= now).order_by(lead_tips.c.moment))

    async def of(self, person: Actor, day: dt.date | None = None) -> Sequence[LeadTip]:
        """What this person was told on a day, or all that is kept."""
        query = sa.select(lead_tips).filter_by(workspace=person.workspace, user=person.user)
        if day is not None:
            query = query.where(lead_tips.c.told_on == day)
        return await self._read(query.order_by(lead_tips.c.moment, lead_tips.c.channel))

    async def doubtful(self, now: dt.datetime, limit: int) -> Sequence[LeadTip]:
        """What leads were told, or not, of a tip that is still to come, where its channel or its slot changed since."""
        query = (
            sa.select(lead_tips)
            .join(
                channels,
                sa.and_(channels.c.workspace == lead_tips.c.workspace, channels.c.id == lead_tips.c.channel),
            )
            .outerjoin(
                overrides,
                sa.and_(
                    overrides.c.workspace == lead_tips.c.workspace,
                    overrides.c.channel == lead_tips.c.channel,
                    overrides.c.slot == lead_tips.c.slot,
                ),
            )
            .where(
                lead_tips.c.moment > now,
                ~lead_tips.c.changed,
                sa.or_(lead_tips.c.tip != _DECISION, channels.c.version != lead_tips.c.version),
            )
        )
        return await self._read(query.order_by(lead_tips.c.moment).limit(limit))

    async def tell(self, told: Sequence[LeadTip], fixed: Sequence[LeadTip], message: Delivery | None) -> None:
        """Save these, unless the lead was told meanwhile; fix the tips of the slots that a lead now knows, unless
        leads decided about them; and put the message into the ledger. All or nothing."""
        async with writing(self._engine) as connection:
            for one in told:
                await connection.execute(
                    sa.update(lead_tips)
                    .filter_by(**of_channel(one.ref), slot=one.slot, user=one.user)
                    .where(sa.or_(lead_tips.c.told_on.is_(None), lead_tips.c.told_on == one.told_on))
                    .values(as_row(one, lead_tips.c))
                )
            for one in fixed:
                row = {**of_channel(one.ref), "slot": one.slot, "tip": one.tip}
                await insert_or_ignore(connection, overrides, [row])
            if message is not None:
                await insert_deliveries(connection, [message])

    async def forget(self, before: dt.date) -> int:
        """Delete what was told of slots before `before`; returns how many."""
        return await execute(self._engine, sa.delete(lead_tips).where(lead_tips.c.slot < before))

    async def erase(self, person: Actor) -> int:
        mine = sa.delete(lead_tips).filter_by(workspace=person.workspace, user=person.user)
        return await execute(self._engine, mine)

    async def _read(self, query: sa.Select[Any]) -> Sequence[LeadTip]:
        return [LeadTip(**held(row._mapping)) for row in await rows(self._engine, query)]
