"""An honest trial of the plan button: chance decides which weeks have it, and the analysis uses that chance alone."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.channels.nudges.choosing import stable_hash
from bot.core.figures import SMALLEST, passes
from bot.core.people import ChannelRef

Arm = Literal["plan", "plain"]

FEWEST_WEEKS = 20
"""With fewer channel-weeks nothing is reported."""
DRAWS = 4_999
ASK_AFTER = dt.timedelta(days=7)
ANSWERS_FOR = dt.timedelta(days=7)
"""For how long the anonymous question can be answered."""


@dataclass(frozen=True, slots=True)
class Trial:
    """The trial of one channel. `seed` was drawn and stored before its first week; a running one never stopped."""

    id: uuid.UUID
    ref: ChannelRef
    seed: str
    started_at: dt.datetime
    stopped_at: dt.datetime | None = None

    def arm(self, slot: dt.date) -> Arm:
        return arm(self.seed, self.ref.channel, slot)


@dataclass(frozen=True, slots=True)
class Week:
    """One channel-week of a trial that is over: how many said that they used the tip, how many that they did not, and
    how many could say so."""

    seed: str
    channel: str
    slot: dt.date
    arm: Arm
    yes: int
    no: int
    members: int


@dataclass(frozen=True, slots=True)
class Arms:
    """The counts of one arm over all its weeks; `most` is the largest number of answers in one of them that may
    be shown of its channel, 0 where there is none.

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
    """What a trial says. `weeks` are all that are over; the rest is None where that is too little to say anything.

    `used` are the weeks that the analysis is of. `difference` is the share of yes with the button minus the share
    without; `interval` holds 95 % of its bootstrap over channel-weeks. `p` is the share of all draws, the real one
    included, whose difference is at least as large, either way.
    """

    weeks: int
    used: int = 0
    plan: Arms | None = None
    plain: Arms | None = None
    difference: float | None = None
    interval: tuple[float, float] | None = None
    p: float | None = None


def arm(seed: str, channel: str, slot: dt.date) -> Arm:
    """Which arm chance gives this channel-week; the same for the same seed, for ever."""
    return "plan" if stable_hash(seed, channel, slot.isoformat())[0] % 2 else "plain"


def report(weeks: Sequence[Week]) -> Report:
    """The analysis of `weeks`, which stand in the order in which they were closed.

    It goes as far as `showable` lets it, so that of two reports no smaller group can be subtracted. Equal input gives
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
    """How many of the first weeks may be reported: stretches of `FEWEST_WEEKS` or a multiple of it, each with at least
    `SMALLEST` yeses, noes and different people in either arm.

    A stretch never changes once it is complete: a later report is an earlier one, or has a whole stretch more.
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
    """The difference under other seeds, drawn exactly as the real one."""
    for draw in range(DRAWS):
        yield _difference(weeks, [arm(f"{week.seed}/{draw}", week.channel, week.slot) for week in weeks])


def _interval(weeks: Sequence[Week]) -> tuple[float, float]:
    chance = random.Random("/".join(sorted({week.seed for week in weeks})))  # noqa: S311 - to repeat, not to hide
    sides = [[week for week in weeks if week.arm == which] for which in ("plan", "plain")]
    drawn = []
    for _ in range(DRAWS):
        sample = [week for side in sides for week in chance.choices(side, k=len(side))]
        if (difference := _difference(sample, [week.arm for week in sample])) is not None:
            drawn.append(difference)
    drawn.sort()
    return drawn[round(0.025 * (len(drawn) - 1))], drawn[round(0.975 * (len(drawn) - 1))]
