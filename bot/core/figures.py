"""What may be said about a team: every figure, comparison and silence about people passes this one gate.

Only this module makes `Figures` or a `Silence`, and messages about what people did are made of nothing else. The
exceptions are what people chose to show under their own name, and what holds for a role, such as being lead.

A count is shown only if at least `SMALLEST` people are in it and at least `SMALLEST` are not: among those who
responded, and among the members of the channel. Counts shown together must meet this together, so that no subtraction
gives a smaller group.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

SMALLEST = 5


def passes(people: int, *groups: int) -> bool:
    """Whether a count of this many people may be shown. They belong to groups of these sizes; 0 is an unknown
    size."""
    return people >= SMALLEST and all(group - people >= SMALLEST for group in groups)


def at_least(people: int) -> int:
    """A lower bound for a number of people, in steps, so that one person more or less does not show; 0 if too few."""
    return people // SMALLEST * SMALLEST


@dataclass(frozen=True, slots=True)
class Tally:
    """How many people did what in one round. Never shown as it is.

    `plans` counts everyone with a plan; `done`, `partly` and `not_done` count the answers to the check-in.
    """

    plans: int = 0
    done: int = 0
    partly: int = 0
    not_done: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """The counts of one round that may be shown, to the team and its lead alike; None for one that may not."""

    plans: int | None = None
    done: int | None = None
    partly: int | None = None
    not_done: int | None = None


NOTHING = Figures()
"""The figures of a round about which nothing may be said."""
NAMES = tuple(one.name for one in fields(Figures))


@dataclass(frozen=True, slots=True)
class Silence:
    """Nobody clicked under the last `tips` tips, and that may be said."""

    tips: int


def silence(members: Sequence[int]) -> Silence | None:
    """Whether it may be said that nobody clicked under tips in a row, given the number of members at each.

    It says something about everybody at once, so everybody must be enough people for a figure and for the rest beside
    it.
    """
    return Silence(len(members)) if passes(SMALLEST, *members) else None


def added(shown: Sequence[Figures]) -> Figures:
    """The sum of the shown figures; None where none was shown."""
    sums = {}
    for name in NAMES:
        known = [count for one in shown if (count := getattr(one, name)) is not None]
        sums[name] = sum(known) if known else None
    return Figures(**sums)


def figures(tally: Tally, members: int) -> Figures:
    """What may be shown of `tally` in a channel of `members` people who can click."""
    outcomes = (tally.done, tally.partly, tally.not_done)
    plans = tally.plans if passes(tally.plans, members) else None
    # Once the number of plans is shown, it is a group of its own from which outcomes could be subtracted.
    return Figures(plans, *shown(outcomes, [members] if plans is None else [members, plans]))


def shown(counts: Sequence[int], groups: Sequence[int]) -> list[int | None]:
    """The counts for all possible answers to one question; None for a count that may not be shown.

    `groups` are the sizes of larger groups that all of these people belong to. Earlier counts go first: a count is
    shown if it and what is left are at least `SMALLEST`, and so is what all shown counts together leave. They may
    also leave nobody who answered, if every count is shown: that reveals nothing new.
    """
    shown: list[int | None] = []
    answers, total = sum(counts), 0
    for count in counts:
        left = answers - total - count
        everything = left == 0 and len(shown) == len(counts) - 1 and None not in shown
        fits = passes(count, *(group - total for group in groups)) and (left >= SMALLEST or everything)
        shown.append(count if fits else None)
        total += count if fits else 0
    return shown
