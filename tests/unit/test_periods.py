"""Each period has one occurrence of its rhythm, and a new rhythm waits until the period of the last nudge is over."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.calendar.rhythm import Rhythm, next_in_new_period, next_occurrence
from bot.channels.own_tips.model import OwnTip
from bot.channels.voices import messages as tips
from tests.factories import NINE, upcoming
from tests.support import plain

days = st.dates(dt.date(2024, 1, 1), dt.date(2032, 1, 1))
rhythms = st.builds(
    Rhythm,
    st.integers(0, 6),
    st.sampled_from([dt.time(0), dt.time(9), dt.time(23, 59)]),
    st.sampled_from(["Europe/Amsterdam", "Pacific/Auckland", "Pacific/Honolulu"]),
    st.sampled_from(["weekly", "biweekly", "monthly"]),
    days,
)


@given(rhythms, days)
def test_every_period_has_one_occurrence(rhythm: Rhythm, start: dt.date) -> None:
    slots = [one.slot for one in upcoming(rhythm, dt.datetime.combine(start, dt.time(), dt.UTC), 20)]
    periods = [rhythm.period(slot) for slot in slots]
    assert len(set(periods)) == len(periods)
    assert periods == sorted(periods)


@given(rhythms, days)
def test_a_period_begins_on_its_first_day_and_all_its_days_say_so(rhythm: Rhythm, date: dt.date) -> None:
    first = rhythm.period(date)
    assert first <= date
    assert rhythm.period(first) == first
    assert rhythm.period(first - dt.timedelta(days=1)) < first


@given(rhythms, days, st.integers(0, 40))
def test_after_a_nudge_the_next_comes_in_the_first_period_that_is_free(
    rhythm: Rhythm, last: dt.date, later: int
) -> None:
    now = dt.datetime.combine(last, dt.time(12), dt.UTC) + dt.timedelta(days=later)
    following = next_in_new_period(rhythm, now, last)
    assert following.due_at > now
    assert rhythm.period(following.slot) > rhythm.period(last)
    first = next_occurrence(rhythm, now)
    assert following == first or rhythm.period(first.slot) <= rhythm.period(last)


AMSTERDAM = "Europe/Amsterdam"
EVERY_TWO_WEEKS = Rhythm(4, dt.time(9), AMSTERDAM, "biweekly", anchor=dt.date(2026, 3, 4))


@pytest.mark.parametrize(
    ("rhythm", "date", "first"),
    [
        (Rhythm(4, dt.time(9), AMSTERDAM), dt.date(2026, 3, 11), dt.date(2026, 3, 9)),
        (Rhythm(4, dt.time(9), AMSTERDAM, "monthly"), dt.date(2026, 3, 11), dt.date(2026, 3, 1)),
        (EVERY_TWO_WEEKS, dt.date(2026, 3, 2), dt.date(2026, 3, 2)),
        (EVERY_TWO_WEEKS, dt.date(2026, 3, 15), dt.date(2026, 3, 2)),
        (EVERY_TWO_WEEKS, dt.date(2026, 3, 16), dt.date(2026, 3, 16)),
        (EVERY_TWO_WEEKS, dt.date(2026, 2, 20), dt.date(2026, 2, 16)),
    ],
)
def test_a_period_is_the_week_the_month_or_the_two_weeks_of_the_anchor(
    rhythm: Rhythm, date: dt.date, first: dt.date
) -> None:
    assert rhythm.period(date) == first


def test_who_gets_tips_every_month_from_now_on_gets_no_second_one_this_month() -> None:
    monthly = Rhythm(4, dt.time(9), AMSTERDAM, "monthly")  # on Friday 6 March
    monday = dt.date(2026, 3, 2)
    after = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
    assert next_in_new_period(monthly, after, monday).slot == dt.date(2026, 4, 3)


def test_without_a_nudge_the_next_is_simply_the_next() -> None:
    rhythm = Rhythm(1, dt.time(9), "Europe/Amsterdam", "monthly")
    assert next_in_new_period(rhythm, NINE, None) == next_occurrence(rhythm, NINE)


def test_an_own_tip_is_drawn_with_its_action_its_reason_and_its_link() -> None:
    tip = OwnTip("own:1", "Ons rondje", "Loop een rondje.", "Het werkt.", "https://example.org/rondje")
    message = tips.nudge(tip, {})
    drawn = [plain(part.text) if not isinstance(part.text, str) else part.text for part in message.parts]  # type: ignore[union-attr]
    assert drawn[-4:] == [
        "Ons rondje",
        "Het werkt.",
        "Loop een rondje.",
        "Een tip van je eigen team. Lees meer",
    ]
