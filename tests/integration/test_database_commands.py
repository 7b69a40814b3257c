"""`copy-db` and `backup` as people type them: they accept names of variables, say what they did, and show no
password."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

from bot.database.engine import create
from bot.delivery.ledger import SqlLedger
from bot.settings import ROOT
from tests import typed as command_line
from tests.databases import migrated
from tests.factories import a_delivery


async def started(*arguments: str, **variables: str) -> tuple[int | None, str]:
    """The exit code and the output of a command in its own process."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *arguments, cwd=ROOT, env={"PATH": os.environ["PATH"], **variables},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    output = (await process.communicate())[0].decode()
    return process.returncode, output


async def typed(*arguments: str, **variables: str) -> tuple[int, str]:
    """The exit code and the output of a command."""
    own = {"PATH": os.environ["PATH"], **variables}
    done = await asyncio.to_thread(command_line.typed, *arguments, variables=own)
    output = done.stdout + done.stderr
    assert "Traceback" not in output
    assert "wachtwoord99" not in output
    return done.returncode, output


@pytest.fixture
async def row(sqlite_url: str) -> str:
    """The id of a delivery in a database."""
    await migrated(sqlite_url)
    engine = create(sqlite_url)
    delivery = a_delivery()
    await SqlLedger(engine).add([delivery])
    await engine.dispose()
    return str(delivery.id)


async def test_an_installation_moves_to_postgresql_and_back(
    sqlite_url: str, postgresql_url: str, row: str, tmp_path: Path
) -> None:
    code, said = await started("copy-db", "OLD", postgresql_url, OLD=sqlite_url)
    assert (code, "1 rows of" in said) == (0, True), said
    code, said = await typed("deliveries", DATABASE_URL=postgresql_url)
    assert row in said
    code, said = await typed("copy-db", postgresql_url, f"sqlite:///{tmp_path}/terug.db")
    assert code == 0, said
    code, said = await typed("copy-db", sqlite_url, postgresql_url)
    assert (code, "the target holds rows already" in said) == (1, True), said


async def test_a_backup_is_made_and_named(sqlite_url: str, row: str, tmp_path: Path) -> None:
    code, said = await typed("backup", str(tmp_path / "kopie.sqlite"), DATABASE_URL=sqlite_url)
    assert (code, "1 rows of" in said) == (0, True), said
    code, said = await typed("deliveries", "show", row, DATABASE_URL=f"sqlite:///{tmp_path}/kopie.sqlite")
    assert row in said


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("leiderschap.db", "is not a URL or an environment variable"),
        ("mysql://naam:wachtwoord99@host/db", "FROM: it names 'mysql'"),
        ("postgres://naam:wachtwoord99@127.0.0.1:1/db", "the server does not answer"),
        ("sqlite:///bestaat-niet.db", "there is no database bestaat-niet.db"),
    ],
)
async def test_a_source_that_cannot_be_read_is_refused(source: str, words: str, tmp_path: Path) -> None:
    code, said = await typed("copy-db", source, f"sqlite:///{tmp_path}/nieuw.db")
    assert code == 1
    assert words in said


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("nergens", "TO: 'nergens' is not a URL or an environment variable"),
        ("mysql://naam:wachtwoord99@host/db", "TO: it names 'mysql'"),
        ("postgres://naam:wachtwoord99@127.0.0.1:1/db", "TO: the database db on 127.0.0.1 cannot be used"),
        ("OLD", "TO: this is the database of FROM"),
    ],
)
async def test_a_target_that_cannot_be_used_is_refused_by_its_name(
    sqlite_url: str, row: str, target: str, words: str
) -> None:
    code, said = await typed("copy-db", "OLD", target, OLD=sqlite_url)
    assert code == 1
    assert words in said


@pytest.mark.parametrize(
    "command", [("search", "gaps"), ("trial", "report"), ("privacy", "report")], ids=lambda words: words[0]
)
async def test_what_only_reads_makes_no_database(tmp_path: Path, command: tuple[str, ...]) -> None:
    await typed(*command, DATABASE_URL=f"sqlite:///{tmp_path}/map/geen.db")
    assert list(os.scandir(tmp_path)) == []


@pytest.mark.parametrize(
    "url", ["http://bot.example", "https://", "https://bot.example/slack", "https://bot.ex ample"]
)
async def test_a_manifest_is_made_for_an_address_that_the_bot_itself_would_take(url: str) -> None:
    code, said = await typed("manifest", "--url", url)
    assert (code, "must be https:// and a host" in " ".join(said.split())) == (2, True), said
    code, said = await typed("manifest", "--url", "https://bot.example:8443/")
    assert (code, "https://bot.example:8443/slack/events" in said) == (0, True), said
