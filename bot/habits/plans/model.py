"""A person's own if-then plan for a tip, and what became of it."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, replace
from typing import Literal

from bot.core import zones
from bot.core.people import ChannelRef
from bot.delivery.model import CHECK_IN, Delivery
from bot.habits.plans import check_ins

PlanState = Literal["open", "done", "stopped", "replanned"]
Outcome = Literal["gelukt", "deels", "niet"]
OUTCOMES: tuple[Outcome, ...] = ("gelukt", "deels", "niet")

_LOOKED_UP = uuid.UUID("7f1f7b0e-5d0c-4b8a-9a53-0c6b4f6f1d2e")

MAX_WORDS = 300
"""The most characters in either half of a plan."""
MAX_REFLECTION = 500
MAX_AHEAD = dt.timedelta(days=60)
"""How far ahead a reminder may be, so that it comes well before the plan is deleted."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One person's plan for one nudge; it reads as "Als <when>, dan <then>.".

    `nudge` is the id of the delivery that it was made on, `ref` that nudge's channel. For a tip that the person
    looked up, `nudge` is `looked_up` and the channel is '': there is no group to tell. `direct` is the person's
    conversation with the bot, '' until the check-in is planned there. `remind_at` (UTC) is when the check-in is due:
    None if none is wanted or it was sent. `told` and `shared` say whether the person told the group about the plan,
    or shared how it went. `version` counts how often it was stored, 0 if never; only the store changes it.
    """

    id: uuid.UUID
    ref: ChannelRef
    nudge: uuid.UUID
    tip: str
    person: str
    timezone: str
    when: str
    then: str
    made_at: dt.datetime
    direct: str = ""
    remind_at: dt.datetime | None = None
    state: PlanState = "open"
    outcome: Outcome | None = None
    reflection: str = ""
    answered_at: dt.datetime | None = None
    told: bool = False
    shared: bool = False
    version: int = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """What a form about a plan shows. `plan` is the one to change, None for a new one on `nudge` (the id of a nudge,
    or of a tip that was looked up).

    `remind_on` is the proposed day, None without a reminder; the person may choose another day or none.
    """

    nudge: str
    title: str
    when: str
    then: str
    remind_on: dt.date | None
    plan: Plan | None = None


def looked_up(tip: str) -> uuid.UUID:
    """The value of `nudge` in a plan for a tip that the person looked up."""
    return uuid.uuid5(_LOOKED_UP, tip)


def answered(plan: Plan, outcome: Outcome, reflection: str | None, now: dt.datetime) -> Plan:
    """The plan with its outcome; a `reflection` of None keeps the existing line. It may be answered again."""
    line = plan.reflection if reflection is None else reflection
    return replace(
        plan, state="done", outcome=outcome, reflection=line, answered_at=now, remind_at=None, shared=False
    )


def stopped(plan: Plan, now: dt.datetime) -> Plan:
    """The plan after the person stops it; nothing more is asked about it."""
    return replace(plan, state="stopped", outcome=None, answered_at=now, remind_at=None)


def again(plan: Plan, id: uuid.UUID, now: dt.datetime) -> Plan:
    """A new open plan of the same person on the same nudge."""
    return replace(
        plan,
        id=id,
        made_at=now,
        state="open",
        outcome=None,
        reflection="",
        answered_at=None,
        told=False,
        shared=False,
        version=0,
    )


def check_in(plan: Plan, now: dt.datetime) -> Delivery:
    """The delivery that asks about a plan. It contains no text and no name, and expires before the quiet hours."""
    slot = zones.local_date(now, plan.timezone)
    return Delivery(
        id=uuid.uuid5(plan.id, slot.isoformat()),
        ref=replace(plan.ref, channel=plan.direct),
        kind=CHECK_IN,
        slot=slot,
        subject=str(plan.id),
        due_at=now,
        expires_at=check_ins.quiet_from(now, plan.timezone),
    )
