"""Moving an installation between databases, and backing it up: everything arrives, or nothing does."""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
import stat
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.core.errors import StoreError
from bot.database import copying
from bot.database.backup import back_up
from bot.database.copying import contents, copy
from bot.database.engine import create, reading, writing
from bot.delivery.ledger import SqlLedger
from bot.delivery.model import Claim
from bot.schema import metadata
from tests.databases import migrated
from tests.factories import NINE, a_delivery

LATER = NINE + dt.timedelta(days=1)
TEXT = "Voorbeeld: 'één' \"twee\" \\ % { } ☕ en een\nnieuwe regel"
JSON_TEXTS = ['{"b": [1, 2.5, null], "a": "é"}', "null", None, '"los"', "5", "true"]


def quiet(_table: str, _rows: int) -> None:
    """Show no progress."""


def a_value(column: sa.Column[Any], number: int) -> Any:
    """A value for the column, different for each number."""
    match column.type.impl if isinstance(column.type, sa.TypeDecorator) else column.type:
        case sa.Uuid():
            return uuid.UUID(int=number)
        case sa.JSON():
            return JSON_TEXTS[number % len(JSON_TEXTS)] if column.nullable else JSON_TEXTS[0]
        case sa.DateTime():
            return NINE + dt.timedelta(days=number, microseconds=number)
        case sa.Date():
            return NINE.date() + dt.timedelta(days=number)
        case sa.Boolean():
            return number % 2 == 0
        case sa.LargeBinary():
            return bytes([0, number % 256, 255])
        case sa.Float():
            return number / 3
        case sa.Integer():
            return number
    return f"{TEXT} {number}"


async def fill(connection: AsyncConnection, rows: int = 12) -> None:
    """Add rows to every table; every third row omits what is optional."""
    for table in metadata.sorted_tables:
        for number in range(1, rows + 1):
            values = {
                column: None if column.nullable and number % 3 == 0 else a_value(column, number)
                for column in table.columns
            }
            bound = {
                column: as_json(value, connection.dialect.name) if is_json(column) else value
                for column, value in values.items()
            }
            await connection.execute(sa.insert(table).values(bound))


def as_json(text: str | None, dialect: str) -> sa.ColumnElement[Any]:
    """The text itself as a value, in a form that no type of ours would write."""
    bound = sa.literal(text, sa.Text())
    return sa.cast(bound, sa.JSON) if dialect == "postgresql" else bound


def is_json(column: sa.Column[Any]) -> bool:
    kind = column.type
    return isinstance(kind.impl if isinstance(kind, sa.TypeDecorator) else kind, sa.JSON)


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[AsyncEngine]:
    engine = create(url)
    yield engine
    await engine.dispose()


@pytest.fixture(params=["sqlite to postgresql", "postgresql to sqlite"])
async def way(request: pytest.FixtureRequest, sqlite_url: str, postgresql_url: str) -> tuple[str, str]:
    """A database with rows in every table, and an empty one of the other kind."""
    urls = (sqlite_url, postgresql_url)
    source, target = urls if request.param.startswith("sqlite") else urls[::-1]
    await migrated(source)
    async with opened(source) as engine, writing(engine) as connection:
        await fill(connection)
    return source, target


async def test_every_row_of_every_table_arrives_as_it_was(way: tuple[str, str]) -> None:
    source, target = way
    shown: dict[str, int] = {}
    rows = await copy(source, target, metadata, shown.__setitem__, LATER + dt.timedelta(days=365))
    assert rows == shown == {table.name: 12 for table in metadata.sorted_tables}
    async with (
        opened(source) as one,
        opened(target) as other,
        reading(one) as before,
        reading(other) as after,
    ):
        assert await contents(before, metadata) == await contents(after, metadata)
        for name, column in (("plans", "when"), ("rounds", "key"), ("deliveries", "due_at")):
            of = metadata.tables[name]
            query = sa.select(of.c[column]).order_by(of.c[column])
            assert set(await before.scalars(query)) == set(await after.scalars(query))


def as_it_stands(url: str) -> dict[str, list[str]]:
    """Every row of every table in a file, as SQLite itself shows it."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {name: sorted(map(repr, connection.execute(f'SELECT * FROM "{name}"'))) for (name,) in names}


async def test_who_moves_there_and_back_has_what_he_had_to_the_letter(
    sqlite_url: str, postgresql_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "CHUNK", 5)
    await migrated(sqlite_url)
    async with opened(sqlite_url) as engine, writing(engine) as connection:
        await fill(connection)
    back = f"sqlite:///{tmp_path}/terug.db"
    await copy(sqlite_url, postgresql_url, metadata, quiet)
    await copy(postgresql_url, back, metadata, quiet)
    before = as_it_stands(sqlite_url)
    assert {name: len(before[name]) for name in metadata.tables} == dict.fromkeys(metadata.tables, 12)
    assert as_it_stands(back) == before


async def test_no_value_and_json_that_says_null_stay_two_things(way: tuple[str, str]) -> None:
    source, target = way
    await copy(source, target, metadata, quiet)
    audit = metadata.tables["audit"]
    query = sa.select(sa.cast(audit.c.before, sa.Text)).order_by(audit.c.id)
    async with (
        opened(source) as one,
        opened(target) as other,
        reading(one) as before,
        reading(other) as after,
    ):
        values = (await before.scalars(query)).all()
        assert (await after.scalars(query)).all() == values
    assert {None, "null"} < set(values)


async def test_new_rows_get_new_numbers_after_the_move(way: tuple[str, str]) -> None:
    source, target = way
    await copy(source, target, metadata, quiet)
    audit = metadata.tables["audit"]
    async with opened(target) as engine, writing(engine) as connection:
        values = {"workspace": "T1", "channel": "C1", "at": NINE, "user": "U1", "field": "x", "version": 1}
        added = await connection.execute(sa.insert(audit).values(values).returning(audit.c.id))
        assert added.scalar_one() == 13


async def test_a_target_with_rows_is_refused_and_keeps_them(way: tuple[str, str]) -> None:
    source, target = way
    await migrated(target)
    async with opened(target) as engine:
        await SqlLedger(engine).add([a_delivery()])
        with pytest.raises(StoreError, match="holds rows already, in deliveries"):
            await copy(source, target, metadata, quiet)
        async with reading(engine) as connection:
            assert (await contents(connection, metadata))["deliveries"].rows == 1


@pytest.mark.parametrize("which", [0, 1])
async def test_another_version_of_the_tables_is_refused(way: tuple[str, str], which: int) -> None:
    await migrated(way[1])
    async with opened(way[which]) as engine, writing(engine) as connection:
        await connection.execute(sa.text("UPDATE alembic_version SET version_num = '0001'"))
    with pytest.raises(StoreError, match="earlier version"):
        await copy(*way, metadata, quiet)


async def test_a_source_that_a_process_works_on_is_not_left(way: tuple[str, str]) -> None:
    source, target = way
    async with opened(source) as engine:
        ledger = SqlLedger(engine)
        row = a_delivery("C-bezig")
        await ledger.add([row])
        await ledger.move(row, Claim("proces"), NINE)
    async with opened(source) as engine, writing(engine) as connection:
        pacing = metadata.tables["pacing"]
        await connection.execute(sa.update(pacing).values(held_until=None))
        deliveries = metadata.tables["deliveries"]
        others = deliveries.c.channel != "C-bezig"
        await connection.execute(sa.update(deliveries).where(others).values(lease_until=None))
    with pytest.raises(StoreError, match=r"at work on the source.*08:01:00"):
        await copy(source, target, metadata, quiet, NINE)
    await copy(source, target, metadata, quiet, NINE + dt.timedelta(minutes=2))


def after(table: str, act: Callable[[], None]) -> Callable[[str, int], None]:
    """Does something in the middle of a copy, after this table."""

    def progress(name: str, _rows: int) -> None:
        if name == table:
            act()

    return progress


async def test_a_source_that_changes_meanwhile_is_noticed_and_nothing_is_left_behind(
    sqlite_url: str, postgresql_url: str
) -> None:
    await migrated(sqlite_url)
    async with opened(sqlite_url) as engine, writing(engine) as connection:
        await fill(connection)

    def post() -> None:
        with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as other:
            other.execute("UPDATE deliveries SET ts = '1700000001.1' WHERE channel LIKE '% 4'")
            other.commit()

    with pytest.raises(StoreError, match="changed meanwhile, in deliveries"):
        await copy(
            sqlite_url, postgresql_url, metadata, after("deliveries", post), LATER + dt.timedelta(days=365)
        )
    async with opened(postgresql_url) as engine, reading(engine) as connection:
        assert {content.rows for content in (await contents(connection, metadata)).values()} == {0}


async def test_a_source_that_is_not_there_is_named_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no database"):
        await copy(f"sqlite:///{tmp_path}/weg.db", f"sqlite:///{tmp_path}/nieuw.db", metadata, quiet)
    assert not (tmp_path / "weg.db").exists()


async def test_nothing_can_be_written_through_an_engine_that_only_reads(way: tuple[str, str]) -> None:
    engine = create(way[0], read_only=True)
    with pytest.raises(StoreError):
        async with writing(engine) as connection:
            await connection.execute(sa.text("DELETE FROM once"))
    await engine.dispose()


async def test_a_backup_holds_everything_is_whole_and_is_for_its_owner_alone(
    database_url: str, tmp_path: Path
) -> None:
    await migrated(database_url)
    file = tmp_path / "kopie.sqlite"
    async with opened(database_url) as engine:
        async with writing(engine) as connection:
            await fill(connection)
        await back_up(database_url, file, metadata, quiet)
        restored = create(f"sqlite:///{file}")
        async with reading(engine) as before, reading(restored) as after_it:
            assert await contents(before, metadata) == await contents(after_it, metadata)
        await restored.dispose()
    assert stat.S_IMODE(os.stat(file).st_mode) == 0o600
    with pytest.raises(StoreError, match="exists already"):
        await back_up(database_url, file, metadata, quiet)


async def test_a_backup_restores_into_postgresql(
    sqlite_url: str, postgresql_url: str, tmp_path: Path
) -> None:
    await migrated(sqlite_url)
    async with opened(sqlite_url) as engine:
        await SqlLedger(engine).add([a_delivery()])
    file = tmp_path / "kopie.sqlite"
    await back_up(sqlite_url, file, metadata, quiet)
    assert (await copy(f"sqlite:///{file}", postgresql_url, metadata, quiet, NINE))["deliveries"] == 1


async def test_a_damaged_database_gives_no_backup(sqlite_url: str, tmp_path: Path) -> None:
    await migrated(sqlite_url)
    async with opened(sqlite_url) as engine, writing(engine) as connection:
        await fill(connection, 400)
    spoil(Path(sqlite_url.removeprefix("sqlite:///")), "ix_deliveries_due")
    with pytest.raises(StoreError, match="damaged"):
        await back_up(sqlite_url, tmp_path / "kopie.sqlite", metadata, quiet)
    assert not list(tmp_path.glob("kopie*"))  # noqa: ASYNC240


def spoil(file: Path, index: str) -> None:
    """Empty a page of the file, as a failing disk does."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        query = "SELECT rootpage, page_size FROM sqlite_master, pragma_page_size WHERE name = ?"
        [page, size] = connection.execute(query, [index]).fetchone()
    content = bytearray(file.read_bytes())
    content[(page - 1) * size : page * size] = bytes(size)
    file.write_bytes(content)
