"""How a table is declared: every column says what it is for, and whether it can contain a person.

Migrations make the same tables; a test compares the two, and another refuses a column that says too little.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

from bot.core.people import ChannelRef
from bot.core.words import Sentence

# ruff: noqa: ARG002 - SQLAlchemy passes the dialect, used or not


class Utc(sa.TypeDecorator[dt.datetime]):
    """An aware datetime, stored as UTC and read as UTC. A naive one is refused with ValueError."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a time zone cannot be stored: give it in UTC")
        value = value.astimezone(dt.UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        return value and (value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC))


Holds = Literal["whose", "mention", "private", "hidden", "about", "slack", "never"]
"""`whose`: the id of the person whose row it is, or of their conversation with the bot; they see the row, and it is
erased.
`mention`: it may name a person among other things; they see it, and the name is replaced (a key is erased with its
row).
`private`: it may name a person in what somebody wrote for their own eyes; the name is replaced, and nobody is told.
`hidden`: a name that only a key can trace to a person; found while that key exists, and erased.
`about`: it says something about the person whose row it is, without an id; it is erased with the row.
`slack`: a name given by Slack, which only Slack can change.
`never`: the bot puts no person there.
"""
Ahead = Literal["counts", "goes"]
"""`counts`: the age of the row counts from this moment, so after a repair it counts from then. `goes`: the row is
deleted."""
PERSONAL: frozenset[Holds] = frozenset({"whose", "mention", "private", "hidden", "about"})

ID = "Om de rij terug te vinden."
WORKSPACE = Sentence(
    "Bij welke {platform}-omgeving de rij hoort, en om alles te verwijderen als die omgeving vertrekt."
)
CHANNEL = "Om welk kanaal het gaat."
VERSION = "Om te merken dat een ander de rij net veranderde."

metadata = sa.MetaData()


def table(name: str, purpose: str, *parts: sa.schema.SchemaItem, **options: Any) -> sa.Table:
    """A table of the bot, with its purpose (Dutch)."""
    return sa.Table(name, metadata, *parts, info={"purpose": purpose}, **options)


def column(
    name: str,
    kind: Any,
    purpose: str,
    holds: Holds | None = None,
    *,
    ahead: Ahead | None = None,
    nullable: bool = False,
    **options: Any,
) -> sa.Column[Any]:
    """A column, with its purpose (Dutch) and what it can contain about a person; None for one that cannot contain
    text. `ahead`: what happens to a moment in it that a clock far ahead wrote."""
    said = {"purpose": purpose, "ahead": ahead} | ({"holds": holds} if holds else {})
    return sa.Column(name, kind, nullable=nullable, info=said, **options)


def holds(column: sa.Column[Any]) -> Holds:
    """What the column can contain about a person. Raises KeyError if it can contain text and does not say."""
    found: Holds = column.info["holds"] if can_hold_text(column) else column.info.get("holds", "never")
    return found


def can_hold_text(column: sa.Column[Any]) -> bool:
    return isinstance(stored(column), sa.String | sa.JSON)


def stored(column: sa.Column[Any]) -> sa.types.TypeEngine[Any]:
    """The type in the database, whatever the bot makes of it."""
    return column.type.impl_instance if isinstance(column.type, sa.types.TypeDecorator) else column.type


def holding(tables: Iterable[sa.Table], *kinds: Holds) -> Iterator[tuple[sa.Table, list[sa.Column[Any]]]]:
    """The tables with a column of one of these kinds, and those columns."""
    for one in tables:
        if found := [column for column in one.c if holds(column) in kinds]:
            yield one, found


def in_states(column: sa.ColumnElement[str], states: frozenset[str]) -> sa.ColumnElement[bool]:
    """`column IN (states)` with the states as literals, as a partial index needs them:
    https://www.sqlite.org/partialindex.html#queries_using_partial_indexes"""
    return column.in_([sa.literal_column(f"'{state}'") for state in sorted(states)])


def of_channel(ref: ChannelRef) -> dict[str, str]:
    """The two columns that identify a channel, in every table but its own."""
    return {"workspace": ref.workspace, "channel": ref.channel}


def held(row: Mapping[Any, Any]) -> dict[str, Any]:
    """A row's values, its channel as one `ref`."""
    rest = dict(row)
    return {"ref": ChannelRef(rest.pop("workspace"), rest.pop("channel")), **rest}


def as_row(value: Any, columns: Iterable[sa.Column[Any]]) -> dict[str, Any]:
    """The reverse of `held`: the value in these columns."""
    named = {column.name for column in columns}
    return of_channel(value.ref) | {name: getattr(value, name) for name in named - {"workspace", "channel"}}


once = table(
    "once",
    "Wat vandaag al is gedaan, zodat een dubbele klik niets dubbel doet. Na een dag weg.",
    column(
        "key",
        sa.Text,
        Sentence("Welke klik of welk bericht van {platform} het was; er kan een gebruiker in staan."),
        "mention",
        primary_key=True,
    ),
    column("at", Utc, "Wanneer.", ahead="counts"),
    sa.Index("ix_once_at", "at"),
)
