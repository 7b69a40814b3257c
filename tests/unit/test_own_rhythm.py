"""A person's own last weeks, in words."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.habits.plans.rhythm import WEEKS, row
from tests.factories import NINE
from tests.unit.test_compose_habits import a_plan

WEEK = dt.timedelta(weeks=1)


def test_each_week_with_a_plan_has_the_best_that_came_of_it_and_no_other_week_is_named() -> None:
    plans = [
        a_plan(made_at=NINE, state="done", outcome="gelukt"),
        a_plan(made_at=NINE + dt.timedelta(days=3), state="open"),
        a_plan(made_at=NINE - WEEK, state="done", outcome="deels"),
        a_plan(made_at=NINE - 2 * WEEK, state="stopped"),
        a_plan(made_at=NINE - 3 * WEEK, state="done", outcome="niet"),
        a_plan(made_at=NINE + WEEK, state="open"),
    ]
    said = row(plans, NINE + WEEK)
    assert said == (
        "Jouw laatste weken: week van 16 december geprobeerd, week van 30 december deels gedaan, "
        "week van 6 januari gedaan, week van 13 januari gepland."
    )


@pytest.mark.parametrize(("ago", "shown"), [(WEEKS - 1, True), (WEEKS, False)])
def test_older_weeks_are_left_out(ago: int, shown: bool) -> None:
    assert bool(row([a_plan(made_at=NINE - ago * WEEK)], NINE)) is shown


def test_a_plan_made_on_sunday_night_belongs_to_the_week_where_the_person_is() -> None:
    sunday = dt.datetime(2025, 1, 12, 23, 30, tzinfo=dt.UTC)
    assert "week van 13 januari" in row([a_plan(made_at=sunday)], NINE + WEEK)
    assert "week van 6 januari" in row([a_plan(made_at=sunday, timezone="UTC")], NINE + WEEK)


@given(st.lists(st.sampled_from(["open", "stopped", "replanned"]), max_size=9))
def test_it_says_no_number_of_weeks_and_nothing_where_there_is_nothing(states: list[str]) -> None:
    plans = [a_plan(made_at=NINE - number * WEEK, state=state) for number, state in enumerate(states)]
    said = row(plans, NINE)
    assert said.count("gepland") == states[:WEEKS].count("open")
    assert bool(said) is ("open" in states[:WEEKS])
