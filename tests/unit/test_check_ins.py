"""A check-in comes after some working days, and never between 20:00 and 7:00 in the person's own time."""

from __future__ import annotations

import datetime as dt
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.settings.model import STANDARD, ChannelSettings
from bot.core.zones import local_date
from bot.habits.plans.check_ins import (
    GAP,
    ROOM,
    after_quiet,
    at,
    free,
    is_quiet,
    quiet_from,
    working_days_after,
)
from tests.factories import TUESDAYS

AMSTERDAM = "Europe/Amsterdam"
moments = st.integers(0, 4 * 366 * 24 * 60).map(
    lambda minutes: dt.datetime(2024, 1, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=minutes)
)
zones = st.sampled_from(sorted(available_timezones()))


@given(moments, zones)
def test_what_waited_for_the_quiet_hours_comes_outside_of_them_with_room_to_be_sent(
    moment: dt.datetime, zone: str
) -> None:
    after = after_quiet(moment, zone)
    assert after >= moment
    assert not is_quiet(after, zone)
    assert after - moment <= dt.timedelta(hours=37)  # a zone that skips a whole day; elsewhere 13
    assert after_quiet(after, zone) == after
    assert quiet_from(after, zone) - after >= ROOM


@given(moments, st.lists(st.integers(-300, 3000), max_size=9), zones)
def test_a_free_moment_is_far_from_all_that_is_near_and_never_in_the_evening_or_the_night(
    moment: dt.datetime, minutes: list[int], zone: str
) -> None:
    busy = [moment + dt.timedelta(minutes=one) for one in minutes]
    found = free(moment, busy, zone, STANDARD)
    assert found >= moment
    assert not is_quiet(found, zone)
    assert all(abs(found - other) >= GAP for other in busy)
    assert free(found, busy, zone, STANDARD) == found
    if not busy and not is_quiet(moment, zone) and not is_quiet(moment + ROOM, zone):
        assert found == moment


@pytest.mark.parametrize(
    ("now", "busy", "found"),
    [
        ("2025-01-07 10:00", [], "2025-01-07 10:00"),
        ("2025-01-07 10:00", ["2025-01-07 08:00"], "2025-01-07 10:00"),
        ("2025-01-07 10:00", ["2025-01-07 08:01"], "2025-01-07 10:01"),
        ("2025-01-07 10:00", ["2025-01-07 11:59"], "2025-01-07 13:59"),
        ("2025-01-07 10:00", ["2025-01-07 12:00"], "2025-01-07 10:00"),
        ("2025-01-07 10:00", ["2025-01-07 09:00", "2025-01-07 12:30"], "2025-01-07 14:30"),
        ("2025-01-07 10:00", ["2025-01-07 09:00", "2025-01-07 13:00"], "2025-01-07 11:00"),
        ("2025-01-07 17:00", ["2025-01-07 18:00"], "2025-01-08 10:00"),
        ("2025-01-10 17:00", ["2025-01-10 18:00"], "2025-01-13 10:00"),
        ("2025-01-11 10:00", [], "2025-01-11 10:00"),
    ],
)
def test_a_check_in_moves_as_little_as_it_must_and_not_into_the_weekend(
    now: str, busy: list[str], found: str
) -> None:
    def local(text: str) -> dt.datetime:
        moment = dt.datetime.fromisoformat(text)
        return at(moment.date(), AMSTERDAM, moment.time())

    assert free(local(now), [local(one) for one in busy], AMSTERDAM, STANDARD) == local(found)


@pytest.mark.parametrize(
    ("local", "moved"),
    [
        ("2025-01-07 06:59", "2025-01-07 07:00"),
        ("2025-01-07 07:00", "2025-01-07 07:00"),
        ("2025-01-07 10:00", "2025-01-07 10:00"),
        ("2025-01-07 18:59", "2025-01-07 18:59"),
        ("2025-01-07 19:30", "2025-01-08 07:00"),
        ("2025-01-07 20:00", "2025-01-08 07:00"),
        ("2025-01-07 23:59", "2025-01-08 07:00"),
        ("2025-03-30 01:30", "2025-03-30 07:00"),
    ],
)
def test_quiet_hours_are_those_of_the_persons_own_clock(local: str, moved: str) -> None:
    for zone in (AMSTERDAM, "America/New_York", "Asia/Kolkata"):
        given, wanted = (dt.datetime.fromisoformat(text) for text in (local, moved))
        moment = at(given.date(), zone, given.time())
        assert after_quiet(moment, zone) == at(wanted.date(), zone, wanted.time())


@pytest.mark.parametrize(
    ("date", "days", "expected"),
    [
        ("2025-01-07", 5, "2025-01-14"),
        ("2025-01-10", 1, "2025-01-13"),
        ("2025-01-11", 5, "2025-01-17"),
        ("2025-04-17", 1, "2025-04-22"),
    ],
)
def test_weekends_and_public_holidays_are_not_counted(date: str, days: int, expected: str) -> None:
    assert working_days_after(
        dt.date.fromisoformat(date), days, ChannelSettings(TUESDAYS)
    ) == dt.date.fromisoformat(expected)


@given(moments, zones)
def test_a_local_date_holds_its_own_ten_o_clock(moment: dt.datetime, zone: str) -> None:
    date = local_date(moment, zone)
    assert local_date(at(date, zone), zone) in (date, date + dt.timedelta(days=1))
