"""How choices for a channel are stored in a column: as JSON that a person can read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_type_hints

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.engine import Dialect

from bot.channels.calendar.rhythm import Rhythm
from bot.channels.settings.model import FIELDS, ChannelSettings, Layers
from bot.core.zones import is_zone

_TYPES = get_type_hints(ChannelSettings) | get_type_hints(Rhythm)
_FIELDS: dict[str, TypeAdapter[Any]] = {name: TypeAdapter(_TYPES[name]) for name in FIELDS}
_LAYERS = ("default", "file_defaults", "file", "chosen")
_BEFORE = {"chosen": "slack"}
"""The old name of a layer, from when Slack was the only platform. Both names are written: a process of an earlier
version, which may run while a new one starts, reads and writes only the old one."""


def _layer(layers: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = layers.get(name, layers.get(_BEFORE.get(name, ""), {}))
    return found


def dump(field: str, value: Any) -> Any:
    """A setting's value as plain data; values of other fields are plain already."""
    return _FIELDS[field].dump_python(value, mode="json") if field in _FIELDS else value


def load(field: str, value: Any) -> Any:
    """The value that `dump` made plain."""
    return _FIELDS[field].validate_python(value) if field in _FIELDS else value


# ruff: noqa: ARG002 - SQLAlchemy passes the dialect, used or not


class LayersColumn(sa.TypeDecorator[Layers]):
    """A channel's layers as JSON. Fields of another version that this one does not have are left out, as is a time
    zone that does not exist (any more)."""

    impl = sa.JSON
    cache_ok = True

    def process_bind_param(self, value: Layers | None, dialect: Dialect) -> Any:
        value = value or Layers()
        written = {
            name: {field: dump(field, chosen) for field, chosen in getattr(value, name).items()}
            for name in _LAYERS
        }
        return {"locked": value.locked} | written | {old: written[new] for new, old in _BEFORE.items()}

    def process_result_value(self, value: Any, dialect: Dialect) -> Layers:
        layers = {
            name: {
                field: load(field, chosen)
                for field, chosen in _layer(value, name).items()
                if field in _FIELDS and (field != "timezone" or is_zone(chosen))
            }
            for name in _LAYERS
        }
        return Layers(**layers, locked=value.get("locked", False))
