"""Everything that is kept about a person, table by table: what it is, and how it is deleted for ever."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.domain import retention
from bot.domain import texts_habits as texts
from bot.domain.channels import Act
from bot.domain.plans import Person, Plan
from bot.domain.rounds import voter
from bot.services.ports_habits import PersonalData
from bot.store.audit import audit, record
from bot.store.engine import reading, writing
from bot.store.gaps import GapsData
from bot.store.leads import leads
from bot.store.plans import SqlPlanStore, remove, snoozes
from bot.store.plans import plans as plan_table
from bot.store.rounds import rounds, votes
from bot.store.tables import channels, deliveries, once

Rows = Sequence[Mapping[str, Any]]


class _Part:
    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def _read(self, query: sa.Select[Any]) -> Sequence[sa.Row[Any]]:
        async with reading(self._engine) as connection:
            return list(await connection.execute(query))

    async def _delete(self, table: sa.Table, *which: sa.ColumnElement[bool]) -> int:
        async with writing(self._engine) as connection:
            return (await connection.execute(sa.delete(table).where(*which))).rowcount


class PlansData(_Part):
    """Plans, with what their person answered, and the ledger rows that asked."""

    title = texts.PLANS_TITLE
    why = texts.PLANS_WHY
    kept = texts.PLANS_KEPT.format(days=retention.PLANS.days)

    async def of(self, person: Person) -> Rows:
        return [_written(plan) for plan in await SqlPlanStore(self._engine).all(person)]

    async def erase(self, person: Person, now: dt.datetime) -> int:  # noqa: ARG002 - the port's
        mine = sa.and_(plan_table.c.workspace == person.workspace, plan_table.c.person == person.user)
        async with writing(self._engine) as connection:
            return await remove(connection, mine)


class VotesData(_Part):
    """Votes in rounds that are not closed; those of closed rounds are gone, and nobody could tell whose they were."""

    title = texts.VOTES_TITLE
    why = texts.VOTES_WHY
    kept = texts.VOTES_KEPT

    async def of(self, person: Person) -> Rows:
        async with reading(self._engine) as connection:
            query = sa.select(rounds.c.tip, votes.c.question, votes.c.yes)
            mine = await self._mine(connection, person)
            found = await connection.execute(query.join(votes, votes.c.nudge == rounds.c.nudge).where(mine))
            return [{"tip": row.tip, "keuze": texts.VOTES[row.question, row.yes]} for row in found]

    async def erase(self, person: Person, now: dt.datetime) -> int:  # noqa: ARG002 - the port's
        async with writing(self._engine) as connection:
            mine = await self._mine(connection, person)
            return (await connection.execute(sa.delete(votes).where(mine))).rowcount

    async def _mine(self, connection: AsyncConnection, person: Person) -> sa.ColumnElement[bool]:
        """Which votes are this person's, made with the keys that are still there."""
        open_ones = sa.select(rounds.c.nudge, rounds.c.key).where(
            rounds.c.workspace == person.workspace, rounds.c.next_at.is_not(None)
        )
        names = [
            voter(row.key, person.name) for row in await connection.execute(open_ones) if row.key is not None
        ]
        return sa.and_(votes.c.workspace == person.workspace, votes.c.voter.in_(names))


class SnoozeData(_Part):
    """Until when a person wants no check-ins."""

    title = texts.SNOOZE_TITLE
    why = texts.SNOOZE_WHY
    kept = texts.SNOOZE_KEPT

    async def of(self, person: Person) -> Rows:
        until = await SqlPlanStore(self._engine).snoozed(person)
        return [{"tot": until.isoformat()}] if until else []

    async def erase(self, person: Person, now: dt.datetime) -> int:  # noqa: ARG002 - the port's
        return await self._delete(
            snoozes, snoozes.c.workspace == person.workspace, snoozes.c.person == person.user
        )


class RolesData(_Part):
    """Which channels a person leads. Fulfils `ports_habits.Roles` too."""

    title = texts.ROLES_TITLE
    why = texts.ROLES_WHY
    kept = texts.ROLES_KEPT

    async def of(self, person: Person) -> Rows:
        named = sa.select(sa.func.coalesce(channels.c.name, leads.c.channel).label("name"), leads.c.since)
        joined = named.select_from(leads.outerjoin(channels, _same_channel))
        return [
            {"kanaal": row.name, "sinds": row.since.isoformat()}
            for row in await self._read(joined.where(_mine(leads, person)))
        ]

    async def alone(self, person: Person) -> Sequence[str]:
        other = leads.alias("other")
        others = sa.exists().where(
            other.c.workspace == leads.c.workspace,
            other.c.channel == leads.c.channel,
            other.c.user != person.user,
        )
        named = sa.select(sa.func.coalesce(channels.c.name, leads.c.channel).label("name"))
        joined = named.select_from(leads.outerjoin(channels, _same_channel)).where(
            _mine(leads, person), ~others
        )
        return [row.name for row in await self._read(joined.order_by("name"))]

    async def erase(self, person: Person, now: dt.datetime) -> int:
        ended = sa.delete(leads).where(_mine(leads, person)).returning(leads.c.channel)
        change = Act(texts.DELETED_USER, now).change("leads", texts.DELETED_USER, None)
        async with writing(self._engine) as connection:
            left = (await connection.execute(ended)).scalars().all()
            for channel in left:
                await record(connection, person.workspace, channel, [change])
        return len(left)


class AuditData(_Part):
    """Changes that a person made. They stay, without the person."""

    title = texts.AUDIT_TITLE
    why = texts.AUDIT_WHY
    kept = texts.AUDIT_KEPT.format(days=retention.AUDIT.days)

    async def of(self, person: Person) -> Rows:
        query = sa.select(audit).where(_mine(audit, person)).order_by(audit.c.id)
        return [
            {
                "wanneer": row.at.isoformat(),
                "kanaal": row.channel,
                "wat": row.field,
                "van": row.before,
                "naar": row.after,
            }
            for row in await self._read(query)
        ]

    async def erase(self, person: Person, now: dt.datetime) -> int:  # noqa: ARG002 - the port's
        of = audit.c.workspace == person.workspace
        named = sa.or_(
            audit.c.user == person.user,
            *(
                sa.cast(value, sa.Text).contains(person.user, autoescape=True)
                for value in (audit.c.before, audit.c.after)
            ),
        )
        async with writing(self._engine) as connection:
            rows = (await connection.execute(sa.select(audit).where(of, named))).all()
            for row in rows:
                user = texts.DELETED_USER if row.user == person.user else row.user
                values = {
                    "user": user,
                    "before": _without(row.before, person),
                    "after": _without(row.after, person),
                }
                await connection.execute(sa.update(audit).where(audit.c.id == row.id).values(values))
        return len(rows)


class MessagesData(_Part):
    """The ledger's rows of messages to one person, whatever they were about. They hold no text."""

    title = texts.MESSAGES_TITLE
    why = texts.MESSAGES_WHY
    kept = texts.MESSAGES_KEPT.format(days=retention.PLANS.days)

    async def of(self, person: Person) -> Rows:
        query = sa.select(deliveries.c.kind, deliveries.c.slot, deliveries.c.state).where(self._to(person))
        return [
            {"soort": row.kind, "datum": row.slot.isoformat(), "stand": row.state}
            for row in await self._read(query)
        ]

    async def erase(self, person: Person, now: dt.datetime) -> int:  # noqa: ARG002 - the port's
        return await self._delete(deliveries, self._to(person))

    @staticmethod
    def _to(person: Person) -> sa.ColumnElement[bool]:
        """A notice is addressed to the person, everything else to the conversation."""
        names = [name for name in (person.user, person.direct) if name]
        return sa.and_(deliveries.c.workspace == person.workspace, deliveries.c.channel.in_(names))


class ClicksData(_Part):
    """Keys of what was done today, where they name the person."""

    title = texts.CLICKS_TITLE
    why = texts.CLICKS_WHY
    kept = texts.CLICKS_KEPT

    async def of(self, person: Person) -> Rows:
        query = sa.select(once.c.at).where(self._naming(person))
        return [{"wanneer": row.at.isoformat()} for row in await self._read(query)]

    async def erase(self, person: Person, now: dt.datetime) -> int:  # noqa: ARG002 - the port's
        return await self._delete(once, self._naming(person))

    @staticmethod
    def _naming(person: Person) -> sa.ColumnElement[bool]:
        names = filter(None, (person.user, person.direct))
        return sa.or_(*(once.c.key.contains(name, autoescape=True) for name in names))


def everything(engine: AsyncEngine) -> Sequence[PersonalData]:
    """All parts. Roles end before the audit log loses the name, so that the end of a role stands in it."""
    kinds = (PlansData, VotesData, SnoozeData, RolesData, AuditData, MessagesData, ClicksData, GapsData)
    return [kind(engine) for kind in kinds]


_same_channel = sa.and_(channels.c.workspace == leads.c.workspace, channels.c.id == leads.c.channel)


def _mine(table: sa.Table, person: Person) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.workspace == person.workspace, table.c.user == person.user)


def _without(value: Any, person: Person) -> Any:
    """A JSON value with every mention of the person replaced."""
    if isinstance(value, str):
        return value.replace(person.user, texts.DELETED_USER)
    if isinstance(value, list):
        return [_without(one, person) for one in value]
    if isinstance(value, dict):
        return {_without(key, person): _without(one, person) for key, one in value.items()}
    return value


def _written(plan: Plan) -> Mapping[str, Any]:
    """A plan as its person reads it in the download."""
    moments = (("gemaakt", plan.made_at), ("vraag op", plan.remind_at), ("beantwoord", plan.answered_at))
    return {
        "als": plan.when,
        "dan": plan.then,
        "tip": plan.tip,
        "kanaal": plan.channel,
        "stand": plan.state,
        "uitkomst": plan.outcome,
        "zin": plan.reflection,
        **{name: moment and moment.isoformat() for name, moment in moments},
        "tijdzone": plan.timezone,
        "verteld aan de groep": plan.told,
        "gedeeld in de draad": plan.shared,
    }
