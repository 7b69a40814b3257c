"""When nudges are due: once for each local date, at the chosen local time, whatever the clocks do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import islice, pairwise
from time import tzset
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.calendar.rhythm import (
    Frequency,
    Occurrence,
    Rhythm,
    due_at,
    next_in_new_period,
    next_occurrence,
    occurrences,
)
from bot.channels.settings import timezones
from tests.factories import NO_ZONES, upcoming

ZONES = sorted(available_timezones() - {"localtime", "Factory"})
FIRST_DAY = dt.date(2025, 1, 1)
DAYS = [FIRST_DAY + dt.timedelta(days=n) for n in range(2 * 365)]
MINUTES = [dt.time(n // 60, n % 60) for n in range(24 * 60)]
DAY = dt.timedelta(days=1)
AMSTERDAM = "Europe/Amsterdam"
SUNDAY_0230 = Rhythm(6, dt.time(2, 30), AMSTERDAM)


def utc(*fields: int) -> dt.datetime:
    return dt.datetime(*fields, tzinfo=dt.UTC)  # type: ignore[arg-type,misc]


def readings(date: dt.date, time: dt.time, zone: ZoneInfo) -> list[dt.datetime]:
    """The UTC moments at which the clocks of the zone show this date and time: none in a gap, two when repeated."""
    wish = dt.datetime.combine(date, time)
    moments = {wish.replace(tzinfo=zone, fold=fold).astimezone(dt.UTC) for fold in (0, 1)}
    return sorted(at for at in moments if at.astimezone(zone).replace(tzinfo=None) == wish)


def assert_as_wished(date: dt.date, time: dt.time, zone: ZoneInfo) -> None:
    due = due_at(Rhythm(date.weekday(), time, zone.key), date)
    shown = readings(date, time, zone)
    if shown:
        assert due == shown[0], (zone.key, date, time)
    else:
        late = due.astimezone(zone).replace(tzinfo=None) - dt.datetime.combine(date, time)
        gap = due.astimezone(zone).utcoffset() - (due - DAY).astimezone(zone).utcoffset()  # type: ignore[operator]
        assert late == gap > dt.timedelta(0), (zone.key, date, time)


def changes() -> Iterator[tuple[ZoneInfo, dt.date]]:
    """A zone and a local date for each way in which any zone changes its clocks in the two years."""
    seen = set()
    for zone in map(ZoneInfo, ZONES):
        midnights = [dt.datetime.combine(day, dt.time(), zone).utcoffset() for day in DAYS]
        for day, (before, after) in zip(DAYS, pairwise(midnights), strict=False):
            if before == after:
                continue
            offsets = tuple(dt.datetime.combine(day, time, zone).utcoffset() for time in MINUTES[::30])
            if (day, offsets) not in seen:
                seen.add((day, offsets))
                yield zone, day


def test_every_zone_has_every_local_date_once_at_the_wished_time() -> None:
    for index, zone in enumerate(map(ZoneInfo, ZONES)):
        for number, day in enumerate(DAYS):
            assert_as_wished(day, MINUTES[(index + number * 571) % len(MINUTES)], zone)


def test_on_a_day_that_the_clocks_change_every_minute_is_as_wished() -> None:
    found = list(changes())
    assert len(found) > 50
    for zone, day in found:
        for time in MINUTES:
            assert_as_wished(day, time, zone)


rhythms = st.builds(
    Rhythm,
    weekday=st.integers(0, 6),
    time=st.sampled_from(MINUTES),
    timezone=st.sampled_from(ZONES),
    frequency=st.sampled_from(["weekly", "biweekly", "monthly"]),
    anchor=st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)),
)
moments = st.integers(0, 2 * 365 * 24 * 3600).map(lambda n: utc(2024, 12, 1) + dt.timedelta(seconds=n))


@given(rhythms, moments)
def test_occurrences_are_all_matching_local_dates_and_nothing_else(
    rhythm: Rhythm, after: dt.datetime
) -> None:
    found = list(islice(occurrences(rhythm, after), 8))
    days = [after.date() + n * DAY for n in range(-3, (found[-1].slot - after.date()).days + 1)]
    expected = [Occurrence(due_at(rhythm, day), day) for day in days if rhythm.falls_on(day)]
    assert found == [occurrence for occurrence in expected if occurrence.due_at > after]
    assert all(one.due_at < other.due_at and one.slot < other.slot for one, other in pairwise(found))


@given(rhythms, moments)
def test_going_from_one_occurrence_to_the_next_skips_and_repeats_none(
    rhythm: Rhythm, after: dt.datetime
) -> None:
    at_once = upcoming(rhythm, after, 6)
    one_by_one = []
    for _ in range(6):
        one_by_one.append(next_occurrence(rhythm, after))
        after = one_by_one[-1].due_at
    assert tuple(one_by_one) == at_once


@given(rhythms, moments)
def test_a_rhythm_keeps_its_weekday_and_its_distance(rhythm: Rhythm, after: dt.datetime) -> None:
    slots = [occurrence.slot for occurrence in upcoming(rhythm, after, 8)]
    assert {slot.weekday() for slot in slots} == {rhythm.weekday}
    distances = {(later - slot).days for slot, later in pairwise(slots)}
    allowed: dict[Frequency, set[int]] = {"weekly": {7}, "biweekly": {14}, "monthly": {28, 35}}
    assert distances <= allowed[rhythm.frequency]
    if rhythm.frequency == "monthly":
        assert len({(slot.year, slot.month) for slot in slots}) == len(slots)
        assert all(slot.day <= 7 for slot in slots)


@pytest.mark.parametrize("name", ["", *NO_ZONES])
def test_a_rhythm_in_what_is_no_zone_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="is not a known time zone"):
        Rhythm(1, dt.time(9), name)


def test_every_zone_of_the_database_has_a_rhythm_and_a_name_in_a_form() -> None:
    for zone in ZONES:
        assert timezones.name(Rhythm(1, dt.time(9), zone).timezone, utc(2026, 1, 1))


def test_nine_o_clock_in_amsterdam_stays_nine_o_clock_through_both_changes() -> None:
    rhythm = Rhythm(1, dt.time(9), AMSTERDAM)
    spring = upcoming(rhythm, utc(2025, 3, 24), 2)
    autumn = upcoming(rhythm, utc(2025, 10, 20), 2)
    assert [occurrence.due_at for occurrence in spring] == [utc(2025, 3, 25, 8), utc(2025, 4, 1, 7)]
    assert [occurrence.due_at for occurrence in autumn] == [utc(2025, 10, 21, 7), utc(2025, 10, 28, 8)]


def test_half_past_two_in_the_spring_night_comes_an_hour_later() -> None:
    [skipped, after] = upcoming(SUNDAY_0230, utc(2025, 3, 24), 2)
    assert skipped == Occurrence(utc(2025, 3, 30, 1, 30), dt.date(2025, 3, 30))
    assert skipped.due_at.astimezone(ZoneInfo(AMSTERDAM)).time() == dt.time(3, 30)
    assert after == Occurrence(utc(2025, 4, 6, 0, 30), dt.date(2025, 4, 6))


def test_half_past_two_in_the_autumn_night_comes_once_the_first_time() -> None:
    [repeated, after] = upcoming(SUNDAY_0230, utc(2025, 10, 20), 2)
    assert repeated == Occurrence(utc(2025, 10, 26, 0, 30), dt.date(2025, 10, 26))
    assert after == Occurrence(utc(2025, 11, 2, 1, 30), dt.date(2025, 11, 2))
    assert next_occurrence(SUNDAY_0230, utc(2025, 10, 26, 1, 30)) == after


def test_a_day_that_a_zone_dropped_from_its_calendar_still_has_its_slot() -> None:
    rhythm = Rhythm(4, dt.time(10), "Pacific/Apia")  # Samoa had no Friday 30 December 2011
    [dropped, after] = upcoming(rhythm, utc(2011, 12, 26), 2)
    assert (dropped.slot, after.slot) == (dt.date(2011, 12, 30), dt.date(2012, 1, 6))
    assert dropped.due_at.astimezone(ZoneInfo("Pacific/Apia")).date() == dt.date(2011, 12, 31)


@pytest.fixture(params=["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def _machine_far_away(request: pytest.FixtureRequest) -> Iterator[None]:
    """A machine in a zone that is fourteen hours ahead, or eleven behind."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("TZ", request.param)
        tzset()
        yield
    tzset()


@pytest.mark.usefixtures("_machine_far_away")
def test_due_moments_are_told_in_utc_whatever_zone_the_machine_is_in() -> None:
    for name in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        [first, second] = upcoming(Rhythm(1, dt.time(9), name), utc(2025, 1, 6, 12), 2)
        assert (first.slot, second.slot) == (dt.date(2025, 1, 7), dt.date(2025, 1, 14))
        assert first.due_at.tzinfo == dt.UTC


def test_a_due_moment_itself_is_over() -> None:
    rhythm = Rhythm(1, dt.time(9), AMSTERDAM)
    due = utc(2025, 1, 7, 8)
    assert next_occurrence(rhythm, due - dt.timedelta(microseconds=1)).due_at == due
    assert next_occurrence(rhythm, due).slot == dt.date(2025, 1, 14)


def test_every_two_weeks_are_counted_from_the_first_week_of_2024_where_nobody_says_otherwise() -> None:
    rhythm = Rhythm(1, dt.time(9), AMSTERDAM, "biweekly")
    slots = [occurrence.slot for occurrence in upcoming(rhythm, utc(2024, 1, 1), 2)]
    assert slots == [dt.date(2024, 1, 2), dt.date(2024, 1, 16)]


def test_every_two_weeks_goes_on_through_week_53() -> None:
    rhythm = Rhythm(0, dt.time(9), AMSTERDAM, "biweekly", anchor=dt.date(2026, 12, 14))
    slots = [occurrence.slot for occurrence in upcoming(rhythm, utc(2026, 12, 13), 4)]
    assert slots == [
        dt.date(2026, 12, 14),
        dt.date(2026, 12, 28),  # week 53
        dt.date(2027, 1, 11),  # week 2: two odd weeks would have followed by number
        dt.date(2027, 1, 25),
    ]
    assert slots[1].isocalendar().week == 53


@pytest.mark.parametrize("weeks", [-1000, -53, -2, 0, 2, 26, 1000])
def test_an_anchor_long_before_or_after_gives_the_same_weeks(weeks: int) -> None:
    near = Rhythm(2, dt.time(9), AMSTERDAM, "biweekly", anchor=dt.date(2025, 1, 6))
    anchor = near.anchor + dt.timedelta(weeks=weeks)
    far = Rhythm(2, dt.time(9), AMSTERDAM, "biweekly", anchor=anchor)
    same = upcoming(near, utc(2025, 1, 1), 20) == upcoming(far, utc(2025, 1, 1), 20)
    assert same == (weeks % 2 == 0)


@pytest.mark.parametrize("day", range(7))
def test_any_day_of_a_week_anchors_that_week(day: int) -> None:
    anchor = dt.date(2025, 1, 6) + day * DAY
    rhythm = Rhythm(6, dt.time(9), AMSTERDAM, "biweekly", anchor)
    assert next_occurrence(rhythm, utc(2025, 1, 1)).slot == dt.date(2025, 1, 12)


def test_the_leap_day_is_a_day_like_any_other() -> None:
    tuesdays = Rhythm(1, dt.time(9), AMSTERDAM)
    slots = [occurrence.slot for occurrence in upcoming(tuesdays, utc(2028, 2, 22, 12), 2)]
    assert slots == [dt.date(2028, 2, 29), dt.date(2028, 3, 7)]


def test_monthly_is_the_first_such_weekday_of_each_month() -> None:
    rhythm = Rhythm(1, dt.time(9), AMSTERDAM, "monthly")
    slots = [occurrence.slot for occurrence in upcoming(rhythm, utc(2025, 6, 30), 4)]
    assert slots == [dt.date(2025, 7, 1), dt.date(2025, 8, 5), dt.date(2025, 9, 2), dt.date(2025, 10, 7)]


def test_an_occurrence_in_a_new_period_has_a_slot_that_stands_nowhere_yet() -> None:
    tuesdays = Rhythm(1, dt.time(9), AMSTERDAM)
    first, second = dt.date(2025, 1, 7), dt.date(2025, 1, 14)
    for last, recorded, slot in (
        (None, None, first),
        (None, first - DAY, first),
        (None, first, second),
        (None, second - DAY, second),
        (first - DAY, None, second),
        (first - 2 * DAY, first, second),
    ):
        assert next_in_new_period(tuesdays, utc(2025, 1, 6), last, recorded).slot == slot
