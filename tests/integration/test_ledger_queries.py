"""The queries of every tick are answered from indexes, however many rows there are."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import event

from bot.channels.model import onward
from bot.channels.store import SqlChannelStore
from bot.channels.tables import channels
from bot.database.engine import create, reading
from bot.database.once import SqlOnceStore
from bot.database.tables import once as once_table
from bot.delivery.ledger import SqlLedger
from bot.delivery.ledger_report import LedgerReport
from bot.delivery.pacing.store import SqlPacingStore
from bot.delivery.tables import deliveries
from tests.databases import migrated
from tests.factories import C1, NINE, a_channel, a_delivery


async def test_no_query_reads_a_whole_table(sqlite_url: str) -> None:
    await migrated(sqlite_url)
    engine = create(sqlite_url)
    store, ledger, once = SqlChannelStore(engine), SqlLedger(engine), SqlOnceStore(engine)
    asked: list[tuple[str, Any]] = []

    def listen(_: object, __: object, statement: str, parameters: Any, *___: object) -> None:
        asked.append((statement, parameters))

    event.listen(engine.sync_engine, "before_cursor_execute", listen)
    channel = await store.save(a_channel())
    await store.due(NINE, 10)
    row = a_delivery()
    assert await ledger.plan(onward(channel, None), [row])
    pacing = SqlPacingStore(engine)
    assert await pacing.take("worker", NINE, NINE + dt.timedelta(minutes=1), 10, [])
    await pacing.keep("worker", ["T1"], NINE)
    await pacing.keep("worker", ["T1"], NINE)
    assert await ledger.claim("worker", NINE, 10, "T1", notices=False)
    await ledger.add([a_delivery("U1", kind="notice")])
    assert await pacing.noticed(NINE) == ["T1"]
    assert await ledger.claim("worker", NINE, 10, "T1", notices=True)
    await ledger.claim("worker", NINE, 10)
    await ledger.stale(NINE, 10)
    await LedgerReport(engine).waiting(NINE)
    await ledger.get(str(row.id))
    await ledger.history(C1)
    await ledger.recent(C1, 10)
    await once.first("klik", NINE)
    await once.forget(NINE + dt.timedelta(days=1))
    event.remove(engine.sync_engine, "before_cursor_execute", listen)

    plans = []
    async with reading(engine) as connection:
        for statement, parameters in asked:
            if not statement.startswith(("BEGIN", "INSERT")):
                plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
                plans += [str(step[-1]) for step in plan]
    await engine.dispose()
    small = {"SCAN chosen", "SCAN steps", "SCAN CONSTANT ROW"}  # rows that the statement itself makes
    small.add(
        "SCAN deliveries USING INDEX uq_deliveries_in_flight"
    )  # at most one row a channel, and only meanwhile
    assert [step for step in plans if step.startswith("SCAN") and step not in small] == []
    indexes = {index.name for table in (channels, deliveries, once_table) for index in table.indexes}
    indexes.discard(
        "ix_deliveries_posted_nudges"
    )  # it serves the counting of rounds, which is not asked here
    assert {index for index in indexes if not any(str(index) in step for step in plans)} == set()
