"""What plans, counts and privacy ask of the outside world. Times are aware datetimes in UTC; see `ports` for the rest.

Every store raises StoreError when its database cannot be used.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from bot.domain.channels import Change, Lead
from bot.domain.deliveries import Delivery
from bot.domain.errors import LeiderschapError
from bot.domain.figures import Tally
from bot.domain.plans import Person, Plan
from bot.domain.rounds import Question, Round
from bot.domain.trial import Trial, Week


class Refused(LeiderschapError):
    """What was asked cannot be done; `sentence` says why, in Dutch, to the person who asked. Nothing was changed.

    `field` names the argument that is wrong, '' where it is none of them.
    """

    def __init__(self, sentence: str, field: str = "") -> None:
        self.sentence = sentence
        self.field = field
        super().__init__(sentence)


class People(Protocol):
    """What is known of people; kept nowhere longer than a day. Everything raises LeiderschapError where Slack fails."""

    async def timezone(self, workspace: str, user: str) -> str:
        """The person's own IANA zone."""
        ...

    async def direct(self, workspace: str, user: str) -> str:
        """The id of the conversation between this person and the bot; it is opened where there was none."""
        ...

    async def members(self, workspace: str, channel: str) -> int:
        """How many people in the channel may click. Bots and guests must not be counted: too high a number would let a
        figure through that points at few people."""
        ...


class Leads(Protocol):
    """Who leads a channel."""

    async def of(self, workspace: str, channel: str) -> Sequence[Lead]:
        """The leads of a channel, the longest first."""
        ...


class PersonalData(Protocol):
    """One kind of data that is kept about people. `title`, `why` and `kept` are Dutch."""

    title: str
    why: str
    kept: str

    async def of(self, person: Person) -> Sequence[Mapping[str, Any]]:
        """All that is kept about this person, as data that JSON can hold, for this person's eyes only."""
        ...

    async def erase(self, person: Person, now: dt.datetime) -> int:
        """Delete it, or part it from the person for ever; how many rows. Erasing twice is as good as once."""
        ...


class Roles(Protocol):
    """Which channels depend on one person."""

    async def alone(self, person: Person) -> Sequence[str]:
        """The names of the channels of which this person is the only lead."""
        ...


class Vault(Protocol):
    """The database's files."""

    async def purge(self, traces: Sequence[str]) -> bool:
        """Make sure that what was deleted cannot be read from the database's files; `traces` are strings that stood
        in it alone. False where a trace is still there, because it is kept elsewhere or somebody was reading."""
        ...


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

    async def current(self, nudge: uuid.UUID, person: Person) -> Plan | None:
        """This person's plan on this nudge; not one that was replanned."""
        ...

    async def all(self, person: Person) -> Sequence[Plan]:
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

    async def snooze(self, person: Person, until: dt.datetime | None) -> None:
        """No check-in before `until`; None ends it."""
        ...

    async def snoozed(self, person: Person) -> dt.datetime | None:
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

    async def step(self, round: Round, deliveries: Sequence[Delivery] = ()) -> bool:
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
