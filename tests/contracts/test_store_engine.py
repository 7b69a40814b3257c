"""How a database is opened, how two transactions affect each other, and what errors tell an administrator."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.store import SqlChannelStore
from bot.core.errors import StoreError
from bot.database import engine as engines
from bot.database.engine import create, reading, rows, writing
from bot.database.migrations import migrate
from tests.factories import C1, NINE, a_channel

ROOT = Path(__file__).parents[2]
PASSWORD = "geheim-wachtwoord"


async def refusal(url: str) -> str:
    """The message of the StoreError when the database is used."""
    with pytest.raises(StoreError) as caught:
        await use(url)
    return str(caught.value)


async def use(url: str) -> None:
    engine = create(url)
    try:
        await SqlChannelStore(engine).due(NINE, 1)
    finally:
        await engine.dispose()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+asyncpg", "postgresql+psycopg2"])
@pytest.mark.parametrize(
    "query", ["", "&sslmode=disable", "&sslmode=prefer&channel_binding=prefer&connect_timeout=9"]
)
async def test_a_postgresql_url_is_taken_as_hosts_give_it(
    postgresql_url: str, scheme: str, query: str
) -> None:
    url = postgresql_url.replace("postgresql", scheme, 1) + query
    await migrate(url)
    await use(url)


async def test_a_server_without_tls_is_refused_where_the_url_asks_for_it(postgresql_url: str) -> None:
    # A socket never speaks TLS, so the parameter has to reach the driver for this to fail.
    port = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
    number = port.sockets[0].getsockname()[1]
    assert "cannot be used" in await refusal(f"postgres://u:{PASSWORD}@127.0.0.1:{number}/x?sslmode=require")
    port.close()


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("geen url", "is not a URL"),
        ("", "is not a URL"),
        (f"postgresql://u:{PASSWORD}@h:geen-poort/x", "is not a URL"),
        (f"mysql://u:{PASSWORD}@h/x", "'mysql'"),
        ("sqlite://", "sqlite:///path/to/file"),
        ("sqlite:///:memory:", "sqlite:///path/to/file"),
    ],
)
def test_a_url_that_cannot_be_used_is_refused_at_once_with_an_example(url: str, says: str) -> None:
    with pytest.raises(StoreError, match=says) as caught:
        create(url)
    assert PASSWORD not in str(caught.value)


async def test_a_server_that_does_not_answer_is_named_without_the_password(unused_tcp_port: int) -> None:
    said = await refusal(f"postgres://gebruiker:{PASSWORD}@127.0.0.1:{unused_tcp_port}/leiderschap")
    assert "leiderschap on 127.0.0.1" in said
    assert "does not answer" in said
    assert PASSWORD not in said


async def test_a_missing_database_and_a_foreign_user_are_named_without_the_password(
    postgresql_url: str,
) -> None:
    url = make_url(postgresql_url)
    missing = await refusal(url.set(database="nergens").render_as_string(hide_password=False))
    assert "no such database" in missing
    foreign = url.set(username="vreemd", password=PASSWORD).render_as_string(hide_password=False)
    said = await refusal(foreign)
    assert "refuses this user" in said
    assert PASSWORD not in said


async def test_a_database_that_was_not_migrated_says_how_to(database_url: str) -> None:
    assert "python -m bot migrate" in await refusal(database_url)


async def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "brief.txt"
    text = "Dit is een brief. " * 100
    file.write_text(text)
    assert "not an SQLite database" in await refusal(f"sqlite:///{file}")
    assert file.read_text() == text


async def test_a_file_that_cannot_be_used_leaves_no_thread_behind(tmp_path: Path) -> None:
    (tmp_path / "brief.txt").write_text("Dit is een brief. " * 100)
    before = set(threading.enumerate())
    for _ in range(3):
        await refusal(f"sqlite:///{tmp_path}/brief.txt")
        await refusal(f"sqlite:///{tmp_path}")
    for thread in set(threading.enumerate()) - before:
        thread.join(timeout=5)
        assert not thread.is_alive()


async def test_a_folder_in_the_place_of_the_file_is_named(tmp_path: Path) -> None:
    said = await refusal(f"sqlite:///{tmp_path}")
    assert str(tmp_path) in said
    assert "cannot be opened" in said


async def test_the_folder_of_a_new_database_is_made(tmp_path: Path) -> None:
    await migrate(f"sqlite:///{tmp_path}/nog/niet/leiderschap.db")
    assert (tmp_path / "nog/niet/leiderschap.db").exists()


async def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "bestand").touch()
    with pytest.raises(StoreError, match="bestand"):
        create(f"sqlite:///{tmp_path}/bestand/map/leiderschap.db")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that, unlike tmp_path, every user of this machine may enter."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


async def test_a_read_only_file_says_so_and_keeps_its_content(open_folder: Path) -> None:
    url = f"sqlite:///{open_folder}/leiderschap.db"
    await migrate(url)
    engine = create(url)
    await SqlChannelStore(engine).save(a_channel())
    await engine.dispose()
    (open_folder / "leiderschap.db").chmod(0o444)
    program = (
        "import asyncio, os, sys\n"
        "import aiosqlite, sqlalchemy.dialects.sqlite.aiosqlite\n"
        "from bot.core.errors import StoreError\n"
        "from bot.channels.store import SqlChannelStore\n"
        "from bot.database.engine import create\n"
        "from tests.factories import a_channel\n"
        "if os.geteuid() == 0:\n"
        "    os.setuid(65534)  # root may write what is read-only\n"
        "try:\n"
        "    asyncio.run(SqlChannelStore(create(sys.argv[1])).save(a_channel('C2')))\n"
        "except StoreError as error:\n"
        "    print(error)\n"
    )
    said = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", program, url],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert f"{open_folder}/leiderschap.db" in said.stdout
    assert "read-only" in said.stdout, said
    engine = create(url)
    assert [channel.id for channel in await SqlChannelStore(engine).list("T1")] == ["C1"]
    await engine.dispose()


async def test_a_locked_file_is_waited_for_and_then_said(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await migrate(sqlite_url)
    engine = create(sqlite_url)
    impatient = (*engines._TO_WRITE, "PRAGMA busy_timeout = 50")
    monkeypatch.setattr(engines, "_TO_WRITE", impatient)
    other = create(sqlite_url)
    async with writing(engine):
        with pytest.raises(StoreError, match="kept it locked"):
            await SqlChannelStore(other).save(a_channel())
        assert await SqlChannelStore(other).list("T1") == []
    await engine.dispose()
    await other.dispose()


def test_a_new_file_that_many_open_together_is_opened_by_all(tmp_path: Path) -> None:
    faults: list[Exception] = []

    async def opened(url: str) -> None:
        engine = create(url)
        async with reading(engine) as connection:
            await connection.execute(sa.text("SELECT 1"))
        await engine.dispose()

    def start(url: str, together: threading.Barrier) -> None:
        together.wait()
        try:
            asyncio.run(opened(url))
        except Exception as error:  # a thread's exception would be lost
            faults.append(error)

    for number in range(20):
        arguments = (f"sqlite:///{tmp_path}/{number}.db", threading.Barrier(6))
        threads = [threading.Thread(target=start, args=arguments) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert faults == []


async def test_a_full_disk_loses_nothing_that_was_stored(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await migrate(sqlite_url)
    monkeypatch.setattr(engines, "_TO_WRITE", (*engines._TO_WRITE, "PRAGMA max_page_count = 1"))
    engine = create(
        sqlite_url
    )  # SQLite takes its present size for the bound, and says what it says of a full disk
    store = SqlChannelStore(engine)
    first = await store.save(a_channel())
    with pytest.raises(StoreError, match="disk is full"):
        await store.save(a_channel("C2", name="x" * 100_000))
    assert await store.list("T1") == [first]
    await engine.dispose()


async def test_sqlite_is_set_so_that_what_is_committed_stays_and_what_is_deleted_goes(
    sqlite_url: str,
) -> None:
    engine = create(sqlite_url)
    async with reading(engine) as connection:
        names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout")
        found = {name: await connection.scalar(sa.text(f"PRAGMA {name}")) for name in names}
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": 10_000,
    }
    await engine.dispose()


async def test_read_then_write_at_once_loses_no_update(engine: AsyncEngine) -> None:
    await SqlChannelStore(engine).save(a_channel())

    async def count_up() -> None:
        async with writing(engine) as connection:
            lock = "" if engine.dialect.name == "sqlite" else " FOR UPDATE"
            before = await connection.scalar(sa.text(f"SELECT version FROM channels{lock}"))
            await connection.execute(sa.text("UPDATE channels SET version = :next"), {"next": before + 1})

    await asyncio.gather(*(count_up() for _ in range(50)))
    channel = await SqlChannelStore(engine).get(C1)
    assert channel is not None
    assert channel.version == 51


async def test_a_single_query_waits_for_no_writer_and_sees_what_is_committed(engine: AsyncEngine) -> None:
    name: sa.Select[tuple[str]] = sa.select(sa.column("id")).select_from(sa.text("channels"))
    await SqlChannelStore(engine).save(a_channel())
    async with writing(engine) as connection:
        await connection.execute(sa.text("DELETE FROM channels"))
        assert len(await rows(engine, name)) == 1
    assert await rows(engine, name) == []


async def test_a_single_query_is_all_that_sqlite_hears(sqlite_url: str) -> None:
    engine = create(sqlite_url)
    await rows(engine, sa.select(sa.literal(1)))  # the first connection asks more
    heard: list[str] = []
    async with engine.connect() as connection:
        raw = await connection.get_raw_connection()
        assert raw.driver_connection is not None
        await raw.driver_connection.set_trace_callback(heard.append)
    await rows(engine, sa.select(sa.literal(2)))
    await engine.dispose()
    assert heard == ["SELECT 2 AS anon_1"]


async def test_a_transaction_that_fails_writes_nothing(engine: AsyncEngine) -> None:
    await SqlChannelStore(engine).save(a_channel())

    async def delete_and_fail() -> None:
        async with writing(engine) as connection:
            await connection.execute(sa.text("DELETE FROM channels"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await delete_and_fail()
    assert await SqlChannelStore(engine).list("T1")


async def test_a_fault_does_not_tell_what_was_to_be_stored(engine: AsyncEngine) -> None:
    with pytest.raises(StoreError) as caught:
        async with writing(engine) as connection:
            await connection.execute(sa.text("INSERT INTO nergens VALUES (:text)"), {"text": PASSWORD})
    assert PASSWORD not in f"{caught.value} {caught.value.__cause__!r} {caught.value.__cause__}"


async def test_a_fault_names_a_file_that_is_only_read_as_people_write_it(tmp_path: Path) -> None:
    file = tmp_path / "met spatie.db"
    file.write_bytes(b"dit is geen database" * 100)
    engine = create(f"sqlite:///{file}", read_only=True)
    with pytest.raises(StoreError, match=re.escape(f"the database {file} cannot be used")):
        async with reading(engine) as connection:
            await connection.execute(sa.text("SELECT * FROM t"))
    await engine.dispose()


async def test_a_new_sqlite_file_and_those_beside_it_are_for_their_owner_alone(tmp_path: Path) -> None:
    engine = create(f"sqlite:///{tmp_path}/nieuw.db")
    before = os.umask(0o022)
    try:
        async with writing(engine) as connection:
            await connection.execute(sa.text("CREATE TABLE t (x)"))
        modes = {file.name: file.stat().st_mode & 0o777 for file in os.scandir(tmp_path)}
    finally:
        os.umask(before)
        await engine.dispose()
    assert modes == dict.fromkeys(("nieuw.db", "nieuw.db-wal", "nieuw.db-shm"), 0o600)
