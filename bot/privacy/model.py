"""What the privacy report is made of: every column of the database, every scope, every period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """A column with its purpose (Dutch). `personal`: it names a person, or a person wrote it."""

    name: str
    kind: str
    purpose: str
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its purpose (Dutch), and how many rows it has now; None where the database was not read."""

    name: str
    purpose: str
    columns: tuple[Column, ...]
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class Configuration:
    """What is in force: `facts` are Dutch sentences about the running configuration, `scopes` the rights that the bot
    asks of Slack with the reason for each, `periods` how long what is kept."""

    tables: tuple[Table, ...]
    scopes: Mapping[str, str]
    periods: Mapping[str, dt.timedelta]
    facts: tuple[str, ...]
