"""The table of channels, and how their settings are stored in it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
import structlog
from pydantic import TypeAdapter
from sqlalchemy.engine import Dialect

from bot.channels.settings.choices import LayersColumn
from bot.channels.settings.model import ChannelSettings
from bot.core.words import Sentence
from bot.core.zones import FALLBACK, is_zone
from bot.database.tables import CHANNEL, VERSION, WORKSPACE, Utc, column, table

log = structlog.get_logger()

_settings = TypeAdapter(ChannelSettings)

# ruff: noqa: ARG002 - SQLAlchemy passes the dialect, used or not


class SettingsColumn(sa.TypeDecorator[ChannelSettings]):
    """A channel's settings as JSON; a missing field, added by a later version, gets its default."""

    impl = sa.JSON
    cache_ok = True

    def process_bind_param(self, value: ChannelSettings | None, dialect: Dialect) -> Any:
        return _settings.dump_python(value, mode="json") if value else None

    def process_result_value(self, value: Any, dialect: Dialect) -> ChannelSettings:
        return _settings.validate_python(_with_a_zone(value))


def _with_a_zone(value: Any) -> Any:
    """The settings, with the fallback zone if the stored one does not exist (any more): its lead sees it in the
    form."""
    rhythm = value.get("rhythm") if isinstance(value, dict) else None
    if not isinstance(rhythm, dict) or is_zone(rhythm.get("timezone")):
        return value
    log.error("channel.zone_unknown", zone=str(rhythm.get("timezone")), instead=FALLBACK)
    return {**value, "rhythm": {**rhythm, "timezone": FALLBACK}}


channels = table(
    "channels",
    "Wat teamleiders voor hun kanaal kozen.",
    column("workspace", sa.Text, WORKSPACE, "never", primary_key=True),
    column("id", sa.Text, CHANNEL, "never", primary_key=True),
    column("name", sa.Text, "De naam van het kanaal, om het te kunnen noemen.", "slack"),
    column("settings", SettingsColumn, "Dag, tijd, thema's en andere keuzes die gelden.", "mention"),
    column("next_due_at", Utc, "Wanneer de volgende tip komt.", nullable=True),
    column("next_slot", sa.Date, "De datum van de volgende tip.", nullable=True),
    column("paused", sa.Text, "Waarom de bot hier niet kan posten.", "never", nullable=True),
    column("version", sa.Integer, VERSION),
    column(
        "layers",
        LayersColumn,
        Sentence("Welke keuze van wie komt: standaard, bestand of {platform}."),
        "mention",
        server_default="{}",
    ),
    column("pause_until", sa.Date, "Tot wanneer de teamleider de tips pauzeerde.", nullable=True),
    column("series_since", sa.Date, "Vanaf wanneer een leerlijn telt.", nullable=True),
    sa.Index("ix_channels_due", "next_due_at", "workspace", "id"),
)
