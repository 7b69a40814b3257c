"""Everything that is kept about a person, table by table: what it is, and how it is deleted for ever."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.answers.gaps.store import GapsData
from bot.channels.audit import record
from bot.channels.leads.store import leads
from bot.channels.model import Act
from bot.core import retention
from bot.core.people import Person
from bot.database.engine import reading, writing
from bot.database.tables import channels, deliveries
from bot.habits import texts
from bot.habits.feedback.model import voter
from bot.habits.feedback.store import rounds, votes
from bot.habits.plans.model import Plan
from bot.habits.plans.store import SqlPlanStore, remove, snoozes
from bot.habits.plans.store import plans as plan_table
from bot.privacy.mentions import AuditData, ClicksData, MentionsData
from bot.privacy.ports import PersonalData

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
    """Which channels a person leads."""

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
        """The names of the channels of which this person is the only lead."""
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
        change = Act(texts.DELETED_USER, now).change("lead", texts.DELETED_USER, None)
        async with writing(self._engine) as connection:
            left = (await connection.execute(ended)).scalars().all()
            for channel in left:
                await record(connection, person.workspace, channel, [change])
        return len(left)


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


def everything(engine: AsyncEngine) -> Sequence[PersonalData]:
    """All parts. Roles end before the audit log loses the name, so that the end of a role stands in it; what is a
    person's own goes before their name is looked for in what is left."""
    kinds = (PlansData, VotesData, SnoozeData, RolesData, AuditData, MessagesData)
    others = (ClicksData, GapsData, MentionsData)
    return [kind(engine) for kind in (*kinds, *others)]


_same_channel = sa.and_(channels.c.workspace == leads.c.workspace, channels.c.id == leads.c.channel)


def _mine(table: sa.Table, person: Person) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.workspace == person.workspace, table.c.user == person.user)


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
