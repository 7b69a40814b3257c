"""Clocks that differ are seen; nothing is claimed while they do."""

from __future__ import annotations

import datetime as dt

from bot.services.clocks import REMEMBERED, Clocks
from tests.factories import NINE

SECOND = dt.timedelta(seconds=1)


class Machine:
    """A machine whose two clocks a test moves."""

    def __init__(self) -> None:
        self.boot = 0.0
        self.wall = NINE
        self.clocks = Clocks(lambda: self.boot, lambda: self.wall)

    def sleep(self, seconds: float, wall: float | None = None) -> None:
        self.boot += seconds
        self.wall += (seconds if wall is None else wall) * SECOND


def test_the_time_of_a_tick_moves_on_with_the_clock_that_nobody_sets() -> None:
    machine = Machine()
    machine.clocks.set(NINE + dt.timedelta(days=400))
    machine.sleep(7, wall=-3600)
    assert machine.clocks.now() == NINE + dt.timedelta(days=400, seconds=7)


def test_a_wall_clock_that_is_set_is_not_trusted_for_a_while() -> None:
    for by in (-31, 31, 86400):
        machine = Machine()
        machine.sleep(15, wall=15 + by)
        machine.clocks.set(machine.wall)
        assert not machine.clocks.trusted()
        machine.sleep(REMEMBERED)
        machine.clocks.set(machine.wall)
        assert machine.clocks.trusted()


def test_small_corrections_and_sleep_are_nothing_to_worry_about() -> None:
    machine = Machine()
    machine.sleep(15, wall=14)
    machine.clocks.set(machine.wall)
    machine.sleep(3 * 86400)
    machine.clocks.set(machine.wall)
    assert machine.clocks.trusted()


def test_slacks_clock_is_compared_and_trusted_again_when_it_agrees() -> None:
    machine = Machine()
    machine.clocks.slack(machine.wall + 40 * SECOND)
    assert not machine.clocks.trusted()
    machine.clocks.slack(machine.wall + SECOND)
    assert machine.clocks.trusted()


def test_an_answer_of_the_database_that_takes_long_is_no_difference() -> None:
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
