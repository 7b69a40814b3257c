"""What a person did in the last weeks, in a word a week, for their own eyes. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from bot.core import dates
from bot.core.zones import local_date
from bot.habits import texts
from bot.habits.plans.model import Plan

WEEKS = 8
_BEST = (texts.WEEK_DONE, texts.WEEK_PARTLY, texts.WEEK_PLANNED, texts.WEEK_TRIED)


def row(plans: Sequence[Plan], now: dt.datetime) -> str:
    """The weeks in which the person made a plan, oldest first, with the best that came of it; '' if there are none.

    A week without a plan is not in it: nothing looks broken, and nothing is counted.
    """
    best: dict[dt.date, str] = {}
    for plan in plans:
        made, word = local_date(plan.made_at, plan.timezone), _word(plan)
        monday = made - dt.timedelta(days=made.weekday())
        if word and local_date(now, plan.timezone) - monday < dt.timedelta(weeks=WEEKS):
            best[monday] = min(best.get(monday, word), word, key=_BEST.index)
    weeks = [texts.WEEK.format(day=dates.day(monday), word=best[monday]) for monday in sorted(best)]
    return texts.WEEKS.format(weeks=", ".join(weeks)) if weeks else ""


def _word(plan: Plan) -> str:
    """What became of a plan; '' if it was stopped or planned again."""
    if plan.state == "open":
        return texts.WEEK_PLANNED
    return texts.WEEK_OUTCOME.get(plan.outcome or "", "") if plan.state == "done" else ""
