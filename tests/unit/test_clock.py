"""The clock keeps ticking, whatever happens to APScheduler's timer. These tests use virtual time."""

from __future__ import annotations

import asyncio
import datetime as dt
from itertools import pairwise
from typing import Any

import pytest

from bot.clock import Clock
from bot.core.errors import StoreError
from tests.simulation import virtual
from tests.support import captured_logs

SECONDS = 15.0


async def ticks(seconds: float, *, fault: type[Exception] | None = None) -> list[float]:
    """The moments of all ticks in this many seconds. The wall clock stands still, as if it had been set back."""
    loop = asyncio.get_running_loop()
    seen: list[float] = []

    async def tick(_: dt.datetime) -> None:
        seen.append(loop.time())
        if fault is not None:
            raise fault

    clock = Clock(tick, SECONDS)
    clock.start()
    await asyncio.sleep(seconds)
    await clock.stop()
    await asyncio.sleep(10 * SECONDS)
    return seen


def gaps(seen: list[float]) -> float:
    return max(later - earlier for earlier, later in pairwise([0.0, *seen]))


def test_a_clock_whose_timer_stands_still_is_revived_within_two_intervals() -> None:
    seen = virtual.run(ticks(600))
    assert len(seen) >= 600 / SECONDS / 2
    assert gaps(seen) <= 2 * SECONDS


def test_no_tick_comes_after_the_end() -> None:
    assert max(virtual.run(ticks(100))) <= 100


def test_a_fault_in_a_tick_does_not_end_the_ticking() -> None:
    seen = virtual.run(ticks(300, fault=RuntimeError))
    assert len(seen) >= 8
    assert gaps(seen) <= 2 * SECONDS


async def test_a_fault_that_was_foreseen_is_told_with_its_traceback_once() -> None:
    faults: list[Exception | None] = [StoreError("de schijf is vol")] * 3
    faults += [None, StoreError("de schijf is vol"), RuntimeError("x"), RuntimeError("x")]

    async def tick(_: dt.datetime) -> None:
        if fault := faults.pop(0):
            raise fault

    clock = Clock(tick, SECONDS)
    with captured_logs() as logs:
        for _ in range(len(faults)):
            await clock.tick()
    told = logs.events("tick.failed")
    assert [line["why"] for line in told] == ["de schijf is vol"] * 4 + ["RuntimeError"] * 2
    assert ["exception" in line for line in told] == [True, False, False, True, True, True]


def test_a_timer_that_died_is_replaced() -> None:
    async def work() -> list[float]:
        loop = asyncio.get_running_loop()
        seen: list[float] = []

        async def tick(_: dt.datetime) -> None:
            seen.append(loop.time())

        clock = Clock(tick, SECONDS)
        clock.start()
        await asyncio.sleep(1)
        clock._scheduler.shutdown(wait=False)
        await asyncio.sleep(100)
        await clock.stop()
        return seen

    assert gaps(virtual.run(work())) <= 2 * SECONDS


def test_a_loop_that_was_blocked_ticks_as_soon_as_it_runs_again() -> None:
    async def work() -> list[float]:
        loop: Any = asyncio.get_running_loop()
        seen: list[float] = []

        async def tick(_: dt.datetime) -> None:
            seen.append(loop.time())

        clock = Clock(tick, 1.0)
        clock.start()
        await asyncio.sleep(0.1)
        loop.now += 5
        await asyncio.sleep(1)
        await clock.stop()
        return seen

    seen = virtual.run(work())
    assert any(5.1 <= at <= 7.1 for at in seen)


def test_two_ticks_do_not_overlap() -> None:
    async def work() -> int:
        going = most = 0

        async def tick(_: dt.datetime) -> None:
            nonlocal going, most
            going += 1
            most = max(most, going)
            await asyncio.sleep(40)
            going -= 1

        clock = Clock(tick, SECONDS)
        clock.start()
        await asyncio.gather(*(clock.tick() for _ in range(3)))
        await clock.stop()
        return most

    assert virtual.run(work()) == 1


@pytest.mark.parametrize("seconds", [0.5, 60.0])
def test_the_watchdog_keeps_its_bound_at_every_interval(seconds: float) -> None:
    async def work() -> list[float]:
        loop = asyncio.get_running_loop()
        seen: list[float] = []

        async def tick(_: dt.datetime) -> None:
            seen.append(loop.time())

        clock = Clock(tick, seconds)
        clock.start()
        await asyncio.sleep(20 * seconds)
        await clock.stop()
        return seen

    assert gaps(virtual.run(work())) <= 2 * seconds
