"""Transitions that are committed together, if their transaction is cancelled."""

from __future__ import annotations

import asyncio

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.database.engine import create, writing
from bot.delivery.ledger import SqlLedger
from bot.delivery.model import Skip
from bot.delivery.tables import deliveries
from tests.factories import NINE, a_delivery


async def test_writes_behind_a_transaction_that_was_cancelled_do_not_wait_for_another_write(
    engine: AsyncEngine, database_url: str
) -> None:
    ledger, rows = SqlLedger(engine), [a_delivery(f"C{number}") for number in range(3)]
    await ledger.add(rows)
    other = create(database_url)
    async with writing(other) as connection:  # what holds up the first, so that the others come behind it
        await connection.execute(sa.update(deliveries).values(tip="bezet"))
        first = asyncio.create_task(ledger.move(rows[0], Skip("holiday"), NINE))
        await asyncio.sleep(0.1)
        behind = [asyncio.create_task(ledger.move(row, Skip("holiday"), NINE)) for row in rows[1:]]
        await asyncio.sleep(0.01)
        group = ledger._commits._writing
        assert group is not None
        group.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    async with asyncio.timeout(5):
        after = await asyncio.gather(*behind)
    assert [await ledger.get(str(row.id)) for row in rows[1:]] == after
    await other.dispose()
