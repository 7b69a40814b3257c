"""What all rooms ask of the database. Times are aware datetimes in UTC."""

from __future__ import annotations

import datetime as dt
from typing import Protocol


class OnceStore(Protocol):
    """Remembers for a day what was done, so that a repeated click or event does nothing twice."""

    async def first(self, key: str, now: dt.datetime) -> bool:
        """Record the key; True for exactly one caller. `key` names the act, never its content."""
        ...

    async def done(self, key: str) -> bool:
        """Whether the key is recorded."""
        ...

    async def release(self, key: str) -> None:
        """The act came to nothing: it may be done again."""
        ...

    async def forget(self, before: dt.datetime) -> int:
        """Delete what was recorded earlier than `before`; how many."""
        ...
