"""Which sentences come on a card, and when a card comes."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.calendar.model import Breaks, is_last_open_day
from bot.channels.settings.model import ChannelSettings, Closed
from bot.core.figures import SMALLEST
from bot.habits.harvest.messages import card
from bot.habits.harvest.model import AFTER_TIP, FEWEST, MOST, Line, moment, on_card, until
from bot.library.tips import Library
from bot.slack.blocks import render
from tests.factories import C1, NINE, TUESDAYS, a_channel

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
FRIDAY = dt.datetime(2025, 1, 10, 9, tzinfo=dt.UTC)
"""10:00 in Amsterdam."""
THREE = FRIDAY + 5 * HOUR
SETTINGS = ChannelSettings(TUESDAYS)


def a_line(person: str, *, named: bool = True, line: str = "Het lukte.") -> Line:
    return Line(uuid.uuid4(), C1, uuid.uuid4(), uuid.uuid4(), "tip", person, line, named, NINE)


lines = st.lists(st.builds(a_line, st.sampled_from("ABCDEFGHIJ"), named=st.booleans()), max_size=20)


@given(lines, st.integers(0, 40))
def test_a_card_never_shows_a_nameless_sentence_that_too_few_can_have_written(
    waiting: list[Line], members: int
) -> None:
    chosen = on_card(waiting, members)
    assert not chosen or FEWEST <= len(chosen) <= MOST
    assert [line for line in waiting if line in chosen] == list(chosen), "the oldest first"
    named = {line.person for line in chosen if line.named}
    nameless = {line.person for line in chosen if not line.named}
    if nameless:
        assert len(nameless - named) >= SMALLEST
        assert members - len(named | nameless) >= SMALLEST


@pytest.mark.parametrize(("members", "count"), [(10, 5), (9, 0)])
def test_without_a_name_there_must_be_five_beside_them(members: int, count: int) -> None:
    assert len(on_card([a_line(person, named=False) for person in "ABCDE"], members)) == count


def test_the_same_person_twice_is_one_person() -> None:
    assert not on_card([a_line(person, named=False) for person in "AABBCCDD"], 30)


@given(st.text(max_size=200))
def test_what_somebody_wrote_is_drawn_as_it_is_and_mentions_nobody(written: str) -> None:
    drawn = render(
        card(uuid.uuid4(), [a_line("U1VERA", line=written), a_line("U2", named=False)], Library({}, {}, {}))
    )
    assert "<!" not in str(drawn["blocks"])
    assert str(drawn["blocks"]).count("<@") == 1


@pytest.mark.parametrize(
    ("settings", "last"),
    [
        (SETTINGS, dt.date(2025, 1, 10)),
        (replace(SETTINGS, country="EG"), dt.date(2025, 1, 9)),
        (replace(SETTINGS, closed=(Closed(dt.date(2025, 1, 9), dt.date(2025, 1, 20)),)), dt.date(2025, 1, 8)),
        (replace(SETTINGS, closed=(Closed(dt.date(2025, 1, 1), dt.date(2025, 1, 20)),)), None),
    ],
)
def test_a_week_has_one_last_day_on_which_the_channel_gets_posts(
    settings: ChannelSettings, last: dt.date | None
) -> None:
    week = [dt.date(2025, 1, 5) + number * DAY for number in range(7)]
    assert [day for day in week if is_last_open_day(day, settings, Breaks())] == ([last] if last else [])


def test_before_a_free_friday_the_card_comes_on_thursday_and_in_a_pause_not_at_all() -> None:
    good_friday = dt.date(2025, 4, 18)
    assert is_last_open_day(good_friday - DAY, SETTINGS, Breaks())
    assert is_last_open_day(good_friday - DAY, replace(SETTINGS, public_holidays="post"), Breaks())
    assert not is_last_open_day(good_friday - DAY, SETTINGS, Breaks(), pause_until=good_friday)
    assert is_last_open_day(dt.date(2025, 4, 25), SETTINGS, Breaks(), pause_until=dt.date(2025, 4, 24))


@pytest.mark.parametrize(
    ("tips", "due_at"),
    [
        ([], THREE),
        ([THREE - 4 * HOUR], THREE),
        ([THREE - HOUR], THREE + 2 * HOUR),
        ([THREE + HOUR], THREE + 4 * HOUR),
        ([THREE - DAY], THREE),
        ([FRIDAY + 11.5 * HOUR], THREE),
        ([THREE - HOUR, THREE - 2 * HOUR], THREE + 2 * HOUR),
    ],
)
def test_a_card_comes_at_three_and_three_hours_after_a_tip(
    tips: list[dt.datetime], due_at: dt.datetime
) -> None:
    found = moment(a_channel(), Breaks(), FRIDAY, tips)
    assert found == due_at
    assert all(tip > found + AFTER_TIP or tip + AFTER_TIP <= found for tip in tips)
    assert until(found, "Europe/Amsterdam") >= found + HOUR


def test_on_another_day_there_is_no_card() -> None:
    assert moment(a_channel(), Breaks(), FRIDAY - DAY, []) is None
