"""How fast a workspace is posted to, and how posts that are due together are spread. Pure.

Slack takes one message a second in a channel, and a number that it does not name in a workspace
(https://docs.slack.dev/apis/web-api/rate-limits): so a workspace starts at a modest rate, is halved when Slack says
that it was too much for the workspace, and is back within a minute.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, replace

from bot.core.people import ChannelRef

CHANNEL_GAP = 1.0
"""In seconds, between two posts in one channel."""
BURST = 1.0
"""In seconds: so much of its rate a workspace that was quiet may use at once."""
RECOVERS_IN = 60.0
"""In seconds, after the end of a wait; then the rate is what it was before anything was too much."""
SLOWEST = 1.0
"""In posts a second; a workspace is never slowed down to less, unless it was never to have so much."""
TELLING = 4
"""After so many channels in a row were refused, with nothing taken between them, it is not about the channels."""


@dataclass(frozen=True, slots=True)
class Pace:
    """A token bucket. All moments are seconds on one clock that nobody sets; rates are posts a second.

    `rate` holds until `since`, and grows evenly from there up to `most`. `next` is when the next post would come if all
    came evenly.
    """

    most: float
    rate: float
    since: float
    next: float

    @classmethod
    def starting(cls, most: float, at: float) -> Pace:
        return cls(most, most, at, at)

    def rate_at(self, at: float) -> float:
        rate = min(max(self.rate, SLOWEST), self.most)
        back = min(max(at - self.since, 0.0) / RECOVERS_IN, 1.0)
        return rate * (1 - back) + self.most * back

    def taken(self, at: float) -> tuple[float, Pace]:
        """When a post that is asked for at `at` may start, and the pace after it."""
        step = 1 / self.rate_at(at)
        due = max(self.next, at)
        start = max(at, due - max(BURST - step, 0.0))
        return start, replace(self, next=due + step)

    def slowed(self, at: float, until: float) -> Pace:
        """After Slack said at `at` that it was too much, and to wait until then."""
        return replace(self, rate=self.rate_at(at) / 2, since=max(until, at))


@dataclass(frozen=True, slots=True)
class Refusals:
    """Whether it is the workspace that Slack keeps waiting, or a channel.

    Slack's answer does not say which of its two limits it is about. What it does next does: if another channel's post,
    begun no earlier than the one that was refused, is taken, it was the channel's. If the posts of so many channels as
    are `needed` are refused one after the other, it is the workspace's. `last` is when the latest of them was begun.
    """

    needed: int = TELLING
    channels: frozenset[str] = frozenset()
    last: float = float("-inf")

    @property
    def everywhere(self) -> bool:
        return len(self.channels) >= self.needed

    def refused(self, channel: str, begun: float) -> Refusals:
        return replace(self, channels=self.channels | {channel}, last=max(self.last, begun))

    def taken(self, begun: float) -> Refusals:
        """Slack had no objection to the pace of a post that was begun then."""
        return Refusals() if begun >= self.last else self


def spread(ref: ChannelRef, minutes: float) -> dt.timedelta:
    """How much later than its moment a channel gets its post, so that not all come at once: the same for a channel
    every time, in whole seconds, evenly divided over the minutes."""
    digest = hashlib.sha256(f"{ref.workspace}/{ref.channel}".encode()).digest()
    part = int.from_bytes(digest[:8]) / 2**64
    return dt.timedelta(seconds=int(part * minutes * 60))
