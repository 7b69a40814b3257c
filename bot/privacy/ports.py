"""What is asked of the database about a person's data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from bot.core.people import Subject

Rows = Sequence[Mapping[str, Any]]


class PersonalData(Protocol):
    """One kind of data that is kept about people. `title`, `why` and `kept` are Dutch."""

    title: str
    why: str
    kept: str

    async def of(self, person: Subject) -> Rows:
        """All that is kept about this person, as data that JSON can hold, for this person's eyes only."""
        ...

    async def erase(self, person: Subject, now: dt.datetime) -> int:
        """Delete it, or part it from the person for ever; how many rows. Erasing twice is as good as once."""
        ...
