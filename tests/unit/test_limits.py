"""Only people who ask too much are slowed down, and a crowd costs no memory."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.core.limits import REMEMBERED, Buckets, Limits


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@given(
    capacity=st.integers(1, 30),
    waits=st.lists(st.floats(0, 20, allow_nan=False), min_size=1, max_size=200),
)
def test_in_any_time_no_more_is_taken_than_was_there_and_came_in(capacity: int, waits: list[float]) -> None:
    clock = Clock()
    bucket = Buckets(capacity, 60, clock)
    taken: list[float] = []
    for wait in waits:
        clock.now += wait
        if bucket.take("x"):
            taken.append(clock.now)
    for first, start in enumerate(taken):
        for last in range(first, len(taken)):
            assert last - first + 1 <= capacity + (taken[last] - start) * capacity / 60 + 1e-6


def test_of_two_hundred_questions_in_a_minute_some_forty_are_answered() -> None:
    clock = Clock()
    limits = Limits(20, 600, clock)
    answered = 0
    for _ in range(200):
        clock.now += 0.3
        answered += limits.refuses("T1", "U1") is None
    assert 38 <= answered <= 41


def test_who_floods_hurts_nobody_else() -> None:
    clock = Clock()
    limits = Limits(20, 100, clock)
    refused = [limits.refuses("T1", "U1") for _ in range(1000)]
    assert refused == [None] * 20 + ["person"] * 980
    assert limits.refuses("T1", "U2") is None
    assert limits.refuses("T2", "U1") is None  # the same id in another workspace is another person


def test_a_workspace_has_a_limit_for_all_its_people_together() -> None:
    limits = Limits(20, 100, Clock())
    refused = [limits.refuses("T1", f"U{number % 50}") for number in range(150)]
    assert refused == [None] * 100 + ["workspace"] * 50
    assert limits.refuses("T2", "U1") is None


def test_a_person_who_waits_may_ask_again() -> None:
    clock = Clock()
    limits = Limits(20, 600, clock)
    while limits.refuses("T1", "U1") is None:
        pass
    clock.now += 3
    assert limits.refuses("T1", "U1") is None
    assert limits.refuses("T1", "U1") == "person"


def test_somebody_is_told_once_a_minute() -> None:
    clock = Clock()
    limits = Limits(20, 600, clock)
    assert [limits.tells("T1", "U1") for _ in range(3)] == [True, False, False]
    clock.now += 60
    assert limits.tells("T1", "U1")


def test_a_crowd_is_forgotten_from_who_was_longest_silent_on() -> None:
    clock = Clock()
    bucket = Buckets(1, 60, clock)
    assert bucket.take("first")
    for number in range(2 * REMEMBERED):
        bucket.take(number)
        assert not bucket.take("busy") or number == 0
    assert len(bucket) == REMEMBERED
    assert bucket.take("first")
