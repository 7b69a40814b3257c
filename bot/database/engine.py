"""The connection to SQLite or PostgreSQL: how it is opened, and what its errors mean to the administrator."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import asyncpg
from sqlalchemy import Connection, Delete, Row, Select, Update, event, make_url
from sqlalchemy.engine import URL, ExceptionContext
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.core.errors import StoreError, StoreNotThere
from bot.core.inputs.environment import tidy
from bot.database import address
from bot.database.address import Address
from bot.database.failures import BUSY_SECONDS, advice, may_come

STATEMENT_SECONDS = 10
"""Well under a lease, so that a silently dead connection costs no more than this."""
PATIENT_SECONDS = 600
CLOSE_SECONDS = 1

_TO_READ = (f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}",)
_TO_WRITE = (
    *_TO_READ,
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # an intent lost in a power cut would be posted twice
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
)

_FILE = "file:"
_DURABLE = """
SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'
"""
"""Like `synchronous = FULL` above. A stricter value on the server, such as `remote_apply`, is kept."""


def create(url: str, *, read_only: bool = False, patient: bool = False) -> AsyncEngine:
    """An engine for `sqlite:///path` or `postgres(ql)://…`; it connects on first use.

    A PostgreSQL URL is accepted as hosts write it, with libpq's parameters such as `sslmode`. With `read_only` the
    database refuses writes, and a transaction sees the state at its first statement. `patient` is for work on whole
    tables, where a statement may take minutes. Raises StoreError for any other URL without showing it (it may contain
    a password), if the folder of an SQLite file cannot be made, and if a file opened read-only does not exist.
    """
    url = tidy(url)
    scheme = url.partition(":")[0].partition("+")[0].lower() if "://" in url else ""
    if scheme in {"postgres", "postgresql"}:
        return _postgresql(address.read(url), read_only, PATIENT_SECONDS if patient else STATEMENT_SECONDS)
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise StoreError(
            "DATABASE_URL is not a URL: write sqlite:///path/to/file or postgresql://…"
        ) from None
    kind = parsed.get_backend_name()
    if kind == "sqlite" and parsed.database and parsed.database != ":memory:" and not parsed.host:
        if parsed.query:
            raise StoreError(
                "DATABASE_URL has parameters, which an SQLite file does not take: leave them out"
            )
        return _sqlite(parsed, read_only)
    raise StoreError(
        f"DATABASE_URL names {kind!r} without a place that the bot can use: "
        "write sqlite:///path/to/file or postgresql://…"
    )


@asynccontextmanager
async def opened(url: str, *, read_only: bool = False) -> AsyncIterator[AsyncEngine]:
    """An engine made by `create`, disposed of when the context ends."""
    engine = create(url, read_only=read_only)
    try:
        yield engine
    finally:
        await engine.dispose()


@asynccontextmanager
async def writing(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """One transaction that may write, committed at the end. On SQLite it holds the write lock from the start."""
    async with _translated(engine), engine.begin() as connection:
        yield connection


@asynccontextmanager
async def reading(engine: AsyncEngine, *, once: bool = False) -> AsyncIterator[AsyncConnection]:
    """One transaction that only reads; on SQLite it does not wait for writers: https://www.sqlite.org/wal.html

    `once` is for a single query, which needs less of the processor.
    """
    reader = engine.execution_options(reading=True, once=once)
    async with _translated(engine), reader.begin() as connection:
        yield connection


async def execute(engine: AsyncEngine, statement: Update | Delete) -> int:
    """Change or delete rows in a transaction of its own; returns how many."""
    async with writing(engine) as connection:
        return (await connection.execute(statement)).rowcount


async def rows(engine: AsyncEngine, query: Select[Any]) -> list[Row[Any]]:
    """All rows of a query, read in a transaction of its own."""
    async with reading(engine, once=True) as connection:
        return list(await connection.execute(query))


def _sqlite(url: URL, read_only: bool) -> AsyncEngine:
    path = Path(str(url.database))
    if read_only:
        if not path.is_file():
            raise StoreError(
                f"there is no database {path}: correct DATABASE_URL, or make it with `python -m bot migrate`"
            )
        url = url.set(database=f"{_FILE}{quote(str(path))}", query={"mode": "ro", "uri": "true"})
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"the folder of the database {path} cannot be made: {error.strerror}") from error
    engine = create_async_engine(
        url.set(drivername="sqlite+aiosqlite"),
        hide_parameters=True,
        connect_args={"isolation_level": None},  # or the driver starts transactions by itself
    )
    event.listen(engine.sync_engine, "do_connect", _try_to_read if read_only else _try_to_open)
    pragmas = _TO_READ if read_only else _TO_WRITE
    event.listen(engine.sync_engine, "connect", lambda connection, _: _set(connection, pragmas))
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _try_to_read(_: object, __: object, arguments: list[str], options: dict[str, Any]) -> None:
    # If opening fails, aiosqlite's thread reports to a loop that may have ended (seen, not documented): fail before
    # there is a thread.
    sqlite3.connect(arguments[0], uri=options.get("uri", False)).close()


def _try_to_open(dialect: object, record: object, arguments: list[str], options: dict[str, Any]) -> None:
    # SQLite itself would make the file readable for everybody. Its -wal and -shm files take the mode of this one
    # (seen, not documented).
    with suppress(OSError):  # it exists, or cannot be made: SQLite says why
        os.close(os.open(arguments[0], os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode=0o600))
    _try_to_read(dialect, record, arguments, options)


def _set(connection: Any, pragmas: tuple[str, ...]) -> None:
    try:
        _patiently(connection, ";".join(pragmas))
    except BaseException:  # also if cancelled: the pool does not know it yet, and its thread would live on
        connection.close()
        raise


def _patiently(connection: Any, pragmas: str) -> None:
    # When processes open a new file together, SQLite refuses all but one the switch to WAL without waiting (seen, not
    # documented).
    end = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            # One turn of the driver's thread for all of them.
            connection.run_async(lambda driver: driver.executescript(pragmas))
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > end:
                raise
            time.sleep(0.01)


def _begin(connection: Connection) -> None:
    # A deferred BEGIN that turns into a write fails at once if another process writes:
    # https://www.sqlite.org/lang_transaction.html#deferred_immediate_and_exclusive_transactions
    # A query outside a transaction is one by itself (the same page): the driver's thread has three turns of eight less.
    options = connection.get_execution_options()
    if not options.get("once", False):
        connection.exec_driver_sql("BEGIN" if options.get("reading", False) else "BEGIN IMMEDIATE")


class _Connection(asyncpg.Connection):  # type: ignore[misc]  # the driver has no types
    async def close(self, *, timeout: float | None = None) -> None:  # noqa: ASYNC109 - as asyncpg has it
        """Close within a second: otherwise a server that does not answer holds up the end of the process once for
        each connection."""
        await super().close(timeout=min(timeout or CLOSE_SECONDS, CLOSE_SECONDS))


def _postgresql(place: Address, read_only: bool, statement_seconds: float) -> AsyncEngine:
    async def connect() -> Any:
        try:
            connection = await asyncpg.connect(
                place.dsn,
                ssl=place.tls,
                timeout=place.seconds,
                command_timeout=statement_seconds,
                connection_class=_Connection,
            )
        except (ValueError, TypeError, LookupError, RuntimeError) as error:  # for a URL that it cannot read
            raise asyncpg.InterfaceError(f"DATABASE_URL cannot be read ({type(error).__name__})") from None
        return connection if read_only else await _durable(connection)

    snapshot = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    engine = create_async_engine(
        URL.create("postgresql+asyncpg", host=place.hosts, database=place.database or None),
        async_creator=connect,
        hide_parameters=True,
        execution_options=snapshot if read_only else {},
    )
    event.listen(engine.sync_engine, "handle_error", _give_up_all)
    return engine


async def _durable(connection: Any) -> Any:
    try:
        await connection.execute(_DURABLE)
    except BaseException:  # also if cancelled: the pool does not know it yet
        connection.terminate()
        raise
    return connection


def _give_up_all(context: ExceptionContext) -> None:
    # Whatever silently cut one connection also cut the others: make the pool replace all of them.
    if isinstance(context.original_exception, TimeoutError):
        context.invalidate_pool_on_disconnect = True


@asynccontextmanager
async def _translated(engine: AsyncEngine) -> AsyncIterator[None]:
    try:
        yield
    except IntegrityError:
        raise
    except (
        DBAPIError,
        PoolTimeout,
        OSError,
        OverflowError,  # an impossible port
        asyncpg.PostgresError,
        asyncpg.InterfaceError,
    ) as error:
        kind = StoreNotThere if may_come(error) else StoreError
        raise kind(f"the database {_place(engine.url)} cannot be used: {advice(error)}") from error


def _place(url: URL) -> str:
    if url.get_backend_name() == "sqlite":
        return unquote(str(url.database).removeprefix(_FILE)) if "uri" in url.query else str(url.database)
    return f"{url.database or 'of this user'} on {url.host}"
