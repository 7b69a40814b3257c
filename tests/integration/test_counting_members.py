"""How many people could click decides what may be told about them: the smallest number that Slack gave. Both databases.

If Slack did not give it once, when a round opens or is counted, nothing is told, because the missing number may have
been the smallest.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from unittest import mock

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.core.figures import Figures, Tally, silence
from bot.core.figures import figures as figures_of
from bot.delivery.model import Delivery
from bot.habits.feedback import model
from tests.factories import NINE
from tests.habits import HOUR, Habits, colleagues

COUNTED = dt.datetime(2025, 1, 16, 9, tzinfo=dt.UTC)
ALL = Figures(plans=12, done=6)
TOO_FEW = Figures(done=6)
"""Of sixteen, twelve plans leave four without one."""


@pytest.fixture
async def habits(engine: AsyncEngine) -> Habits:
    habits = Habits(engine)
    await habits.channel()
    return habits


async def opened(habits: Habits, members: int, *, by_click: bool) -> Delivery:
    nudge = await habits.nudge()
    if by_click:
        await habits.feedback.clicked(nudge, NINE)
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
@pytest.mark.parametrize("by_click", [False, True], ids=["", "by a click"])
async def test_the_smallest_number_of_members_decides_what_is_shown_and_a_missing_one_shows_nothing(
    habits: Habits, before: int, at_the_count: int, counted: int, figures: Figures, by_click: bool
) -> None:
    nudge = await opened(habits, before, by_click=by_click)
    habits.people.in_channel, habits.people.away = at_the_count, at_the_count == 0
    await habits.feedback.due(COUNTED)
    round = await habits.round(nudge)
    assert (round.members, round.figures) == (counted, figures)


async def test_a_click_opens_a_round_without_a_look_at_who_is_there_and_nothing_is_shown_before_one(
    habits: Habits,
) -> None:
    nudge = await habits.nudge()
    with mock.patch.object(habits.people, "members", side_effect=AssertionError("Slack is asked")):
        await habits.feedback.clicked(nudge, NINE)
    round = await habits.round(nudge)
    assert (round.members, round.next_at) == (model.UNCOUNTED, NINE)
    assert figures_of(Tally(plans=12, done=6), round.members) == Figures()
    assert silence([round.members, 30, 30, 30]) is None
    habits.people.in_channel = 16
    await habits.feedback.due(NINE + HOUR)
    counted = await habits.round(nudge)
    assert counted == replace(round, members=16, version=round.version + 1)
    assert counted.next_at == counted.question_at


async def test_a_round_that_nobody_looked_at_before_its_count_is_counted_then(habits: Habits) -> None:
    nudge = await habits.nudge()
    await habits.feedback.clicked(nudge, NINE)
    habits.people.in_channel = 16
    await habits.feedback.due(COUNTED)
    assert (await habits.round(nudge)).members == 16


async def test_a_click_under_a_tip_of_long_ago_leaves_nothing_to_count(habits: Habits) -> None:
    nudge = await habits.nudge()
    await habits.feedback.clicked(nudge, COUNTED + HOUR)
    round = await habits.round(nudge)
    assert (round.members, round.next_at, round.figures) == (0, None, Figures())
