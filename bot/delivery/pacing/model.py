"""How fast posts go to a workspace, and how posts that are due together are spread. Pure.

Slack accepts one message a second in a channel, and an unspecified number in a workspace
(https://docs.slack.dev/apis/web-api/rate-limits). So a workspace starts at a modest rate, is halved when Slack says
that it was too much for the workspace, and recovers within a minute.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, replace

from bot.core.people import ChannelRef

CHANNEL_GAP = 1.0
"""In seconds, between two posts in one channel."""
BURST = 1.0
"""In seconds: how much of its rate a quiet workspace may use at once."""
RECOVERS_IN = 60.0
"""In seconds after the end of a wait, until the rate is back to normal."""
SLOWEST = 1.0
"""In posts a second: a workspace is never slowed below this, unless its normal rate is lower."""
TELLING = 4
"""After this many channels in a row are refused, with no success in between, the limit is the workspace's."""


@dataclass(frozen=True, slots=True)
class Pace:
    """A token bucket. All moments are seconds on one clock that nobody can set; rates are posts a second.

    `rate` holds until `since` and then grows evenly to `most`. `next` is when the next post would come if all were
    spaced evenly.
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
        """When a post requested at `at` may start, and the pace after it."""
        step = 1 / self.rate_at(at)
        due = max(self.next, at)
        start = max(at, due - max(BURST - step, 0.0))
        return start, replace(self, next=due + step)

    def slowed(self, at: float, until: float) -> Pace:
        """The pace after Slack asked at `at` to wait until `until`."""
        return replace(self, rate=self.rate_at(at) / 2, since=max(until, at))


@dataclass(frozen=True, slots=True)
class Refusals:
    """Whether Slack limits the workspace or a channel.

    Slack's answer does not say which of its two limits applies; later answers do. If another channel's post, begun no
    earlier than the refused one, succeeds, it was the channel's limit. If the posts of `needed` channels are refused
    in a row, it is the workspace's. `last` is when the latest of them began.
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
        """Slack accepted a post that began at `begun`."""
        return Refusals() if begun >= self.last else self


def spread(ref: ChannelRef, minutes: float) -> dt.timedelta:
    """How much later than its moment a channel gets its post, so that they do not all come at once: always the same
    for a channel, in whole seconds, evenly distributed over the minutes."""
    digest = hashlib.sha256(f"{ref.workspace}/{ref.channel}".encode()).digest()
    part = int.from_bytes(digest[:8]) / 2**64
    return dt.timedelta(seconds=int(part * minutes * 60))
