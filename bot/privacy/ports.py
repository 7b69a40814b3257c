"""What is asked of the database about a person's data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from bot.core.people import Person

Rows = Sequence[Mapping[str, Any]]


class PersonalData(Protocol):
    """One kind of data that is kept about people. `title`, `why` and `kept` are Dutch."""

    title: str
    why: str
    kept: str

    async def of(self, person: Person) -> Rows:
        """All that is kept about this person, as data that JSON can hold, for this person's eyes only."""
        ...

    async def erase(self, person: Person, now: dt.datetime) -> int:
        """Delete it, or part it from the person for ever; how many rows. Erasing twice is as good as once."""
        ...


class Roles(Protocol):
    """Which channels depend on one person."""

    async def alone(self, person: Person) -> Sequence[str]:
        """The names of the channels of which this person is the only lead."""
        ...


class Vault(Protocol):
    """The database's files."""

    async def purge(self, traces: Sequence[str]) -> bool:
        """Make sure that what was deleted cannot be read from the database's files; `traces` are strings that stood
        in it alone. False where a trace is still there, because it is kept elsewhere or somebody was reading."""
        ...
