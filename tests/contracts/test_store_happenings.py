"""What Slack reported about channels, and what entries of the channels file mean, is stored; on both databases."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.notices import SqlNoticeStore
from bot.channels.presence.model import Said
from bot.channels.presence.store import SqlHappeningStore
from bot.channels.settings.store import SqlEntryStore
from bot.channels.store import SqlChannelStore
from bot.core.people import ChannelRef
from tests.factories import C1, NINE, a_channel

LATER = NINE + dt.timedelta(microseconds=1)
LEFT = Said(NINE, "not_in_channel")


@pytest.fixture
def said(engine: AsyncEngine) -> SqlHappeningStore:
    return SqlHappeningStore(engine)


async def test_what_was_said_is_replaced_only_by_who_knows_it(said: SqlHappeningStore) -> None:
    assert await said.note(C1, "left", None, Said(None, "not_in_channel"))
    assert not await said.note(C1, "left", None, LEFT)
    assert await said.note(C1, "left", Said(None, "not_in_channel"), LEFT)
    assert not await said.note(C1, "left", Said(LATER, "not_in_channel"), Said(LATER))
    assert await said.of(C1) == {"left": LEFT}
    assert await said.of(ChannelRef("T2", "C1")) == {}


async def test_a_channel_that_goes_on_has_no_stop_that_stands(
    engine: AsyncEngine, said: SqlHappeningStore
) -> None:
    channels = SqlChannelStore(engine)
    stopped = await channels.save(a_channel(paused="not_in_channel", next_due_at=None, next_slot=None))
    await said.note(C1, "left", None, LEFT)
    await said.note(C1, "name", None, Said(NINE, "bouw"))
    assert await said.stopped() == [C1]
    going = await channels.save(replace(stopped, paused=None))
    assert await said.of(C1) == {"left": Said(NINE), "name": Said(NINE, "bouw")}
    assert await said.stopped() == []
    await said.note(C1, "left", Said(NINE), LEFT)
    await channels.save(replace(going, name="zorg"))
    assert (await said.of(C1))["left"] == LEFT, "it did not stand still: what was just said holds"


async def test_what_was_said_of_both_ids_of_a_channel_is_joined_by_its_time(
    engine: AsyncEngine, said: SqlHappeningStore
) -> None:
    channels, notices = SqlChannelStore(engine), SqlNoticeStore(engine)
    await channels.save(a_channel())
    for channel, left, archived in (("C1", LEFT, Said(NINE)), ("C9", Said(LATER), Said(NINE, "is_archived"))):
        await said.note(ChannelRef("T1", channel), "left", None, left)
        await said.note(ChannelRef("T1", channel), "archived", None, archived)
        await notices.first(ChannelRef("T1", channel), "greeted", NINE)
    await said.note(C1, "deleted", None, Said(NINE, "channel_not_found"))
    assert await said.gone("T1") == {"C1"}
    assert await channels.move(C1, "C9")
    assert await said.of(ChannelRef("T1", "C9")) == {
        "left": Said(LATER),
        "archived": Said(NINE, "is_archived"),
        "deleted": Said(NINE, "channel_not_found"),
    }
    assert await notices.told(ChannelRef("T1", "C9"), "greeted")


async def test_entries_are_kept_together_forgotten_alone_and_follow_a_new_id(engine: AsyncEngine) -> None:
    entries, channels = SqlEntryStore(engine), SqlChannelStore(engine)
    await entries.keep("T2", {"bouw": "C5"})
    await entries.keep("T1", {"bouw": "C1", "zorg": "C2"})
    await entries.keep("T1", {"bouw": "C1", "it": "C3"})
    assert await entries.of("T1") == {"bouw": "C1", "it": "C3"}
    assert await entries.forget("T1", "it")
    assert not await entries.forget("T1", "it")
    await channels.save(a_channel())
    await channels.move(C1, "C9")
    assert await entries.of("T1") == {"bouw": "C9"}
    assert await entries.of("T2") == {"bouw": "C5"}
    await entries.keep("T1", {})
    assert await entries.of("T1") == {}
