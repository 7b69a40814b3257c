"""The times of a delivery, to the second: when it may be claimed, how long it waits, how long a person has."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from bot.delivery.bounds import Bounds
from bot.delivery.model import (
    Absent,
    Claim,
    Delivery,
    Expire,
    IllegalTransition,
    Lose,
    Release,
    Repost,
    claimable,
    decide,
    lease_over,
    quarantine_over,
    stale_at,
)
from tests.factories import C1, NINE, a_delivery

SECOND = dt.timedelta(seconds=1)
MINUTE = dt.timedelta(minutes=1)
HOUR = dt.timedelta(hours=1)


def test_what_a_person_wants_posted_again_may_come_for_an_hour() -> None:
    row = decide(a_delivery(state="review", attempts=3, error="timeout"), Repost(), NINE + 8 * HOUR)
    assert (row.expires_at, row.attempts, row.error) == (NINE + 9 * HOUR, 0, None)


def test_a_person_has_fourteen_days_from_the_moment_of_asking_and_without_one_from_the_due_moment() -> None:
    asked = a_delivery(state="review", quarantine_until=NINE + HOUR)
    assert stale_at(asked) == NINE + HOUR + dt.timedelta(days=14)
    assert stale_at(a_delivery(state="review")) == NINE + dt.timedelta(days=14)
    with pytest.raises(IllegalTransition):
        decide(asked, Expire(), NINE + HOUR + dt.timedelta(days=14) - SECOND)
    assert decide(asked, Expire(), NINE + HOUR + dt.timedelta(days=14)).error == "unresolved"


@pytest.mark.parametrize(
    ("after", "not_before", "may"),
    [
        (-SECOND, None, False),
        (0 * SECOND, None, True),
        (6 * HOUR - SECOND, None, True),
        (6 * HOUR, None, False),
        (MINUTE, NINE + MINUTE, True),
        (MINUTE, NINE + MINUTE + SECOND, False),
    ],
)
def test_a_delivery_may_be_claimed_from_its_moment_and_its_wait_until_its_time_is_over(
    after: dt.timedelta, not_before: dt.datetime | None, may: bool
) -> None:
    assert claimable(a_delivery(not_before=not_before), NINE + after) is may


def test_a_lease_is_a_minute_and_a_quarantine_two_where_nobody_asks_for_another() -> None:
    claimed = decide(a_delivery(), Claim("w"), NINE)
    assert claimed.lease_until == NINE + MINUTE
    lost = decide(a_delivery(state="sending", owner="w", lease_until=NINE + MINUTE), Lose("timeout"), NINE)
    assert lost.quarantine_until == NINE + 2 * MINUTE


def test_a_lease_is_over_at_its_end_and_when_it_ends_more_than_a_quarter_of_an_hour_ahead() -> None:
    def over(ends: dt.timedelta) -> bool:
        return lease_over(a_delivery(state="claimed", lease_until=NINE + ends), NINE)

    assert [over(ends) for ends in (0 * SECOND, SECOND, 15 * MINUTE, 15 * MINUTE + SECOND)] == [
        True,
        False,
        False,
        True,
    ]
    assert not lease_over(a_delivery(), NINE)


def test_a_quarantine_is_over_at_its_end_and_none_is_never_over() -> None:
    row = a_delivery(state="unknown", quarantine_until=NINE)
    assert [quarantine_over(row, NINE + wait) for wait in (-SECOND, 0 * SECOND)] == [False, True]
    assert not quarantine_over(a_delivery(state="unknown"), NINE)


def test_what_is_not_there_is_planned_again_up_to_its_last_second_and_then_missed() -> None:
    row = a_delivery(state="unknown", quarantine_until=NINE, error="timeout")
    in_time = decide(row, Absent(), NINE + 6 * HOUR - SECOND)
    late = decide(row, Absent(), NINE + 6 * HOUR)
    assert [(one.state, one.error) for one in (in_time, late)] == [
        ("planned", "timeout"),
        ("skipped", "missed"),
    ]


def test_waits_begin_with_five_seconds_double_and_end_at_a_minute() -> None:
    bounds = Bounds()
    assert [bounds.backoff(n, 0.5).total_seconds() for n in (1, 2, 3, 4, 5, 1000)] == [
        5,
        10,
        20,
        40,
        60,
        60,
    ]
    assert [bounds.backoff(1, chance).total_seconds() for chance in (0.0, 1.0)] == [2.5, 7.5]
    late = [dt.timedelta(0), dt.timedelta(seconds=40), HOUR, 3 * HOUR]
    assert [bounds.patience(one, 0.5).total_seconds() for one in late] == [5, 10, 60, 60]
    assert bounds.patience(HOUR, 0.0).total_seconds() == 30


def test_only_what_a_person_asked_for_again_keeps_its_moment_of_asking() -> None:
    assert a_delivery(quarantine_until=NINE).asked_for
    assert not a_delivery().asked_for


def test_a_new_delivery_was_tried_never_belongs_to_nobody_and_is_about_nothing_yet() -> None:
    row = Delivery(uuid.uuid4(), C1, "nudge", NINE.date(), NINE, NINE + HOUR)
    assert (row.state, row.subject, row.tip, row.attempts, row.version) == ("planned", "", "", 0, 1)
    moments = (row.not_before, row.lease_until, row.armed_at, row.quarantine_until)
    assert (*moments, row.owner, row.ts, row.error) == (None,) * 7
    assert claimable(row, NINE)
    released = decide(decide(row, Claim("w"), NINE), Release(), NINE + MINUTE)
    assert (released.state, released.not_before, released.version) == ("planned", None, 3)
