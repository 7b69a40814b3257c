"""The pace of posts in a workspace: never faster than Slack accepts, and fast again once it does."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.people import ChannelRef
from bot.delivery.pacing.model import RECOVERS_IN, SLOWEST, Pace, Refusals, spread


def starts(pace: Pace, count: int, at: float = 0.0) -> list[float]:
    moments = []
    for _ in range(count):
        start, pace = pace.taken(at)
        moments.append(start)
    return moments


def test_a_quiet_workspace_gets_a_second_of_its_rate_at_once_and_then_its_rate() -> None:
    moments = starts(Pace.starting(5, 0), 50)
    assert [at for at in moments if at == 0] == [0.0] * 5
    assert abs(moments[-1] - 45 / 5) < 0.001


@given(st.floats(0.2, 100), st.lists(st.floats(0, 3), min_size=2, max_size=80))
def test_no_second_ever_gets_more_than_the_rate_and_its_burst(rate: float, pauses: list[float]) -> None:
    pace, at, moments = Pace.starting(rate, 0), 0.0, []
    for pause in pauses:
        at += pause
        start, pace = pace.taken(at)
        moments.append(start)
        assert start >= at
    for first in moments:
        within = [moment for moment in moments if first <= moment < first + 1]
        assert len(within) <= 2 * rate + 2
    assert all(later >= earlier for earlier, later in pairwise(moments))


def test_too_much_halves_the_rate_and_a_minute_after_the_wait_it_is_what_it_was() -> None:
    pace = Pace.starting(5, 0).slowed(10, 40)
    assert pace.rate_at(10) == pace.rate_at(40) == 2.5
    assert pace.rate_at(70) == 3.75
    assert pace.rate_at(100) == pace.rate_at(3600) == 5


@given(st.floats(0.05, 1000), st.lists(st.tuples(st.floats(0, 100), st.floats(0, 3600)), max_size=50))
def test_however_often_it_was_too_much_a_workspace_keeps_a_post_a_second_and_is_back_in_a_minute(
    most: float, refusals: list[tuple[float, float]]
) -> None:
    pace, at = Pace.starting(most, 0), 0.0
    for pause, wait in refusals:
        at += pause
        pace = pace.slowed(at, at + wait)
        assert min(most, SLOWEST) * 0.999 <= pace.rate_at(at) <= most * 1.001
        at += wait
    assert pace.rate_at(at + RECOVERS_IN + 0.001) == most


def test_a_rate_that_an_earlier_version_kept_is_no_slower_than_the_slowest() -> None:
    assert Pace(5, 0.1, 0, 0).rate_at(0) == SLOWEST
    assert Pace(0.5, 0.1, 0, 0).rate_at(0) == 0.5


def test_a_channel_that_is_refused_alone_however_often_says_nothing_of_its_workspace() -> None:
    refusals = Refusals()
    for begun in range(50):
        refusals = refusals.refused("C1", begun)
    assert not refusals.everywhere


def test_four_channels_in_a_row_tell_that_it_is_the_workspace() -> None:
    refusals = Refusals()
    for number in range(4):
        assert not refusals.everywhere
        refusals = refusals.refused(f"C{number}", number)
    assert refusals.everywhere


def test_one_post_that_was_taken_between_them_tells_that_it_is_the_channels() -> None:
    refusals = Refusals()
    for number in range(50):
        refusals = refusals.refused(f"C{number}", number).taken(number + 0.5)
        assert not refusals.everywhere


def test_a_post_that_was_begun_before_the_refused_one_tells_nothing() -> None:
    refusals = Refusals()
    for number in range(4):
        refusals = refusals.refused(f"C{number}", number + 10).taken(number)
    assert refusals.everywhere


def test_a_post_that_was_begun_in_the_same_moment_and_taken_tells_that_it_is_the_channels() -> None:
    refusals = Refusals()
    for number in range(4):
        refusals = refusals.refused(f"C{number}", number).taken(number)
    assert not refusals.everywhere


def test_after_a_wait_one_refusal_is_enough_until_something_was_taken() -> None:
    after = Refusals(needed=1)
    assert after.refused("C1", 5).everywhere
    assert not after.taken(5).refused("C1", 6).everywhere


@given(st.text(min_size=1, max_size=12), st.text(min_size=1, max_size=12), st.integers(0, 120))
def test_a_channel_is_spread_to_the_same_moment_every_time(
    workspace: str, channel: str, minutes: int
) -> None:
    later = spread(ChannelRef(workspace, channel), minutes)
    assert later == spread(ChannelRef(workspace, channel), minutes)
    assert dt.timedelta() <= later <= dt.timedelta(minutes=minutes)


@pytest.mark.parametrize("minutes", [0.5, 1, 10, 120])
def test_channels_are_spread_evenly(minutes: float) -> None:
    later = [spread(ChannelRef("T1", f"C{number}"), minutes).total_seconds() for number in range(10_000)]
    tenths = Counter(at // (minutes * 6) for at in later)
    assert {tenth: count > 900 for tenth, count in tenths.items()} == dict.fromkeys(range(10), True)
    assert max(later) < minutes * 60
