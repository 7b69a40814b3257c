"""Who is told what went wrong, and what they read."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.messages import Message
from bot.delivery.bounds import QUARANTINE, Bounds
from bot.delivery.model import NOTICE, REVIEW_DAYS, Absent, Delivery, Expire, Lose, Posted, Review, Skip
from bot.delivery.notices import messages
from bot.delivery.notices.reporting import ADMINISTRATORS, addressed, notice, quarantine
from bot.delivery.ports import Prepared
from tests.delivering import Delivering, delivering
from tests.factories import NINE, a_channel, a_delivery

VERA, DAAN = "U0VERA", "U0DAAN"


@pytest.fixture
async def going(tmp_path: Path) -> AsyncIterator[Delivering]:
    async with delivering(tmp_path) as going:
        yield going


async def asked(going: Delivering) -> tuple[Delivery, Delivery]:
    """A delivery in review, and the question about it to Vera."""
    row = await going.armed()
    unknown = await going.moved(row, Lose("timeout"))
    going.seconds += QUARANTINE.total_seconds()
    return await going.moved(unknown, Review()), notice("unknown", unknown, VERA, going.now)


async def test_each_lead_is_told_of_a_tip_and_nobody_of_what_no_channel_waits_for(going: Delivering) -> None:
    await going.lead(VERA, DAAN)
    told = await going.reporting.notices("missed", a_delivery(), NINE)
    assert {one.ref.channel for one in told} == {VERA, DAAN}
    assert len({one.id for one in told}) == 2
    assert {(one.due_at, one.expires_at) for one in told} == {(NINE, NINE + dt.timedelta(days=60))}
    assert await going.reporting.notices("missed", a_delivery(kind="reflect"), NINE) == []


async def test_what_a_lead_cannot_be_told_goes_to_the_administrators_and_ends_there(
    going: Delivering,
) -> None:
    await going.lead(VERA)
    to_vera = notice("missed", a_delivery(), VERA, NINE)
    [passed_on] = await going.reporting.notices("unknown", to_vera, NINE)
    assert (passed_on.ref.channel, passed_on.subject) == ("administrators", to_vera.subject)
    assert await going.reporting.notices("unknown", passed_on, NINE) == []


async def test_a_notice_names_the_channel_and_has_its_time(going: Delivering) -> None:
    await going.channels.save(a_channel(name="bouw"))
    row = await going.added(a_delivery(state="skipped", error="missed"))
    told = await going.reporting.prepare(notice("missed", row, VERA, NINE), NINE)
    assert told == Prepared(messages.notice("missed", row, "bouw", "Europe/Amsterdam"))
    assert "#bouw" in told.message.summary


async def test_a_notice_of_a_channel_that_is_not_set_up_names_its_id(going: Delivering) -> None:
    row = await going.added(a_delivery("C9", state="skipped", error="missed"))
    told = await going.reporting.prepare(notice("missed", row, VERA, NINE), NINE)
    assert told == Prepared(messages.notice("missed", row, "C9", "UTC"))


async def test_nothing_is_told_of_what_the_ledger_forgot(going: Delivering) -> None:
    gone = notice("missed", a_delivery(), VERA, NINE)
    assert await going.reporting.prepare(gone, NINE) == Skip("gone")


async def test_a_question_is_asked_while_nobody_answered_it_and_then_not_any_more(going: Delivering) -> None:
    row, question = await asked(going)
    told = await going.reporting.prepare(question, going.now)
    assert told == Prepared(messages.notice("unknown", row, "C1", "UTC"))
    await going.moved(row, Posted(None))
    assert await going.reporting.prepare(question, going.now) == Skip("settled")


async def test_a_question_that_could_not_be_asked_in_time_becomes_the_news_of_that(going: Delivering) -> None:
    row, question = await asked(going)
    going.seconds += REVIEW_DAYS.total_seconds()
    over = await going.moved(row, Expire())
    told = await going.reporting.prepare(question, going.now)
    assert told == Prepared(messages.notice("unresolved", over, "C1", "UTC"))


async def test_an_old_question_is_not_asked_of_an_attempt_that_came_after_it(going: Delivering) -> None:
    _, question = await asked(going)
    other = replace(question, subject=question.subject[:-1] + "9")
    assert await going.reporting.prepare(other, going.now) == Skip("settled")


@pytest.mark.parametrize("people", [1, 7])
async def test_the_administrators_of_the_workspace_are_told_each_by_a_notice_of_their_own(
    going: Delivering, people: int
) -> None:
    going.administrators.people = {"T1": [f"U{number}" for number in range(people)], "T2": [VERA]}
    row = await going.added(a_delivery(state="skipped", error="missed"))
    to_all = notice("missed", row, ADMINISTRATORS, NINE)
    assert await going.reporting.prepare(to_all, NINE) == Skip("passed_on")
    for number in range(people):
        assert len(await going.notices(f"U{number}")) == (number < 5)
    assert await going.notices(VERA) == []


async def test_where_nobody_administers_a_notice_ends_with_that_as_its_reason(going: Delivering) -> None:
    to_all = addressed(a_delivery(kind=NOTICE), ADMINISTRATORS, NINE)
    told = await going.reporting.give(to_all, Message("tip", ()), NINE)
    assert told == Skip("nobody_to_tell")


@pytest.mark.parametrize(("attempts", "times"), [(1, 1), (2, 2), (3, 4), (5, 16), (13, 4096), (14, 4096)])
def test_a_notice_that_is_lost_waits_twice_as_long_each_time_and_a_tip_does_not(
    attempts: int, times: int
) -> None:
    bounds = Bounds(quarantine=dt.timedelta(seconds=7))
    lost = a_delivery(attempts=attempts)
    assert quarantine(replace(lost, kind=NOTICE), bounds) == times * bounds.quarantine
    assert quarantine(lost, bounds) == bounds.quarantine


async def test_a_notice_whose_answer_was_lost_is_sent_again_though_nobody_looked(going: Delivering) -> None:
    row = await going.added(a_delivery(state="skipped", error="missed"))
    sent = await going.armed(notice("missed", row, VERA, NINE))
    lost = await going.moved(sent, Lose("timeout"))
    going.seconds += QUARANTINE.total_seconds()
    assert (await going.moved(lost, Absent())).state == "planned"
