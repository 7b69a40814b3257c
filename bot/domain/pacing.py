"""How fast a workspace is posted to, and how posts that are due together are spread. Pure.

Slack takes one message a second in a channel, and a number that it does not name in a workspace: so a workspace starts
at a modest rate, is halved when Slack says that it was too much, and comes back slowly.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, replace

CHANNEL_GAP = 1.0
"""In seconds, between two posts in one channel."""
BURST = 1.0
"""In seconds: so much of its rate a workspace that was quiet may use at once."""
RECOVERY = 1.1
"""The rate grows to so many times itself in a minute."""
SLOWEST = 0.1
"""In posts a second."""


@dataclass(frozen=True, slots=True)
class Pace:
    """A token bucket. All moments are seconds on one clock that nobody sets; rates are posts a second.

    `rate` held at `since`, and grows from there up to `most`. `next` is when the next post would come if all came
    evenly.
    """

    most: float
    rate: float
    since: float
    next: float

    @classmethod
    def starting(cls, most: float, at: float) -> Pace:
        return cls(most, most, at, at)

    def rate_at(self, at: float) -> float:
        minutes = max(at - self.since, 0.0) / 60
        return float(min(self.most, self.rate * RECOVERY ** min(minutes, 1000.0)))

    def taken(self, at: float) -> tuple[float, Pace]:
        """When a post that is asked for at `at` may start, and the pace after it."""
        step = 1 / self.rate_at(at)
        due = max(self.next, at)
        start = max(at, due - max(BURST - step, 0.0))
        return start, replace(self, next=due + step)

    def slowed(self, at: float) -> Pace:
        """After Slack said that it was too much."""
        return replace(self, rate=max(self.rate_at(at) / 2, SLOWEST), since=at)


def spread(workspace: str, channel: str, minutes: float) -> dt.timedelta:
    """How much later than its moment a channel gets its post, so that not all come at once: the same for a channel
    every time, in whole seconds, evenly divided over the minutes."""
    if minutes <= 0:
        return dt.timedelta()
    digest = hashlib.sha256(f"{workspace}/{channel}".encode()).digest()
    part = int.from_bytes(digest[:8], "big") / 2**64
    return dt.timedelta(seconds=int(part * minutes * 60))
