"""How fast a workspace is posted to: never faster than Slack takes it, and fast again when it does."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.pacing import SLOWEST, Pace, spread


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


def test_too_much_halves_the_rate_and_it_comes_back_by_a_tenth_a_minute() -> None:
    pace = Pace.starting(5, 0).slowed(10)
    assert pace.rate_at(10) == 2.5
    assert abs(pace.rate_at(70) - 2.75) < 0.001
    assert pace.rate_at(10 + 3600) == 5


def test_a_workspace_that_is_slowed_again_and_again_is_still_posted_to() -> None:
    pace = Pace.starting(5, 0)
    for _ in range(50):
        pace = pace.slowed(0)
    assert pace.rate_at(0) == SLOWEST


@given(st.text(min_size=1, max_size=12), st.text(min_size=1, max_size=12), st.integers(0, 120))
def test_a_channel_is_spread_to_the_same_moment_every_time(
    workspace: str, channel: str, minutes: int
) -> None:
    later = spread(workspace, channel, minutes)
    assert later == spread(workspace, channel, minutes)
    assert dt.timedelta() <= later <= dt.timedelta(minutes=minutes)


def test_channels_are_spread_evenly() -> None:
    minutes = [spread("T1", f"C{number}", 10).total_seconds() // 60 for number in range(10_000)]
    assert {minute: minutes.count(minute) > 900 for minute in range(10)} == dict.fromkeys(range(10), True)
