"""Installations on both databases: encrypted, found by enterprise and workspace, ended, and forgotten."""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from cryptography.fernet import Fernet
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot import schema
from bot.core.errors import StoreError
from bot.core.retention import UNINSTALLED
from bot.database.engine import reading, writing
from bot.slack.installations.expiry import forget
from bot.slack.installations.model import Installation
from bot.slack.installations.oauth import SqlStateStore
from bot.slack.installations.store import SqlInstallationStore, installations, workspaces
from tests.factories import NINE
from tests.running import Time
from tests.support import captured_logs

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()
SECOND = dt.timedelta(seconds=1)


def an_installation(workspace: str = "T1", enterprise: str = "", **fields: Any) -> Installation:
    defaults: dict[str, Any] = {
        "bot_token": f"xoxb-voorbeeld-{enterprise}-{workspace}",
        "bot_user": "U0BOT",
        "bot_id": "B0BOT",
        "installed_at": NINE,
        "scopes": ("chat:write",),
    }
    return Installation(enterprise=enterprise, workspace=workspace, **defaults | fields)


@pytest.fixture
def store(engine: AsyncEngine) -> SqlInstallationStore:
    return SqlInstallationStore(engine, [OLD])


async def rows(engine: AsyncEngine, table: sa.Table) -> list[Any]:
    async with reading(engine) as connection:
        return list((await connection.execute(sa.select(table))).mappings())


async def left(engine: AsyncEngine) -> dict[str, bool]:
    """Each workspace, and whether it left."""
    return {row["workspace"]: row["left_at"] is not None for row in await rows(engine, workspaces)}


async def test_what_was_stored_is_found_again_whole(store: SqlInstallationStore) -> None:
    for stored in (
        an_installation(),
        an_installation("T2", "E1", refresh_token="xoxe-1-voorbeeld", expires_at=NINE + 12 * 3600 * SECOND),
    ):
        await store.save(stored)
        assert await store.find(stored.workspace, stored.enterprise) == stored
        assert await store.find(stored.workspace) == stored


async def test_no_token_stands_in_the_database(engine: AsyncEngine, store: SqlInstallationStore) -> None:
    await store.save(an_installation(bot_token="xoxb-geheim", refresh_token="xoxe-geheim"))
    async with reading(engine) as connection:
        for table in schema.metadata.sorted_tables:
            everything = str((await connection.execute(sa.select(table))).all())
            assert "geheim" not in everything


async def test_no_token_shows_when_an_installation_is_printed() -> None:
    installation = an_installation(bot_token="xoxb-geheim", refresh_token="xoxe-geheim")
    assert "geheim" not in f"{installation!r} {installation!s} {[installation]}"


async def test_an_installation_without_its_key_is_refused_with_advice(
    engine: AsyncEngine, store: SqlInstallationStore
) -> None:
    await store.save(an_installation())
    other = SqlInstallationStore(engine, [NEW])
    with pytest.raises(StoreError, match="LEIDERSCHAP_ENCRYPTION_KEYS"):
        await other.find("T1")
    with pytest.raises(StoreError, match="LEIDERSCHAP_ENCRYPTION_KEYS"):
        await other.reseal()


async def test_a_new_first_key_takes_over_and_the_old_one_can_go(
    engine: AsyncEngine, store: SqlInstallationStore
) -> None:
    await store.save(an_installation("T1"))
    await store.save(an_installation("T2"))
    both = SqlInstallationStore(engine, [NEW, OLD])
    await both.save(an_installation("T3"))
    assert await both.find("T1") == an_installation("T1")
    assert await both.reseal() == 2
    assert await both.reseal() == 0
    alone = SqlInstallationStore(engine, [NEW])
    for workspace in ("T1", "T2", "T3"):
        assert await alone.find(workspace) == an_installation(workspace)


async def test_a_token_that_was_moved_to_another_workspace_is_refused(
    engine: AsyncEngine, store: SqlInstallationStore
) -> None:
    await store.save(an_installation("T1"))
    await store.save(an_installation("T2"))
    async with writing(engine) as connection:
        other = sa.select(installations.c.sealed).where(installations.c.workspace == "T2").scalar_subquery()
        await connection.execute(
            sa.update(installations).where(installations.c.workspace == "T1").values(sealed=other)
        )
    with pytest.raises(StoreError, match="another workspace"):
        await store.find("T1")


async def test_two_workspaces_and_two_organisations_stay_apart(store: SqlInstallationStore) -> None:
    kept = [
        an_installation("T1"),
        an_installation("T2"),
        an_installation("T3", "E1"),
        an_installation("", "E1"),
        an_installation("", "E2"),
    ]
    for installation in kept:
        await store.save(installation)
    for installation in kept:
        assert await store.find(installation.workspace, installation.enterprise) == installation
    assert await store.find("T3", "E2") == an_installation("", "E2")
    assert await store.find("T4") is None
    assert await store.find("") is None
    assert await store.find("T4", "E3") is None


async def test_an_organisation_serves_the_workspaces_in_which_it_was_seen(
    store: SqlInstallationStore,
) -> None:
    await store.save(an_installation("", "E1"))
    assert await store.find("T7", "E1") == an_installation("", "E1")
    assert await store.find("T7") is None  # it is not known yet that T7 is one of its workspaces
    await store.seen("T7", "E1")
    assert await store.find("T7") == an_installation("", "E1")


async def test_a_workspace_that_joins_an_organisation_keeps_one_installation(
    engine: AsyncEngine, store: SqlInstallationStore
) -> None:
    await store.save(an_installation("T1"))
    assert await store.find("T1", "E1") == an_installation("T1")
    await store.save(an_installation("T1", "E1"))
    assert await store.find("T1") == an_installation("T1", "E1")
    assert len(await rows(engine, installations)) == 1


async def test_installing_again_replaces_the_token(store: SqlInstallationStore) -> None:
    await store.save(an_installation())
    again = an_installation(bot_token="xoxb-nieuw", installed_at=NINE + SECOND)
    await store.save(again)
    assert await store.find("T1") == again


@pytest.mark.parametrize("workspace", ["T1", ""])
async def test_of_those_who_install_together_the_last_stays_and_none_is_refused(
    engine: AsyncEngine, store: SqlInstallationStore, workspace: str
) -> None:
    for number in range(10):
        together = [an_installation(workspace, f"E{number}", bot_token=f"xoxb-{n}") for n in range(3)]
        await asyncio.gather(*(store.save(one) for one in together))
        assert await store.find(workspace, f"E{number}") in together
    assert len(await rows(engine, installations)) == (1 if workspace else 10)


async def test_installing_again_lets_the_new_token_be_renewed_at_once(store: SqlInstallationStore) -> None:
    installation = an_installation(refresh_token="xoxe-een", expires_at=NINE)
    for _ in range(2):
        await store.save(installation)
        assert await store.claim_renewal(installation, NINE, NINE + 30 * SECOND)


@pytest.mark.parametrize("enterprise", ["", "E1"])
async def test_an_end_that_is_told_twice_removes_the_token_and_dates_the_leaving_once(
    engine: AsyncEngine, store: SqlInstallationStore, enterprise: str
) -> None:
    await store.save(an_installation("T1", enterprise))
    await store.save(an_installation("T2", enterprise))
    await store.remove("T1", enterprise, NINE + 60 * SECOND)
    await store.remove("T1", enterprise, NINE + 90 * SECOND)
    assert await store.find("T1", enterprise) is None
    assert await store.find("T2", enterprise) == an_installation("T2", enterprise)
    assert await left(engine) == {"T1": True, "T2": False}
    [gone] = [row for row in await rows(engine, workspaces) if row["workspace"] == "T1"]
    assert gone["left_at"] == NINE + 60 * SECOND


async def test_an_end_from_before_a_new_installation_ends_nothing(
    engine: AsyncEngine, store: SqlInstallationStore
) -> None:
    again = an_installation(installed_at=NINE + 3600 * SECOND)
    await store.save(an_installation())
    await store.remove("T1", "", NINE + 60 * SECOND)
    await store.save(again)
    await store.remove("T1", "", NINE + 60 * SECOND)
    assert await store.find("T1") == again
    assert await left(engine) == {"T1": False}


async def test_when_an_organisation_leaves_its_workspaces_leave_but_for_those_with_their_own_installation(
    engine: AsyncEngine, store: SqlInstallationStore
) -> None:
    await store.save(an_installation("", "E1"))
    await store.save(an_installation("T1", "E1"))
    await store.save(an_installation("T9", "E2"))
    await store.seen("T2", "E1")
    await store.remove("", "E1", NINE + SECOND)
    assert await left(engine) == {"T1": False, "T2": True, "T9": False}
    assert await store.find("T2") is None
    assert await store.find("T1", "E1") == an_installation("T1", "E1")


async def test_a_workspace_is_not_seen_in_an_organisation_that_left(
    engine: AsyncEngine, store: SqlInstallationStore
) -> None:
    await store.save(an_installation("", "E1"))
    await store.seen("T1", "E1")
    await store.remove("", "E1", NINE)
    for workspace in ("T1", "T2"):
        await store.seen(workspace, "E1")  # it was found a moment before
    assert await left(engine) == {"T1": True}
    assert await store.places() == []


async def test_a_workspace_that_is_seen_while_its_organisation_leaves_has_left(
    engine: AsyncEngine, store: SqlInstallationStore
) -> None:
    for _ in range(10):
        await store.save(an_installation("", "E1"))
        await asyncio.gather(store.seen("T1", "E1"), store.remove("", "E1", NINE), store.seen("T2", "E1"))
        assert all((await left(engine)).values())


async def test_one_of_many_gets_to_renew_a_token(store: SqlInstallationStore) -> None:
    before = an_installation(refresh_token="xoxe-een", expires_at=NINE + 60 * SECOND)
    await store.save(before)
    until = NINE + 30 * SECOND
    claims = await asyncio.gather(*(store.claim_renewal(before, NINE, until) for _ in range(8)))
    assert sorted(claims) == [False] * 7 + [True]
    # The process that was allowed to renew has died: another may after its time.
    assert await store.claim_renewal(before, until, until + 30 * SECOND)
    after = replace(
        before, bot_token="xoxb-twee", refresh_token="xoxe-twee", expires_at=NINE + 43200 * SECOND
    )
    assert await store.renewed(before, after)
    assert await store.find("T1") == after
    # A process with the old token learns that it was renewed, and does not hold up others.
    assert not await store.claim_renewal(before, until, until + 30 * SECOND)
    assert await store.claim_renewal(after, until, until + 30 * SECOND)


async def test_a_renewed_token_does_not_bring_back_an_installation_that_ended(
    store: SqlInstallationStore,
) -> None:
    before = an_installation(refresh_token="xoxe-een", expires_at=NINE)
    await store.save(before)
    assert await store.claim_renewal(before, NINE, NINE + 30 * SECOND)
    await store.remove("T1", "", NINE + SECOND)
    assert not await store.renewed(before, replace(before, bot_token="xoxb-twee"))
    assert await store.find("T1") is None


async def test_a_renewal_that_comes_late_does_not_take_the_place_of_a_new_installation(
    store: SqlInstallationStore,
) -> None:
    before = an_installation(refresh_token="xoxe-1", expires_at=NINE)
    await store.save(before)
    again = replace(before, bot_token="xoxb-opnieuw", refresh_token="xoxe-9", installed_at=NINE + SECOND)
    await store.save(again)
    late = replace(before, bot_token="xoxb-laat", refresh_token="xoxe-2")
    assert not await store.renewed(before, late)
    assert await store.find("T1") == again


async def test_a_state_is_good_once_and_for_its_time(engine: AsyncEngine) -> None:
    time = Time(NINE)
    states = SqlStateStore(engine, time)
    first, second, _ = [await states.async_issue() for _ in range(3)]
    assert sorted(await asyncio.gather(*(states.async_consume(first) for _ in range(8)))) == [False] * 7 + [
        True
    ]
    assert not await states.async_consume("nooit uitgegeven")
    assert not await states.async_consume("\udcff")
    time.now += 600 * SECOND
    assert not await states.async_consume(second)
    last = await states.async_issue()
    kept = await rows(engine, schema.metadata.tables["oauth_states"])
    assert len(kept) == 1
    assert last not in str(kept)


async def test_everything_of_a_workspace_goes_thirty_days_after_it_left(
    engine: AsyncEngine, store: SqlInstallationStore
) -> None:
    tables = await stored_tables(engine)
    assert {table.name for table in tables} >= {"channels", "deliveries", "installations", "workspaces"}
    for workspace in ("T1", "T2"):
        await store.save(an_installation(workspace))
        async with writing(engine) as connection:
            for table in tables:
                if table.name not in (installations.name, workspaces.name):
                    await connection.execute(sa.insert(table).values(a_row(table, workspace)))
    await store.remove("T1", "", NINE)

    assert await forget(engine, NINE - SECOND) == 0
    assert await forget(engine, NINE) == 1
    assert await forget(engine, NINE) == 0
    for table in tables:
        assert {row["workspace"] for row in await rows(engine, table)} == {"T2"}, table.name


async def test_each_of_several_workspaces_that_left_is_forgotten_whole_and_counted(
    engine: AsyncEngine, store: SqlInstallationStore
) -> None:
    tables = [
        table
        for table in await stored_tables(engine)
        if table.name not in (installations.name, workspaces.name)
    ]
    for workspace in ("T1", "T2", "T3"):
        await store.save(an_installation(workspace))
        async with writing(engine) as connection:
            for table in tables:
                await connection.execute(sa.insert(table).values(a_row(table, workspace)))
        await store.remove(workspace, "", NINE)
    with captured_logs() as logs:
        assert await forget(engine, NINE) == 3
    assert [await rows(engine, table) for table in tables] == [[]] * len(tables)
    assert [one["rows"] for one in logs.events("workspace.forgotten")] == [len(tables)] * 3


async def test_a_workspace_that_came_back_in_time_loses_nothing(
    engine: AsyncEngine, store: SqlInstallationStore
) -> None:
    await store.save(an_installation())
    await store.remove("T1", "", NINE)
    await store.save(an_installation(installed_at=NINE + SECOND))
    assert await forget(engine, NINE + UNINSTALLED) == 0
    assert await store.find("T1") is not None


async def test_a_workspace_that_comes_back_at_the_moment_of_forgetting_loses_nothing(
    engine: AsyncEngine, store: SqlInstallationStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    back = an_installation(installed_at=NINE + UNINSTALLED)

    @asynccontextmanager
    async def after_it_came_back(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
        await store.save(back)
        async with writing(engine) as connection:
            yield connection

    await store.save(an_installation())
    await store.remove("T1", "", NINE)
    monkeypatch.setattr("bot.slack.installations.expiry.writing", after_it_came_back)
    assert await forget(engine, NINE) == 0
    assert await store.find("T1") == back
    assert await left(engine) == {"T1": False}


async def stored_tables(engine: AsyncEngine) -> list[sa.Table]:
    """The tables with data of a workspace, as the database itself describes them."""
    described = sa.MetaData()
    async with reading(engine) as connection:
        await connection.run_sync(described.reflect)
    return [table for table in described.sorted_tables if "workspace" in table.c]


def a_row(table: sa.Table, workspace: str) -> dict[str, Any]:
    """Any row of the workspace that the table accepts."""
    needed = (column for column in table.c if not column.nullable or column.primary_key)
    return {column.name: _any_value(column, workspace) for column in needed} | {"workspace": workspace}


def _any_value(column: sa.Column[Any], workspace: str) -> Any:
    if isinstance(column.type, sa.JSON):
        return {}
    kind = column.type.python_type
    if kind is dt.datetime:
        return NINE
    if kind is dt.date:
        return NINE.date()
    if kind is uuid.UUID:
        return uuid.uuid5(uuid.NAMESPACE_OID, f"{column.name}/{workspace}")
    if kind is str:
        return f"{column.name}-{workspace}"[: getattr(column.type, "length", None)]
    return kind(workspace.removeprefix("T"))
