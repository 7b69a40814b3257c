"""Every column that can contain a person is declared, shown and downloaded, and forgets the person on request."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, get_args

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.answers.gaps.model import asker
from bot.answers.gaps.store import gap_keys, gaps
from bot.channels.audit import SqlAuditLog
from bot.channels.leads import texts as lead_texts
from bot.channels.leads.store import SqlLeadStore
from bot.channels.model import Act, Lead
from bot.channels.settings import words as settings_words
from bot.channels.settings.model import ChannelSettings, Closed, Layers
from bot.channels.store import SqlChannelStore
from bot.channels.tables import channels
from bot.core.errors import LostRace
from bot.core.people import Subject
from bot.database.engine import reading, writing
from bot.database.once import insert_or_ignore
from bot.database.tables import PERSONAL, Holds, can_hold_text, holds
from bot.database.tables import column as declared
from bot.database.vault import SqlVault
from bot.habits.feedback import model as domain_rounds
from bot.habits.feedback.store import votes
from bot.library.tips import Library
from bot.privacy.mentions import Names
from bot.privacy.service import Privacy
from bot.privacy.texts import DELETED_USER
from bot.schema import metadata
from bot.slack.words import WORDS
from tests.factories import C1, NINE, TUESDAYS, a_channel
from tests.fakes.people import People
from tests.text_platform import personal

MARKED = Subject("T1", "U7SPOREN9X", direct="DU7SPOREN9X")
OTHER = Subject("T1", "U8ANDERS9X")
LONGER = "U7SPOREN9XYZ"
"""The id of somebody else, which begins with the same letters."""
KEY = b"k" * 32
COLUMNS = [column for table in metadata.sorted_tables for column in table.c]
HOLDING = [column for column in COLUMNS if holds(column) in PERSONAL - {"about"}]


def named(column: sa.Column[Any]) -> str:
    return f"{column.table.name}.{column.name}"


@pytest.fixture
async def privacy(engine: AsyncEngine) -> Privacy:
    parts = await personal(engine)
    async with writing(engine) as connection:
        await connection.execute(
            sa.delete(gap_keys)
        )  # the bot made one as it started, of bytes that are no text
    return Privacy(parts, SqlLeadStore(engine).alone, People(), SqlVault(engine))


async def dump(engine: AsyncEngine) -> str:
    """Every value in the database, as the database itself writes it."""
    lines = []
    async with reading(engine) as connection:
        for table in metadata.sorted_tables:
            written = [sa.cast(column, sa.Text).label(column.name) for column in table.c]
            rows = await connection.execute(sa.select(*written).order_by(*table.primary_key))
            lines += [f"{table.name}: {row}" for row in rows]
    return "\n".join(lines)


def test_every_column_that_can_hold_text_says_whether_it_holds_a_person() -> None:
    silent = [
        named(one) for one in COLUMNS if can_hold_text(one) and one.info.get("holds") not in get_args(Holds)
    ]
    assert not silent, "say where the table is declared whether it can hold a person"


def test_a_new_column_of_text_is_refused_until_it_is_declared() -> None:
    for kind in (sa.Text, sa.String(9), sa.JSON, sa.Unicode, sa.Enum("a", "b")):
        with pytest.raises(KeyError):
            holds(declared("nickname", kind, "Hoe iemand heet."))
    assert holds(declared("size", sa.Integer, "Hoe groot het is.")) == "never"


def filler(column: sa.Column[Any]) -> Any:
    """Any value that the column accepts."""
    kind = column.type.impl if isinstance(column.type, sa.types.TypeDecorator) else column.type
    if column.name == "workspace":
        return "T1"
    if column.name == "settings":
        return ChannelSettings(TUESDAYS)
    values: Mapping[type, Any] = {
        sa.Text: uuid.uuid4().hex,
        sa.DateTime: NINE,
        sa.Date: NINE.date(),
        sa.Uuid: uuid.uuid4(),
        sa.Boolean: True,
        sa.Integer: 1,
        sa.Float: 1.0,
        sa.LargeBinary: KEY,
        sa.JSON: {},
    }
    return next(value for type_, value in values.items() if isinstance(kind, type_))


def holding(column: sa.Column[Any], id: str) -> Any:
    """A value for this column that contains the person."""
    match named(column):
        case "channels.settings":
            return ChannelSettings(TUESDAYS, closed=(Closed(NINE.date(), NINE.date(), f"{id} vrij"),))
        case "channels.layers":
            return Layers(chosen={"closed": (Closed(NINE.date(), NINE.date(), f"{id} vrij"),)})
        case "audit.before" | "audit.after":
            return ["x", {f"bij {id}": [id]}]
        case "votes.voter":
            return domain_rounds.voter(KEY, f"T1/{id}")
        case "gaps.asker":
            return asker(KEY, "T1", id, ("x",))
    return id if holds(column) == "whose" else f"x/{id}/x"


async def put(engine: AsyncEngine, column: sa.Column[Any], id: str) -> None:
    """Add a row with the person in this column only; in a plan, also as its owner."""
    table = column.table
    row = {one.name: filler(one) for one in table.c if not one.nullable or one.name in ("key", "next_at")}
    row.pop("id", None) if table.name == "audit" else None
    row[column.name] = holding(column, id)
    if named(column) == "plans.direct":
        row["person"] = MARKED.user
    async with writing(engine) as connection:
        if table is votes:
            opened = {one.name: filler(one) for one in metadata.tables["rounds"].c if not one.nullable}
            row |= {"nudge": uuid.uuid4(), "question": "used"}
            opened |= {"nudge": row["nudge"], "key": KEY, "next_at": NINE}
            await connection.execute(sa.insert(metadata.tables["rounds"]).values(opened))
        if table is gaps:
            row["words"] = "x"
            await insert_or_ignore(connection, gap_keys, [{"period": 1, "key": KEY}])
        await connection.execute(sa.insert(table).values(row))


async def test_a_person_in_any_column_is_seen_and_goes(engine: AsyncEngine, privacy: Privacy) -> None:
    await SqlChannelStore(engine).save(a_channel())  # something of nobody, which stays
    clean = await dump(engine)
    for column in HOLDING:
        id = MARKED.direct if column.name == "direct" else MARKED.user
        await put(engine, column, id)
        trace = str(holding(column, id)) if holds(column) == "hidden" else id
        assert trace in await dump(engine), named(column)
        seen = await privacy.kept(MARKED)
        download = json.loads(await privacy.download(MARKED, WORDS))
        assert bool(seen) is bool(download) is (holds(column) != "private"), named(column)
        assert all(part.title and part.why and part.kept for part, _ in seen)
        assert await privacy.kept(OTHER) == [], f"somebody else is shown {named(column)}"
        assert (await privacy.erase(MARKED, NINE)).rows >= 1, named(column)
        left = await dump(engine)
        assert trace not in left, named(column)
        assert set(clean.splitlines()) <= set(left.splitlines()), named(column)
        assert await privacy.kept(MARKED) == [], named(column)
        assert (await privacy.erase(MARKED, NINE)).rows == 0, named(column)


def test_a_name_that_stands_with_the_id_goes_with_it() -> None:
    names = Names(MARKED)
    assert names.without(f"vraag <@{MARKED.user}|vera> of A|B") == f"vraag <@{DELETED_USER}> of A|B"
    assert names.without(f"{MARKED.user}|vera") == f"{DELETED_USER}|vera"


async def test_an_id_that_begins_the_same_is_somebody_elses(engine: AsyncEngine, privacy: Privacy) -> None:
    for column in HOLDING:
        if column.name != "direct":
            await put(engine, column, LONGER)
    before = await dump(engine)
    assert await privacy.kept(MARKED) == []
    assert (await privacy.erase(MARKED, NINE)).rows == 0
    assert await dump(engine) == before


async def test_the_same_id_in_another_workspace_is_left(engine: AsyncEngine, privacy: Privacy) -> None:
    for column in HOLDING:
        if "workspace" in column.table.c:  # keys of clicks name none
            await put(engine, column, MARKED.user)
    before = await dump(engine)
    elsewhere = replace(MARKED, workspace="T2")
    assert await privacy.kept(elsewhere) == []
    assert (await privacy.erase(elsewhere, NINE)).rows == 0
    assert await dump(engine) == before


async def test_who_was_made_a_lead_by_another_sees_it_and_the_row_stays_without_them(
    engine: AsyncEngine,
    privacy: Privacy,
) -> None:
    by = Act(OTHER.user, NINE)
    await SqlLeadStore(engine).add(C1, Lead(MARKED.user), by.change("lead", None, MARKED.user))
    [change] = rows(await privacy.kept(MARKED), lead_texts.AUDIT_TITLE)
    assert (change["door"], change["wat"], change["naar"]) == (lead_texts.AUDIT_OTHER, "lead", MARKED.user)
    await privacy.erase(MARKED, NINE)
    changes = await SqlAuditLog(engine).of(C1, 9)
    assert [(one.user, one.field, one.before, one.after) for one in changes] == [
        (DELETED_USER, "lead", DELETED_USER, None),
        (OTHER.user, "lead", None, DELETED_USER),
    ]


async def test_who_saves_settings_that_were_read_before_does_not_bring_a_name_back(
    engine: AsyncEngine,
    privacy: Privacy,
) -> None:
    store = SqlChannelStore(engine)
    closed = (Closed(NINE.date(), NINE.date(), f"{MARKED.user} vrij"),)
    read = await store.save(a_channel(settings=ChannelSettings(TUESDAYS, closed=closed)))
    await privacy.erase(MARKED, NINE)
    with pytest.raises(LostRace):
        await store.save(read)
    found = await store.get(C1)
    assert found
    assert found.settings.closed[0].name == f"{DELETED_USER} vrij"


async def test_the_name_of_a_channel_is_slacks_and_stays(engine: AsyncEngine, privacy: Privacy) -> None:
    await SqlChannelStore(engine).save(a_channel(name=MARKED.user.lower()))
    await privacy.erase(MARKED, NINE)
    async with reading(engine) as connection:
        assert await connection.scalar(sa.select(channels.c.name)) == MARKED.user.lower()


def rows(kept: Sequence[Any], title: str) -> Sequence[Mapping[str, Any]]:
    return next((rows for part, rows in kept if part.title == title), ())


def test_in_the_history_who_deleted_everything_is_no_mention() -> None:
    gone = DELETED_USER
    change = Act(gone, NINE).change("lead", gone, None)
    for run in (settings_words.who(change), *settings_words.change(change, Library({}, {}, {}))):
        assert run.user is None
