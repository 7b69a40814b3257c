"""A round from its opening to its end, step by step, on SQLite; test_rounds tests both databases."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from bot.core import sweeping
from bot.core.figures import NOTHING, Figures
from bot.core.messages import say
from bot.core.people import ChannelRef
from bot.database.engine import create
from bot.delivery.model import SILENCE, Delivery
from bot.habits import texts
from bot.habits.feedback import model
from bot.habits.feedback.model import Round
from bot.library.tips import Library
from tests.databases import migrated
from tests.factories import C1, NINE
from tests.habits import DAY, HOUR, TIP, VERA, WEEK, Habits, colleagues
from tests.support import captured_logs

MINUTE = dt.timedelta(minutes=1)
COUNTED = dt.datetime(2025, 1, 16, 9, tzinfo=dt.UTC)
"""Two working days after the check-ins, 10:00 in Amsterdam: without a trial the round is over then."""
ANSWERED = dt.datetime(2025, 1, 21, 9, tzinfo=dt.UTC)
"""Two weeks after its nudge a trial's round is over."""


@pytest.fixture
async def habits(tmp_path: Path) -> AsyncIterator[Habits]:
    url = f"sqlite:///{tmp_path}/leiderschap.db"
    await migrated(url)
    habits = Habits(create(url))
    await habits.channel()
    yield habits
    await habits.engine.dispose()


@pytest.mark.parametrize(("started", "takes_part"), [(MINUTE, True), (2 * MINUTE, False)])
async def test_a_round_is_what_its_nudge_says_and_of_the_trial_that_ran_when_it_was_posted(
    habits: Habits, started: dt.timedelta, takes_part: bool
) -> None:
    trial = await habits.trials.start(VERA, "C1", NINE + started)
    nudge = await habits.nudge(armed_at=NINE + MINUTE)
    await habits.feedback.clicked(nudge, NINE + MINUTE)
    round = await habits.round(nudge)
    assert (round.tip, round.theme, round.opened_at) == (TIP.id, TIP.theme, NINE + MINUTE)
    assert (round.trial, round.arm) == ((trial.id, trial.arm(nudge.slot)) if takes_part else (None, None))
    assert (round.members, round.clicked) == (model.UNCOUNTED, True)
    assert round.key is None if not takes_part else round.key is not None and len(round.key) == 32


async def test_a_round_of_a_tip_that_is_gone_has_no_theme_and_begins_when_its_nudge_was_due(
    habits: Habits,
) -> None:
    habits.library = Library({}, {}, {})
    nudge = await habits.nudge(armed_at=None)
    await habits.feedback.clicked(nudge, NINE)
    round = await habits.round(nudge)
    assert (round.tip, round.theme, round.opened_at) == (TIP.id, "", NINE)


async def test_who_is_there_is_asked_once_when_a_round_is_opened(habits: Habits) -> None:
    nudge = await habits.nudge()
    asked = mock.AsyncMock(return_value=17)
    with mock.patch.object(habits.people, "members", asked):
        assert await habits.feedback.due(NINE) == 0, "nothing more is to be done in it"
    asked.assert_awaited_once_with(C1)
    assert (await habits.round(nudge)).members == 17


@pytest.mark.parametrize("first", [True, False])
async def test_a_nudge_is_found_that_was_posted_three_weeks_ago_or_an_hour_before_the_last_look(
    habits: Habits, first: bool
) -> None:
    if not first:
        await habits.feedback.due(NINE - MINUTE)
    back = 21 * DAY if first else HOUR + MINUTE
    nudges = [
        await habits.nudge(NINE - back - late, channel)
        for late, channel in ((dt.timedelta(), "C1"), (MINUTE, "C2"))
    ]
    await habits.feedback.due(NINE)
    assert [bool(await habits.rounds.get(nudge.id)) for nudge in nudges] == [True, False]


@pytest.mark.parametrize("late", [dt.timedelta(), DAY])
async def test_a_round_is_over_from_the_moment_on_at_which_it_is_counted(
    habits: Habits, late: dt.timedelta
) -> None:
    nudge = await habits.nudge()
    await habits.feedback.clicked(nudge, COUNTED + late)
    round = await habits.round(nudge)
    assert (round.next_at, round.closed_at, round.key) == (None, COUNTED + late, None)


@pytest.mark.parametrize("yes", [True, False])
async def test_who_answers_is_told_what_was_recorded(habits: Habits, yes: bool) -> None:
    await habits.trials.start(VERA, "C1", NINE)
    nudge = await habits.nudge()
    said = await habits.feedback.used(VERA, str(nudge.id), yes, NINE)
    assert said == say(texts.VOTED.format(answer=texts.VOTES[yes]))


async def test_a_nudge_whose_round_cannot_be_opened_is_logged_and_hides_no_other(
    habits: Habits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "BATCH", 1)
    nudges = {channel: await habits.nudge(channel=channel) for channel in ("C1", "C2")}
    members, failed = habits.people.members, list[str]()

    async def fails_once(ref: ChannelRef) -> int:
        if not failed:
            failed.append(ref.channel)
        if ref.channel in failed:
            raise ValueError("bad data")
        return await members(ref)

    with captured_logs() as logs, mock.patch.object(habits.people, "members", fails_once):
        await habits.feedback.due(NINE)
    [line] = logs.events("round.not_opened")
    assert (line["nudge"], line["channel"]) == (str(nudges[failed[0]].id), failed[0])
    assert {channel for channel, nudge in nudges.items() if await habits.rounds.get(nudge.id)} == {
        "C1",
        "C2",
    } - set(failed)


async def test_a_round_that_cannot_go_on_is_logged_and_hides_no_other(
    habits: Habits, monkeypatch: pytest.MonkeyPatch
) -> None:
    nudges = [await habits.nudge(channel=channel) for channel in ("C1", "C2")]
    await habits.feedback.due(NINE)
    monkeypatch.setattr(sweeping, "BATCH", 1)
    first, second = sorted(nudges, key=lambda nudge: nudge.id)
    step = habits.rounds.step

    async def fails(round: Round, deliveries: Sequence[Delivery] = ()) -> bool:
        if round.nudge == first.id:
            raise ValueError("bad data")
        return await step(round, deliveries)

    with captured_logs() as logs, mock.patch.object(habits.rounds, "step", fails):
        assert await habits.feedback.due(COUNTED) == 1
    [line] = logs.events("round.failed")
    assert (line["nudge"], line["channel"]) == (str(first.id), first.ref.channel)
    assert (await habits.round(first)).closed_at is None
    assert (await habits.round(second)).closed_at == COUNTED


async def test_at_its_end_a_round_has_its_counts_and_no_key(habits: Habits) -> None:
    habits.people.in_channel, habits.people.in_channels = 0, {"C1": 17}
    await habits.trials.start(VERA, "C1", NINE)
    nudge, other = await habits.nudge(), await habits.nudge(NINE + DAY)
    for number, person in enumerate(colleagues(5)):
        await habits.feedback.used(person, str(nudge.id), number < 3, NINE)
    await habits.feedback.used(VERA, str(other.id), True, NINE)
    await habits.feedback.due(COUNTED)
    counted = await habits.round(nudge)
    assert (counted.members, counted.figures) == (17, Figures())
    assert (counted.yes, counted.no, counted.closed_at) == (None, None, None)
    for row in await habits.sent():
        assert row.expires_at == row.due_at + 7 * DAY
    await habits.feedback.due(ANSWERED)
    over = await habits.round(nudge)
    assert (over.yes, over.no) == (3, 2)
    assert (over.closes_at, over.closed_at, over.key, over.next_at) == (None, ANSWERED, None, None)


async def quiet(habits: Habits, *slots: dt.date, **fields: Any) -> None:
    """Counted rounds of the channel in which nobody clicked; `fields` are for the last one."""
    like = await habits.nudge(channel="C9", state="skipped")
    for slot in slots:
        one = Round(
            nudge=uuid.uuid4(),
            ref=C1,
            slot=slot,
            tip=like.tip,
            theme=TIP.theme,
            ts="",
            opened_at=NINE,
            members=30,
            figures=NOTHING,
        )
        await habits.rounds.open(replace(one, **fields) if slot is slots[-1] else one)


WEEKS = [NINE.date() - number * WEEK for number in (1, 2, 3)]


@pytest.mark.parametrize(
    ("slots", "last", "leads", "asked"),
    [
        (WEEKS, {}, ["ULEAD", "U2"], True),
        (WEEKS, {"slot": NINE.date()}, ["ULEAD"], True),
        (WEEKS, {"slot": NINE.date() + WEEK}, ["ULEAD"], False),
        (WEEKS, {"figures": None}, ["ULEAD"], False),
        (WEEKS, {"clicked": True}, ["ULEAD"], False),
        (WEEKS, {"silence_told": True}, ["ULEAD"], False),
        (WEEKS[:2], {}, ["ULEAD"], False),
        (WEEKS, {}, [], False),
    ],
    ids=(
        "four",
        "two on one day",
        "a later one",
        "one not counted",
        "one with a click",
        "told before",
        "three",
        "nobody leads",
    ),
)
async def test_the_lead_is_asked_after_four_counted_weeks_without_a_click_and_not_twice(
    habits: Habits, slots: list[dt.date], last: dict[str, Any], leads: list[str], asked: bool
) -> None:
    await quiet(habits, *slots, **last)
    habits.people.leads = leads
    nudge = await habits.nudge()
    await habits.feedback.due(COUNTED)
    round = await habits.round(nudge)
    assert (round.silence_told, round.figures) == (asked, Figures())
    rows: list[Delivery] = await habits.sent("DULEAD")
    assert [(row.kind, row.slot, row.subject) for row in rows] == [(SILENCE, nudge.slot, "C1")] * asked
