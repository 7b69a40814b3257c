"""How many people could click decides what is told of them: the smallest number that Slack named; both databases.

Where Slack did not name it once, at the opening of a round or at its count, nothing is told: the number that is missing
may have been the smallest.
"""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.core.figures import Figures
from bot.delivery.model import Delivery
from tests.factories import NINE
from tests.habits import Habits, colleagues

COUNTED = dt.datetime(2025, 1, 16, 9, tzinfo=dt.UTC)
ALL = Figures(plans=12, done=6)
TOO_FEW = Figures(done=6)
"""Of sixteen, twelve plans leave four without one."""


@pytest.fixture
async def habits(engine: AsyncEngine) -> Habits:
    habits = Habits(engine)
    await habits.channel()
    return habits


async def opened(habits: Habits, members: int) -> Delivery:
    nudge = await habits.nudge()
    habits.people.in_channel, habits.people.away = members, members == 0
    await habits.feedback.due(NINE)
    habits.people.away = False
    for number, person in enumerate(colleagues(12)):
        plan = await habits.plan(nudge, person)
        await habits.plans.answer(person, str(plan.id), "gelukt" if number < 6 else "niet", NINE)
    return nudge


@pytest.mark.parametrize(
    ("before", "at_the_count", "counted", "figures"),
    [
        (30, 30, 30, ALL),
        (16, 30, 16, TOO_FEW),
        (30, 16, 16, TOO_FEW),
        (17, 30, 17, ALL),
        (0, 30, 0, Figures()),
        (30, 0, 0, Figures()),
        (16, 0, 0, Figures()),
        (0, 0, 0, Figures()),
    ],
    ids=lambda value: str(value) if isinstance(value, int) else "",
)
async def test_the_smallest_number_of_members_decides_what_is_shown_and_a_missing_one_shows_nothing(
    habits: Habits, before: int, at_the_count: int, counted: int, figures: Figures
) -> None:
    nudge = await opened(habits, before)
    habits.people.in_channel, habits.people.away = at_the_count, at_the_count == 0
    await habits.feedback.due(COUNTED)
    round = await habits.round(nudge)
    assert (round.members, round.figures) == (counted, figures)
