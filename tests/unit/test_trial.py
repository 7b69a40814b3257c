"""The trial's chance is fixed beforehand, and its report gives no result if there is too little data."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cli.trial import lines
from bot.core.figures import SMALLEST
from bot.habits import texts
from bot.habits.trial.model import FEWEST_WEEKS, Week, arm, report, showable

FIRST = dt.date(2025, 1, 7)


def week(number: int, yes: int, no: int, seed: str = "zaad", channel: str = "C1", members: int = 30) -> Week:
    slot = FIRST + dt.timedelta(weeks=number)
    return Week(seed, channel, slot, arm(seed, channel, slot), yes, no, members)


def weeks(count: int, yes: int = 3, no: int = 3, seed: str = "zaad") -> list[Week]:
    return [week(number, yes, no, seed) for number in range(count)]


def test_a_seed_gives_the_same_arms_for_ever_and_about_half_of_each() -> None:
    slots = [FIRST + dt.timedelta(weeks=number) for number in range(400)]
    arms = [arm("zaad", "C1", slot) for slot in slots]
    assert arms[:8] == ["plain", "plain", "plain", "plain", "plain", "plan", "plan", "plain"]
    assert arms == [arm("zaad", "C1", slot) for slot in slots]
    assert 160 < arms.count("plan") < 240
    assert arms != [arm("ander zaad", "C1", slot) for slot in slots]
    assert arms != [arm("zaad", "C2", slot) for slot in slots]


def test_under_twenty_weeks_it_is_too_little_to_say_anything() -> None:
    made = report(weeks(FEWEST_WEEKS - 1))
    assert (made.weeks, made.used, made.plan, made.p) == (19, 0, None, None)
    assert lines(made) == ["19 kanaalweken zijn afgerond.", "te weinig om iets te zeggen"]
    assert report([]).weeks == 0


def test_twenty_weeks_are_reported_with_counts_and_interval() -> None:
    made = report(weeks(FEWEST_WEEKS))
    assert made.plan is not None
    assert made.plain is not None
    assert made.plan.weeks + made.plain.weeks == made.used == FEWEST_WEEKS
    assert made.plan.yes + made.plain.yes == 3 * FEWEST_WEEKS
    assert made.difference == 0
    assert made.interval == (0, 0)
    assert made.p == 1
    assert any("95 %-interval" in line for line in lines(made))


def test_the_same_weeks_give_the_same_report() -> None:
    chance = random.Random(7)
    some = [week(number, chance.randint(1, 6), chance.randint(1, 6)) for number in range(FEWEST_WEEKS)]
    assert report(some) == report(some)


def test_a_large_difference_is_rare_under_chance_and_none_is_not() -> None:
    with_button = [
        week(
            number, 9 if week(number, 0, 0).arm == "plan" else 2, 2 if week(number, 0, 0).arm == "plan" else 9
        )
        for number in range(2 * FEWEST_WEEKS)
    ]
    made = report(with_button)
    assert made.difference is not None
    assert made.interval is not None
    assert made.p is not None
    assert made.difference > 0.5
    assert made.interval[0] > 0
    assert made.p < 0.01


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_where_the_button_does_nothing_p_is_seldom_small(number: int) -> None:
    chance = random.Random(number)
    idle = [
        week(at, chance.randint(0, 6), chance.randint(0, 6), f"zaad {number}") for at in range(FEWEST_WEEKS)
    ]
    made = report(idle)
    assert made.p is None or made.p > 0.0005


@pytest.mark.parametrize("people", [1, 2, 3, 4])
def test_a_team_of_four_responders_never_gets_a_report(people: int) -> None:
    assert showable([week(number, people // 2, people - people // 2) for number in range(200)]) == 0


def test_five_responders_are_enough() -> None:
    assert showable([week(number, 2, 3) for number in range(40)]) == 40


@pytest.mark.parametrize(("members", "shown"), [(0, 0), (9, 0), (10, 40), (11, 40)])
def test_five_responders_with_fewer_than_five_beside_them_are_not_enough(members: int, shown: int) -> None:
    assert showable([week(number, 2, 3, members=members) for number in range(40)]) == shown


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 6)), max_size=130))
def test_of_two_reports_no_small_group_can_be_subtracted(counts: list[tuple[int, int]]) -> None:
    every = [week(number, yes, no) for number, (yes, no) in enumerate(counts)]
    ends = sorted({showable(every[:end]) for end in range(len(every) + 1)})
    for start, end in zip([0, *ends], ends, strict=False):
        between = every[start:end]
        for which in ("plan", "plain"):
            mine = [one for one in between if one.arm == which]
            assert not between or min(sum(one.yes for one in mine), sum(one.no for one in mine)) >= SMALLEST
            assert not between or max(one.yes + one.no for one in mine) >= SMALLEST


def test_the_sentence_for_too_little_is_the_one_that_was_promised() -> None:
    assert texts.TRIAL_TOO_FEW == "te weinig om iets te zeggen"
