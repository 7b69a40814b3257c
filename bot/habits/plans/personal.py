"""What is kept about a person of their plans: what it is, and how it is deleted for ever."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.core import retention
from bot.core.people import Actor
from bot.database.engine import writing
from bot.habits import texts
from bot.habits.plans.model import Plan
from bot.habits.plans.store import SqlPlanStore, of_person, plans, remove, snoozes
from bot.privacy.ports import Rows


class PlansData:
    """Plans, with what their person answered, and the ledger rows that asked."""

    title = texts.PLANS_TITLE
    why = texts.PLANS_WHY
    kept = texts.PLANS_KEPT.format(days=retention.PLANS.days)

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def of(self, person: Actor) -> Rows:
        return [_written(plan) for plan in await SqlPlanStore(self._engine).all(person)]

    async def erase(self, person: Actor, now: dt.datetime) -> int:  # noqa: ARG002 - the port's
        async with writing(self._engine) as connection:
            return await remove(connection, of_person(plans, person))


class SnoozeData:
    """Until when a person wants no check-ins."""

    title = texts.SNOOZE_TITLE
    why = texts.SNOOZE_WHY
    kept = texts.SNOOZE_KEPT

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def of(self, person: Actor) -> Rows:
        until = await SqlPlanStore(self._engine).snoozed(person)
        return [{"tot": until.isoformat()}] if until else []

    async def erase(self, person: Actor, now: dt.datetime) -> int:  # noqa: ARG002 - the port's
        async with writing(self._engine) as connection:
            return (await connection.execute(sa.delete(snoozes).where(of_person(snoozes, person)))).rowcount


def _written(plan: Plan) -> Mapping[str, Any]:
    """A plan as its person reads it in the download."""
    moments = (("gemaakt", plan.made_at), ("vraag op", plan.remind_at), ("beantwoord", plan.answered_at))
    return {
        "als": plan.when,
        "dan": plan.then,
        "tip": plan.tip,
        "kanaal": plan.ref.channel,
        "stand": plan.state,
        "uitkomst": plan.outcome,
        "zin": plan.reflection,
        **{name: moment and moment.isoformat() for name, moment in moments},
        "tijdzone": plan.timezone,
        "verteld aan de groep": plan.told,
        "gedeeld in de draad": plan.shared,
    }
