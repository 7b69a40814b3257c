"""The table of deliveries, its indexes, and how a row is written and read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.core.words import Sentence
from bot.database.engine import reading
from bot.database.once import insert_or_ignore
from bot.database.tables import ID, VERSION, WORKSPACE, Utc, as_row, column, held, in_states, table
from bot.delivery.model import IN_FLIGHT, NOTICE, Delivery, stale_at


def is_notice(table: sa.FromClause) -> sa.ColumnElement[bool]:
    """Whether a delivery is a notice, written as a partial index needs it."""
    equal: sa.ColumnElement[bool] = table.c.kind == sa.literal_column(f"'{NOTICE}'")
    return equal


channels = sa.table(
    "channels",
    sa.column("workspace", sa.Text),
    sa.column("id", sa.Text),
    sa.column("name", sa.Text),
    sa.column("next_due_at", Utc),
    sa.column("next_slot", sa.Date),
    sa.column("version", sa.Integer),
)
"""The part of the channels table that the ledger uses: it moves a channel on in the transaction that writes the
rows."""

deliveries = table(
    "deliveries",
    "Het logboek van berichten, zodat niets dubbel wordt geplaatst. Er staat geen tekst in.",
    column("id", sa.Uuid, ID, primary_key=True),
    column("workspace", sa.Text, WORKSPACE, "never"),
    column(
        "channel",
        sa.Text,
        "Waar het bericht kwam. Bij een vraag aan één persoon is dit het gesprek met de bot.",
        "whose",
    ),
    column("kind", sa.Text, "Wat voor bericht het was.", "never"),
    column("slot", sa.Date, "De datum waar het bericht bij hoort."),
    column("due_at", Utc, "Wanneer het moest komen."),
    column("expires_at", Utc, "Tot wanneer het nog zin had."),
    column("state", sa.Text, "Hoe ver het is.", "never"),
    column(
        "subject", sa.Text, "Het nummer van het plan, de tip of het kanaal waar het over ging.", "mention"
    ),
    column("tip", sa.Text, "Welke tip het was.", "never"),
    column("not_before", Utc, "Wanneer het opnieuw geprobeerd mag worden.", nullable=True),
    column("owner", sa.Text, "Welk proces ermee bezig is.", "never", nullable=True),
    column("lease_until", Utc, "Tot wanneer dat proces de tijd heeft.", nullable=True),
    column("armed_at", Utc, "Wanneer het versturen begon.", nullable=True),
    column(
        "quarantine_until",
        Utc,
        Sentence("Tot wanneer gewacht wordt als het antwoord van {platform} kwijt is."),
        nullable=True,
    ),
    column("attempts", sa.Integer, "Hoe vaak het geprobeerd is."),
    column("ts", sa.Text, Sentence("Waar het bericht in {platform} staat."), "never", nullable=True),
    column("error", sa.Text, "Waarom het niet lukte, als code.", "never", nullable=True),
    column("version", sa.Integer, VERSION),
    # `model.stale_at`, stored so that one index finds what time alone decides.
    column("stale_at", Utc, "Wanneer de tijd zelf iets beslist.", nullable=True),
    sa.UniqueConstraint("workspace", "channel", "kind", "slot", "subject", name="uq_deliveries_slot"),
)
_in_flight = in_states(deliveries.c.state, IN_FLIGHT)
_planned = in_states(deliveries.c.state, frozenset({"planned"}))
_open = deliveries.c.stale_at.is_not(None)
sa.Index(
    "uq_deliveries_in_flight",
    deliveries.c.workspace,
    deliveries.c.channel,
    unique=True,
    sqlite_where=_in_flight,
    postgresql_where=_in_flight,
)
sa.Index(
    "ix_deliveries_due",
    deliveries.c.due_at,
    deliveries.c.id,
    sqlite_where=_planned,
    postgresql_where=_planned,
)
sa.Index(
    "ix_deliveries_planned",
    deliveries.c.workspace,
    deliveries.c.channel,
    deliveries.c.due_at,
    sqlite_where=_planned,
    postgresql_where=_planned,
)
sa.Index(
    "ix_deliveries_lane",
    deliveries.c.workspace,
    deliveries.c.due_at,
    deliveries.c.id,
    sqlite_where=_planned,
    postgresql_where=_planned,
)
_planned_notice = sa.and_(_planned, is_notice(deliveries))
sa.Index(
    "ix_deliveries_notices",
    deliveries.c.workspace,
    deliveries.c.due_at,
    deliveries.c.id,
    sqlite_where=_planned_notice,
    postgresql_where=_planned_notice,
)
sa.Index("ix_deliveries_stale", deliveries.c.stale_at, sqlite_where=_open, postgresql_where=_open)

COLUMNS = tuple(column for column in deliveries.c if column.name != "stale_at")
"""The columns that make a `Delivery`."""


def values(row: Delivery) -> dict[str, Any]:
    """The row as it is stored."""
    return as_row(row, COLUMNS) | {"stale_at": stale_at(row)}


async def insert_deliveries(connection: AsyncConnection, rows: Sequence[Delivery]) -> None:
    """Insert these in the caller's transaction; a slot that has a row keeps it."""
    await insert_or_ignore(connection, deliveries, [values(row) for row in rows])


async def read_deliveries(engine: AsyncEngine, query: sa.Select[Any]) -> Sequence[Delivery]:
    """The deliveries that a query for COLUMNS finds."""
    async with reading(engine, once=True) as connection:
        return [Delivery(**held(row)) for row in (await connection.execute(query)).mappings()]
