"""The clocks that a process uses, and whether they can be trusted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable

import structlog

log = structlog.get_logger()

APART = dt.timedelta(seconds=30)
"""Clocks that differ by more are wrong, and no scheduled work runs while they do."""
SLOW = dt.timedelta(seconds=11)
"""An answer that took longer than a request may take can show that clocks differ, but not that they agree."""
NOTED = dt.timedelta(seconds=1)
"""A smaller difference from the database's clock is the time that asking takes."""
SILENT = 300.0
"""In seconds: Slack is asked for its clock when it was last heard longer ago than this."""

Work = Callable[[dt.datetime], Awaitable[object]]
"""Does the work that is due at a moment."""

SLACK = "slack"
_NOTHING = dt.timedelta()


class Clocks:
    """`now` is the last tick's time plus what `elapsed` counted since: seconds on a clock that nobody can set and
    that keeps running while the machine sleeps. A test may make up the time of a tick; `wall` is the machine's clock.

    What another clock said also moves on by `elapsed`, and is compared with `wall` at every check. So a comparison
    holds as long as the process's own clock and the machine's agree, and a clock that somebody sets is noticed before
    any work relies on it. Only Slack's clock proves something: the database's server may be this same machine. A
    difference from either is enough to trust none.

    If processes on several machines share a database, leases follow the database's clock: its difference from the
    machine's, seen at the last tick, is added to `now`.
    """

    def __init__(self, elapsed: Callable[[], float], wall: Callable[[], dt.datetime]) -> None:
        self.elapsed = elapsed
        self._wall = wall
        self._now = wall()
        self._at = elapsed()
        self._database = _NOTHING
        self._heard: dict[str, tuple[dt.datetime, float]] = {}
        self._believed = False
        self._said: tuple[str, ...] = ()

    def set(self, now: dt.datetime) -> None:
        """A tick came at this time. If clocks differ, its time is ignored and the last trusted time continues."""
        trusted = self.trusted()
        if trusted or not self._believed:
            self._now, self._at = now, self.elapsed()
        self._believed = self._believed or trusted
        self._say()

    def now(self) -> dt.datetime:
        return self._now + dt.timedelta(seconds=self.elapsed() - self._at) + self._database

    def database(self, theirs: dt.datetime, took: float = 0.0) -> None:
        """What the database's clock said, and how many seconds the answer took: it read the clock at some moment in
        between."""
        half = dt.timedelta(seconds=took / 2)
        apart = theirs + half - self._wall()
        if abs(apart) <= APART:  # otherwise no work relies on either
            self._database = apart if abs(apart) > NOTED + half else _NOTHING
        self._hear("database", theirs, took)

    def slack(self, theirs: dt.datetime, took: float = 0.0) -> None:
        """What Slack's clock said, to the second, in an answer that took `took` seconds."""
        self._hear(SLACK, theirs, took)

    def trusted(self) -> bool:
        """Whether the machine's clock was compared with Slack's and no clock is far from it now. All scheduled work
        checks this first: planning, posting, notices, settling, and deletion by age."""
        return SLACK in self._heard and not self._differing()

    async def start(self, now: dt.datetime, *works: Work) -> None:
        """Do the work due at `now`, one after the other, as long as the clocks can be trusted."""
        for work in works:
            if self.trusted():
                await work(now)

    def silent(self) -> bool:
        """Whether to ask Slack: it was not heard recently, or what it said no longer fits."""
        heard = self._heard.get(SLACK)
        return heard is None or self.elapsed() - heard[1] > SILENT or bool(self._differing())

    def mended(self, now: Callable[[], dt.datetime]) -> Callable[[], dt.datetime]:
        """`now` by Slack's clock, if the machine's is known to be wrong. Requests by people and Slack do not wait for
        a right clock, and must not be recorded with a wrong one."""

        def right() -> dt.datetime:
            apart = self._apart(SLACK) if SLACK in self._heard else _NOTHING
            return now() + (apart if abs(apart) > APART else _NOTHING)

        return right

    def _hear(self, name: str, theirs: dt.datetime, took: float) -> None:
        wall, latest = self._wall(), theirs + dt.timedelta(seconds=took)
        nearest = min(max(wall, theirs), latest)
        if latest - theirs > SLOW and abs(nearest - wall) <= APART:
            return  # it may be from any moment in between, so it proves nothing
        self._heard[name] = nearest, self.elapsed()
        self._say()

    def _apart(self, name: str) -> dt.timedelta:
        theirs, at = self._heard[name]
        return theirs + dt.timedelta(seconds=self.elapsed() - at) - self._wall()

    def _differing(self) -> dict[str, dt.timedelta]:
        every = {name: self._apart(name) for name in self._heard}
        return {name: apart for name, apart in every.items() if abs(apart) > APART}

    def _say(self) -> None:
        """Log changes."""
        differing = self._differing()
        said = (*(() if SLACK in self._heard else ("unknown",)), *differing)
        if said == self._said:
            return
        for name, apart in differing.items():
            log.error("clock.apart", clock=name, seconds=round(apart.total_seconds(), 1))
        if SLACK not in self._heard:
            log.error("clock.unknown")
        if self._said and not said:
            log.info("clock.agrees")
        self._said = said
