"""What may be said about a team: the one gate that every figure, comparison and silence about people goes through.

Nothing else makes `Figures` or a `Silence`, and no message about what people did is made of anything else. Outside the
gate are only what somebody chose to show under their own name, and the state of a role that somebody has.

A count is shown only where at least `SMALLEST` people are in it and at least `SMALLEST` are outside of it: among those
who responded, and among the members of the channel. Counts that are shown together are held to that together, so that
no subtraction gives a smaller group.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

SMALLEST = 5


def passes(people: int, *groups: int) -> bool:
    """Whether a count of this many people may be told. They belong to groups of these sizes; an unknown size is 0."""
    return people >= SMALLEST and all(group - people >= SMALLEST for group in groups)


def at_least(people: int) -> int:
    """A lower bound of a number of people, in steps, so that one person more or less does not show; 0 for too few."""
    return people // SMALLEST * SMALLEST


@dataclass(frozen=True, slots=True)
class Tally:
    """How many people did what in one round, not fit to be shown.

    `plans` counts everyone with a plan; `done`, `partly` and `not_done` those who said so; the last two, votes.
    """

    plans: int = 0
    done: int = 0
    partly: int = 0
    not_done: int = 0
    useful: int = 0
    not_useful: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """The counts of one round that may be shown, to the team and to its lead alike; None for one that may not."""

    plans: int | None = None
    done: int | None = None
    partly: int | None = None
    not_done: int | None = None
    useful: int | None = None
    not_useful: int | None = None


NOTHING = Figures()
"""The figures of a round of which nothing may be said."""
NAMES = tuple(one.name for one in fields(Figures))


@dataclass(frozen=True, slots=True)
class Silence:
    """That nobody clicked under the last `tips` tips: it may be said."""

    tips: int


def silence(members: Sequence[int]) -> Silence | None:
    """What may be said of tips in a row under which nobody clicked, in a channel of this many members at each.

    It is said of everybody at once, so everybody has to be enough people for a figure and for what is beside it.
    """
    return Silence(len(members)) if passes(SMALLEST, *members) else None


def added(shown: Sequence[Figures]) -> Figures:
    """The sum of what was shown; None where nothing was."""
    sums = {}
    for name in NAMES:
        known = [count for one in shown if (count := getattr(one, name)) is not None]
        sums[name] = sum(known) if known else None
    return Figures(**sums)


def figures(tally: Tally, members: int) -> Figures:
    """What may be shown of `tally` in a channel of `members` people who can click."""
    outcomes = (tally.done, tally.partly, tally.not_done)
    votes = (tally.useful, tally.not_useful)
    plans = tally.plans if passes(tally.plans, members) else None
    # Where the number of plans is shown it is a group of its own, from which outcomes could be subtracted.
    return Figures(
        plans,
        *shown(outcomes, [members] if plans is None else [members, plans]),
        *shown(votes, [members]),
    )


def shown(counts: Sequence[int], groups: Sequence[int]) -> list[int | None]:
    """The counts of those who gave each of all possible answers, each as it is or None where it may not be shown.

    `groups` are the sizes of further groups that all of them belong to. Earlier counts go first: a count is shown if it
    and what it leaves are at least `SMALLEST`, and what all shown ones together leave is so too. What they leave of
    those who answered may also be nobody, when every answer's count is shown: that says nothing new.
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
