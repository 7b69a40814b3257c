"""What is kept about plans, feedback and the trial.

Times are aware datetimes in UTC; every store raises StoreError.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from typing import Protocol

from bot.channels.model import Change
from bot.core.figures import Tally
from bot.core.people import Actor
from bot.delivery.model import Delivery
from bot.habits.feedback.model import Question, Round
from bot.habits.plans.model import Plan
from bot.habits.trial.model import Trial, Week


class PlanStore(Protocol):
    """The plans. Every write is a compare-and-swap on the version, and raises LostRace when somebody else was first."""

    async def add(self, plan: Plan) -> Plan:
        """Insert it. Raises LostRace when this person has a plan on this nudge already."""
        ...

    async def save(self, plan: Plan) -> Plan:
        """Overwrite it, whole; returns it with its new version."""
        ...

    async def replace(self, old: Plan, new: Plan) -> Plan:
        """Save `old` as replanned and insert `new`, in one transaction; returns `new`."""
        ...

    async def get(self, id: uuid.UUID) -> Plan | None: ...

    async def current(self, nudge: uuid.UUID, person: Actor) -> Plan | None:
        """This person's plan on this nudge; not one that was replanned."""
        ...

    async def all(self, person: Actor) -> Sequence[Plan]:
        """All plans of a person, newest first."""
        ...

    async def due(self, now: dt.datetime, limit: int) -> Sequence[Plan]:
        """Open plans with remind_at <= now, longest due first; one indexed query."""
        ...

    async def ask(self, plan: Plan, delivery: Delivery) -> bool:
        """Save the plan and insert the delivery that asks about it, in one transaction; False when the plan changed."""
        ...

    async def remove(self, plans: Sequence[Plan]) -> None:
        """Delete these plans and the deliveries of their check-ins, in one transaction."""
        ...

    async def snooze(self, person: Actor, until: dt.datetime | None) -> None:
        """No check-in before `until`; None ends it."""
        ...

    async def snoozed(self, person: Actor) -> dt.datetime | None:
        """Until when this person wants no check-ins."""
        ...


class RoundStore(Protocol):
    """The rounds, and the votes of those that are not closed."""

    async def get(self, nudge: uuid.UUID) -> Round | None: ...

    async def unopened(self, armed_since: dt.datetime, limit: int) -> Sequence[Delivery]:
        """Nudges that were armed since then and posted, and have no round yet, oldest first; one indexed query."""
        ...

    async def open(self, round: Round) -> None:
        """Insert it, unless it is there already."""
        ...

    async def due(self, now: dt.datetime, limit: int) -> Sequence[Round]:
        """Rounds with next_at <= now, longest due first; one indexed query."""
        ...

    async def step(self, round: Round, due: Sequence[Delivery] = ()) -> bool:
        """Save the round and insert the deliveries in one transaction; nothing and False when it changed meanwhile.

        A round without a key keeps no votes: they are deleted in the same transaction.
        """
        ...

    async def clicked(self, nudge: uuid.UUID) -> None:
        """Somebody, whoever it was, pressed something under this nudge."""
        ...

    async def vote(
        self, nudge: uuid.UUID, question: Question, voter: Callable[[bytes], str], yes: bool
    ) -> bool:
        """Record a vote, in place of this voter's earlier one; `voter` makes the voter of the round's key.

        False when the round takes no votes any more, whatever a caller read before.
        """
        ...

    async def tally(self, nudge: uuid.UUID) -> Tally:
        """How many people did what. For fixing the figures, never for showing."""
        ...

    async def used(self, nudge: uuid.UUID) -> tuple[int, int]:
        """How many people said that they used the tip, and that they did not."""
        ...

    async def latest(self, workspace: str, channel: str, limit: int) -> Sequence[Round]:
        """The channel's rounds, newest slot first."""
        ...


class TrialStore(Protocol):
    """The trials."""

    async def start(self, trial: Trial) -> None:
        """Raises LostRace where one runs in this channel."""
        ...

    async def running(self, workspace: str, channel: str) -> Trial | None: ...

    async def stop(self, trial: Trial, now: dt.datetime) -> None: ...

    async def weeks(self) -> Sequence[Week]:
        """All closed channel-weeks of all trials, in the order in which they were closed."""
        ...


class Audit(Protocol):
    """Who changed what."""

    async def add(self, workspace: str, channel: str, change: Change) -> None:
        """Record one change that was made to nothing of the channel's row."""
        ...
