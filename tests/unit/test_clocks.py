"""A clock is trusted once it was compared with Slack's, and as long as no clock differs from it."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.delivery.clocks import APART, Clocks
from tests.factories import NINE
from tests.support import captured_logs

SECOND = dt.timedelta(seconds=1)
DAY = dt.timedelta(days=1)
FAR = [-400 * DAY, -3 * DAY, -31 * SECOND, 31 * SECOND, 3 * DAY, 400 * DAY, 20 * 365 * DAY]


class Machine:
    """A machine with two clocks that the test moves."""

    def __init__(self, *, compared: bool = True) -> None:
        self.boot = 0.0
        self.wall = NINE
        self.clocks = Clocks(lambda: self.boot, lambda: self.wall)
        if compared:
            self.clocks.slack(NINE)

    def sleep(self, seconds: float, wall: float | None = None) -> None:
        self.boot += seconds
        self.wall += (seconds if wall is None else wall) * SECOND


def test_the_time_of_a_tick_moves_on_with_the_clock_that_nobody_sets() -> None:
    machine = Machine()
    machine.clocks.set(NINE + 400 * DAY)
    machine.sleep(7, wall=-3600)
    assert machine.clocks.now() == NINE + 400 * DAY + 7 * SECOND


def test_before_the_first_tick_the_time_is_the_machines() -> None:
    machine = Machine()
    machine.sleep(7, wall=-3600)
    assert machine.clocks.now() == NINE + 7 * SECOND


def test_a_tick_says_what_time_it_is_whenever_it_comes() -> None:
    machine = Machine(compared=False)
    for time in (NINE + 7 * DAY, NINE + 400 * DAY):
        machine.clocks.set(time)
        assert machine.clocks.now() == time, "also while no clock was believed yet"
    machine.clocks.slack(machine.wall)
    for time in (NINE + 401 * DAY, NINE + 500 * DAY):
        machine.clocks.set(time)
        assert machine.clocks.now() == time


def test_a_clock_that_was_never_compared_with_slacks_is_not_believed() -> None:
    machine = Machine(compared=False)
    with captured_logs() as logs:
        machine.clocks.set(machine.wall)
        machine.clocks.set(machine.wall)
    assert [line["event"] for line in logs.events()] == ["clock.unknown"], "said once"
    assert not machine.clocks.trusted()
    machine.clocks.database(machine.wall)
    assert not machine.clocks.trusted(), "the database's server may be the same machine"
    assert machine.clocks.silent()
    machine.clocks.slack(machine.wall)
    assert machine.clocks.trusted()
    assert not machine.clocks.silent()


@pytest.mark.parametrize("by", FAR)
def test_a_clock_that_is_wrong_at_the_start_is_not_believed_until_it_is_right(by: dt.timedelta) -> None:
    machine = Machine(compared=False)
    machine.clocks.slack(machine.wall - by)
    machine.clocks.set(machine.wall)
    assert not machine.clocks.trusted()
    machine.sleep(86400)
    machine.clocks.set(machine.wall)
    assert not machine.clocks.trusted(), "no time makes a wrong clock right"
    machine.wall -= by
    assert machine.clocks.trusted()


@pytest.mark.parametrize("by", FAR)
def test_a_clock_that_is_set_is_seen_at_that_moment_and_believed_again_when_it_is_set_back(
    by: dt.timedelta,
) -> None:
    machine = Machine()
    machine.sleep(15)
    machine.clocks.set(machine.wall)
    machine.wall += by
    assert not machine.clocks.trusted(), "without a tick between"
    machine.clocks.set(machine.wall)
    assert machine.clocks.now() == NINE + 15 * SECOND, "and its time is not taken over"
    machine.wall -= by
    assert machine.clocks.trusted()


def test_after_a_clock_was_set_to_the_right_time_slack_has_to_say_so() -> None:
    machine = Machine()
    machine.sleep(15, wall=3600)  # as a machine that was stopped, its other clock with it
    assert not machine.clocks.trusted()
    assert machine.clocks.silent()
    machine.clocks.slack(machine.wall)
    assert machine.clocks.trusted()


def test_small_corrections_and_sleep_are_nothing_to_worry_about() -> None:
    machine = Machine()
    machine.sleep(15, wall=14)
    machine.clocks.set(machine.wall)
    machine.sleep(3 * 86400)
    machine.clocks.set(machine.wall)
    assert machine.clocks.trusted()


def test_slack_is_asked_for_its_clock_where_it_was_not_heard_lately() -> None:
    machine = Machine()
    machine.sleep(300)
    assert not machine.clocks.silent()
    machine.sleep(1)
    assert machine.clocks.silent()
    assert machine.clocks.trusted(), "meanwhile the comparison holds"
    machine.clocks.slack(machine.wall)
    machine.sleep(300)
    assert not machine.clocks.silent(), "counted from when it was heard last"


def test_an_answer_that_takes_long_is_no_difference_and_proves_nothing() -> None:
    machine = Machine()
    machine.clocks.set(machine.wall)
    asked = machine.wall
    machine.sleep(70)
    for theirs in (asked, asked + 35 * SECOND, machine.wall):
        machine.clocks.database(theirs, 70.0)
        assert machine.clocks.now() == machine.wall
        assert machine.clocks.trusted()
    machine.clocks.database(machine.wall + 60 * SECOND, 70.0)
    assert not machine.clocks.trusted()
    fresh = Machine(compared=False)
    fresh.clocks.slack(fresh.wall - 35 * SECOND, 70.0)
    assert not fresh.clocks.trusted()


def test_clocks_that_are_as_far_apart_as_they_may_be_agree() -> None:
    machine = Machine(compared=False)
    machine.clocks.slack(machine.wall - APART)
    assert machine.clocks.trusted()
    assert machine.clocks.mended(lambda: machine.wall)() == machine.wall
    machine.clocks.set(machine.wall)
    machine.clocks.database(machine.wall + APART)
    assert machine.clocks.trusted()
    assert machine.clocks.now() == NINE + APART


@pytest.mark.parametrize(("took", "proves"), [(11.0, True), (11.1, False)])
def test_an_answer_proves_that_clocks_agree_where_a_request_may_take_so_long(
    took: float, proves: bool
) -> None:
    machine = Machine(compared=False)
    machine.clocks.slack(machine.wall - took * SECOND, took)
    assert machine.clocks.trusted() == proves


def test_a_long_answer_that_fits_the_most_that_clocks_may_differ_proves_nothing() -> None:
    machine = Machine(compared=False)
    machine.clocks.slack(machine.wall - APART - 70 * SECOND, 70.0)
    assert not machine.clocks.trusted()


@pytest.mark.parametrize("ahead", [-20, 20])
def test_the_databases_clock_was_read_halfway_through_the_time_that_its_answer_took(ahead: int) -> None:
    machine = Machine()
    machine.clocks.set(machine.wall)
    machine.sleep(8)
    machine.clocks.database(NINE + (4 + ahead) * SECOND, 8.0)
    assert machine.clocks.now() == machine.wall + ahead * SECOND


@pytest.mark.parametrize(("apart", "counts"), [(4.5, False), (5.0, False), (5.1, True)])
def test_what_the_time_of_asking_can_explain_is_no_difference(apart: float, counts: bool) -> None:
    machine = Machine()
    machine.clocks.set(machine.wall)
    machine.sleep(8)
    machine.clocks.database(NINE + (4 + apart) * SECOND, 8.0)
    assert machine.clocks.now() == machine.wall + apart * SECOND * counts


def test_the_databases_clock_is_the_one_that_counts() -> None:
    machine = Machine()
    machine.clocks.set(machine.wall)
    machine.clocks.database(machine.wall + 20 * SECOND)
    assert machine.clocks.now() == NINE + 20 * SECOND
    assert machine.clocks.trusted()
    machine.clocks.database(machine.wall + dt.timedelta(milliseconds=3))
    assert machine.clocks.now() == NINE, "the time that asking takes is no difference"
    machine.clocks.database(machine.wall - 31 * SECOND)
    assert not machine.clocks.trusted()


def test_what_people_ask_for_is_written_by_slacks_clock_where_the_machines_is_wrong() -> None:
    machine = Machine()
    now = machine.clocks.mended(lambda: machine.wall)
    machine.sleep(20, wall=5)
    assert now() == machine.wall, "a small difference is not worth another time"
    machine.wall += 400 * DAY
    assert now() == NINE + 20 * SECOND
    tests_own = machine.clocks.mended(lambda: NINE + 7 * DAY + 400 * DAY)
    assert tests_own() == NINE + 7 * DAY + 15 * SECOND, "also where the time is of a test's making"


def test_where_slack_was_not_heard_what_people_ask_for_is_written_by_the_machines_clock() -> None:
    machine = Machine(compared=False)
    assert machine.clocks.mended(lambda: machine.wall)() == NINE


async def test_nothing_more_is_started_once_the_clock_was_set() -> None:
    machine = Machine()
    done: list[str] = []

    async def first(_: dt.datetime) -> None:
        done.append("first")
        machine.wall += DAY

    async def second(_: dt.datetime) -> None:
        done.append("second")

    await machine.clocks.start(machine.wall, first, second)
    assert done == ["first"]
    machine.wall -= DAY
    await machine.clocks.start(machine.wall, second)
    assert done == ["first", "second"]


def test_it_is_logged_which_clock_differs_and_when_all_agree_again_and_nothing_twice() -> None:
    machine = Machine(compared=False)
    with captured_logs() as logs:
        machine.clocks.database(machine.wall + DAY)
        machine.clocks.slack(machine.wall)
        machine.clocks.set(machine.wall)
        machine.clocks.database(machine.wall)
        machine.clocks.set(machine.wall)
        machine.wall += DAY
        machine.clocks.set(machine.wall)
        machine.wall -= DAY
        machine.clocks.set(machine.wall)
    said = [(line["event"], line.get("clock")) for line in logs.events()]
    assert said == [
        ("clock.apart", "database"),
        ("clock.unknown", None),
        ("clock.apart", "database"),
        ("clock.agrees", None),
        ("clock.apart", "database"),
        ("clock.apart", "slack"),
        ("clock.agrees", None),
    ]


def test_that_clocks_agree_is_not_news_to_one_that_was_never_told_otherwise() -> None:
    machine = Machine(compared=False)
    with captured_logs() as logs:
        machine.clocks.slack(machine.wall)
        machine.clocks.set(machine.wall)
        machine.clocks.database(machine.wall)
    assert logs.events() == []
