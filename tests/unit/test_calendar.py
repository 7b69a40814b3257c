"""The calendar decides whether an occurrence is posted, moved to a working day, or skipped, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.calendar.entries import foresee
from bot.channels.calendar.model import (
    Breaks,
    Outcome,
    Reason,
    countries,
    is_working_day,
    outcome,
    public_holiday,
    rest,
)
from bot.channels.calendar.rhythm import Frequency, Occurrence, Rhythm, due_at, next_occurrence
from bot.channels.calendar.school_holidays import load_breaks
from bot.channels.model import FOREVER
from bot.channels.nudges.choosing import Pool
from bot.channels.settings.model import REGIONS, ChannelSettings, Closed, LiberationDay, OnHoliday
from bot.library.tips import Library
from tests.factories import a_channel, a_tip, upcoming

AMSTERDAM = "Europe/Amsterdam"
BREAKS = load_breaks(Path(__file__).parents[2] / "config" / "school_holidays.yaml")
NONE = Breaks()


def on(weekday: int, *, hour: int = 9, public_holidays: OnHoliday = "skip") -> ChannelSettings:
    return ChannelSettings(Rhythm(weekday, dt.time(hour), AMSTERDAM), public_holidays=public_holidays)


def slot(settings: ChannelSettings, *date: int) -> Occurrence:
    day = dt.date(*date)
    return Occurrence(due_at(settings.rhythm, day), day)


def local(result: Outcome) -> str:
    assert result.due_at is not None
    return f"{result.due_at.astimezone(ZoneInfo(AMSTERDAM)):%Y-%m-%d %H:%M}"


def test_a_day_like_any_other_posts() -> None:
    settings = on(1)
    assert outcome(slot(settings, 2026, 11, 24), settings, BREAKS) == Outcome(
        slot(settings, 2026, 11, 24).due_at
    )


MONDAY = dt.date(2026, 6, 1)


def works(country: str) -> str:
    """The working days of a country in a week without a holiday; 0 is Monday."""
    settings = replace(on(0), country=country)
    weeks = ([MONDAY + dt.timedelta(weeks=week, days=day) for day in range(7)] for week in range(60))
    plain = next(week for week in weeks if not any(public_holiday(date, settings) for date in week))
    return "".join(str(date.weekday()) for date in plain if is_working_day(date, settings))


@pytest.mark.parametrize(
    ("weekdays", "of"),
    [
        ("01234", "NL BE US AE"),
        ("01236", "EG SA IL BH QA KW JO"),
        ("012356", "IR"),
        ("01235", "BN"),
        ("012345", "HK"),
    ],
)
def test_each_country_has_its_own_weekend(weekdays: str, of: str) -> None:
    assert {country: works(country) for country in of.split()} == dict.fromkeys(of.split(), weekdays)


def test_a_saturday_that_a_country_works_in_place_of_another_day_is_a_working_day() -> None:
    settings = replace(on(0), country="HU")
    assert is_working_day(dt.date(2026, 1, 10), settings)
    assert not is_working_day(dt.date(2026, 1, 17), settings)


@pytest.mark.parametrize(
    ("country", "zone"), [("EG", "Africa/Cairo"), ("IL", "Asia/Jerusalem"), ("NL", AMSTERDAM)]
)
@pytest.mark.parametrize("weekday", range(7))
@pytest.mark.parametrize("frequency", ["weekly", "biweekly", "monthly"])
def test_a_moved_tip_comes_on_the_first_working_day_of_the_country(
    country: str, zone: str, weekday: int, frequency: Frequency
) -> None:
    rhythm = Rhythm(weekday, dt.time(9), zone, frequency)
    settings = ChannelSettings(rhythm, public_holidays="next_working_day", country=country)
    off = {"EG": {4, 5}, "IL": {4, 5}, "NL": {5, 6}}[country]
    moved = 0
    for one in upcoming(rhythm, dt.datetime(2025, 1, 1, tzinfo=dt.UTC), 160):
        result = outcome(one, settings, NONE)
        if result.reason is None or result.due_at is None:
            continue
        moved += 1
        date = result.due_at.astimezone(ZoneInfo(zone)).date()
        assert date.weekday() not in off
        between = [one.slot + dt.timedelta(days=n) for n in range(1, (date - one.slot).days)]
        assert all(day.weekday() in off or public_holiday(day, settings) for day in between)
    assert moved or frequency != "weekly"


def test_in_egypt_a_thursday_that_is_a_holiday_moves_to_sunday() -> None:
    rhythm = Rhythm(3, dt.time(9), "Africa/Cairo")
    settings = ChannelSettings(rhythm, public_holidays="next_working_day", country="EG")
    holiday = slot(settings, 2026, 7, 23)
    assert outcome(holiday, settings, NONE).due_at == due_at(rhythm, dt.date(2026, 7, 26))


def test_a_public_holiday_is_skipped_by_its_dutch_name() -> None:
    settings = on(4)
    skipped = outcome(slot(settings, 2026, 12, 25), settings, BREAKS)
    assert skipped == Outcome(None, Reason("public_holiday", "Eerste kerstdag"))


def test_a_public_holiday_moves_to_the_next_working_day_over_the_weekend() -> None:
    settings = on(4, public_holidays="next_working_day")
    moved = outcome(slot(settings, 2026, 12, 25), settings, BREAKS)
    assert local(moved) == "2026-12-28 09:00"
    assert moved.reason == Reason("public_holiday", "Eerste kerstdag")


def test_a_public_holiday_does_not_matter_to_who_posts_anyway() -> None:
    settings = on(4, public_holidays="post")
    assert local(outcome(slot(settings, 2026, 12, 25), settings, BREAKS)) == "2026-12-25 09:00"


def test_two_holidays_in_a_row_are_stepped_over_and_a_closed_day_after_them_skips() -> None:
    settings = on(0, public_holidays="next_working_day")  # 25 and 26 December 2028 are Monday and Tuesday
    assert local(outcome(slot(settings, 2028, 12, 25), settings, NONE)) == "2028-12-27 09:00"
    closed = replace(settings, closed=(Closed(dt.date(2028, 12, 27), dt.date(2028, 12, 29), "dicht"),))
    assert outcome(slot(closed, 2028, 12, 25), closed, NONE) == Outcome(None, Reason("closed", "dicht"))


def test_a_move_over_the_clock_change_keeps_the_local_time() -> None:
    settings = on(0, public_holidays="next_working_day")
    easter = slot(settings, 2027, 3, 29)  # the Monday after the night in which summer time begins
    moved = outcome(easter, settings, NONE)
    assert local(moved) == "2027-03-30 09:00"
    friday = on(
        4, public_holidays="next_working_day"
    )  # Good Friday is before that night, the day after Easter after it
    across = outcome(slot(friday, 2027, 3, 26), friday, NONE)
    assert local(across) == "2027-03-30 09:00"
    assert across.due_at is not None
    assert across.due_at - slot(friday, 2027, 3, 26).due_at == dt.timedelta(days=4, hours=-1)


def test_a_holiday_of_many_days_that_would_move_past_the_next_occurrence_skips() -> None:
    settings = replace(on(3, public_holidays="next_working_day"), country="CN")
    national_day = slot(settings, 2026, 10, 1)  # days off until the Thursday after
    assert outcome(national_day, settings, NONE).due_at is None


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("lustrum", {2029: "", 2030: "Bevrijdingsdag"}),
        ("every_year", {2029: "Bevrijdingsdag", 2030: "Bevrijdingsdag"}),
        ("never", {2029: "", 2030: ""}),
    ],
)
def test_liberation_day_is_a_choice(choice: LiberationDay, expected: dict[int, str]) -> None:
    settings = replace(on(0), liberation_day=choice)
    assert {year: public_holiday(dt.date(year, 5, 5), settings) for year in expected} == expected


def test_the_day_of_the_king_steps_aside_for_a_sunday() -> None:
    assert public_holiday(dt.date(2031, 4, 26), on(5)) == "Koningsdag"
    assert public_holiday(dt.date(2031, 4, 27), on(5)) == ""


def test_another_country_has_its_own_days() -> None:
    belgian = replace(on(2), country="BE")
    assert public_holiday(dt.date(2027, 7, 21), belgian) == "Nationale feestdag"
    assert public_holiday(dt.date(2027, 4, 27), belgian) == ""
    assert {"NL", "BE", "DE", "US"} <= set(countries())


def test_the_school_holidays_of_the_region_are_skipped_by_name() -> None:
    south, north = (replace(on(2), school_holidays=region) for region in ("zuid", "noord"))
    carnival = slot(south, 2027, 2, 17)
    assert outcome(carnival, south, BREAKS) == Outcome(None, Reason("school_holiday", "Voorjaarsvakantie"))
    assert outcome(carnival, north, BREAKS).due_at == carnival.due_at


def test_school_years_that_no_source_told_are_named() -> None:
    today = dt.date(2026, 11, 21)
    assert BREAKS.unknown("school_holiday", "midden", today, dt.date(2029, 8, 1)) == ()
    assert BREAKS.unknown("school_holiday", "midden", today, dt.date(2030, 8, 1)) == ("2029-2030",)
    assert BREAKS.unknown("construction_break", "midden", today, dt.date(2027, 8, 1)) == ("2026", "2027")


def test_a_pause_skips_up_to_and_including_its_last_day() -> None:
    settings = on(1)
    occurrence = slot(settings, 2026, 11, 24)
    assert outcome(occurrence, settings, NONE, dt.date(2026, 11, 24)) == Outcome(None, Reason("paused"))
    assert outcome(occurrence, settings, NONE, FOREVER) == Outcome(None, Reason("paused"))
    assert outcome(occurrence, settings, NONE, dt.date(2026, 11, 23)).due_at == occurrence.due_at


def test_every_region_has_every_holiday_of_every_year_in_the_file() -> None:
    for year in ("2026-2027", "2027-2028", "2028-2029"):
        for region in REGIONS:
            mine = [one for one in BREAKS.breaks if (one.year, one.region) == (year, region)]
            names = [one.name for one in sorted(mine, key=lambda one: one.first)]
            assert names == [
                "Herfstvakantie",
                "Kerstvakantie",
                "Voorjaarsvakantie",
                "Meivakantie",
                "Zomervakantie",
            ]
            weeks = [(one.last - one.first).days // 7 + 1 for one in sorted(mine, key=lambda one: one.first)]
            assert weeks == [2, 3, 2, 2, 7], "a week of holiday has two weekends"


settings_with_a_calendar = st.builds(
    ChannelSettings,
    st.builds(
        Rhythm,
        st.integers(0, 6),
        st.times().map(lambda at: at.replace(second=0, microsecond=0)),
        st.sampled_from([AMSTERDAM, "America/New_York", "Australia/Lord_Howe"]),
        st.sampled_from(["weekly", "biweekly", "monthly"]),
    ),
    public_holidays=st.sampled_from(["skip", "next_working_day", "post"]),
    country=st.sampled_from(["NL", "BE", "CN"]),
    school_holidays=st.sampled_from([*REGIONS, None]),
)


@given(settings_with_a_calendar, st.dates(dt.date(2026, 11, 1), dt.date(2029, 6, 1)))
def test_what_is_posted_falls_on_an_open_day_at_the_local_time_and_in_order(
    settings: ChannelSettings, start: dt.date
) -> None:
    after = dt.datetime.combine(start, dt.time(), dt.UTC)
    last = after
    for occurrence in upcoming(settings.rhythm, after, 12):
        result = outcome(occurrence, settings, BREAKS)
        if result.due_at is None:
            assert result.reason is not None
            continue
        assert last < result.due_at < next_occurrence(settings.rhythm, occurrence.due_at).due_at
        last = result.due_at
        date = result.due_at.astimezone(ZoneInfo(settings.rhythm.timezone)).date()
        assert result.due_at == due_at(settings.rhythm, date)
        assert rest(date, settings, BREAKS) is None
        if result.reason is None:
            assert result.due_at == occurrence.due_at
        else:
            assert date > occurrence.slot
            assert is_working_day(date, settings)


def test_the_next_tip_is_known_without_a_look_at_what_comes_after_it() -> None:
    channel = a_channel()

    def coming() -> Iterator[Occurrence]:
        yield slot(channel.settings, 2026, 11, 24)
        raise AssertionError("it looked further")

    pool = Pool(Library({"een": a_tip("een")}, {}, {}), {})
    foreseen = foresee(channel, coming(), pool=pool, history={}, overrides={}, breaks=NONE, settled={})
    assert next(foreseen).tip == a_tip("een")
