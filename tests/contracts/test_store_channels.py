"""The contracts of `ChannelStore` and `SqlOnceStore`, on both databases."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import StatementError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.calendar.rhythm import Rhythm
from bot.channels.ports import ChannelStore
from bot.channels.settings.model import ChannelSettings, Layers, effective
from bot.channels.store import SqlChannelStore
from bot.channels.tables import channels
from bot.core.errors import LostRace
from bot.core.people import ChannelRef
from bot.core.zones import FALLBACK
from bot.database.engine import reading, writing
from bot.database.once import SqlOnceStore
from tests.factories import C1, NINE, a_channel

SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def store(engine: AsyncEngine) -> ChannelStore:
    return SqlChannelStore(engine)


@pytest.fixture
def once(engine: AsyncEngine) -> SqlOnceStore:
    return SqlOnceStore(engine)


async def test_a_channel_is_read_as_it_was_saved(store: ChannelStore) -> None:
    rhythm = Rhythm(4, dt.time(14, 35), "America/New_York", "biweekly", dt.date(2024, 2, 29))
    settings = ChannelSettings(rhythm, active=False, themes=("vijf-dos", "spagaat"))
    saved = await store.save(a_channel(settings=settings, name="león 🦁", paused="is_archived"))
    assert saved.version == 1
    assert await store.get(C1) == saved


async def test_times_come_back_in_utc_whatever_zone_they_came_in(store: ChannelStore) -> None:
    in_tokyo = NINE.astimezone(dt.timezone(dt.timedelta(hours=9)))
    await store.save(a_channel(next_due_at=in_tokyo))
    channel = await store.get(C1)
    assert channel is not None
    assert channel.next_due_at == NINE
    assert channel.next_due_at.tzinfo == dt.UTC


async def test_a_time_without_a_zone_is_refused(store: ChannelStore) -> None:
    with pytest.raises(StatementError, match="without a time zone"):
        await store.save(a_channel(next_due_at=dt.datetime(2025, 1, 7, 9)))  # noqa: DTZ001
    assert await store.get(C1) is None


async def test_a_channel_that_was_never_set_up_is_none(store: ChannelStore) -> None:
    await store.save(a_channel())
    assert await store.get(ChannelRef("T1", "C2")) is None
    assert await store.get(ChannelRef("T2", "C1")) is None


async def test_a_workspace_lists_its_own_channels_by_name(store: ChannelStore) -> None:
    for id, name in (("C1", "sales"), ("C2", "bouw"), ("C3", "it")):
        await store.save(a_channel(id, name=name))
    await store.save(a_channel(workspace="T2"))
    assert [channel.name for channel in await store.list("T1")] == ["bouw", "it", "sales"]


async def test_due_gives_the_longest_due_first_and_nothing_that_is_not(store: ChannelStore) -> None:
    for id, due_at in (("C1", NINE), ("C2", NINE - SECOND), ("C3", NINE + SECOND), ("C4", None)):
        await store.save(a_channel(id, next_due_at=due_at))
    await store.save(a_channel("C5", workspace="T0"))
    assert [channel.id for channel in await store.due(NINE, 10)] == ["C2", "C5", "C1"]
    assert [channel.id for channel in await store.due(NINE, 1)] == ["C2"]


async def test_what_is_due_far_ahead_is_given_part_by_part_in_the_order_of_ids(store: ChannelStore) -> None:
    for id, due_at in (("C1", NINE + SECOND), ("C2", NINE), ("C3", None), ("C4", NINE + 9 * SECOND)):
        await store.save(a_channel(id, next_due_at=due_at))
    await store.save(a_channel("C5", workspace="T0", next_due_at=NINE + SECOND))
    first = await store.far(ChannelRef("", ""), NINE, 2)
    assert [channel.id for channel in first] == ["C5", "C1"]
    assert [channel.id for channel in await store.far(first[-1].ref, NINE, 2)] == ["C4"]


async def test_a_channel_that_was_changed_since_it_was_read_is_not_overwritten(store: ChannelStore) -> None:
    read = await store.save(a_channel())
    await store.save(replace(read, name="eerst"))
    with pytest.raises(LostRace):
        await store.save(replace(read, name="later"))
    channel = await store.get(C1)
    assert channel is not None
    assert (channel.name, channel.version) == ("eerst", 2)


async def test_a_channel_is_set_up_by_exactly_one(store: ChannelStore) -> None:
    outcomes = await asyncio.gather(
        *(store.save(a_channel(name=f"naam {n}")) for n in range(5)), return_exceptions=True
    )
    assert sum(isinstance(outcome, LostRace) for outcome in outcomes) == 4
    assert len(await store.list("T1")) == 1


async def test_settings_of_an_older_and_of_a_newer_version_are_read(
    store: ChannelStore, engine: AsyncEngine
) -> None:
    await store.save(a_channel())
    rhythm = {"weekday": 1, "time": "09:00:00", "timezone": "Europe/Amsterdam"}
    as_json = sa.table("channels", sa.column("settings", sa.JSON))
    async with writing(engine) as connection:
        stored = {"rhythm": rhythm, "of_a_later_version": 1}
        await connection.execute(sa.update(as_json).values(settings=stored))
    channel = await store.get(C1)
    assert channel is not None
    assert channel.settings == a_channel().settings


@pytest.mark.parametrize("zone", ["posixrules", "leap-seconds.list", "Europe", "localtime", ""])
async def test_a_channel_whose_stored_zone_is_none_is_read_in_the_fallback_and_holds_up_no_other(
    store: ChannelStore, engine: AsyncEngine, zone: str
) -> None:
    there = Layers(chosen={"timezone": "Asia/Tokyo", "weekday": 3})
    await store.save(a_channel("C1", settings=effective(there), layers=there))
    await store.save(a_channel("C2"))
    async with writing(engine) as connection:
        kind = "JSON" if connection.dialect.name == "postgresql" else "TEXT"
        for column in ("settings", "layers"):
            wrong = f"CAST(REPLACE(CAST({column} AS TEXT), 'Asia/Tokyo', '{zone}') AS {kind})"
            await connection.execute(sa.text(f"UPDATE channels SET {column} = {wrong} WHERE id = 'C1'"))
    found = {channel.id: channel for channel in await store.due(NINE, 10)}
    assert found["C2"] == await store.get(ChannelRef("T1", "C2"))
    assert found["C1"].settings.rhythm.timezone == FALLBACK
    assert found["C1"].layers.chosen == {"weekday": 3}


async def test_settings_are_json_that_a_person_can_read(store: ChannelStore, engine: AsyncEngine) -> None:
    await store.save(a_channel())
    async with reading(engine) as connection:
        text = await connection.scalar(sa.select(sa.cast(channels.c.settings, sa.Text)))
    assert '"time": "09:00:00"' in str(text)


async def test_a_key_is_first_for_exactly_one_caller(once: SqlOnceStore) -> None:
    assert sum(await asyncio.gather(*(once.first("klik/1", NINE) for _ in range(8)))) == 1
    assert (await once.done("klik/1"), await once.done("klik/2")) == (True, False)
    assert await once.first("klik/2", NINE)


async def test_only_older_keys_are_forgotten(once: SqlOnceStore) -> None:
    await once.first("oud", NINE - SECOND)
    await once.first("nieuw", NINE)
    assert await once.forget(NINE) == 1
    assert await once.first("oud", NINE)
    assert not await once.first("nieuw", NINE)
