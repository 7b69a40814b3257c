"""A round: one nudge, with what is asked and counted about it until its counts are fixed."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from bot.channels.settings.model import ChannelSettings
from bot.core import figures as gate
from bot.core.figures import NOTHING, Figures, Silence
from bot.core.people import ChannelRef
from bot.core.zones import local_date
from bot.habits.plans.check_ins import COUNT_AFTER, at, working_days_after
from bot.habits.trial.model import ANSWERS_FOR, ASK_AFTER, Arm

QUESTION, COUNT, USED = "team_question", "count", "used_question"

UNCOUNTED = -1
"""The members of a round that a click opened, until they are counted: a click does not wait for a list of people.
Less than any number of people, so that nothing about it is shown."""
SILENT_ROUNDS = 4
"""After this many nudges in a row without a click, the lead is asked."""


@dataclass(frozen=True, slots=True)
class Round:
    """Times are UTC; each `…_at` is None once it is done, or if it is not wanted.

    `question_at`: the team's question. `used_at`: the trial's question. `count_at`: the counts are fixed, and posted
    in the thread if `announced`. `closes_at`: the answers to the trial's question and their `key`, which only a round
    of a trial has, are deleted. `ts` is the nudge's, '' if it was
    not known yet. `members` is the smallest number of people who could click, 0 if Slack ever failed to say, and
    UNCOUNTED before the first count. `figures` are None until they are fixed. `yes` and `no` are the trial's counts,
    fixed at the end. Only the store changes `version`.
    """

    nudge: uuid.UUID
    ref: ChannelRef
    slot: dt.date
    tip: str
    theme: str
    ts: str
    opened_at: dt.datetime
    question_at: dt.datetime | None = None
    count_at: dt.datetime | None = None
    closes_at: dt.datetime | None = None
    announced: bool = False
    used_at: dt.datetime | None = None
    trial: uuid.UUID | None = None
    arm: Arm | None = None
    members: int = 0
    key: bytes | None = field(default=None, repr=False)
    clicked: bool = False
    silence_told: bool = False
    figures: Figures | None = None
    closed_at: dt.datetime | None = None
    yes: int | None = None
    no: int | None = None
    version: int = 1

    @property
    def next_at(self) -> dt.datetime | None:
        """When the next thing is due. Uncounted members are due at once."""
        uncounted = self.opened_at if self.members == UNCOUNTED else None
        moments = (uncounted, self.question_at, self.used_at, self.count_at, self.closes_at)
        return min(filter(None, moments), default=None)


def scheduled(round: Round, settings: ChannelSettings) -> Round:
    """The round with its moments, counted from its nudge's post."""
    timezone = settings.rhythm.timezone
    posted = local_date(round.opened_at, timezone)
    asked = working_days_after(posted, settings.check_in_after, settings)
    counted = at(working_days_after(asked, COUNT_AFTER, settings), timezone)
    used = at(posted + ASK_AFTER, timezone) if round.arm else None
    return replace(
        round,
        question_at=at(asked, timezone) if settings.check_in else None,
        used_at=used,
        count_at=counted,
        closes_at=max(counted, used + ANSWERS_FOR) if used else counted,
        announced=settings.check_in and round.arm != "plain",
    )


def closed(round: Round, now: dt.datetime) -> Round:
    """A round that was over before it was opened: nothing is asked, and nothing was counted."""
    return replace(
        round,
        question_at=None,
        used_at=None,
        count_at=None,
        closes_at=None,
        closed_at=now,
        members=0,
        key=None,
        trial=None,
        arm=None,
        figures=NOTHING,
    )


def voter(key: bytes, person: str) -> str:
    """Who answers, as only the holder of the round's key can recognise it; nobody can once the key is deleted."""
    return hmac.new(key, person.encode(), hashlib.sha256).hexdigest()


def silence(newest_first: Sequence[Round]) -> Silence | None:
    """What may be said about the newest counted rounds, if enough of them in a row had no click."""
    streak = _without_a_click(newest_first)[:SILENT_ROUNDS]
    return gate.silence([round.members for round in streak]) if len(streak) == SILENT_ROUNDS else None


def silent(newest_first: Sequence[Round]) -> bool:
    """Whether to ask the lead: there is a silence that may be told, and it was not asked about before."""
    told = any(round.silence_told for round in _without_a_click(newest_first))
    return silence(newest_first) is not None and not told


def _without_a_click(newest_first: Sequence[Round]) -> list[Round]:
    return list(takewhile(lambda round: not round.clicked, newest_first))
