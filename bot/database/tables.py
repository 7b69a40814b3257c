"""The tables, and how a domain value becomes a column. Migrations make the same tables; a test compares the two."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
import structlog
from pydantic import TypeAdapter
from sqlalchemy.engine import Dialect

from bot.channels.settings.choices import LayersColumn
from bot.channels.settings.model import ChannelSettings
from bot.core.zones import FALLBACK, is_zone
from bot.delivery.model import IN_FLIGHT, NOTICE

log = structlog.get_logger()

_settings = TypeAdapter(ChannelSettings)


# ruff: noqa: ARG002 - a type gets the dialect, whether it asks for it or not


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


class SettingsColumn(sa.TypeDecorator[ChannelSettings]):
    """A channel's settings as JSON; fields that a later version added get their default when they are missing."""

    impl = sa.JSON
    cache_ok = True

    def process_bind_param(self, value: ChannelSettings | None, dialect: Dialect) -> Any:
        return _settings.dump_python(value, mode="json") if value else None

    def process_result_value(self, value: Any, dialect: Dialect) -> ChannelSettings:
        return _settings.validate_python(_with_a_zone(value))


def _with_a_zone(value: Any) -> Any:
    """The settings, in the fallback zone where the stored one is none (any more): its lead sees that in the form."""
    rhythm = value.get("rhythm") if isinstance(value, dict) else None
    if not isinstance(rhythm, dict) or is_zone(rhythm.get("timezone")):
        return value
    log.error("channel.zone_unknown", zone=str(rhythm.get("timezone")), instead=FALLBACK)
    return {**value, "rhythm": {**rhythm, "timezone": FALLBACK}}


def in_states(column: sa.ColumnElement[str], states: frozenset[str]) -> sa.ColumnElement[bool]:
    """`column IN (states)` with the states in the text of the statement, as a partial index wants to see them."""
    return column.in_([sa.literal_column(f"'{state}'") for state in sorted(states)])


def is_notice(table: sa.FromClause) -> sa.ColumnElement[bool]:
    """Whether a delivery tells what went wrong, as a partial index wants to see it."""
    equal: sa.ColumnElement[bool] = table.c.kind == sa.literal_column(f"'{NOTICE}'")
    return equal


metadata = sa.MetaData()

channels = sa.Table(
    "channels",
    metadata,
    sa.Column("workspace", sa.Text, primary_key=True),
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("settings", SettingsColumn, nullable=False),
    sa.Column("next_due_at", Utc),
    sa.Column("next_slot", sa.Date),
    sa.Column("paused", sa.Text),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("layers", LayersColumn, nullable=False, server_default="{}"),
    sa.Column("pause_until", sa.Date),
    sa.Column("series_since", sa.Date),
    sa.Index("ix_channels_due", "next_due_at", "workspace", "id"),
)

deliveries = sa.Table(
    "deliveries",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("workspace", sa.Text, nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("slot", sa.Date, nullable=False),
    sa.Column("due_at", Utc, nullable=False),
    sa.Column("expires_at", Utc, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("tip", sa.Text, nullable=False),
    sa.Column("not_before", Utc),
    sa.Column("owner", sa.Text),
    sa.Column("lease_until", Utc),
    sa.Column("armed_at", Utc),
    sa.Column("quarantine_until", Utc),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("ts", sa.Text),
    sa.Column("error", sa.Text),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("stale_at", Utc),  # domain's `stale_at`, kept so that one index finds what time alone decides
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

once = sa.Table(
    "once",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("at", Utc, nullable=False),
    sa.Index("ix_once_at", "at"),
)
