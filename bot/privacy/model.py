"""What the privacy report is made of: every column of the database, every scope, every period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from bot.core.words import Words


@dataclass(frozen=True, slots=True)
class Configuration:
    """What is in force: `tables` are all that there are, `rows` how many each has now, empty where the database was not
    read; `facts` are Dutch sentences about the running configuration, `scopes` the rights that the bot
    asks of its platform with the reason for each, `periods` how long what is kept, `words` those of the platform."""

    tables: Sequence[sa.Table]
    rows: Mapping[str, int]
    scopes: Mapping[str, str]
    periods: Mapping[str, dt.timedelta]
    facts: tuple[str, ...]
    words: Words
