"""The gap list on a real database: what is stored, who is counted, what may be shown, and when it is deleted."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
import secrets
from collections.abc import Coroutine
from itertools import product
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.answers.gaps import personal, store, texts
from bot.answers.gaps.model import PERIOD, Gap, combined, period, worth_showing
from bot.answers.gaps.service import Gaps
from bot.core import retention
from bot.core.figures import SMALLEST
from bot.core.people import Subject
from bot.database.engine import reading
from tests.factories import NINE

DAY = dt.timedelta(days=1)
LEAVE = ("ouderschapsverlof", "betaald")


class Beside:
    """Runs the work that follows an answer, when the test says so."""

    def __init__(self) -> None:
        self._works: list[Coroutine[Any, Any, object]] = []

    def __call__(self, work: Coroutine[Any, Any, object]) -> None:
        self._works.append(work)

    async def done(self) -> None:
        while self._works:
            await self._works.pop(0)


@pytest.fixture
def beside() -> Beside:
    return Beside()


@pytest.fixture
async def gaps(engine: AsyncEngine, beside: Beside) -> Gaps:
    gaps = Gaps(store.SqlGapStore(engine), beside, secrets.token_bytes)
    await gaps.ready(NINE)
    return gaps


async def rows(engine: AsyncEngine, table: sa.Table = store.gaps) -> list[Any]:
    async with reading(engine) as connection:
        return list(await connection.execute(sa.select(table)))


async def ask(
    gaps: Gaps, beside: Beside, *users: str, words: tuple[str, ...] = LEAVE, at: dt.datetime = NINE
) -> None:
    for user in users:
        assert gaps.missed("T1", user, words, at)
    await beside.done()


async def test_nothing_is_shown_before_five_different_people_missed_it(gaps: Gaps, beside: Beside) -> None:
    await ask(gaps, beside, "U1", "U2", "U3", "U4", "U1", "U2", "U2")
    assert await gaps.unanswered("T1") == []
    await ask(gaps, beside, "U5")
    assert await gaps.unanswered("T1") == ["betaald · ouderschapsverlof"]


async def test_not_even_the_store_gives_numbers_of_fewer_people(
    engine: AsyncEngine, gaps: Gaps, beside: Beside
) -> None:
    await ask(gaps, beside, "U1", "U2", "U3", "U4")
    assert await store.SqlGapStore(engine).shown("T1") == []


async def test_people_who_ask_in_different_words_are_counted_by_what_they_share(
    gaps: Gaps, beside: Beside
) -> None:
    for number, other in enumerate(("aanvragen", "regeling", "vader", "moeder", "kind")):
        await ask(gaps, beside, f"U{number}", words=("ouderschapsverlof", other))
    assert await gaps.shown("T1") == (Gap(("ouderschapsverlof",), 5),)


async def test_one_workspace_does_not_count_for_another(gaps: Gaps, beside: Beside) -> None:
    for workspace, user in product(("T1", "T2"), ("U1", "U2", "U3", "U4")):
        gaps.missed(workspace, user, LEAVE, NINE)
    await beside.done()
    assert await gaps.unanswered("T1") == await gaps.unanswered("T2") == []


async def test_a_click_counts_once_and_the_last_word_of_a_person_counts(
    engine: AsyncEngine, gaps: Gaps
) -> None:
    value = gaps.seal("T1", LEAVE, NINE)
    for user in ("U1", "U2", "U3", "U4", "U5", "U5"):
        answer = await gaps.judge(value, user, NINE, found=False)
        assert answer.summary == texts.MISSED_THANKS
    assert await gaps.shown("T1") == (Gap(("betaald", "ouderschapsverlof"), 5),)
    answer = await gaps.judge(value, "U5", NINE, found=True)
    assert answer.summary == texts.FOUND_THANKS
    assert await gaps.shown("T1") == ()
    assert len(await rows(engine)) == 5 * len(combined(LEAVE))


async def test_clicks_that_come_at_once_count_once(engine: AsyncEngine, gaps: Gaps) -> None:
    value = gaps.seal("T1", LEAVE, NINE)
    await asyncio.gather(*(gaps.judge(value, "U1", NINE, found=False) for _ in range(8)))
    assert len(await rows(engine)) == len(combined(LEAVE))


async def test_how_many_found_it_is_told_from_five_people_on(gaps: Gaps) -> None:
    value = gaps.seal("T1", ("verlof",), NINE)
    for number in range(5):
        await gaps.judge(value, f"U{number}", NINE, found=False)
    for number in range(5, 10):
        assert await gaps.shown("T1") == (Gap(("verlof",), 5),)
        await gaps.judge(value, f"U{number}", NINE, found=True)
    assert await gaps.shown("T1") == (Gap(("verlof",), 5, 5),)


async def test_one_person_more_changes_no_number_that_is_shown(gaps: Gaps) -> None:
    value, shown = gaps.seal("T1", ("verlof",), NINE), []
    for number in range(11):
        await gaps.judge(value, f"U{number}", NINE, found=False)
        shown.append([gap.missed for gap in await gaps.shown("T1")])
    assert shown == [[]] * 4 + [[5]] * 5 + [[10]] * 2


async def test_a_sealed_value_shows_no_word_and_fits_a_button(gaps: Gaps) -> None:
    longest = tuple(f"{letter * 58}ë" for letter in "abcd")
    workspace = "T0VOORBEELD"  # too long to stand there by chance
    value = gaps.seal(workspace, longest, NINE)
    assert len(value) < 2000
    assert re.fullmatch(r"[\w=-]+", value, re.ASCII)
    sealed = [gaps.seal(workspace, LEAVE, NINE) for _ in range(2)]
    assert sealed[0] != sealed[1], "equal questions must not be told by equal values"
    assert not any(word in one for word in (*LEAVE, workspace) for one in sealed)


async def test_a_value_for_a_menu_keeps_the_first_words_that_fit(engine: AsyncEngine, gaps: Gaps) -> None:
    value = gaps.seal("T0VOORBEELD", ("werkdruk", "overleg", "samenwerkingsverband", "thuis"), NINE, 140)
    assert 0 < len(value) <= 140
    await gaps.judge(value, "U1", NINE, found=True)
    assert len(await rows(engine)) == len(combined(("werkdruk", "overleg")))


@pytest.mark.parametrize("value", ["", "x", "é", "gAAAAA==", "\x00", "9" * 2000, '["T1", "verlof"]'])
async def test_a_value_that_the_bot_did_not_seal_records_nothing(
    engine: AsyncEngine, gaps: Gaps, value: str
) -> None:
    answer = await gaps.judge(value, "U1", NINE, found=False)
    assert answer.summary == texts.TOO_OLD
    assert await rows(engine) == []


async def test_a_click_is_understood_by_every_process_and_after_a_restart(engine: AsyncEngine) -> None:
    one, other = (Gaps(store.SqlGapStore(engine), Beside(), secrets.token_bytes) for _ in range(2))
    await asyncio.gather(one.ready(NINE), other.ready(NINE))
    for user, gaps in (("U1", one), ("U2", other), ("U2", one), ("U1", other)):
        await gaps.judge(one.seal("T1", LEAVE, NINE), user, NINE, found=False)
    assert len({row.asker for row in await rows(engine)}) == 2 * len(combined(LEAVE))


async def test_no_row_holds_who_asked_or_leads_from_one_word_to_another(
    engine: AsyncEngine, gaps: Gaps, beside: Beside
) -> None:
    await ask(gaps, beside, "U1VERA", "U2VICTOR")
    kept = await rows(engine)
    assert not any("U1" in str(row) or "U2" in str(row) for row in kept)
    assert len({row.asker for row in kept}) == len(kept), "a person has another name for every word"
    assert {row.day for row in kept} == {NINE.date()}


async def test_the_key_is_another_one_after_thirty_days_and_nobody_is_counted_twice(
    engine: AsyncEngine, gaps: Gaps, beside: Beside
) -> None:
    later = NINE + PERIOD * DAY
    assert period(later) == period(NINE) + 1
    value = gaps.seal("T1", LEAVE, NINE)
    await ask(gaps, beside, "U1", "U2")
    await ask(gaps, beside, "U1", "U2", at=later)
    assert await gaps.unanswered("T1") == [], "two people under two keys are not four"
    [key] = await rows(engine, store.gap_keys)
    assert key.period == period(later)
    answer = await gaps.judge(value, "U1", later, found=False)
    assert answer.summary == texts.TOO_OLD


async def test_where_the_key_is_not_at_hand_an_answer_waits_for_nothing(gaps: Gaps, beside: Beside) -> None:
    later = NINE + PERIOD * DAY
    assert gaps.seal("T1", LEAVE, later) == ""
    await beside.done()
    assert gaps.seal("T1", LEAVE, later)


async def test_everything_is_gone_after_thirty_days(engine: AsyncEngine, gaps: Gaps, beside: Beside) -> None:
    kept = store.SqlGapStore(engine)
    await ask(gaps, beside, "U1", "U2", "U3")
    last_day, after = (NINE + retention.QUESTIONS + days * DAY for days in (0, 1))
    assert await kept.expire(last_day - retention.QUESTIONS) == 0
    assert await kept.expire(after - retention.QUESTIONS) == 3 * len(combined(LEAVE))
    assert await rows(engine) == []


async def test_a_person_sees_and_deletes_what_they_asked_and_nothing_else(
    engine: AsyncEngine, gaps: Gaps, beside: Beside
) -> None:
    await ask(gaps, beside, "U1VERA", "U2VICTOR")
    mine = personal.part(engine)
    vera = Subject("T1", "U1VERA")
    assert {row["woorden"] for row in await mine.of(vera)} == {
        "betaald",
        "ouderschapsverlof",
        "betaald ouderschapsverlof",
    }
    assert await mine.erase(vera, NINE) == 3
    assert await mine.of(vera) == []
    assert len(await rows(engine)) == 3, "those of the other person stay"


words = st.sampled_from(["verlof", "loon", "ruzie", "feest"])
questions = st.lists(st.tuples(st.integers(0, 9), st.sets(words, min_size=1)), max_size=60)


@given(questions)
def test_what_is_shown_was_asked_by_five_people_and_a_pair_takes_the_place_of_its_words(
    asked: list[tuple[int, set[str]]],
) -> None:
    people: dict[tuple[str, ...], set[int]] = {}
    for person, about in asked:
        for each in combined(about):
            people.setdefault(each, set()).add(person)
    shown = worth_showing(Gap(each, len(who)) for each, who in people.items())
    assert all(len(people[gap.words]) == gap.missed >= SMALLEST for gap in shown)
    assert [gap.missed for gap in shown] == sorted((gap.missed for gap in shown), reverse=True)
    held = {gap.words for gap in shown}
    for each, who in people.items():
        over = [gap for gap in shown if set(each) < set(gap.words) and gap.missed >= len(who)]
        assert (each in held) == (len(who) >= SMALLEST and not over)
