"""An honest trial of the plan button: chance decides which weeks have it, and the analysis uses only that chance."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.channels.nudges.choosing import stable_hash
from bot.core import zones
from bot.core.figures import SMALLEST, passes
from bot.core.people import ChannelRef

Arm = Literal["plan", "plain"]

FEWEST_WEEKS = 20
"""With fewer channel-weeks nothing is reported."""
LENGTH = dt.timedelta(weeks=26)
"""A trial ends by itself: then every tip has its button again."""
DRAWS = 4_999
ASK_AFTER = dt.timedelta(days=7)
ANSWERS_FOR = dt.timedelta(days=7)
"""How long the anonymous question can be answered."""


@dataclass(frozen=True, slots=True)
class Trial:
    """The trial of one channel. `seed` was drawn and stored before its first week; `stopped_at` is None unless
    somebody stopped it."""

    id: uuid.UUID
    ref: ChannelRef
    seed: str
    started_at: dt.datetime
    stopped_at: dt.datetime | None = None

    @property
    def ends_at(self) -> dt.datetime:
        return self.started_at + LENGTH

    def arm(self, slot: dt.date) -> Arm:
        return arm(self.seed, self.ref.channel, slot)


@dataclass(frozen=True, slots=True)
class Week:
    """One finished channel-week of a trial: how many people said that they used the tip, how many that they did not,
    and how many could answer."""

    seed: str
    channel: str
    slot: dt.date
    arm: Arm
    yes: int
    no: int
    members: int


@dataclass(frozen=True, slots=True)
class Arms:
    """The counts of one arm over all its weeks; `most` is the largest number of answers in one week that may be shown
    about its channel, 0 if there is none.

    Nobody answers twice in a week, so at least `most` different people answered.
    """

    weeks: int
    yes: int
    no: int
    most: int

    @property
    def share(self) -> float:
        return self.yes / (self.yes + self.no)


@dataclass(frozen=True, slots=True)
class Report:
    """The result of a trial. `weeks` counts all finished weeks; the rest is None if that is too little to say
    anything.

    `used` counts the analysed weeks. `difference` is the share of yes with the button minus the share without it;
    `interval` holds 95 % of its bootstrap over channel-weeks. `p` is the share of all draws, including the real one,
    whose difference is at least as large in either direction.
    """

    weeks: int
    used: int = 0
    plan: Arms | None = None
    plain: Arms | None = None
    difference: float | None = None
    interval: tuple[float, float] | None = None
    p: float | None = None


def last_day(ends_at: dt.datetime, timezone: str) -> dt.date:
    """The last local date with a moment before the end."""
    return zones.local_date(ends_at - dt.timedelta(microseconds=1), timezone)


def arm(seed: str, channel: str, slot: dt.date) -> Arm:
    """The arm that chance gives this channel-week; always the same for the same seed."""
    return "plan" if stable_hash(seed, channel, slot.isoformat())[0] % 2 else "plain"


def report(weeks: Sequence[Week]) -> Report:
    """The analysis of `weeks`, in the order in which they closed.

    It covers as many as `showable` allows, so that subtracting two reports gives no smaller group. Equal input gives
    an equal report.
    """
    used = weeks[: showable(weeks)]
    if not used:
        return Report(len(weeks))
    arms = [week.arm for week in used]
    plan, plain = _arms(used, arms, "plan"), _arms(used, arms, "plain")
    observed = plan.share - plain.share
    drawn = [difference for difference in _redrawn(used) if difference is not None]
    as_large = sum(abs(difference) >= abs(observed) - 1e-12 for difference in drawn)
    return Report(
        len(weeks), len(used), plan, plain, observed, _interval(used), (as_large + 1) / (len(drawn) + 1)
    )


def showable(weeks: Sequence[Week]) -> int:
    """How many of the first weeks may be reported: stretches of `FEWEST_WEEKS` or a multiple, each with at least
    `SMALLEST` yeses, noes and different people in both arms.

    A complete stretch never changes: a later report equals an earlier one, or has whole stretches more.
    """
    start = 0
    for end in range(FEWEST_WEEKS, len(weeks) + 1, FEWEST_WEEKS):
        stretch = weeks[start:end]
        arms = [week.arm for week in stretch]
        counts = [_arms(stretch, arms, which) for which in ("plan", "plain")]
        if min(min(count.yes, count.no, count.most) for count in counts) >= SMALLEST:
            start = end
    return start


def _arms(weeks: Sequence[Week], arms: Sequence[Arm], which: str) -> Arms:
    mine = [week for week, arm in zip(weeks, arms, strict=True) if arm == which]
    answers = [(week.yes + week.no, week.members) for week in mine]
    most = max((count for count, members in answers if passes(count, members)), default=0)
    return Arms(len(mine), sum(week.yes for week in mine), sum(week.no for week in mine), most)


def _difference(weeks: Sequence[Week], arms: Sequence[Arm]) -> float | None:
    plan, plain = _arms(weeks, arms, "plan"), _arms(weeks, arms, "plain")
    if not (plan.yes + plan.no and plain.yes + plain.no):
        return None
    return plan.share - plain.share


def _redrawn(weeks: Sequence[Week]) -> Iterator[float | None]:
    """The differences under other seeds, drawn exactly like the real one."""
    for draw in range(DRAWS):
        yield _difference(weeks, [arm(f"{week.seed}/{draw}", week.channel, week.slot) for week in weeks])


def _interval(weeks: Sequence[Week]) -> tuple[float, float]:
    chance = random.Random("/".join(sorted({week.seed for week in weeks})))  # noqa: S311 - for repeatability, not secrecy
    sides = [[week for week in weeks if week.arm == which] for which in ("plan", "plain")]
    drawn = []
    for _ in range(DRAWS):
        sample = [week for side in sides for week in chance.choices(side, k=len(side))]
        if (difference := _difference(sample, [week.arm for week in sample])) is not None:
            drawn.append(difference)
    drawn.sort()
    return drawn[round(0.025 * (len(drawn) - 1))], drawn[round(0.975 * (len(drawn) - 1))]
