"""Examines the database: whether it can be used, keeps its promises, and whether somebody works on what is due."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.store import SqlChannelStore
from bot.database import migrations
from bot.database.engine import opened, reading
from bot.delivery.clocks import APART
from bot.delivery.ledger_report import LedgerReport
from bot.doctor.findings import Finding, guarded
from bot.settings import Settings

LITTLE, VERY_LITTLE = 1_000_000_000, 100_000_000
"""In bytes of free disk: a warning, a fault."""
LATE = dt.timedelta(minutes=10)
"""A running clock takes due work well within this time."""

Wall = Callable[[], dt.datetime]


async def examine_database(settings: Settings, wall: Wall) -> list[Finding]:
    url = settings.database_url.get_secret_value()
    file = _file(url)
    disk = _disk(file.parent) if file else []
    if file and not file.is_file():
        return [*disk, Finding.warning("database", f"{file} does not exist yet: `run` makes it, empty")]
    private = _private(file) if file else []
    return [*disk, *private, *await guarded("database", lambda: _examine(url, wall))]


async def _examine(url: str, wall: Wall) -> list[Finding]:
    async with opened(url, read_only=True) as engine:
        sqlite = engine.dialect.name == "sqlite"
        found = await (_sqlite(engine) if sqlite else _postgresql(engine, wall))
        if await migrations.is_current(engine):
            current = Finding.ok("database", "its tables are those of this version")
            return [*found, current, *await _work(engine, wall())]
        empty = await migrations.revision(engine) is None
    old = "it has no tables yet" if empty else "its tables are those of an earlier version"
    if sqlite:
        advice = "`run` makes them" if empty else "`run` migrates it, after a copy"
        return [*found, Finding.warning("database", old, advice)]
    return [*found, Finding.fault("database", old, "run `python -m bot migrate`")]


async def _sqlite(engine: AsyncEngine) -> list[Finding]:
    async with reading(engine) as connection:
        mode = (await connection.execute(sa.text("PRAGMA journal_mode"))).scalar_one()
        whole = (await connection.execute(sa.text("PRAGMA quick_check(1)"))).scalar_one()
    if whole != "ok":
        return [Finding.fault("database", f"the SQLite file is damaged: {whole}", "restore a backup")]
    if mode != "wal":
        advice = "`run` sets it; an SQLite file must be on a local disk, not on a network drive"
        return [Finding.warning("database", f"the SQLite file is in journal mode {mode}, not wal", advice)]
    return [Finding.ok("database", "the SQLite file is whole, in journal mode wal")]


async def _postgresql(engine: AsyncEngine, wall: Wall) -> list[Finding]:
    async with reading(engine) as connection:
        commit = (await connection.execute(sa.text("SHOW synchronous_commit"))).scalar_one()
        version = (await connection.execute(sa.text("SHOW server_version"))).scalar_one()
        standby = (await connection.execute(sa.text("SELECT pg_is_in_recovery()"))).scalar_one()
        apart = (await connection.execute(sa.select(sa.func.clock_timestamp()))).scalar_one() - wall()
    found = [Finding.ok("database", f"PostgreSQL {version} answers")]
    if standby:
        found.append(
            Finding.fault("database", "this server is a standby", "name the primary in DATABASE_URL")
        )
    if commit == "off":
        what = f"synchronous_commit is {commit}: after a crash a nudge could be posted twice"
        found.append(Finding.fault("database", what, "set it to on, for the server or for the bot's role"))
    else:
        found.append(Finding.ok("database", f"synchronous_commit is {commit}"))
    if abs(apart) > APART:
        what = f"its clock and this machine's are {abs(apart.total_seconds()):.0f} seconds apart"
        found.append(Finding.fault("database", what, "set both by NTP; until then nothing is posted"))
    return found


async def _work(engine: AsyncEngine, now: dt.datetime) -> list[Finding]:
    found = []
    waiting = await LedgerReport(engine).waiting(now)
    if review := waiting.get("review"):
        advice = "see `python -m bot deliveries --state review`, and settle each"
        found.append(
            Finding.warning("deliveries", f"{review} wait for somebody to say what became of them", advice)
        )
    if await SqlChannelStore(engine).due(now - LATE, 1):
        advice = "run a process without --no-clock, and look for tick.failed in its log"
        found.append(Finding.warning("deliveries", "channels are due for more than ten minutes", advice))
    return found or [Finding.ok("deliveries", "nothing waits for somebody, nothing is late")]


def _disk(folder: Path) -> list[Finding]:
    there = next((one for one in (folder, *folder.parents) if one.is_dir()), Path())
    free = shutil.disk_usage(there).free
    found = []
    if not os.access(there, os.W_OK):
        found.append(Finding.fault("disk", f"this user may not write in {there}", "give it write access"))
    what = f"{free / 1e9:.1f} GB free for the SQLite file"
    if free < LITTLE:
        level = Finding.fault if free < VERY_LITTLE else Finding.warning
        return [*found, level("disk", what, "make room: when the disk is full nothing is posted")]
    return [*found, Finding.ok("disk", what)]


def _private(file: Path) -> list[Finding]:
    mode = stat.S_IMODE(file.stat().st_mode)
    if not mode & (stat.S_IRWXG | stat.S_IRWXO):
        return []
    advice = f"stop the bot, and chmod 600 {file}*: it contains people's plans"
    return [Finding.warning("database", f"others on this machine may use {file} (mode {mode:o})", advice)]


def _file(url: str) -> Path | None:
    """The file of an SQLite database."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        return None  # `create` says what is wrong with it
    return Path(parsed.database) if parsed.get_backend_name() == "sqlite" and parsed.database else None
