"""A person sees, downloads and deletes what is stored about them; what is deleted or old is really gone."""

from __future__ import annotations

import datetime as dt
import json
import os
import sqlite3
import time
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.audit import SqlAuditLog
from bot.channels.leads import texts as lead_texts
from bot.channels.leads.store import SqlLeadStore
from bot.channels.model import Act, Lead
from bot.core import retention
from bot.core.people import Actor, ChannelRef, Subject
from bot.database import vault as vault_of_a_file
from bot.database.engine import create, reading
from bot.database.once import SqlOnceStore
from bot.database.vault import SqlVault
from bot.delivery import texts as delivery_texts
from bot.delivery.model import NOTICE, Arm
from bot.habits import texts
from bot.habits.trial.model import Trial
from bot.privacy import messages as privacy_messages
from bot.privacy import texts as privacy_texts
from bot.privacy.service import Expiry, Privacy
from bot.schema import metadata
from bot.slack.words import WORDS
from tests.databases import migrated
from tests.factories import C1, NINE
from tests.habits import DAY, FORM, VERA, WEEK, Habits, colleagues
from tests.support import captured_logs
from tests.text_platform import personal

MARKED = Actor("T1", "U7SPOREN9X")
"""An id that appears nowhere by chance."""
OTHER = replace(MARKED, user="U8ANDERS9X")
ASKED = dt.datetime(2025, 1, 14, 9, tzinfo=dt.UTC)


@pytest.fixture
async def habits(engine: AsyncEngine) -> Habits:
    habits = Habits(engine, personal=await personal(engine))
    await habits.channel()
    return habits


@pytest.fixture
async def on_file(sqlite_url: str) -> AsyncIterator[Habits]:
    """The same, only on an SQLite file, whose bytes can be searched."""
    await migrated(sqlite_url)
    engine = create(sqlite_url)
    yield Habits(engine, personal=await personal(engine))
    await engine.dispose()


def privacy(habits: Habits) -> Privacy:
    alone = SqlLeadStore(habits.engine).alone
    return Privacy(habits.personal, alone, habits.people, SqlVault(habits.engine))


async def a_whole_life(habits: Habits, person: Actor) -> None:
    """Store everything that can be stored about a person."""
    if await habits.trial_store.running(C1, NINE) is None:
        await habits.trial_store.start(Trial(uuid.uuid4(), C1, "seed", NINE))
    nudges = [await habits.nudge(NINE + number * DAY) for number in range(3)]
    for nudge in nudges:
        plan = await habits.plan(nudge, person, replace(FORM, when=f"{person.user} iets zegt"), NINE)
        await habits.feedback.used(person, str(nudge.id), True, NINE)
    await habits.plans.answer(person, str(plan.id), "gelukt", NINE, f"Zei {person.user}")
    await habits.plans.snooze(person, dt.date(2025, 1, 9), NINE)
    await habits.asking.due(ASKED)
    act = Act(person.user, NINE)
    await SqlLeadStore(habits.engine).add(C1, Lead(person.user), act.change("leads", None, person.user))
    await habits.nudge(NINE, person.user, kind=NOTICE, subject="unknown/1/1")
    log = SqlAuditLog(habits.engine)
    await log.add(C1, act.change("weekday", 1, 2))
    await log.add(C1, Act(OTHER.user, NINE).change("leads", [person.user], [person.user, OTHER.user]))
    await SqlOnceStore(habits.engine).first(f"klik/{person.user}/1", NINE)


async def live_rows(engine: AsyncEngine, trace: str) -> Sequence[str]:
    """The tables in which a column contains the trace."""
    found = []
    async with reading(engine) as connection:
        for table in metadata.sorted_tables:
            rows = (await connection.execute(sa.select(table))).all()
            found += [table.name for row in rows if trace in str(row)]
    return found


def bytes_of(engine: AsyncEngine) -> bytes:
    """Every byte of the database's files."""
    file = Path(str(engine.url.database))
    return b"".join(part.read_bytes() for part in file.parent.glob(f"{file.name}*") if part.is_file())


async def test_a_person_sees_all_that_is_kept_and_only_their_own(habits: Habits) -> None:
    await a_whole_life(habits, MARKED)
    kept = {part.title: rows for part, rows in await privacy(habits).kept(MARKED)}
    assert set(kept) == {
        texts.PLANS_TITLE,
        texts.VOTES_TITLE,
        texts.SNOOZE_TITLE,
        lead_texts.ROLES_TITLE,
        lead_texts.AUDIT_TITLE,
        delivery_texts.MESSAGES_TITLE,
        privacy_texts.CLICKS_TITLE,
    }
    assert len(kept[texts.PLANS_TITLE]) == len(kept[texts.VOTES_TITLE]) == 3
    assert await privacy(habits).kept(VERA) == []
    elsewhere = await privacy(habits).kept(replace(MARKED, workspace="T2"))
    assert {part.title for part, _ in elsewhere} <= {
        privacy_texts.CLICKS_TITLE
    }  # those keys name no workspace
    others = await privacy(habits).kept(OTHER)
    assert [part.title for part, _ in others] == [lead_texts.AUDIT_TITLE]


async def test_the_download_is_json_that_holds_the_plans_words(habits: Habits) -> None:
    await a_whole_life(habits, MARKED)
    data = json.loads(await privacy(habits).download(MARKED, WORDS))
    plans = data[texts.PLANS_TITLE]["gegevens"]
    assert {plan["als"] for plan in plans} == {f"{MARKED.user} iets zegt"}
    assert data[texts.PLANS_TITLE]["hoe lang"] == "Na 90 dagen verwijder ik ze."


async def test_no_live_row_names_a_person_who_deleted_everything(habits: Habits) -> None:
    await a_whole_life(habits, MARKED)
    assert await live_rows(habits.engine, MARKED.user)
    with captured_logs("DEBUG") as logs:
        erased = await privacy(habits).erase(MARKED, NINE)
    assert erased.everywhere
    assert erased.rows >= 12
    assert await live_rows(habits.engine, MARKED.user) == []
    assert await privacy(habits).kept(MARKED) == []
    assert MARKED.user not in logs.text
    assert (await privacy(habits).erase(MARKED, NINE)).rows == 0


async def test_no_byte_of_the_file_or_its_log_names_a_person_who_deleted_everything(on_file: Habits) -> None:
    habits, engine = on_file, on_file.engine
    await habits.channel()
    for person in colleagues(150):  # pages are split between these and the person's own rows
        nudge = await habits.nudge(NINE, slot=dt.date(2023, 1, 1) + DAY * int(person.user[1:4]))
        await habits.plan(nudge, person, FORM, NINE)
    await a_whole_life(habits, MARKED)
    for person in colleagues(150)[::3]:
        await privacy(habits).erase(person, NINE)
    traces = (MARKED.user.encode(), f"D{MARKED.user}".encode())
    assert all(trace in bytes_of(engine) for trace in traces)
    assert (await privacy(habits).erase(MARKED, NINE)).everywhere
    assert not any(trace in bytes_of(engine) for trace in traces)
    assert len((await habits.plans.mine(colleagues(2)[1])).plans) == 1


async def test_a_trace_that_stays_somewhere_is_not_called_gone(on_file: Habits) -> None:
    habits = on_file
    await habits.channel(name=f"kanaal-van-{MARKED.user}")
    assert not (await privacy(habits).erase(MARKED, NINE)).everywhere


async def test_what_somebody_who_was_reading_kept_in_the_file_goes_the_next_time(
    on_file: Habits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        vault_of_a_file, "BUSY_SECONDS", 0.2
    )  # the reader stays for as long as it is waited for
    habits, engine, vault = on_file, on_file.engine, SqlVault(on_file.engine)
    await habits.channel()
    await a_whole_life(habits, MARKED)
    with closing(sqlite3.connect(str(engine.url.database))) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM plans").fetchall()
        assert not (await privacy(habits).erase(MARKED, NINE)).everywhere
    assert MARKED.user.encode() in bytes_of(engine)
    assert await SqlVault(engine).purge(()), "another process, an hour later"
    assert MARKED.user.encode() not in bytes_of(engine)
    assert not list(Path(str(engine.url.database)).parent.glob("*.unclean"))
    assert await vault.purge(())


async def test_a_copy_of_before_a_migration_goes_after_thirty_days(on_file: Habits) -> None:
    file = Path(str(on_file.engine.url.database))
    copies = {days: file.with_name(f"{file.name}.before-{days}") for days in (29, 31)}
    for days, copy in copies.items():
        copy.write_text("x")
        at = time.time() - days * DAY.total_seconds()
        os.utime(copy, (at, at))
    await SqlVault(on_file.engine).purge(())
    assert [days for days, copy in copies.items() if copy.exists()] == [29]


async def test_without_the_help_of_the_vault_the_bytes_would_stay(on_file: Habits) -> None:
    """Proves that the test above can fail."""
    habits, engine = on_file, on_file.engine
    await habits.channel()
    await a_whole_life(habits, MARKED)
    for part in habits.personal:
        await part.erase(Subject("T1", MARKED.user, direct=f"D{MARKED.user}"), NINE)
    assert await live_rows(engine, MARKED.user) == []
    assert MARKED.user.encode() in bytes_of(engine)


async def test_the_audit_log_keeps_the_change_without_the_person(habits: Habits) -> None:
    await a_whole_life(habits, MARKED)
    await privacy(habits).erase(MARKED, NINE)
    changes = await SqlAuditLog(habits.engine).of(C1, 100)
    assert {change.user for change in changes} == {privacy_texts.DELETED_USER, OTHER.user}
    assert "weekday" in {change.field for change in changes}
    [named] = [change for change in changes if change.user == OTHER.user]
    assert (named.before, named.after) == (
        [privacy_texts.DELETED_USER],
        [privacy_texts.DELETED_USER, OTHER.user],
    )


async def test_lead_roles_end_and_a_sole_lead_is_told_first(habits: Habits) -> None:
    leads = SqlLeadStore(habits.engine)
    await habits.channel("C2", name="met-twee")
    for channel, users in (("C1", [MARKED]), ("C2", [MARKED, OTHER])):
        for person in users:
            await leads.add(
                ChannelRef("T1", channel),
                Lead(person.user),
                Act(person.user, NINE).change("leads", None, None),
            )
    alone = await privacy(habits).alone(MARKED)
    assert alone == ["voorbeeld"]
    message = privacy_messages.privacy(await privacy(habits).kept(MARKED), alone)
    assert "#voorbeeld" in str(message)
    await privacy(habits).erase(MARKED, NINE)
    assert await leads.of(C1) == []
    assert [lead.user for lead in await leads.of(ChannelRef("T1", "C2"))] == [OTHER.user]


async def test_deleting_while_a_check_in_is_on_its_way_disturbs_nobody(habits: Habits) -> None:
    await habits.plan(await habits.nudge(), MARKED)
    await habits.asking.due(ASKED)
    [row] = await habits.ledger.claim("werker", ASKED, 10)
    await habits.ledger.move(row, Arm("werker", ""), ASKED)
    await privacy(habits).erase(MARKED, ASKED)
    assert await habits.ledger.get(str(row.id)) is None
    assert await habits.asking.due(ASKED + WEEK) == 0


async def test_where_slack_does_not_say_which_conversation_is_whose_nothing_is_called_gone(
    habits: Habits,
) -> None:
    await a_whole_life(habits, MARKED)
    habits.people.away = True
    assert not (await privacy(habits).erase(MARKED, NINE)).everywhere
    habits.people.away = False
    assert (await privacy(habits).erase(MARKED, NINE)).everywhere


async def test_plans_go_after_ninety_days_with_the_rows_that_asked_and_the_job_says_so(
    habits: Habits,
) -> None:
    nudge = await habits.nudge()
    old = await habits.plan(nudge, MARKED)
    await habits.asking.due(ASKED)
    young = await habits.plan(nudge, OTHER, replace(FORM, remind_on=None), NINE + DAY)
    log = SqlAuditLog(habits.engine)
    await log.add(C1, Act(OTHER.user, NINE).change("weekday", 1, 2))
    expiry = Expiry(
        {"plans": (habits.plan_store.expire, retention.PLANS), "audit": (log.forget, retention.AUDIT)},
        SqlVault(habits.engine),
    )
    assert await expiry.run(NINE + retention.PLANS) == {"plans": 0, "audit": 0}
    with captured_logs() as logs:
        assert (await expiry.run(NINE + retention.PLANS + DAY))["plans"] == 1
    [line] = logs.events("retention.deleted")
    assert (line["plans"], line["audit"]) == (1, 0)
    assert await habits.plan_store.get(old.id) is None
    assert await habits.plan_store.get(young.id) is not None
    assert not await habits.sent(f"D{MARKED.user}")
    assert (await expiry.run(NINE + retention.AUDIT + DAY)) == {"plans": 1, "audit": 1}


async def test_a_snooze_goes_when_it_is_over(habits: Habits) -> None:
    end = await habits.plans.snooze(MARKED, dt.date(2025, 1, 9), NINE)
    assert end is not None
    assert await habits.plan_store.expire(end - retention.PLANS) == 0
    assert await habits.plan_store.expire(end - retention.PLANS + DAY) == 1
    assert await habits.plan_store.snoozed(MARKED) is None


async def test_retention_looks_once_an_hour_and_one_fault_stops_no_other_kind(habits: Habits) -> None:
    ran: list[str] = []

    async def breaks(before: dt.datetime) -> int:
        ran.append("breaks")
        raise RuntimeError("kapot")

    async def works(before: dt.datetime) -> int:
        ran.append("works")
        return 1

    expiry = Expiry({"a": (breaks, DAY), "b": (works, DAY)}, SqlVault(habits.engine))
    for minutes in (0, 1, 59, 60):
        await expiry.due(NINE + dt.timedelta(minutes=minutes))
    assert ran == ["breaks", "works"] * 2


async def test_rounds_go_after_two_years_but_those_of_a_trial_stay(habits: Habits) -> None:
    plain = await habits.nudge()
    await habits.feedback.due(NINE)
    await habits.trials.start(VERA, "C1", NINE + DAY)
    tried = await habits.nudge(NINE + WEEK)
    await habits.feedback.due(NINE + WEEK)
    assert await habits.rounds.expire(NINE + 3 * WEEK) == 1
    assert await habits.rounds.get(plain.id) is None
    assert await habits.rounds.get(tried.id) is not None


async def test_nobody_can_read_a_plan_by_guessing(habits: Habits) -> None:
    plan = await habits.plan(await habits.nudge(), MARKED)
    assert plan.id.version == 4
    assert await habits.plan_store.get(uuid.uuid5(plan.nudge, MARKED.user)) is None
