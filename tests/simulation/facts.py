"""The parts of a history, and what is recorded of it for the checks."""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from bot.channels.model import Override
from bot.core.messages import Message
from bot.core.people import ChannelRef
from bot.delivery.model import Delivery
from tests.fakes.ledger import MemoryDatabase

START = dt.datetime(2026, 3, 9, tzinfo=dt.UTC)
"""A Monday; in the weeks after it the clocks of Amsterdam and Chicago change."""

Span = tuple[float, float]
"""From one second of the history to another."""


@dataclass(frozen=True)
class Faults:
    """How often things go wrong: chances at every effect or at every tick. `act`: something happens to a channel.
    `early`: something happens to a channel that is due at a start, before the first tick."""

    crash: float = 0.01
    freeze: float = 0.01
    database: float = 0.01
    lost_commit: float = 0.005
    outage: float = 0.01
    post: float = 0.12
    look: float = 0.1
    clock: float = 0.01
    refusal: float = 0.04
    asleep: float = 0.002
    stop: float = 0.01
    silent: float = 0.05
    wrong: float = 0.05
    dateless: float = 0.05
    act: float = 0.02
    early: float = 0.5


QUIET = Faults(*[0.0] * 14)


@dataclass(frozen=True)
class Posted:
    """A message in a channel, or to a person."""

    at: float
    channel: str
    delivery: str
    message: Message | None = None


@dataclass(frozen=True)
class Request:
    """A post that a process is about to make."""

    at: float
    worker: str
    workspace: str
    delivery: uuid.UUID


@dataclass
class Life:
    """When one process lived, and when something hindered it, so that it need not do anything."""

    born: float
    died: float = float("inf")
    hindered: list[Span] = field(default_factory=list)

    def able(self, first: float, last: float) -> list[Span]:
        return without([(max(self.born, first), min(self.died, last))], self.hindered)


class Past(MemoryDatabase):
    """A database that records everything that was ever written, with the time. `wake` is called when a person makes a
    delivery due again."""

    def __init__(self, wake: Callable[[], None]) -> None:
        super().__init__()
        self.past: dict[uuid.UUID, list[tuple[float, Delivery]]] = {}
        self.overrides: dict[ChannelRef, dict[dt.date, Override]] = {}
        self._wake = wake

    def write(self, row: Delivery) -> None:
        super().write(row)
        past = self.past.setdefault(row.id, [])
        if row.state == "planned" and past and past[-1][1].state == "review":
            self._wake()
        past.append((asyncio.get_running_loop().time(), row))

    def lost(self, id: str) -> int:
        """How often this delivery was unknown."""
        return sum(row.state == "unknown" for _, row in self.past.get(uuid.UUID(id), ()))


def seconds(moment: dt.datetime) -> float:
    """This moment as a second of the history."""
    return (moment - START).total_seconds()


def joined(spans: Iterable[Span]) -> list[Span]:
    """The same spans, with those that overlap joined."""
    found: list[Span] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1]:
            found[-1] = found[-1][0], max(last, found[-1][1])
        elif first < last:
            found.append((first, last))
    return found


def without(spans: Sequence[Span], holes: Iterable[Span]) -> list[Span]:
    """What remains of the spans without the holes."""
    left = list(spans)
    for begin, end in holes:
        left = [
            part
            for first, last in left
            for part in ((first, min(last, begin)), (max(first, end), last))
            if part[0] < part[1]
        ]
    return [span for span in left if span[0] < span[1]]
