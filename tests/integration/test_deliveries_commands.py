"""`python -m bot deliveries`: an administrator sees what was not posted, and settles unknown posts."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import uuid
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner, Result

from bot.channels.audit import SqlAuditLog, audit
from bot.channels.settings import words
from bot.cli.deliveries import deliveries
from bot.core.errors import LeiderschapError
from bot.core.messages import Run
from bot.database.engine import create, reading
from bot.delivery.ledger import SqlLedger
from bot.delivery.model import Delivery
from tests.databases import migrated
from tests.factories import NINE, a_delivery
from tests.fakes.web_api import RESET_AFTER, WebApi
from tests.running import TUESDAYS_AT_NINE, a_bot, shipped_content

SECOND = dt.timedelta(seconds=1)


@pytest.fixture
async def api() -> AsyncIterator[WebApi]:
    async with WebApi().serving() as api:
        yield api


async def typed(*arguments: str) -> Result:
    """The result of the command: its output, and its exception."""
    return await asyncio.to_thread(CliRunner().invoke, deliveries, list(arguments))


@pytest.fixture
async def ledger(database_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[SqlLedger]:
    """A ledger that the commands use, on each kind of database."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    await migrated(database_url)
    engine = create(database_url)
    yield SqlLedger(engine)
    await engine.dispose()


async def test_the_list_is_filtered_by_everything_at_once_newest_first(ledger: SqlLedger) -> None:
    week = dt.timedelta(days=7)
    rows: list[Delivery] = [
        a_delivery("C1", NINE, state="skipped", error="missed"),
        a_delivery("C1", NINE + week, state="skipped", error="missed"),
        a_delivery("C1", NINE + 2 * week),
        a_delivery("C2", NINE + week, state="skipped", error="off"),
        a_delivery("C1", NINE + week, state="skipped", error="missed", workspace="T2"),
    ]
    await ledger.add(rows)

    async def listed(*arguments: str) -> list[int]:
        result = await typed(*arguments)
        assert result.exit_code == 0, result.output
        ids = [line.split()[0] for line in result.stdout.splitlines()]
        return [[str(row.id) for row in rows].index(id) for id in ids]

    assert sorted(await listed()) == [0, 1, 2, 3, 4]
    assert await listed("--channel", "C1", "--workspace", "T1") == [2, 1, 0]
    assert (
        await listed("--state", "skipped", "--since", "2025-01-14", "--workspace", "T1", "--channel", "#C1")
        == []
    )
    assert await listed(
        "--state", "skipped", "--since", "2025-01-14", "--workspace", "T1", "--channel", "C1"
    ) == [1]
    assert await listed("--limit", "1") == [2]


async def test_a_wrong_state_or_id_is_named(ledger: SqlLedger) -> None:
    assert "there is no state 'verloren'" in (await typed("--state", "verloren")).output.replace("\n", " ")
    for command in (["show", "geen-id"], ["settle", str(a_delivery().id), "--posted"]):
        error = (await typed(*command)).exception
        assert isinstance(error, LeiderschapError)
        assert "there is no delivery" in str(error)


async def test_the_beginning_of_an_id_is_enough_where_only_one_begins_so(ledger: SqlLedger) -> None:
    ids = ("aaaa0000-0000-4000-8000-000000000001", "aaab0000-0000-4000-8000-000000000002")
    await ledger.add(
        [replace(a_delivery(f"C{at}", state="review"), id=uuid.UUID(id)) for at, id in enumerate(ids)]
    )
    for given in ("aaab", "AAAB0000-0000", ids[1]):
        assert ids[1] in (await typed("show", given)).stdout
    assert "several deliveries begin with 'aaa'" in str((await typed("show", "aaa")).exception)
    assert "there is no delivery 'ab'" in str((await typed("show", "ab")).exception)
    assert (await typed("settle", "aaab", "--posted")).exit_code == 0
    after = await ledger.get(ids[1])
    assert after is not None
    assert after.state == "posted"


@pytest.mark.parametrize(
    "arguments", [(), ("show", "a"), ("settle", "a", "--posted")], ids=["list", "show", "settle"]
)
async def test_where_there_is_no_database_none_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/map/geen.db")
    assert f"there is no database {tmp_path}/map/geen.db" in str((await typed(*arguments)).exception)
    assert list(os.scandir(tmp_path)) == []


async def test_an_answer_about_a_message_to_one_person_does_not_name_their_conversation(
    ledger: SqlLedger, database_url: str
) -> None:
    row = a_delivery("D1VERA", kind="check_in", state="review")
    await ledger.add([row])
    assert (await typed("settle", str(row.id), "--posted")).exit_code == 0
    engine = create(database_url)
    async with reading(engine) as connection:
        assert list(await connection.scalars(sa.select(audit.c.channel))) == ["direct"]
    await engine.dispose()


async def test_settling_needs_an_answer_and_takes_no_two(ledger: SqlLedger) -> None:
    row = a_delivery(state="review")
    await ledger.add([row])
    for arguments in ([], ["--posted", "--repost"]):
        assert (await typed("settle", str(row.id), *arguments)).exit_code == 2
    assert await ledger.get(str(row.id)) == row


@pytest.mark.parametrize("state", ["planned", "sending", "posted", "failed", "skipped"])
async def test_what_is_known_is_not_settled(ledger: SqlLedger, state: str) -> None:
    row = a_delivery(state=state)
    await ledger.add([row])
    error = (await typed("settle", str(row.id), "--posted")).exception
    assert f"this delivery is {state}" in str(error)
    assert await ledger.get(str(row.id)) == row


async def test_a_lost_answer_is_listed_explained_and_settled_and_posted_once_more(
    tmp_path: Path, api: WebApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/leiderschap.db")
    api.answer("chat.postMessage", RESET_AFTER)
    async with a_bot(tmp_path, api, TUESDAYS_AT_NINE) as running:
        await running.tick(NINE)
        row = await running.delivery()
        id = str(row.id)
        refusal = (await typed("settle", id, "--repost")).exception
        assert "may still take effect" in str(refusal)
        await running.tick(NINE + 600 * SECOND)
        assert id in (await typed("--state", "review", "--channel", "#leiderschap")).stdout
        told = (await typed("show", id)).stdout
        assert "in review" in told
        assert "told administrators: unknown" in told
        settled = await typed("settle", id, "--repost")
        assert "at its next tick" in settled.stdout, settled
        assert "settled on the command line: repost" in (await typed("show", id)).stdout
        engine = create(f"sqlite:///{tmp_path}/leiderschap.db")
        [made] = await SqlAuditLog(engine).of(row.ref, 1)
        await engine.dispose()
        assert words.who(made) == Run("een beheerder")
        assert "alsnog plaatsen" in str(words.change(made, shipped_content().library))
        await running.tick(NINE + 1200 * SECOND)
        assert (await running.delivery()).state == "posted"
        assert "this delivery is posted" in str((await typed("settle", id, "--posted")).exception)


async def test_what_stands_in_the_channel_is_recorded_so(
    tmp_path: Path, api: WebApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/leiderschap.db")
    api.answer("chat.postMessage", RESET_AFTER)
    async with a_bot(tmp_path, api, TUESDAYS_AT_NINE) as running:
        await running.tick(NINE)
        id = str((await running.delivery()).id)
        assert (await typed("settle", id, "--posted")).exit_code == 0
        await running.tick(NINE + 600 * SECOND)
        assert (await running.delivery()).state == "posted"
        assert api.posted()["C1"] == 1
