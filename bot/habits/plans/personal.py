"""A person's plans, and how they are erased."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.core import retention
from bot.core.features import Personal, Rows
from bot.core.people import Actor
from bot.habits import texts
from bot.habits.plans.model import Plan
from bot.habits.plans.store import SqlPlanStore


def parts(engine: AsyncEngine) -> Sequence[Personal]:
    """Plans, with the answers and the ledger rows that asked for them; and until when a person wants no check-ins."""
    store = SqlPlanStore(engine)

    async def plans(person: Actor) -> Rows:
        return [_written(plan) for plan in await store.all(person)]

    async def erase_plans(person: Actor, _now: dt.datetime) -> int:
        return await store.remove_all(person)

    async def snoozed(person: Actor) -> Rows:
        until = await store.snoozed(person)
        return [{"tot": until.isoformat()}] if until else []

    async def erase_snooze(person: Actor, _now: dt.datetime) -> int:
        return await store.snooze(person, None)

    kept = texts.PLANS_KEPT.format(days=retention.PLANS.days)
    return (
        Personal(texts.PLANS_TITLE, texts.PLANS_WHY, kept, plans, erase_plans),
        Personal(texts.SNOOZE_TITLE, texts.SNOOZE_WHY, texts.SNOOZE_KEPT, snoozed, erase_snooze),
    )


def _written(plan: Plan) -> Mapping[str, Any]:
    """A plan as the person reads it in the download."""
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
