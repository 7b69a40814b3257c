"""A person's name in data that is also about others: the log of changes, and texts by teams and colleagues."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.core.features import Personal, Rows
from bot.core.people import Subject
from bot.database.engine import reading, writing
from bot.database.tables import holding, once, stored
from bot.privacy import texts

VERSIONED = ("channels", "added_articles")
"""Tables whose rows count their changes for who read one before: a change under way has read the name, so it must
fail, and what was made of the row has to be made again."""

Found = tuple[Mapping[str, Any], Mapping[str, Any]]
"""A row, and those of its values that name the person."""


class Names:
    """The ids of one person. Only a whole id counts: `U1VERA2` does not contain `U1VERA`."""

    def __init__(self, person: Subject) -> None:
        self.ids = tuple(id for id in (person.user, person.direct) if id)
        whole = "|".join(map(re.escape, self.ids))
        # in `<@U1|vera>` the name behind the id too
        self._whole = re.compile(rf"(?<![A-Za-z0-9])(?:{whole})(?![A-Za-z0-9])(?:\|[^<>|]*(?=>))?")

    def within(self, column: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
        """Rows that may name the person; `stand_in` decides."""
        written = sa.cast(column, sa.Text)
        return sa.or_(*(written.contains(id, autoescape=True) for id in self.ids))

    def stand_in(self, value: Any) -> bool:
        return bool(value != self.without(value))

    def without(self, value: Any) -> Any:
        """The value, plain JSON, with every mention of the person replaced."""
        if isinstance(value, str):
            return self._whole.sub(texts.DELETED_USER, value)
        if isinstance(value, list):
            return [self.without(one) for one in value]
        if isinstance(value, dict):
            return {self.without(key): self.without(one) for key, one in value.items()}
        return value


class Mentions:
    """What names a person in some tables."""

    def __init__(self, engine: AsyncEngine, tables: Sequence[sa.Table]) -> None:
        self._engine = engine
        self._tables = tables

    async def erase(self, person: Subject, _now: dt.datetime) -> int:
        names, erased = Names(person), 0
        async with writing(self._engine) as connection:
            for table, columns in holding(self._tables, "mention", "private"):
                found = await _found(connection, table, columns, person, names, lock=True)
                for row, named in found:
                    await _taken_out(connection, table, row, named, names)
                    erased += 1
        return erased

    async def seen(self, person: Subject) -> Sequence[tuple[sa.Table, Found]]:
        async with reading(self._engine) as connection:
            return [
                (table, found)
                for table, columns in holding(self._tables, "mention")
                for found in await _found(connection, table, columns, person, Names(person))
            ]


def parts(engine: AsyncEngine, tables: Sequence[sa.Table]) -> Sequence[Personal]:
    """Keys of today's actions that name the person, and whatever else names them in these `tables`: texts by their
    teams, and settings. Only the author sees what a colleague wrote in a plan; the name is removed from it all the
    same."""
    today, texts_of_teams = Mentions(engine, [once]), Mentions(engine, tables)

    async def clicks(person: Subject) -> Rows:
        return [{"wanneer": row["at"].isoformat()} for _, (row, _) in await today.seen(person)]

    async def mentions(person: Subject) -> Rows:
        return [
            {
                "waar": table.info["purpose"],
                "kanaal": row.get("channel") or row.get("id"),
                "tekst": dict(named),
            }
            for table, (row, named) in await texts_of_teams.seen(person)
        ]

    return (
        Personal(texts.CLICKS_TITLE, texts.CLICKS_WHY, texts.CLICKS_KEPT, clicks, today.erase),
        Personal(
            texts.MENTIONS_TITLE, texts.MENTIONS_WHY, texts.MENTIONS_KEPT, mentions, texts_of_teams.erase
        ),
    )


async def _found(
    connection: AsyncConnection,
    table: sa.Table,
    columns: Sequence[sa.Column[Any]],
    person: Subject,
    names: Names,
    *,
    lock: bool = False,
) -> Sequence[Found]:
    """The rows that name the person in one of these columns."""
    wanted = [_plain(column).label(column.name) for column in table.c]
    query = sa.select(*wanted).where(sa.or_(*(names.within(column) for column in columns)))
    if "workspace" in table.c:
        query = query.where(table.c.workspace == person.workspace)
    query = query.order_by(*table.primary_key)
    found = await connection.execute(query.with_for_update() if lock else query)
    rows = [dict(row) for row in found.mappings()]
    named = [{one.name: row[one.name] for one in columns if names.stand_in(row[one.name])} for row in rows]
    return [(row, values) for row, values in zip(rows, named, strict=True) if values]


async def _taken_out(
    connection: AsyncConnection,
    table: sa.Table,
    row: Mapping[str, Any],
    named: Mapping[str, Any],
    names: Names,
) -> None:
    one = sa.and_(*(column == row[column.name] for column in table.primary_key))
    if any(column.name in named for column in table.primary_key):
        await connection.execute(sa.delete(table).where(one))
        return
    values: dict[str, Any] = {
        name: sa.literal(names.without(value), _plain(table.c[name]).type) for name, value in named.items()
    }
    if table.name in VERSIONED:
        values["version"] = table.c.version + 1
    await connection.execute(sa.update(table).where(one).values(values))


def _plain(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    """The column as stored: JSON as data, whatever type the bot gives it."""
    return sa.type_coerce(column, sa.JSON) if isinstance(stored(column), sa.JSON) else column
