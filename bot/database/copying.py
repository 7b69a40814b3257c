"""Copies a whole database into another one, SQLite or PostgreSQL, and proves that nothing was lost."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, aclosing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.core.errors import StoreError
from bot.database import migrations
from bot.database.engine import create, reading, writing

CHUNK = 2000
"""Rows in memory at once."""
HELD_UNTIL = frozenset({"lease_until", "held_until"})
"""Columns that say until when a process holds a row."""

Progress = Callable[[str, int], None]
"""Receives a table and how many of its rows are copied so far."""


@dataclass(frozen=True, slots=True)
class Checksum:
    """The contents of a table: its number of rows, and a checksum over them that ignores their order."""

    rows: int = 0
    checksum: int = 0

    def with_row(self, row: Sequence[Any]) -> Checksum:
        text = json.dumps(list(row), default=_written)
        digest = hashlib.blake2b(text.encode(), digest_size=16).digest()
        return Checksum(self.rows + 1, (self.checksum + int.from_bytes(digest, "big")) % 2**128)


async def copy(
    source_url: str,
    target_url: str,
    metadata: sa.MetaData,
    progress: Progress,
    leaving_at: dt.datetime | None = None,
) -> Mapping[str, int]:
    """Copy all tables of `metadata` in one transaction on the target; returns the rows of each table.

    The source is only read. A target without tables gets them. `leaving_at`, the current time, says that the bot
    moves to the target: then no process may be at work on the source. Raises StoreError if the source or the target
    has another version, if the target has rows, or if the two differ at the end; the target is then left empty.
    """
    async with AsyncExitStack() as stack:
        with _named("FROM"):
            source = create(source_url, read_only=True, patient=True)
            stack.push_async_callback(source.dispose)
            if not await migrations.is_current(source):
                raise StoreError(
                    "the source has the tables of an earlier version: run `python -m bot migrate` on it"
                )
        with _named("TO"):
            _require_different(source_url, target_url)
            target = create(target_url, patient=True)
            stack.push_async_callback(target.dispose)
            if await migrations.revision(target) is None:
                await migrations.migrate(target_url)
            elif not await migrations.is_current(target):
                raise StoreError("the target has the tables of an earlier version: name an empty database")
        try:
            return await _copy(source, target, metadata, progress, leaving_at)
        except IntegrityError as error:
            raise StoreError(
                f"the target refuses a row of the source: {type(error.orig).__name__}"
            ) from error


@contextmanager
def _named(argument: str) -> Iterator[None]:
    """Errors name the argument that they are about; elsewhere a URL comes from DATABASE_URL."""
    try:
        yield
    except StoreError as error:
        raise StoreError(f"{argument}: {str(error).replace('DATABASE_URL', 'it')}") from error


def _require_different(source: str, target: str) -> None:
    if _place(source) == _place(target):
        raise StoreError("this is the database of FROM: name another, empty one")


def _place(url: str) -> object:
    """What two URLs of one database have in common."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        return url  # `create` says what is wrong with it
    if parsed.get_backend_name() == "sqlite":
        return Path(str(parsed.database)).resolve()
    return parsed.host or parsed.query.get("host"), parsed.port or 5432, parsed.database


async def contents(connection: AsyncConnection, metadata: sa.MetaData) -> Mapping[str, Checksum]:
    """The contents of every table."""
    found = {}
    for table in metadata.sorted_tables:
        found[table.name] = Checksum()
        async with aclosing(_rows(connection, table)) as chunks:
            async for rows in chunks:
                for row in rows:
                    found[table.name] = found[table.name].with_row(_comparable(table, row))
    return found


async def _copy(
    source: AsyncEngine,
    target: AsyncEngine,
    metadata: sa.MetaData,
    progress: Progress,
    leaving_at: dt.datetime | None,
) -> Mapping[str, int]:
    async with reading(source) as reader, writing(target) as writer:
        if leaving_at is not None:
            await _require_idle(reader, metadata, leaving_at)
        await _require_empty(writer, metadata)
        for table in metadata.sorted_tables:
            await _copy_table(reader, writer, table, progress)
        copied = await contents(writer, metadata)
        _require_same(
            await contents(reader, metadata), copied, "the copy of {} is not the same as the source"
        )
        if leaving_at is not None:
            async with reading(source) as again:
                changed = "the source changed meanwhile, in {}: stop every process of the bot first"
                _require_same(await contents(again, metadata), copied, changed)
    return {name: content.rows for name, content in copied.items()}


async def _copy_table(
    reader: AsyncConnection, writer: AsyncConnection, table: sa.Table, progress: Progress
) -> None:
    insert = sa.insert(table).values(
        {column: _given(column, writer.dialect.name) for column in table.columns}
    )
    done = 0
    async with aclosing(_rows(reader, table)) as chunks:
        async for rows in chunks:
            names = [_parameter(column) for column in table.columns]
            await writer.execute(insert, [dict(zip(names, row, strict=True)) for row in rows])
            done += len(rows)
            progress(table.name, done)
    if not done:
        progress(table.name, 0)
    counted = table.autoincrement_column
    if counted is not None and writer.dialect.name == "postgresql":
        # Rows inserted with their numbers do not advance the sequence: the next row would get a number in use.
        sequence = sa.func.pg_get_serial_sequence(table.name, counted.name)
        await writer.execute(sa.select(sa.func.setval(sequence, sa.func.max(counted))))


async def _rows(connection: AsyncConnection, table: sa.Table) -> AsyncGenerator[Sequence[sa.Row[Any]], None]:
    """All rows, CHUNK at a time; JSON as the stored text, so that it is not reinterpreted."""
    columns = [sa.cast(column, sa.Text) if _is_json(column) else column for column in table.columns]
    async with connection.stream(sa.select(*columns)) as result:
        async for rows in result.partitions(CHUNK):
            yield rows


def _given(column: sa.Column[Any], dialect: str) -> sa.ColumnElement[Any]:
    if not _is_json(column):
        return sa.bindparam(_parameter(column), type_=column.type)
    text = sa.bindparam(_parameter(column), type_=sa.Text())
    return sa.cast(text, sa.JSON) if dialect == "postgresql" else text


def _parameter(column: sa.Column[Any]) -> str:
    return f"new_{column.name}"


def _is_json(column: sa.Column[Any]) -> bool:
    kind = column.type
    return isinstance(kind.impl if isinstance(kind, sa.TypeDecorator) else kind, sa.JSON)


def _comparable(table: sa.Table, row: Sequence[Any]) -> list[Any]:
    """The row, with JSON written in one way."""
    return [
        json.dumps(json.loads(value), sort_keys=True) if _is_json(column) and value is not None else value
        for column, value in zip(table.columns, row, strict=True)
    ]


def _written(value: Any) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


def _require_same(ours: Mapping[str, Checksum], copied: Mapping[str, Checksum], fault: str) -> None:
    differing = [name for name, content in ours.items() if copied[name] != content]
    if differing:
        raise StoreError(fault.format(", ".join(differing)))


async def _require_empty(writer: AsyncConnection, metadata: sa.MetaData) -> None:
    if writer.dialect.name == "postgresql":
        names = [writer.dialect.identifier_preparer.format_table(table) for table in metadata.sorted_tables]
        await writer.execute(sa.text(f"LOCK TABLE {', '.join(names)} IN ACCESS EXCLUSIVE MODE"))
    for table in metadata.sorted_tables:
        if (await writer.execute(sa.select(sa.literal(1)).select_from(table).limit(1))).first():
            raise StoreError(f"the target holds rows already, in {table.name}: name an empty database")


async def _require_idle(reader: AsyncConnection, metadata: sa.MetaData, now: dt.datetime) -> None:
    columns = [column for table in metadata.sorted_tables for column in table.c]
    for held in [column for column in columns if column.name in HELD_UNTIL]:
        if until := await reader.scalar(sa.select(sa.func.max(held)).where(held > now)):
            raise StoreError(
                "a process of the bot is at work on the source: stop all of them, and try again"
                f" after {until:%H:%M:%S} UTC"
            )
