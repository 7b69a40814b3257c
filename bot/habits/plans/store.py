"""Plans, and until when a person wants no check-ins."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.core import retention
from bot.core.errors import LostRace
from bot.core.people import Actor
from bot.core.zones import or_fallback
from bot.database.engine import rows, writing
from bot.database.once import insert_or_ignore
from bot.database.tables import ID, VERSION, WORKSPACE, Utc, as_row, column, held, in_states, table
from bot.delivery.model import CHECK_IN, DIRECT, NUDGES, OPEN, Delivery
from bot.delivery.tables import deliveries, insert_deliveries
from bot.habits.plans.model import Plan

plans = table(
    "plans",
    "Het plan dat iemand bij een tip maakte, en hoe het ging. Alleen die persoon ziet het.",
    column("id", sa.Uuid, ID, primary_key=True),
    column("workspace", sa.Text, WORKSPACE, "never"),
    column("channel", sa.Text, "In welk kanaal de tip stond; leeg als je de tip zelf opzocht.", "never"),
    column("nudge", sa.Uuid, "Bij welke tip het plan hoort."),
    column("tip", sa.Text, "Welke tip het was.", "never"),
    column("person", sa.Text, "Van wie het plan is, om die persoon te kunnen vragen hoe het ging.", "whose"),
    column("direct", sa.Text, "Het gesprek van die persoon met de bot, waar de vraag komt.", "whose"),
    column(
        "timezone", sa.Text, "De tijdzone van die persoon, om niet 's avonds of 's nachts te storen.", "about"
    ),
    column("when", sa.Text, "Het begin van het plan, in eigen woorden.", "private"),
    column("then", sa.Text, "De rest van het plan, in eigen woorden.", "private"),
    column("made_at", Utc, "Wanneer het plan is gemaakt; hiervan telt de bewaartijd.", ahead="counts"),
    column("remind_at", Utc, "Wanneer de vraag komt.", nullable=True),
    column("state", sa.Text, "Of het plan open, af, gestopt of opnieuw gepland is.", "never"),
    column("outcome", sa.Text, "Of het lukte.", "about", nullable=True),
    column("reflection", sa.Text, "Een zin die de persoon erbij schreef.", "private"),
    column("answered_at", Utc, "Wanneer de persoon antwoordde.", nullable=True),
    column("told", sa.Boolean, "Of de persoon het plan zelf in de draad zette."),
    column("shared", sa.Boolean, "Of de persoon het antwoord zelf in de draad zette."),
    column("version", sa.Integer, VERSION),
    sa.Index("ix_plans_person", "workspace", "person"),
    sa.Index("ix_plans_made", "made_at"),
)
CURRENT = in_states(plans.c.state, frozenset({"open", "done", "stopped"}))
sa.Index(
    "uq_plans_current",
    plans.c.nudge,
    plans.c.workspace,
    plans.c.person,
    unique=True,
    sqlite_where=CURRENT,
    postgresql_where=CURRENT,
)
_reminds = plans.c.remind_at.is_not(None)
sa.Index("ix_plans_remind", plans.c.remind_at, sqlite_where=_reminds, postgresql_where=_reminds)

snoozes = table(
    "snoozes",
    "Wie even geen vragen wil.",
    column("workspace", sa.Text, WORKSPACE, "never", primary_key=True),
    column("person", sa.Text, "Wie dat koos.", "whose", primary_key=True),
    column("until", Utc, "Tot wanneer."),
    sa.Index("ix_snoozes_until", "until"),
)


class SqlPlanStore:
    """The plans. Every write is a compare-and-swap on the version and raises LostRace if somebody else was first."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def add(self, plan: Plan) -> Plan:
        """Insert it. Raises LostRace if this person already has a plan for this nudge."""
        try:
            async with writing(self._engine) as connection:
                return await _insert(connection, plan)
        except IntegrityError as error:
            raise LostRace("this person has a plan on this nudge") from error

    async def save(self, plan: Plan) -> Plan:
        """Overwrite it completely; returns it with its new version."""
        async with writing(self._engine) as connection:
            return await _update(connection, plan)

    async def replace(self, old: Plan, new: Plan) -> Plan:
        """Save `old` as replanned and insert `new`, in one transaction; returns `new`."""
        try:
            async with writing(self._engine) as connection:
                await _update(connection, old)
                return await _insert(connection, new)
        except IntegrityError as error:
            raise LostRace("this person has another plan on this nudge") from error

    async def get(self, id: uuid.UUID) -> Plan | None:
        return next(iter(await self._read(sa.select(plans).where(plans.c.id == id))), None)

    async def current(self, nudge: uuid.UUID, person: Actor) -> Plan | None:
        """This person's plan for this nudge, unless it was replanned."""
        query = sa.select(plans).where(plans.c.nudge == nudge, _of(plans, person), CURRENT)
        return next(iter(await self._read(query)), None)

    async def all(self, person: Actor) -> Sequence[Plan]:
        """All plans of a person, newest first."""
        return await self._read(
            sa.select(plans).where(_of(plans, person)).order_by(plans.c.made_at.desc(), plans.c.id)
        )

    async def due(self, now: dt.datetime, limit: int) -> Sequence[Plan]:
        """Open plans with remind_at <= now, longest due first; one indexed query."""
        query = sa.select(plans).where(plans.c.remind_at <= now)
        return await self._read(query.order_by(plans.c.remind_at, plans.c.id).limit(limit))

    async def ask(self, plan: Plan, delivery: Delivery) -> None:
        """Save the plan and insert the delivery that asks about it, in one transaction."""
        async with writing(self._engine) as connection:
            await _update(connection, plan)
            await insert_deliveries(connection, [delivery])

    async def messages(
        self, workspace: str, channels: Collection[str], direct: str, since: dt.datetime
    ) -> Sequence[dt.datetime]:
        """When tips came or come to these channels, and anything to this conversation, since then."""
        row = deliveries.c
        waits = sa.func.coalesce(row.not_before, row.due_at, type_=Utc)
        began = sa.func.coalesce(row.armed_at, row.due_at, type_=Utc)
        at = sa.case((row.state == "planned", waits), else_=began)
        there = sa.or_(sa.and_(row.channel.in_(channels), row.kind.in_(NUDGES)), row.channel == direct)
        query = sa.select(at.label("at")).where(row.workspace == workspace, there, at > since)
        return [one.at for one in await rows(self._engine, query.where(row.state.in_(OPEN | {"posted"})))]

    async def remove(self, plan: Plan) -> None:
        """Delete a plan and the delivery of its check-in, in one transaction."""
        async with writing(self._engine) as connection:
            await _remove(connection, plans.c.id == plan.id)

    async def remove_all(self, person: Actor) -> int:
        """The same for all plans of a person; returns how many."""
        async with writing(self._engine) as connection:
            return await _remove(connection, _of(plans, person))

    async def snooze(self, person: Actor, until: dt.datetime | None) -> int:
        """No check-in before `until`; None ends that. Returns 1 if there was one before, otherwise 0."""
        async with writing(self._engine) as connection:
            before = await connection.execute(sa.delete(snoozes).where(_of(snoozes, person)))
            if until is not None:
                row = {"workspace": person.workspace, "person": person.user, "until": until}
                await insert_or_ignore(connection, snoozes, [row])
            return before.rowcount

    async def snoozed(self, person: Actor) -> dt.datetime | None:
        """Until when this person wants no check-ins."""
        query = sa.select(snoozes.c.until).where(_of(snoozes, person))
        return next((row.until for row in await rows(self._engine, query)), None)

    async def expire(self, before: dt.datetime) -> int:
        """Delete plans made before then, ledger rows of direct messages before then, and expired snoozes."""
        direct = sa.and_(deliveries.c.kind.in_(DIRECT - {CHECK_IN}), deliveries.c.due_at < before)
        async with writing(self._engine) as connection:
            gone = await _remove(connection, plans.c.made_at < before)
            gone += (await connection.execute(sa.delete(deliveries).where(direct))).rowcount
            over = snoozes.c.until < before + retention.PLANS
            return gone + (await connection.execute(sa.delete(snoozes).where(over))).rowcount

    async def _read(self, query: sa.Select[Any]) -> Sequence[Plan]:
        found = await rows(self._engine, query)
        return [Plan(**{**held(row._mapping), "timezone": or_fallback(row.timezone)}) for row in found]


async def _remove(connection: AsyncConnection, which: sa.ColumnElement[bool]) -> int:
    """Delete these plans and the ledger rows of their check-ins, in the caller's transaction; returns how many
    plans."""
    gone = (await connection.execute(sa.delete(plans).where(which).returning(plans.c.id))).scalars().all()
    asked = sa.and_(deliveries.c.kind == CHECK_IN, deliveries.c.subject.in_([str(id) for id in gone]))
    if gone:
        await connection.execute(sa.delete(deliveries).where(asked))
    return len(gone)


async def _insert(connection: AsyncConnection, plan: Plan) -> Plan:
    added = replace(plan, version=1)
    await connection.execute(sa.insert(plans).values(_values(added)))
    return added


async def _update(connection: AsyncConnection, plan: Plan) -> Plan:
    saved = replace(plan, version=plan.version + 1)
    as_read = sa.and_(plans.c.id == plan.id, plans.c.version == plan.version)
    if (await connection.execute(sa.update(plans).where(as_read).values(_values(saved)))).rowcount == 0:
        raise LostRace(f"plan {plan.id} was changed or deleted")
    return saved


def _values(plan: Plan) -> dict[str, Any]:
    return as_row(plan, plans.c)


def _of(table: sa.Table, person: Actor) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.workspace == person.workspace, table.c.person == person.user)
