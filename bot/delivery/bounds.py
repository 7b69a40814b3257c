"""How long each step may take, so that no post is made twice."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields

QUIET_FROM, QUIET_UNTIL = dt.time(20), dt.time(7)
"""Nobody gets a direct message between these local times."""

LEASE = dt.timedelta(seconds=60)
QUARANTINE = dt.timedelta(seconds=120)


@dataclass(frozen=True, slots=True)
class Bounds:
    """How long each step may take. No post is made twice as long as

    lease + quarantine > the longest pause between the last look at the clock and the first byte + the latest moment
    at which Slack still applies a request, counted from its first byte.

    `post` bounds one request; `connect` bounds the look-up of its token before it. `look_back`: how much older than
    its intent a message may appear, because clocks differ.
    """

    post: dt.timedelta = dt.timedelta(seconds=10)
    connect: dt.timedelta = dt.timedelta(seconds=5)
    lease: dt.timedelta = LEASE
    quarantine: dt.timedelta = QUARANTINE
    look_back: dt.timedelta = dt.timedelta(seconds=60)
    first_wait: dt.timedelta = dt.timedelta(seconds=5)
    longest_wait: dt.timedelta = dt.timedelta(minutes=1)

    @property
    def last_start(self) -> dt.timedelta:
        """How long after its claim a post may begin, so that its answer comes before the lease ends."""
        return self.lease - self.post - self.connect

    def scaled(self, by: float) -> Bounds:
        """The same bounds multiplied by `by`."""
        return Bounds(**{one.name: getattr(self, one.name) * by for one in fields(self)})

    def backoff(self, attempts: int, jitter: float) -> dt.timedelta:
        """How long to wait after this many attempts, doubled each time; `jitter` from 0 to 1 scales it by 0.5 to 1.5,
        so that they do not all come back together."""
        wait: dt.timedelta = min(self.first_wait * 2 ** min(attempts - 1, 30), self.longest_wait)
        return wait * (0.5 + jitter)

    def again(self, named: dt.timedelta | None, attempts: int, jitter: float) -> dt.timedelta:
        """How long to wait before posting again; a `named` wait gets only a little more."""
        if named is None:
            return self.backoff(attempts, jitter)
        return named + self.backoff(attempts, jitter) / 5

    def patience(self, late: dt.timedelta, jitter: float) -> dt.timedelta:
        """How long to wait for what cannot be prepared yet: longer the later it is already."""
        return min(max(late / 4, self.first_wait), self.longest_wait) * (0.5 + jitter)
