"""The clocks that a process lives by, and whether they can be believed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable

import structlog

log = structlog.get_logger()

APART = dt.timedelta(seconds=30)
"""Clocks that differ by more are wrong; nothing that time starts is done while they do."""
SLOW = dt.timedelta(seconds=11)
"""An answer that took longer can show that clocks differ, not that they agree: longer than a request may take."""
NOTED = dt.timedelta(seconds=1)
"""A smaller difference to the database's clock is the time that asking takes."""
SILENT = 300.0
"""In seconds; so long after Slack's clock was last heard it is asked for."""

Work = Callable[[dt.datetime], Awaitable[object]]
"""Does what is due at a moment."""

SLACK = "slack"
_NOTHING = dt.timedelta()


class Clocks:
    """`now` is the last tick's time, moved on by `elapsed`, which gives seconds on a clock that nobody sets and that
    goes on while the machine sleeps. The time of a tick may be of a test's making; `wall` is the machine's clock.

    What somebody else's clock said is moved on by `elapsed` too, and compared with `wall` whenever somebody asks. So a
    comparison holds for as long as the process's own clock and the machine's agree, and a clock that is set is seen
    before anything is done by it. Slack's clock is the one that proves something: the database's server may be the
    same machine. A difference to either is enough to believe nothing.

    Where processes on several machines share a database, the database's clock is the one that counts for leases: the
    difference between it and the machine's, as seen at the last tick, is added to `now`.
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
        """A tick came, at this time. By clocks that differ the time is not taken over: the last one that could be
        believed goes on."""
        trusted = self.trusted()
        if trusted or not self._believed:
            self._now, self._at = now, self.elapsed()
        self._believed = self._believed or trusted
        self._say()

    def now(self) -> dt.datetime:
        return self._now + dt.timedelta(seconds=self.elapsed() - self._at) + self._database

    def database(self, theirs: dt.datetime, took: float = 0.0) -> None:
        """What the database's clock said when it was asked, and how many seconds the answer took: it is from some
        moment between the two."""
        half = dt.timedelta(seconds=took / 2)
        apart = theirs + half - self._wall()
        if abs(apart) <= APART:  # else nothing is done by either
            self._database = apart if abs(apart) > NOTED + half else _NOTHING
        self._hear("database", theirs, took)

    def slack(self, theirs: dt.datetime, took: float = 0.0) -> None:
        """What Slack's clock said, to the second, in an answer that took so many seconds."""
        self._hear(SLACK, theirs, took)

    def trusted(self) -> bool:
        """Whether the machine's clock was compared with Slack's, and no clock is far from it now. Whatever the time
        starts asks this first: to plan, to post, to tell, to settle, and to delete by age."""
        return SLACK in self._heard and not self._differing()

    async def start(self, now: dt.datetime, *works: Work) -> None:
        """Do what is due at `now`, one after the other, for as long as the clocks can be believed."""
        for work in works:
            if self.trusted():
                await work(now)

    def silent(self) -> bool:
        """Whether Slack should be asked: it was not heard lately, or what it said then does not fit any more."""
        heard = self._heard.get(SLACK)
        return heard is None or self.elapsed() - heard[1] > SILENT or bool(self._differing())

    def mended(self, now: Callable[[], dt.datetime]) -> Callable[[], dt.datetime]:
        """`now` as Slack's clock has it, where the machine's is known to be wrong. What a person or Slack asks for does
        not wait for the clock, and must not be written by a wrong one."""

        def right() -> dt.datetime:
            apart = self._apart(SLACK) if SLACK in self._heard else _NOTHING
            return now() + (apart if abs(apart) > APART else _NOTHING)

        return right

    def _hear(self, name: str, theirs: dt.datetime, took: float) -> None:
        wall, latest = self._wall(), theirs + dt.timedelta(seconds=took)
        nearest = min(max(wall, theirs), latest)
        if latest - theirs > SLOW and abs(nearest - wall) <= APART:
            return  # it may be from any moment meanwhile, and proves no agreement
        self._heard[name] = nearest, self.elapsed()
        self._say()

    def _apart(self, name: str) -> dt.timedelta:
        theirs, at = self._heard[name]
        return theirs + dt.timedelta(seconds=self.elapsed() - at) - self._wall()

    def _differing(self) -> dict[str, dt.timedelta]:
        every = {name: self._apart(name) for name in self._heard}
        return {name: apart for name, apart in every.items() if abs(apart) > APART}

    def _say(self) -> None:
        """Log what changed."""
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
