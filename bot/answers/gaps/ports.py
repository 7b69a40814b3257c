"""What the gap list asks of the database. Times are aware datetimes in UTC."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Protocol

from bot.answers.gaps.model import Gap, Words


class GapStore(Protocol):
    """What was missed. A row holds words, a hidden name and a day, and nothing that leads to a question or a person."""

    async def key(self, number: int, fresh: bytes) -> bytes:
        """The key of this period: the same for every caller, `fresh` for the first."""
        ...

    async def forget_keys(self, before: int) -> None:
        """Delete the keys of the periods before this one."""
        ...

    async def mark(
        self, workspace: str, number: int, askers: Mapping[Words, str], day: dt.date, *, found: bool
    ) -> None:
        """Record for each of these words whether its asker (a hidden name) found it, in place of what they said."""
        ...

    async def shown(self, workspace: str) -> Sequence[Gap]:
        """The words that at least `figures.SMALLEST` people of one period missed, by the period that has most of them.

        A number of people who found them is 0 where it is smaller than that. Fewer than that never leave the store.
        """
        ...

    async def workspaces(self) -> Sequence[str]:
        """The workspaces that anything is kept of."""
        ...

    async def expire(self, before: dt.datetime) -> int:
        """Delete what was recorded before that day; how many rows."""
        ...
