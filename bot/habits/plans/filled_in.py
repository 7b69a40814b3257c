"""Checks a filled-in plan form, field by field."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bot.core.errors import Refused
from bot.habits import texts
from bot.habits.plans import check_ins, model


@dataclass(frozen=True, slots=True)
class PlanForm:
    """A filled-in form."""

    when: str
    then: str
    remind_on: dt.date | None


def checked(form: PlanForm, zone: str, now: dt.datetime) -> tuple[str, str, dt.datetime | None]:
    """Both halves of the plan, tidied, and when the check-in is due. Raises Refused with the wrong field."""
    words = []
    for field, given in (("when", form.when), ("then", form.then)):
        half = " ".join(given.split()).rstrip(".")
        if not half:
            raise Refused(texts.EMPTY, field)
        if len(half) > model.MAX_WORDS:
            raise too_long(half, model.MAX_WORDS, field)
        words.append(half)
    if form.remind_on is None:
        return words[0], words[1], None
    check_day(form.remind_on, zone, now, "remind_on", earliest=dt.timedelta(days=1))
    return words[0], words[1], check_ins.at(form.remind_on, zone)


def check_day(day: dt.date, zone: str, now: dt.datetime, field: str, *, earliest: dt.timedelta) -> None:
    """Raises Refused unless the day is at least `earliest` after today and not too far ahead, in the person's
    zone."""
    today = check_ins.local_date(now, zone)
    if day < today + earliest:
        raise Refused(texts.TOO_EARLY if earliest else texts.PAST, field)
    if day > today + model.MAX_AHEAD:
        raise Refused(texts.TOO_LATE.format(days=model.MAX_AHEAD.days), field)


def too_long(words: str, limit: int, field: str) -> Refused:
    return Refused(texts.TOO_LONG.format(length=len(words), limit=limit), field)
