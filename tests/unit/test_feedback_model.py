"""A round: when each part comes, and what remains of one that ended before it began."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest

from bot.core.figures import NOTHING
from bot.core.zones import local_date
from bot.habits.feedback import model
from bot.habits.feedback.model import Round, closed, scheduled, silent
from bot.habits.trial.model import ANSWERS_FOR, ASK_AFTER, Arm
from tests.factories import C1, NINE, a_channel

ROUND = Round(
    nudge=uuid.UUID(int=1),
    ref=C1,
    slot=NINE.date(),
    tip="tip",
    theme="thema",
    ts="1.0",
    opened_at=NINE,
    members=30,
    key=b"key",
)
SETTINGS = a_channel().settings
GIVEN = ("nudge", "ref", "slot", "tip", "theme", "ts", "opened_at", "key")


@pytest.mark.parametrize("arm", [None, "plan", "plain"])
def test_a_round_asks_what_was_used_only_in_a_trial_and_closes_when_that_is_answered(arm: Arm | None) -> None:
    round = scheduled(replace(ROUND, arm=arm), SETTINGS)
    assert round.question_at is not None
    assert round.count_at is not None
    assert NINE < round.question_at < round.count_at
    assert round.announced is (arm != "plain")
    if arm is None:
        assert (round.used_at, round.closes_at) == (None, round.count_at)
    else:
        assert round.used_at is not None
        assert local_date(round.used_at, "Europe/Amsterdam") == NINE.date() + ASK_AFTER
        assert round.closes_at == round.used_at + ANSWERS_FOR


def test_a_round_of_a_channel_without_check_ins_asks_and_announces_nothing() -> None:
    round = scheduled(ROUND, replace(SETTINGS, check_in=False))
    assert (round.question_at, round.announced) == (None, False)
    assert round.next_at == round.count_at == scheduled(ROUND, SETTINGS).count_at


def test_a_round_that_was_over_before_it_was_opened_asks_counts_and_keeps_nothing() -> None:
    open_ = scheduled(replace(ROUND, trial=uuid.UUID(int=2), arm="plan"), SETTINGS)
    over = closed(open_, NINE)
    assert over == replace(ROUND, closed_at=NINE, members=0, key=None, figures=NOTHING, announced=True)
    assert over.next_at is None


def test_a_round_whose_members_were_not_counted_is_due_at_once() -> None:
    round = scheduled(ROUND, SETTINGS)
    assert replace(round, members=-1).next_at == NINE, "it stands in databases"
    assert replace(round, members=0).next_at == round.question_at


def test_the_lead_is_asked_about_a_silence_once_and_again_after_a_click() -> None:
    told, clicked = replace(ROUND, silence_told=True), replace(ROUND, clicked=True)
    assert silent([ROUND] * 4)
    assert not silent([ROUND] * 3)
    assert not silent([ROUND] * 4 + [told])
    assert silent([ROUND] * 4 + [clicked, told])


def test_in_a_round_that_begins_nothing_happened_yet_and_nobody_reads_its_key() -> None:
    round = replace(ROUND, members=0)
    assert round == Round(**{name: getattr(ROUND, name) for name in GIVEN})
    assert (round.announced, round.clicked, round.silence_told, round.version) == (False, False, False, 1)
    assert (round.next_at, round.figures, round.yes, round.no) == (None, None, None, None)
    assert "key" not in repr(round)


def test_the_kinds_of_what_is_said_in_a_thread_are_those_that_stand_in_databases() -> None:
    assert (model.QUESTION, model.COUNT, model.USED) == ("team_question", "count", "used_question")


def test_what_stands_in_databases_for_members_that_were_not_counted_is_less_than_any_number_of_people() -> (
    None
):
    assert model.UNCOUNTED == -1
    assert ROUND.next_at is None
