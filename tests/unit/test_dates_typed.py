"""Days and periods as people type them: every way of writing gives the days that are meant, or says what was not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from bot.channels.calendar.model import Break, Breaks
from bot.channels.calendar.school_holidays import load_breaks
from bot.channels.typed_dates.named import Names
from bot.channels.typed_dates.points import NotADate
from bot.channels.typed_dates.reading import coming, looks_like_one, read
from bot.channels.typed_dates.tokens import DUTCH
from bot.core import dates
from bot.settings import CONFIG

SATURDAY = dt.date(2026, 11, 21)
NAMES = Names(breaks=load_breaks(CONFIG / "school_holidays.yaml"))
DAY, WEEK = dt.timedelta(days=1), dt.timedelta(weeks=1)
TODAYS = st.dates(dt.date(2024, 1, 1), dt.date(2040, 1, 1))
UP_TO = ("t/m", "T/M", "tm", "tot en met", "t / m", "tem", "-", "–")


def days(typed: str, today: dt.date = SATURDAY, names: Names = NAMES) -> list[tuple[str, str]]:
    """The first and the last day of each period."""
    return [(str(one.first), str(one.last)) for one in read(typed, today, names).periods]


def day(year: int, month: int, of: int) -> dt.date:
    return dt.date(year, month, of)


@pytest.mark.parametrize(
    ("typed", "last"),
    [
        ("20 december", day(2026, 12, 20)),
        ("20 DEC.", day(2026, 12, 20)),
        ("1 mrt", day(2027, 3, 1)),
        ("1 sept", day(2027, 9, 1)),
        ("3 febr.", day(2027, 2, 3)),
        ("t/m vrijdag", day(2026, 11, 27)),
        ("t/m vr", day(2026, 11, 27)),
        ("tot na vrijdag", day(2026, 11, 27)),
        ("tot vrijdag", day(2026, 11, 26)),
        ("tot 20 december", day(2026, 12, 19)),
        ("tot kerst", day(2026, 12, 24)),
        ("t/m kerst", day(2026, 12, 26)),
        ("tot na de kerstvakantie", day(2027, 1, 3)),
        ("2 weken", day(2026, 12, 5)),
        ("over twee weken", day(2026, 12, 5)),
        ("één week", day(2026, 11, 28)),
        ("over een maand", day(2026, 12, 21)),
        ("10 dagen", day(2026, 12, 1)),
        ("vandaag", SATURDAY),
        ("morgen", day(2026, 11, 22)),
        ("t/m overmorgen", day(2026, 11, 23)),
        ("zaterdag", day(2026, 11, 28)),
        ("ma", day(2026, 11, 23)),
        ("maandag a.s.", day(2026, 11, 23)),
        ("komende maandag", day(2026, 11, 23)),
        ("volgende week vrijdag", day(2026, 11, 27)),
        ("vrijdag volgende week", day(2026, 11, 27)),
        ("zaterdag, 5 december", day(2026, 12, 5)),
        ("20/12/26", day(2026, 12, 20)),
        ("20–12–2026", day(2026, 12, 20)),
        ("“t/m vrijdag!”", day(2026, 11, 27)),
        ("e\u0301e\u0301n\u200b week.", day(2026, 11, 28)),
        ("31.12.2026", day(2026, 12, 31)),
        ("2026-12-01", day(2026, 12, 1)),
        ("29 februari", day(2028, 2, 29)),
        ("de 24e december", day(2026, 12, 24)),
    ],
)
def test_a_day_is_the_last_one_of_what_begins_today(typed: str, last: dt.date) -> None:
    found = read(typed, SATURDAY, NAMES)
    assert found.until
    assert [one.last for one in found.periods] == [last]


@pytest.mark.parametrize(
    ("typed", "periods"),
    [
        ("21-12 tot 4-1", [("2026-12-21", "2027-01-03")]),
        ("van 21 december tot en met 4 januari", [("2026-12-21", "2027-01-04")]),
        ("van nu tot 4 januari", [("2026-11-21", "2027-01-03")]),
        ("21-12 t/m 4-1-2027", [("2026-12-21", "2027-01-04")]),
        ("21/12-4/1", [("2026-12-21", "2027-01-04")]),
        ("week 52", [("2026-12-21", "2026-12-27")]),
        ("wk 52 en 53", [("2026-12-21", "2027-01-03")]),
        ("week 52 en 1", [("2026-12-21", "2026-12-27"), ("2027-01-04", "2027-01-10")]),
        ("week 52 t/m 2", [("2026-12-21", "2027-01-17")]),
        ("week 52-1", [("2026-12-21", "2027-01-10")]),
        ("volgende week", [("2026-11-23", "2026-11-29")]),
        ("komende week", [("2026-11-23", "2026-11-29")]),
        ("deze week", [("2026-11-21", "2026-11-22")]),
        ("volgende maand", [("2026-12-01", "2026-12-31")]),
        ("24, 25 en 26 december", [("2026-12-24", "2026-12-26")]),
        ("26, 25 en 24 december", [("2026-12-24", "2026-12-26")]),
        ("24-26 december", [("2026-12-24", "2026-12-26")]),
        ("24 december t/m 26", [("2026-12-24", "2026-12-26")]),
        ("24 en 28 december 2027", [("2027-12-24", "2027-12-24"), ("2027-12-28", "2027-12-28")]),
        ("ma t/m wo", [("2026-11-23", "2026-11-25")]),
        ("za t/m ma", [("2026-11-21", "2026-11-23")]),
        ("vanaf 21 december 2 weken", [("2026-12-21", "2027-01-03")]),
        ("2 weken vanaf 21 december", [("2026-12-21", "2027-01-03")]),
        ("kerst", [("2026-12-25", "2026-12-26")]),
        ("tweede kerstdag", [("2026-12-26", "2026-12-26")]),
        ("2e kerstdag", [("2026-12-26", "2026-12-26")]),
        ("oud en nieuw", [("2026-12-31", "2027-01-01")]),
        ("Pasen", [("2027-03-28", "2027-03-29")]),
        ("Pasen 2028", [("2028-04-16", "2028-04-17")]),
        ("hemelvaart", [("2027-05-06", "2027-05-06")]),
        ("Koningsdag", [("2027-04-27", "2027-04-27")]),
        ("kerstvakantie", [("2026-12-19", "2027-01-03")]),
        ("in de voorjaarsvakantie", [("2027-02-13", "2027-02-28")]),
    ],
)
def test_a_period_has_the_days_that_are_meant(typed: str, periods: list[tuple[str, str]]) -> None:
    assert days(typed) == periods
    assert not read(typed, SATURDAY, NAMES).until


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("kerstsluiting 21-12 t/m 4-1", "kerstsluiting"),
        ("Kantoor dicht: 21-12 t/m 4-1", "Kantoor dicht"),
        ("21-12 t/m 4-1: kerstsluiting 2026", "kerstsluiting 2026"),
        ("21-12 t/m 4-1 (kantoor dicht)", "kantoor dicht"),
        ("kerstvakantie 21-12 t/m 4-1", "kerstvakantie"),
        ("kerstvakantie: 21-12 t/m 4-1", "kerstvakantie"),
        ("21-12 t/m 4-1 - kerstvakantie", "kerstvakantie"),
        ("wij zijn dicht van 21-12 t/m 4-1", "wij zijn dicht"),
    ],
)
def test_what_stands_before_or_after_the_days_is_their_label(typed: str, label: str) -> None:
    assert days(typed) == [("2026-12-21", "2027-01-04")]
    assert read(typed, SATURDAY, NAMES).label == label


def test_a_holiday_is_its_own_label() -> None:
    assert read("kerstvakantie", SATURDAY, NAMES).label == "Kerstvakantie"


@pytest.mark.parametrize(
    ("typed", "like"),
    [
        ("", "20 december, vrijdag of 2 weken"),
        ("t/m", "20 december, vrijdag of 2 weken"),
        ("bla", "20 december, vrijdag of 2 weken"),
        ("15", "20 december, vrijdag of 2 weken"),
        ("10:00", "20 december, vrijdag of 2 weken"),
        ("12/31", "20 december, vrijdag of 2 weken"),
        ("32 december", "31 december"),
        ("31 april", "30 april"),
        ("30-02", "28 februari"),
        ("29-2-2027", "28 februari 2027"),
        ("t/m 31 februari", "28 februari"),
        ("december", "1 t/m 31 december"),
        ("heel januari", "1 t/m 31 december"),
        ("week", "week 52"),
        ("week 60", "week 52"),
        ("week 53 2027", "week 52"),
        ("tot na de zomer", "kerstvakantie, of t/m 31 augustus"),
        ("eind december", "kerstvakantie, of t/m 31 augustus"),
        ("vanaf 21 december", "21 december t/m 4 januari"),
        ("bouwvak", "21 december t/m 4 januari"),
        ("21-12-2026 t/m 4-1-2026", "21 december 2026 t/m 4 januari 2027"),
        ("20 december 2999", "28 november 2026"),
        ("999 maanden", "28 november 2026"),
        ("20-12-26 " * 60, "20 december, vrijdag of 2 weken"),
    ],
)
def test_what_is_not_understood_is_named_with_an_example_of_its_kind(typed: str, like: str) -> None:
    with pytest.raises(NotADate) as refused:
        read(typed, SATURDAY, NAMES)
    said = str(refused.value)
    assert said.endswith(f"ijvoorbeeld: {like}.")
    assert f"‘{typed.strip()[:80]}’" in said
    if typed:
        read(like.split(",", maxsplit=1)[0], SATURDAY, NAMES)


def test_a_day_that_is_over_is_refused_by_its_name() -> None:
    with pytest.raises(NotADate, match="vrijdag 20 november 2026 is al geweest"):
        coming("20 november 2026", SATURDAY, NAMES)
    with pytest.raises(NotADate, match="vrijdag 20 november 2026 is al geweest"):
        read("tot vandaag", SATURDAY, NAMES)
    with pytest.raises(NotADate, match="is al geweest"):
        read("tot 21 november", SATURDAY, NAMES)


def test_a_weekday_that_is_not_that_of_the_date_is_told() -> None:
    with pytest.raises(NotADate, match="zaterdag 5 december 2026 is geen vrijdag"):
        read("vrijdag 5 december", SATURDAY, NAMES)


def test_a_holiday_is_that_of_the_region_of_the_channel_or_else_the_widest() -> None:
    north = Names("NL", "noord", NAMES.breaks)
    assert days("zomervakantie", names=north) == [("2027-07-10", "2027-08-22")]
    assert not read("zomervakantie", SATURDAY, north).widest
    assert days("zomervakantie") == [("2027-07-10", "2027-09-05")]
    assert read("zomervakantie", SATURDAY, NAMES).widest
    assert not read("kerstvakantie", SATURDAY, NAMES).widest, "it is the same everywhere"


def test_a_holiday_of_which_no_source_is_known_is_never_guessed() -> None:
    with pytest.raises(NotADate, match="Van ‘kerstvakantie’ weet ik de dagen niet"):
        read("kerstvakantie", day(2040, 1, 1), NAMES)
    summer = Break("construction_break", "noord", "Bouwvak", day(2027, 7, 10), day(2027, 7, 30), "2027")
    assert days("bouwvak", names=Names(breaks=Breaks((summer,)))) == [("2027-07-10", "2027-07-30")]


def test_public_holidays_are_those_of_the_country_of_the_channel() -> None:
    assert days("Wapenstilstand", names=Names("BE")) == [("2027-11-11", "2027-11-11")]
    with pytest.raises(NotADate):
        read("Wapenstilstand", SATURDAY, NAMES)


SHORT = {number: name for name, number in DUTCH["month"].items()}
WRITTEN: dict[str, Callable[[dt.date], str]] = {
    "21 december 2026": dates.short,
    "maandag 21 december 2026": dates.date,
    "21-12-2026": lambda one: f"{one.day}-{one.month}-{one.year}",
    "21/12/26": lambda one: f"{one:%d/%m/%y}",
    "21.12.2026": lambda one: f"{one:%d.%m.%Y}",
    "2026-12-21": str,
    "21 dec. '26": lambda one: f"{one.day} {SHORT[one.month]}. '{one:%y}",
}


@pytest.mark.parametrize("way", WRITTEN)
@given(st.dates(dt.date(2020, 1, 1), dt.date(2043, 12, 31)), TODAYS)
def test_a_day_with_its_year_is_read_as_it_is_written(way: str, one: dt.date, today: dt.date) -> None:
    assert days(WRITTEN[way](one), today) == [(str(one), str(one))]


@given(TODAYS, st.integers(0, 365))
@example(day(2026, 1, 7), 0)
def test_a_day_without_a_year_is_the_first_to_come_and_today_is_today(today: dt.date, ahead: int) -> None:
    one = today + ahead * DAY
    assume((one.month, one.day) != (2, 29))
    for written in (dates.short(one).rpartition(" ")[0], f"{one.day}-{one.month}", f"{one:%d/%m}"):
        [found] = read(f"t/m {written}", today, NAMES).periods
        assert (found.first, found.last) == (today, today if one == today else found.last)
        assert (found.last.month, found.last.day) == (one.month, one.day)
        assert (found.last - today).days < 367


@given(TODAYS, st.integers(0, 7 * 51), st.sampled_from(("week {}", "wk. {}", "in week {}")))
def test_a_week_by_its_number_is_the_first_that_is_not_over(today: dt.date, ahead: int, way: str) -> None:
    one = today + ahead * DAY
    [found] = read(way.format(one.isocalendar().week), today, NAMES).periods
    assert found.first.isocalendar()[1:] == (one.isocalendar().week, 1)
    assert (found.last - found.first, found.last >= today) == (6 * DAY, True)


@given(TODAYS, st.integers(0, 300), st.integers(1, 180), st.sampled_from(UP_TO))
def test_a_period_without_years_runs_into_the_next_and_may_be_going_on(
    today: dt.date, ahead: int, length: int, up_to: str
) -> None:
    first = today + ahead * DAY
    last = first + length * DAY
    assume((2, 29) not in ((first.month, first.day), (last.month, last.day)))
    assume(ahead + length < 365)  # else that of last year can be going on
    typed = f"{first.day}-{first.month} {up_to} {last.day}-{last.month}"
    begun = range(0, (last - first).days + 1, 30)
    for now in (today, *(first + days * DAY for days in begun)):
        assert days(typed, now) == [(str(first), str(last))], now


@given(TODAYS, st.integers(0, 6))
def test_a_weekday_is_the_next_one_and_of_next_week_the_one_of_next_week(
    today: dt.date, weekday: int
) -> None:
    name = dates.weekday(weekday)
    following = read(name, today, NAMES).periods[0].last
    of_next_week = read(f"volgende week {name}", today, NAMES).periods[0].last
    assert following.weekday() == of_next_week.weekday() == weekday
    assert 1 <= (following - today).days <= 7
    assert (of_next_week - weekday * DAY) - (today - today.weekday() * DAY) == WEEK


PIECES = st.sampled_from(
    [
        *(word for held in DUTCH.values() for word in held),
        *(
            "21-12",
            "4-1",
            "31",
            "2",
            "52",
            "2027",
            "26",
            "-",
            ",",
            "kerst",
            "zomervakantie",
            ":",
            "kantoor",
            "é",
        ),
    ]
)


@given(st.lists(PIECES, max_size=9).map(" ".join) | st.text(max_size=40), TODAYS)
def test_any_text_gives_periods_that_end_after_they_begin_or_a_refusal(typed: str, today: dt.date) -> None:
    looks_like_one(typed)
    try:
        found = read(typed, today, NAMES)
    except NotADate:
        return
    assert found.periods
    ends = [day for one in found.periods for day in (one.first, one.last)]
    assert ends == sorted(ends), "periods are in order, and each ends at or after its begin"
    if found.until:
        assert found.periods[0].first == today or found.periods[0].first == found.periods[0].last


@pytest.mark.parametrize(
    "typed", ["t/m vrijdag", "31 februari", "week 60", "tot na de zomer", "kerstvakantie"]
)
def test_what_is_meant_as_a_date_is_known_as_one_even_where_it_is_none(typed: str) -> None:
    assert looks_like_one(typed)


@pytest.mark.parametrize(
    "typed", ["", "twee", "nemen met het team", "tot rust komen", "t/m", "nemen op vrijdag"]
)
def test_other_words_are_no_date(typed: str) -> None:
    assert not looks_like_one(typed)
