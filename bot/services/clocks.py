"""The clocks that a process lives by, and whether they can be believed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import structlog

log = structlog.get_logger()

APART = dt.timedelta(seconds=30)
"""Clocks that differ by more are wrong; nothing is claimed while they do."""
NOTED = dt.timedelta(seconds=1)
"""A smaller difference to the database's clock is the time that asking takes."""
REMEMBERED = 300.0
"""In seconds; so long a difference counts that was not seen again."""


class Clocks:
    """`now` is the last tick's time, moved on by `elapsed`, which gives seconds on a clock that nobody sets and that
    goes on while the machine sleeps. The time of a tick may be of a test's making; `wall` is the machine's clock.

    Where processes on several machines share a database, the database's clock is the one that counts for leases: the
    difference between it and the machine's, as seen at the last tick, is added to `now`.
    """

    def __init__(self, elapsed: Callable[[], float], wall: Callable[[], dt.datetime]) -> None:
        self.elapsed = elapsed
        self._wall = wall
        self._now = wall()
        self._at = elapsed()
        self._database = dt.timedelta()
        self._last = self._now, self._at
        self._apart: dict[str, float] = {}

    def set(self, now: dt.datetime) -> None:
        """A tick came, at this time. Notices when the machine's clock was set since the last one."""
        at, wall = self.elapsed(), self._wall()
        drift = (wall - self._last[0]) - dt.timedelta(seconds=at - self._last[1])
        self._note("wall", drift)
        self._last = wall, at
        self._now, self._at = now, at

    def now(self) -> dt.datetime:
        return self._now + dt.timedelta(seconds=self.elapsed() - self._at) + self._database

    def database(self, theirs: dt.datetime, took: float = 0.0) -> None:
        """What the database's clock said when it was asked, and how many seconds the answer took: it is from some
        moment between the two."""
        half = dt.timedelta(seconds=took / 2)
        apart = theirs + half - self._wall()
        self._database = apart if abs(apart) > NOTED + half else dt.timedelta()
        self._see("database", apart if abs(apart) > half else dt.timedelta())

    def slack(self, theirs: dt.datetime) -> None:
        """What Slack's clock says now, to the second."""
        self._see("slack", theirs - self._wall())

    def trusted(self) -> bool:
        """Whether no clock was seen far from the others lately."""
        at = self.elapsed()
        self._apart = {name: seen for name, seen in self._apart.items() if at - seen < REMEMBERED}
        return not self._apart

    def _see(self, name: str, apart: dt.timedelta) -> None:
        self._note(name, apart)
        if abs(apart) <= APART:
            self._apart.pop(name, None)

    def _note(self, name: str, apart: dt.timedelta) -> None:
        if abs(apart) > APART:
            log.error("clock.apart", clock=name, seconds=round(apart.total_seconds(), 1))
            self._apart[name] = self.elapsed()
