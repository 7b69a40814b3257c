"""Checks a filled-in plan form, field by field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.core import zones
from bot.core.errors import Refused
from bot.habits import texts
from bot.habits.plans import check_ins, model
from bot.habits.plans.wording import bare


@dataclass(frozen=True, slots=True)
class PlanForm:
    """A filled-in form."""

    when: str
    then: str
    remind_on: dt.date | None


def checked(form: PlanForm, zone: str, now: dt.datetime) -> Mapping[str, Any]:
    """The fields of the plan: both halves, tidied, and when the check-in is due. Raises Refused with the wrong
    field."""
    halves = {"when": bare(form.when, "als"), "then": bare(form.then, "dan")}
    for field, half in halves.items():
        if not half:
            raise Refused(texts.EMPTY, field)
        if len(half) > model.MAX_WORDS:
            raise too_long(half, model.MAX_WORDS, field)
    if form.remind_on is None:
        return {**halves, "remind_at": None}
    check_day(form.remind_on, zone, now, "remind_on", earliest=dt.timedelta(days=1))
    return {**halves, "remind_at": check_ins.at(form.remind_on, zone)}


def check_day(day: dt.date, zone: str, now: dt.datetime, field: str, *, earliest: dt.timedelta) -> None:
    """Raises Refused unless the day is at least `earliest` after today and not too far ahead, in the person's
    zone."""
    today = zones.local_date(now, zone)
    if day < today + earliest:
        raise Refused(texts.TOO_EARLY if earliest else texts.PAST, field)
    if day > today + model.MAX_AHEAD:
        raise Refused(texts.TOO_LATE.format(days=model.MAX_AHEAD.days), field)


def too_long(words: str, limit: int, field: str) -> Refused:
    return Refused(texts.TOO_LONG.format(length=len(words), limit=limit), field)
