"""The contracts of the stores of leads' choices, on both databases."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.audit import SqlAuditLog
from bot.channels.leads.store import SqlLeadStore
from bot.channels.model import Act, Change, Lead, Override, onward
from bot.channels.notices import SqlNoticeStore
from bot.channels.nudges.store import SqlOverrideStore
from bot.channels.own_tips.model import OwnTip
from bot.channels.own_tips.store import SqlOwnTipStore
from bot.channels.settings.model import Choices, Closed, Layers, choices, settings_of
from bot.channels.store import SqlChannelStore
from bot.core.errors import LostRace
from bot.core.people import Actor, ChannelRef
from bot.database.engine import writing
from bot.delivery.ledger import SqlLedger
from tests.factories import C1, NINE, a_channel, a_delivery

VERAS = Act("U0VERA", NINE)
DAY = dt.timedelta(days=1)
SLOT = NINE.date()
EVERYTHING: Choices = {
    "weekday": 4,
    "time": dt.time(14, 35),
    "timezone": "America/New_York",
    "frequency": "biweekly",
    "anchor": dt.date(2024, 2, 29),
    "active": True,
    "themes": ("vijf-dos", "spagaat"),
    "series": None,
    "public_holidays": "next_working_day",
    "country": "BE",
    "liberation_day": "never",
    "school_holidays": "zuid",
    "construction_break": None,
    "closed": (Closed(SLOT, SLOT + DAY, "dicht 🎄"),),
    "check_in": False,
    "check_in_after": 3,
    "voice": "both",
    "form": "long",
    "harvest": True,
}


@pytest.fixture
def store(engine: AsyncEngine) -> SqlChannelStore:
    return SqlChannelStore(engine)


@pytest.fixture
def audit(engine: AsyncEngine) -> SqlAuditLog:
    return SqlAuditLog(engine)


@pytest.fixture
def leads(engine: AsyncEngine) -> SqlLeadStore:
    return SqlLeadStore(engine)


@pytest.fixture
def overrides(engine: AsyncEngine) -> SqlOverrideStore:
    return SqlOverrideStore(engine)


@pytest.fixture
def own_tips(engine: AsyncEngine) -> SqlOwnTipStore:
    return SqlOwnTipStore(engine)


@pytest.fixture
def notices(engine: AsyncEngine) -> SqlNoticeStore:
    return SqlNoticeStore(engine)


async def test_every_choice_of_every_layer_is_read_as_it_was_saved(store: SqlChannelStore) -> None:
    layers = Layers({"weekday": 2}, {"time": dt.time(8)}, {"series": "vier-ls"}, EVERYTHING, locked=True)
    settings = settings_of(EVERYTHING)
    assert choices(settings) == EVERYTHING
    saved = await store.save(
        a_channel(settings=settings, layers=layers, pause_until=dt.date.max, series_since=SLOT)
    )
    assert await store.get(C1) == saved


async def test_choices_that_another_version_made_are_left_out(
    store: SqlChannelStore, engine: AsyncEngine
) -> None:
    await store.save(a_channel())
    as_json = sa.table("channels", sa.column("layers", sa.JSON))
    async with writing(engine) as connection:
        await connection.execute(sa.update(as_json).values(layers={"slack": {"mood": 1, "weekday": 3}}))
    channel = await store.get(C1)
    assert channel is not None
    assert channel.layers == Layers(chosen={"weekday": 3})


async def test_a_channel_from_before_there_were_layers_is_read(
    store: SqlChannelStore, engine: AsyncEngine
) -> None:
    await store.save(a_channel())
    async with writing(engine) as connection:
        await connection.execute(sa.text("UPDATE channels SET layers = '{}'"))
    channel = await store.get(C1)
    assert channel is not None
    assert channel.layers == Layers()


async def test_changes_are_logged_with_the_channel_or_not_at_all(
    store: SqlChannelStore, audit: SqlAuditLog
) -> None:
    closed = EVERYTHING["closed"]
    first = await store.save(a_channel(), [VERAS.change("closed", (), closed)])
    second = await store.save(first, [VERAS.change("weekday", 1, 4)])
    with pytest.raises(LostRace):
        await store.save(first, [VERAS.change("weekday", 1, 5)])
    wanted = [
        Change(NINE, "U0VERA", "closed", (), closed, first.version),
        Change(NINE, "U0VERA", "weekday", 1, 4, second.version),
    ]
    assert await audit.since(C1, 0) == wanted
    assert await audit.since(C1, first.version) == wanted[1:]
    assert await audit.of(C1, 1) == wanted[1:]
    assert await audit.of(ChannelRef("T2", "C1"), 9) == []


async def test_only_older_changes_are_forgotten(audit: SqlAuditLog) -> None:
    await audit.add(C1, Act("U1", NINE - DAY).change("pause", None, "2025-01-10"))
    await audit.add(C1, VERAS.change("pause", "2025-01-10", None))
    assert await audit.forget(NINE) == 1
    assert [change.user for change in await audit.of(C1, 9)] == ["U0VERA"]


async def test_somebody_becomes_a_lead_once_and_the_file_takes_over(
    leads: SqlLeadStore, audit: SqlAuditLog
) -> None:
    change = VERAS.change("lead", None, "U1")
    outcomes = await asyncio.gather(*(leads.add(C1, Lead("U1"), change) for _ in range(4)))
    assert sorted(outcomes) == [False] * 3 + [True]
    assert await leads.add(C1, Lead("U1", "file"), change)
    assert not await leads.add(C1, Lead("U1", "file"), change)
    assert not await leads.add(C1, Lead("U1"), change)
    await leads.add(C1, Lead("U2"), Act("U1", NINE + DAY).change("lead", None, "U2"))
    await leads.add(ChannelRef("T1", "C2"), Lead("U2"), change)
    assert await leads.of(C1) == [Lead("U1", "file"), Lead("U2")]
    assert await leads.channels("T1", "U2") == ["C1", "C2"]
    assert len(await audit.of(C1, 9)) == 3


async def test_a_lead_leaves_once(leads: SqlLeadStore, audit: SqlAuditLog) -> None:
    await leads.add(C1, Lead("U1"), VERAS.change("lead", None, "U1"))
    assert await leads.remove(C1, "U1", VERAS.change("lead", "U1", None))
    assert not await leads.remove(C1, "U1", VERAS.change("lead", "U1", None))
    assert await leads.of(C1) == []
    assert [change.after for change in await audit.of(C1, 9)] == [None, "U1"]


async def test_each_channel_of_each_workspace_has_its_own_leads_the_oldest_first(leads: SqlLeadStore) -> None:
    other, elsewhere = ChannelRef("T1", "C2"), ChannelRef("T2", "C1")
    for days, ref, user in (
        (0, elsewhere, "U2"),
        (0, other, "U3"),
        (0, other, "U2"),
        (1, C1, "U1"),
        (0, C1, "U2"),
    ):
        change = Act(user, NINE + days * DAY).change("lead", None, user)
        assert await leads.add(ref, Lead(user), change)
    assert await leads.led() == [C1, other, elsewhere]
    assert await leads.channels("T1", "U2") == ["C1", "C2"]
    assert [lead.user for lead in await leads.of(C1)] == ["U2", "U1"]
    assert [lead.user for lead in await leads.of(other)] == ["U2", "U3"]
    assert await leads.remove(C1, "U2", VERAS.change("lead", "U2", None))
    assert await leads.led() == [C1, other, elsewhere]
    assert await leads.channels("T1", "U2") == ["C2"]
    assert await leads.channels("T2", "U2") == ["C1"]


async def test_what_a_person_leads_and_leaves_is_theirs_in_that_workspace_alone(
    leads: SqlLeadStore, store: SqlChannelStore, audit: SqlAuditLog
) -> None:
    unnamed, elsewhere = ChannelRef("T1", "C2"), ChannelRef("T2", "C1")
    for workspace, name in (("T1", "bouw"), ("T2", "elders")):
        await store.save(a_channel(workspace=workspace, name=name, version=0))
    namesake = ChannelRef("T2", "C2")
    for ref, user in (
        *((C1, "U1"), (unnamed, "U1"), (unnamed, "U2"), (elsewhere, "U2"), (elsewhere, "U3")),
        (namesake, "U1"),
    ):
        await leads.add(ref, Lead(user), Act(user, NINE).change("lead", None, user))
    one, two = Actor("T1", "U1"), Actor("T1", "U2")
    assert sorted(await leads.led_by(one)) == [("C2", NINE), ("bouw", NINE)]
    assert await leads.led_by(Actor("T2", "U2")) == [("elders", NINE)]
    assert [await leads.alone(person) for person in (one, two, Actor("T2", "U2"))] == [["bouw"], [], []]

    assert await leads.leave(two, VERAS.change("lead", "U2", None)) == 1
    assert await leads.leave(two, VERAS.change("lead", "U2", None)) == 0
    assert await leads.alone(one) == ["C2", "bouw"]
    assert await leads.channels("T2", "U2") == ["C1"]
    assert [change.after for change in await audit.of(unnamed, 9)] == [None, "U2", "U1"]
    assert [change.after for change in await audit.of(elsewhere, 9)] == ["U3", "U2"]


async def test_a_slot_has_one_decision_the_last(overrides: SqlOverrideStore) -> None:
    change = VERAS.change(f"slot {SLOT}", None, "tip")
    for override in (Override(SLOT, "een"), Override(SLOT, None), Override(SLOT + DAY, "twee")):
        await overrides.save(C1, override, change)
    await overrides.save(C1, Override(SLOT - DAY, "oud"), change)
    assert await overrides.of(C1, SLOT) == {
        SLOT: Override(SLOT, None),
        SLOT + DAY: Override(SLOT + DAY, "twee"),
    }
    await overrides.remove(C1, SLOT, change)
    assert list(await overrides.of(C1, SLOT)) == [SLOT + DAY]
    assert await overrides.forget(SLOT) == 1
    assert await overrides.of(ChannelRef("T1", "C2"), SLOT) == {}


async def test_decisions_move_together_also_onto_one_anothers_slots(overrides: SqlOverrideStore) -> None:
    change = VERAS.change("slot", None, "tip")
    for number in range(3):
        await overrides.save(C1, Override(SLOT + number * DAY, f"tip {number}"), change)
    await overrides.move(C1, {SLOT: SLOT + DAY, SLOT + DAY: SLOT + 2 * DAY, SLOT + 2 * DAY: SLOT + 3 * DAY})
    moved = await overrides.of(C1, SLOT)
    assert {slot: override.tip for slot, override in moved.items()} == {
        SLOT + DAY: "tip 0",
        SLOT + 2 * DAY: "tip 1",
        SLOT + 3 * DAY: "tip 2",
    }


async def test_leads_who_decide_about_one_slot_together_are_none_of_them_refused(
    overrides: SqlOverrideStore, audit: SqlAuditLog
) -> None:
    change = VERAS.change("slot", None, "tip")
    for number in range(10):
        slot = SLOT + 2 * number * DAY
        await overrides.save(C1, Override(slot + DAY, "verplaatst"), change)
        await asyncio.gather(
            *(overrides.save(C1, Override(slot, tip), change) for tip in ("een", "twee", "drie")),
            overrides.move(C1, {slot + DAY: slot}),
        )
    decided = await overrides.of(C1, SLOT)
    assert list(decided) == [SLOT + 2 * number * DAY for number in range(10)]
    assert {override.tip for override in decided.values()} <= {"een", "twee", "drie", "verplaatst"}
    assert len(await audit.of(C1, 100)) == 40


async def test_an_own_tip_keeps_its_id_through_an_edit(own_tips: SqlOwnTipStore) -> None:
    tip = OwnTip("own:1", "Titel 🌱", "Doe.", "Waarom.", "https://example.org", rotates=False)
    change = VERAS.change("own tip", None, "Titel")
    await own_tips.save(C1, tip, change)
    await own_tips.save(
        C1,
        OwnTip("own:0", "Later", "Doe.", "Waarom."),
        Act("U1", NINE + DAY).change("own tip", None, ""),
    )
    changed = replace(tip, title="Anders", link=None, rotates=True)
    await own_tips.save(C1, changed, change)
    assert (await own_tips.of(C1))["own:1"] == changed
    assert list(await own_tips.of(C1)) == ["own:1", "own:0"]
    assert await own_tips.remove(C1, "own:1", change)
    assert not await own_tips.remove(C1, "own:1", change)
    assert await own_tips.of(ChannelRef("T1", "C2")) == {}
    assert list(await own_tips.of(C1)) == ["own:0"]
    assert await own_tips.of(ChannelRef("T2", "C1")) == {}, "an id of a channel may exist in two workspaces"


async def test_something_is_told_once_until_it_is_over(notices: SqlNoticeStore) -> None:
    told = await asyncio.gather(*(notices.first(C1, "is_archived", NINE) for _ in range(4)))
    assert sorted(told) == [False] * 3 + [True]
    assert await notices.told(C1, "is_archived")
    assert not await notices.told(ChannelRef("T2", "C1"), "is_archived")
    await notices.forget(C1, "is_archived")
    assert not await notices.told(C1, "is_archived")
    assert await notices.first(C1, "is_archived", NINE)


@pytest.mark.parametrize(
    ("state", "error", "counts"),
    [
        ("planned", None, True),
        ("sending", None, True),
        ("posted", None, True),
        ("review", None, True),
        ("skipped", "posted_early", True),
        ("skipped", "public_holiday", False),
        ("skipped", "missed", False),
        ("failed", "is_archived", False),
    ],
)
async def test_a_slot_counts_as_used_when_its_nudge_came_or_may_come(
    store: SqlChannelStore, engine: AsyncEngine, state: str, error: str | None, counts: bool
) -> None:
    ledger = SqlLedger(engine)
    channel = await store.save(a_channel())
    earlier = a_delivery(due_at=NINE - 7 * DAY, state="posted")
    rows = [
        earlier,
        a_delivery(state=state, error=error),
        a_delivery(due_at=NINE + DAY, kind="extra", state="posted"),
    ]
    assert await ledger.plan(onward(channel, None), rows)
    assert await store.last_slot(C1) == (SLOT if counts else earlier.slot)
    assert await store.last_slot(ChannelRef("T1", "C2")) is None


async def test_a_channel_does_not_move_onto_one_that_is_there(store: SqlChannelStore) -> None:
    await store.save(a_channel("C1"))
    await store.save(a_channel("C2"))
    assert not await store.move(C1, "C2")
    assert not await store.move(ChannelRef("T1", "C3"), "C4")
    assert [channel.id for channel in await store.list("T1")] == ["C1", "C2"]
