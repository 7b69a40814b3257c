"""Sentences for the Vrijdagoogst are on one card at most, and go when their writer wants, on both databases."""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.core.people import Actor
from bot.delivery.ledger import SqlLedger
from bot.delivery.model import HARVEST, Claim, Expire, Fail, Skip
from bot.habits.harvest.model import Line, on_card
from bot.habits.harvest.store import SqlHarvestStore
from tests.factories import C1, NINE, a_delivery

VERA, BRAM = Actor("T1", "U1VERA"), Actor("T1", "U2BRAM")
DAY = dt.timedelta(days=1)


@pytest.fixture
def store(engine: AsyncEngine) -> SqlHarvestStore:
    return SqlHarvestStore(engine)


def a_line(person: Actor = VERA, line: str = "Het lukte.", *, plan: uuid.UUID | None = None) -> Line:
    return Line(uuid.uuid4(), C1, plan or uuid.uuid4(), uuid.uuid4(), "tip", person.user, line, True, NINE)


def everything(waiting: Sequence[Line]) -> Sequence[Line]:
    return on_card(waiting, 30)


async def test_two_that_wait_are_a_card_and_what_is_on_one_comes_on_no_other(store: SqlHarvestStore) -> None:
    await store.give(a_line())
    assert await store.full() == []
    await store.give(a_line(BRAM))
    assert await store.full() == [C1]
    card = a_delivery(kind=HARVEST).id
    placed = await store.place(C1, card, everything, NINE)
    assert {line.person for line in placed} == {VERA.user, BRAM.user}
    assert [line.id for line in await store.on(card)] == [line.id for line in placed]
    assert await store.full() == []
    assert not await store.place(C1, uuid.uuid4(), everything, NINE)
    assert len(await store.place(C1, card, everything, NINE)) == 2, "the same card is made again"


@pytest.mark.parametrize(
    ("event", "again"),
    [(Skip("paused"), True), (Expire(), True), (Fail("msg_too_long"), True), (Skip("unresolved"), False)],
)
async def test_what_was_on_a_card_that_did_not_come_waits_for_the_next(
    store: SqlHarvestStore, engine: AsyncEngine, event: Skip | Expire | Fail, again: bool
) -> None:
    ledger, card = SqlLedger(engine), a_delivery(kind=HARVEST)
    await ledger.add([card])
    for person in (VERA, BRAM):
        await store.give(a_line(person))
    await store.place(C1, card.id, everything, NINE)
    assert await store.full() == [], "it may still come"
    before = await ledger.move(card, Claim("owner"), NINE) if isinstance(event, Fail) else card
    await ledger.move(before, event, NINE + DAY)
    assert await store.full() == ([C1] if again else [])
    assert all((line.card is None) is again for line in await store.of(VERA))
    assert len(await store.place(C1, uuid.uuid4(), everything, NINE)) == (2 if again else 0)


async def test_it_is_changed_while_it_waits_and_not_on_a_card(store: SqlHarvestStore) -> None:
    first = a_line()
    changed = replace(first, id=uuid.uuid4(), line="Toch niet.")
    assert await store.give(first)
    assert await store.give(changed)
    assert [line.line for line in await store.of(VERA)] == ["Toch niet."]
    await store.give(a_line(BRAM))
    await store.place(C1, uuid.uuid4(), everything, NINE)
    assert not await store.give(replace(first, id=uuid.uuid4()))
    assert [line.line for line in await store.of(VERA)] == ["Toch niet."]


async def test_what_is_taken_back_leaves_nothing_but_the_work_on_its_card(store: SqlHarvestStore) -> None:
    plan, card = uuid.uuid4(), uuid.uuid4()
    for line in (a_line(plan=plan), a_line(line="Nog een."), a_line(BRAM)):
        await store.give(line)
    assert await store.take_back(VERA, plan=uuid.uuid4()) == 0
    assert await store.take_back(VERA, plan=plan) == 1
    assert not await store.outdated()
    await store.place(C1, card, everything, NINE)
    assert await store.take_back(VERA, card=uuid.uuid4()) == 0
    assert await store.take_back(VERA) == 1
    assert [line.person for line in await store.on(card)] == [BRAM.user]
    [(outdated, empty)] = (await store.outdated()).items()
    assert outdated == card
    await store.drawn(empty)
    assert not await store.outdated()
    assert await store.take_back(VERA) == 0


async def test_who_takes_it_back_while_a_card_is_made_is_not_on_it_or_taken_off(
    store: SqlHarvestStore,
) -> None:
    for _ in range(10):
        card = uuid.uuid4()
        for person in (VERA, BRAM, Actor("T1", "U3CARLA")):
            await store.give(a_line(person))
        placed, _ = await asyncio.gather(store.place(C1, card, everything, NINE), store.take_back(VERA))
        shown = VERA.user in {line.person for line in placed}
        assert shown == bool(await store.outdated())
        assert VERA.user not in {line.person for line in await store.on(card)}
        await store.drawn([id for ids in (await store.outdated()).values() for id in ids])
        for person in (BRAM, Actor("T1", "U3CARLA")):
            await store.take_back(person)
        await store.drawn([id for ids in (await store.outdated()).values() for id in ids])


async def test_it_is_kept_for_a_while_from_its_card(store: SqlHarvestStore) -> None:
    for person in (VERA, BRAM):
        await store.give(a_line(person))
    await store.place(C1, uuid.uuid4(), everything, NINE + DAY)
    await store.give(a_line())
    assert await store.expire(NINE + DAY) == 1
    assert await store.expire(NINE + 2 * DAY) == 2


async def test_others_and_other_workspaces_are_left_alone(store: SqlHarvestStore) -> None:
    await store.give(a_line())
    assert not await store.of(replace(VERA, workspace="T2"))
    assert await store.take_back(replace(VERA, workspace="T2")) == 0
    assert await store.take_back(BRAM) == 0
    assert len(await store.of(VERA)) == 1
