"""Slows down people who ask too much, without affecting others."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Literal

REMEMBERED = 10_000
"""How many people are remembered. The one who was silent longest is forgotten and starts with a full bucket."""


class Buckets:
    """A token bucket for each key: `capacity` tokens, refilled in `seconds`. `elapsed` is a clock in seconds."""

    def __init__(self, capacity: int, seconds: float, elapsed: Callable[[], float]) -> None:
        self._capacity = capacity
        self._refill = capacity / seconds
        self._elapsed = elapsed
        self._held: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def take(self, key: Hashable) -> bool:
        """Take a token from the key's bucket; False if it is empty."""
        now = self._elapsed()
        tokens, at = self._held.pop(key, (self._capacity, now))
        tokens = min(self._capacity, tokens + (now - at) * self._refill)
        allowed = tokens >= 1
        self._held[key] = (tokens - 1 if allowed else tokens, now)
        if len(self._held) > REMEMBERED:
            self._held.popitem(last=False)
        return allowed

    def __len__(self) -> int:
        return len(self._held)


class Limits:
    """How much a person and a workspace may ask in a minute. Each process counts separately."""

    def __init__(self, per_person: int, per_workspace: int, elapsed: Callable[[], float]) -> None:
        self._people = Buckets(per_person, 60, elapsed)
        self._workspaces = Buckets(per_workspace, 60, elapsed)
        self._notices = Buckets(1, 60, elapsed)

    def refuses(self, workspace: str, person: str) -> Literal["person", "workspace"] | None:
        """Count a request; returns whose limit it exceeds, or None. A person's refused requests cost the workspace
        nothing."""
        if not self._people.take((workspace, person)):
            return "person"
        if not self._workspaces.take(workspace):
            return "workspace"
        return None

    def tells(self, workspace: str, person: str) -> bool:
        """Whether to tell a refused person so, where that costs a call: once a minute."""
        return self._notices.take((workspace, person))
