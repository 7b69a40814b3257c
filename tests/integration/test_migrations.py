"""The migrations make the tables of the code, once, and lose no data."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import stat
import uuid
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.channels.leads.store import SqlLeadStore
from bot.channels.model import Lead
from bot.channels.settings.model import Layers
from bot.channels.store import SqlChannelStore
from bot.core.errors import StoreError
from bot.database import migrations
from bot.database.engine import create, reading, writing
from bot.database.migrations import is_current, migrate
from bot.delivery.ledger import SqlLedger
from bot.delivery.tables import channels as channels_of_the_ledger
from bot.schema import metadata
from tests.factories import C1, NINE, a_channel, a_delivery
from tests.integration.test_migrations_survived import upgrade

HEAD = max(path.name for path in (Path(migrations.__path__[0]) / "versions").glob("[0-9]*.py")).split("_")[0]


async def described(connection: AsyncConnection) -> set[tuple[str, ...]]:
    """Every column, constraint and index of the database, in the database's own words."""
    if connection.dialect.name == "sqlite":
        indexes = "SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'index'"
        columns = 'SELECT t.name, c.name, c.type, c."notnull", c.pk FROM sqlite_master t, pragma_table_info(t.name) c'
    else:
        indexes = "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
        columns = (
            "SELECT table_name, column_name, data_type, is_nullable, column_default "
            "FROM information_schema.columns WHERE table_schema = 'public'"
        )
    rows = [*await connection.execute(sa.text(indexes)), *await connection.execute(sa.text(columns))]
    return {tuple(" ".join(str(field).split()) for field in row) for row in rows if "alembic" not in row[0]}


async def test_the_migrations_make_what_the_tables_say(engine: AsyncEngine) -> None:
    async with reading(engine) as connection:
        migrated = await described(connection)
    async with writing(engine) as connection:
        await connection.run_sync(metadata.drop_all)
        await connection.run_sync(metadata.create_all)
        assert await described(connection) == migrated
    assert any("WHERE" in field for row in migrated for field in row)


def test_what_the_ledger_knows_of_a_channel_is_what_its_table_says() -> None:
    for column in channels_of_the_ledger.c:
        known = metadata.tables["channels"].c[column.name]
        assert type(column.type) is type(known.type), column.name


async def test_a_database_is_current_only_once_it_was_migrated(database_url: str) -> None:
    engine = create(database_url)
    assert not await is_current(engine)
    await migrate(database_url)
    assert await is_current(engine)
    await engine.dispose()


async def test_migrating_again_changes_nothing(engine: AsyncEngine, database_url: str) -> None:
    saved = await SqlChannelStore(engine).save(a_channel())
    await migrate(database_url)
    assert await SqlChannelStore(engine).get(C1) == saved


async def test_what_people_thought_of_a_tip_goes_and_what_they_answered_in_a_trial_stays(
    database_url: str,
) -> None:
    before = create(database_url)
    votes = metadata.tables["votes"]
    async with writing(before) as connection:
        await connection.run_sync(upgrade, "0011")
        for question in ("useful", "used"):
            row = {"nudge": uuid.uuid4(), "question": question, "voter": "x", "workspace": "T1", "yes": True}
            await connection.execute(sa.insert(votes).values(row))
    await before.dispose()
    await migrate(database_url)
    after = create(database_url)
    async with reading(after) as connection:
        assert (await connection.scalars(sa.select(votes.c.question))).all() == ["used"]
    await after.dispose()


async def test_what_a_lead_chose_in_slack_is_what_the_lead_chose(database_url: str) -> None:
    before = create(database_url)
    async with writing(before) as connection:
        await connection.run_sync(upgrade, "0008")
    saved = await SqlChannelStore(before).save(a_channel(layers=Layers(chosen={"weekday": 3})))
    await SqlLedger(before).add([delivery := a_delivery()])
    layers = sa.table("channels", sa.column("layers", sa.JSON))
    async with writing(before) as connection:
        old = {"slack": {"weekday": 3}, "locked": False}
        await connection.execute(sa.update(layers).values(layers=old))
        await connection.execute(
            sa.insert(metadata.tables["leads"]).values(
                workspace="T1", channel="C1", user="U1", source="slack", since=NINE
            )
        )
    await before.dispose()
    await migrate(database_url)
    after = create(database_url)
    assert await SqlChannelStore(after).get(C1) == saved
    assert await SqlLeadStore(after).of(C1) == [Lead("U1", "chosen")]
    assert await SqlLedger(after).get(str(delivery.id)) == delivery
    async with reading(after) as connection:
        [kept] = (await connection.scalars(sa.select(layers.c.layers))).all()
    assert kept["chosen"] == kept["slack"] == {"weekday": 3}, (
        "a process of the version before reads its own name"
    )
    await after.dispose()


async def test_what_a_process_of_the_version_before_saves_counts(engine: AsyncEngine) -> None:
    await SqlChannelStore(engine).save(a_channel(layers=Layers(chosen={"weekday": 3})))
    layers = sa.table("channels", sa.column("layers", sa.JSON))
    async with writing(engine) as connection:
        await connection.execute(sa.update(layers).values(layers={"slack": {"weekday": 4}}))
    found = await SqlChannelStore(engine).get(C1)
    assert found is not None
    assert found.layers == Layers(chosen={"weekday": 4})


async def test_processes_that_migrate_at_once_do_not_disturb_each_other(database_url: str) -> None:
    await asyncio.gather(*(migrate(database_url) for _ in range(4)))
    engine = create(database_url)
    assert await is_current(engine)
    await engine.dispose()


async def test_a_database_of_a_later_version_is_refused(engine: AsyncEngine, database_url: str) -> None:
    async with writing(engine) as connection:
        await connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match=r"later version.*9999"):
        await is_current(engine)
    with pytest.raises(StoreError, match=r"later version.*9999"):
        await migrate(database_url)


async def test_a_migration_that_fails_half_way_leaves_the_database_as_it_was(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    upgrade = command.upgrade

    def upgrade_then_fail(*arguments: object) -> None:
        upgrade(*arguments)  # type: ignore[arg-type]
        raise RuntimeError("the power went")

    monkeypatch.setattr(command, "upgrade", upgrade_then_fail)
    with pytest.raises(RuntimeError):
        await migrate(database_url)
    engine = create(database_url)
    async with reading(engine) as connection:
        assert await described(connection) == set()
    monkeypatch.undo()
    await migrate(database_url)
    assert await is_current(engine)
    await engine.dispose()


def an_older_database(file: Path) -> None:
    """A file with data but no revision, as from a version before the first migration."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept AS SELECT 'bewaard' AS what")
        connection.execute("DROP TABLE IF EXISTS alembic_version")
        for table in metadata.tables:
            connection.execute(f"DROP TABLE IF EXISTS {table}")
        connection.commit()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def test_a_file_with_something_in_it_is_copied_before_it_is_migrated(
    sqlite_url: str, tmp_path: Path
) -> None:
    file, backup = tmp_path / "leiderschap.db", tmp_path / f"leiderschap.db.before-{HEAD}"
    an_older_database(file)
    file.chmod(0o600)
    await migrate(sqlite_url)
    with closing(sqlite3.connect(backup)) as connection:
        assert connection.execute("SELECT what FROM kept").fetchall() == [("bewaard",)]
        tables = connection.execute("SELECT name FROM sqlite_master").fetchall()
    assert tables == [("kept",)]
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert names(tmp_path) == [file.name, backup.name]


async def test_a_copy_is_of_what_was_there_before_however_many_processes_migrate(
    sqlite_url: str, tmp_path: Path
) -> None:
    an_older_database(tmp_path / "leiderschap.db")
    await asyncio.gather(*(migrate(sqlite_url) for _ in range(4)))
    with closing(sqlite3.connect(tmp_path / f"leiderschap.db.before-{HEAD}")) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("kept",)]


async def test_a_new_file_and_a_current_file_need_no_copy(sqlite_url: str, tmp_path: Path) -> None:
    await migrate(sqlite_url)
    await migrate(sqlite_url)
    assert names(tmp_path) == ["leiderschap.db"]


async def test_the_newest_three_copies_are_kept(sqlite_url: str, tmp_path: Path) -> None:
    an_older_database(tmp_path / "leiderschap.db")
    for number in range(4):
        old = tmp_path / f"leiderschap.db.before-old{number}"
        old.touch()
        os.utime(old, (number, number))
    await migrate(sqlite_url)
    copies = [f"leiderschap.db.before-{which}" for which in (HEAD, "old2", "old3")]
    assert names(tmp_path) == ["leiderschap.db", *copies]


async def test_nothing_is_migrated_when_no_copy_can_be_made(sqlite_url: str, tmp_path: Path) -> None:
    an_older_database(tmp_path / "leiderschap.db")
    (tmp_path / "leiderschap.db.unfinished").mkdir()
    with pytest.raises(StoreError, match=r"no backup .* so nothing was migrated"):
        await migrate(sqlite_url)
    with closing(sqlite3.connect(tmp_path / "leiderschap.db")) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("kept",)]
