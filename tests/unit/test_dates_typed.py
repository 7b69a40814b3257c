"""Dates as people type them: what is a date, which date it is, and what they read if it is none."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.calendar.typed import NotADate, parse

SATURDAY = dt.date(2026, 11, 21)


@pytest.mark.parametrize(
    ("typed", "date"),
    [
        ("20 december", dt.date(2026, 12, 20)),
        ("20 DEC.", dt.date(2026, 12, 20)),
        ("1 mrt", dt.date(2027, 3, 1)),
        ("t/m vrijdag", dt.date(2026, 11, 27)),
        ("T/M  20 december", dt.date(2026, 12, 20)),
        ("tot en met 3 januari", dt.date(2027, 1, 3)),
        ("tot 20 december", dt.date(2026, 12, 19)),
        ("2 weken", dt.date(2026, 12, 5)),
        ("over twee weken", dt.date(2026, 12, 5)),
        ("één week", dt.date(2026, 11, 28)),
        ("over een maand", dt.date(2026, 12, 21)),
        ("10 dagen", dt.date(2026, 12, 1)),
        ("vandaag", SATURDAY),
        ("morgen", dt.date(2026, 11, 22)),
        ("t/m overmorgen", dt.date(2026, 11, 23)),
        ("zaterdag", dt.date(2026, 11, 28)),
        ("komende maandag", dt.date(2026, 11, 23)),
        ("volgende week vrijdag", dt.date(2026, 11, 27)),
        ("zaterdag 5 december", dt.date(2026, 12, 5)),
        ("20-12", dt.date(2026, 12, 20)),
        ("20–12–2026", dt.date(2026, 12, 20)),
        ("“t/m vrijdag!”", dt.date(2026, 11, 27)),
        ("e\u0301e\u0301n\u200b week.", dt.date(2026, 11, 28)),
        ("1/2", dt.date(2027, 2, 1)),
        ("31.12.2026", dt.date(2026, 12, 31)),
        ("2026-12-01", dt.date(2026, 12, 1)),
        ("29 februari", dt.date(2028, 2, 29)),
    ],
)
def test_a_date_is_read_as_it_is_meant(typed: str, date: dt.date) -> None:
    assert parse(typed, SATURDAY) == date


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "t/m",
        "bla",
        "15",
        "december",
        "2027",
        "10:00",
        "12/31",
        "2026-13-01",
        "32 december",
        "31 april",
        "30-02",
    ],
)
def test_what_is_no_date_is_refused_with_an_example_of_one(typed: str) -> None:
    with pytest.raises(NotADate, match=r"voor mij geen datum\. Typ bijvoorbeeld: 20 december"):
        parse(typed, SATURDAY)


def test_a_date_that_is_over_is_refused_by_its_name() -> None:
    with pytest.raises(NotADate, match="vrijdag 20 november 2026 is al geweest"):
        parse("20 november 2026", SATURDAY)
    with pytest.raises(NotADate, match="al geweest"):
        parse("tot vandaag", SATURDAY)


def test_a_weekday_that_is_not_that_of_the_date_is_told() -> None:
    with pytest.raises(NotADate, match="zaterdag 5 december 2026 is geen vrijdag"):
        parse("vrijdag 5 december", SATURDAY)


@given(st.dates(dt.date(2024, 1, 1), dt.date(2040, 1, 1)), st.integers(0, 6))
def test_a_weekday_is_the_next_one_and_of_next_week_the_one_of_next_week(
    today: dt.date, weekday: int
) -> None:
    name = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")[weekday]
    following, of_next_week = parse(name, today), parse(f"volgende week {name}", today)
    assert following.weekday() == of_next_week.weekday() == weekday
    assert 1 <= (following - today).days <= 7
    assert (of_next_week - dt.timedelta(weekday)) - (today - dt.timedelta(today.weekday())) == dt.timedelta(7)


@given(st.text(max_size=30))
def test_any_text_gives_a_date_to_come_or_a_refusal(typed: str) -> None:
    try:
        date = parse(typed, SATURDAY)
    except NotADate:
        return
    assert date >= SATURDAY
