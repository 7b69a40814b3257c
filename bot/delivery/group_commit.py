"""Writes transitions that arrive together in one transaction: a commit waits for the disk, and many can share that
wait.

While one transaction is under way, the next writes gather; none waits for a timer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.database.engine import writing
from bot.delivery.tables import deliveries as ledger

MOST = 200
"""The most rows in one transaction."""

_WHICH = frozenset({"id", "workspace", "channel", "kind", "slot", "due_at", "subject"})
"""The columns that identify a delivery."""
CHANGING = tuple(column.name for column in ledger.c if column.name not in _WHICH)
"""The columns that a transition may change."""

_ONE = (
    sa.update(ledger)
    .where(ledger.c.id == sa.bindparam("row_id"), ledger.c.version == sa.bindparam("as_read"))
    .values({name: sa.bindparam(f"new_{name}") for name in CHANGING})
)

Write = tuple[dict[str, Any], int, "asyncio.Future[bool]"]


class GroupCommit:
    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._waiting: list[Write] = []
        self._writing: asyncio.Task[None] | None = None

    async def write(self, values: dict[str, Any], as_read: int) -> bool:
        """Whether the row still had the version that was read; if so, it is written and committed.

        Raises StoreError if the database cannot be used.
        """
        written: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((values, as_read, written))
        if self._writing is None or self._writing.done():
            self._begin()
        return await written

    def _begin(self) -> None:
        self._writing = asyncio.create_task(self._run())
        self._writing.add_done_callback(self._go_on)

    def _go_on(self, ended: asyncio.Task[None]) -> None:
        """A cancelled task leaves writes behind; they must not wait until another write arrives."""
        if ended is self._writing and any(not written.done() for _, _, written in self._waiting):
            self._begin()

    async def _run(self) -> None:
        while self._waiting:
            batch = self._next()
            try:
                async with writing(self._engine) as connection:
                    done = await _execute(connection, batch)
            except Exception as error:  # the callers of this batch get it; the next batch continues
                for _, _, written in batch:
                    if not written.done():
                        written.set_exception(error)
                continue
            except BaseException:  # cancelled: nobody may wait for a write that never happens
                for _, _, written in batch:
                    written.cancel()
                raise
            for values, _, written in batch:
                if not written.done():
                    written.set_result(values["id"] in done)

    def _next(self) -> list[Write]:
        """The oldest writes, one for each row: a second write to a row must see the first."""
        batch: dict[Any, Write] = {}
        later = []
        for write in self._waiting:
            if len(batch) < MOST and write[0]["id"] not in batch:
                batch[write[0]["id"]] = write
            else:
                later.append(write)
        self._waiting = later
        return list(batch.values())


async def _execute(connection: AsyncConnection, batch: Sequence[Write]) -> set[Any]:
    """The ids of the rows that were unchanged since they were read, and are now written."""
    if connection.dialect.name == "postgresql":
        return await _together(connection, batch)
    done = set()
    for values, as_read, _ in batch:
        new = {f"new_{name}": values[name] for name in CHANGING}
        if (await connection.execute(_ONE, {**new, "row_id": values["id"], "as_read": as_read})).rowcount:
            done.add(values["id"])
    return done


def _together_statement() -> sa.sql.dml.ReturningUpdate[Any]:
    """One statement for any number of rows, so that it is compiled and planned once."""
    columns = [ledger.c.id, *(ledger.c[name] for name in CHANGING)]
    arrays = [sa.bindparam(f"all_{column.name}", type_=ARRAY(column.type)) for column in columns]
    read = sa.bindparam("all_read", type_=ARRAY(sa.Integer))
    new = (
        sa.func.unnest(*arrays, read)
        .table_valued(
            *(sa.column(f"new_{column.name}", column.type) for column in columns),
            sa.column("as_read", sa.Integer),
        )
        .render_derived("new")
    )
    return (
        sa.update(ledger)
        .where(ledger.c.id == new.c.new_id, ledger.c.version == new.c.as_read)
        .values({name: new.c[f"new_{name}"] for name in CHANGING})
        .returning(ledger.c.id)
    )


_TOGETHER = _together_statement()


async def _together(connection: AsyncConnection, batch: Sequence[Write]) -> set[Any]:
    given: dict[str, Any] = {
        f"all_{name}": [values[name] for values, _, _ in batch] for name in ("id", *CHANGING)
    }
    given["all_read"] = [as_read for _, as_read, _ in batch]
    return set((await connection.execute(_TOGETHER, given)).scalars())
