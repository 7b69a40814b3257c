"""Checks that posts kept their pace and notices came before tips, by the requests to Slack and the times of claims."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from itertools import pairwise

from bot.delivery.model import NOTICE, OPEN, Delivery
from bot.delivery.pacing.model import SLOWEST
from tests.simulation.facts import START, Life, Request, Span, seconds, without
from tests.simulation.world import World

LATE = 1.5
"""In seconds, from the turn of a post to its request: it is prepared, armed, and may wait for its channel."""
NOTICED = 40.0
"""In seconds; how long a process that nothing hinders may take to see a notice: a tick in progress, and the next."""
SKEW = 30.0


def faults(world: World) -> list[str]:
    return [*_slow(world), *_overtaken(world)]


def _slow(world: World) -> list[str]:
    """A process posts what it claimed a second after its previous post, unless Slack keeps the workspace waiting."""
    if world.rate < SLOWEST:
        return []  # this world is slower than that
    longest = 1 / SLOWEST + LATE
    lanes: dict[tuple[str, str], list[Request]] = defaultdict(list)
    for request in world.requests:
        lanes[request.worker, request.workspace].append(request)
    found, skips = [], _skips(world)
    for lane, requests in lanes.items():
        before = 0.0
        for request in requests:
            skipped = max((at for at in skips[lane] if at <= request.at), default=0.0)
            begun = max(before, skipped, _claimed(world, request))
            asked = any(first < request.at and last > begun for first, last in world.waits)
            late = request.at - begun > longest and not asked
            if late and not _hindered(world, request.worker, begun, request.at):
                found.append(
                    f"a lane took {request.at - begun:.1f} s for a post, and Slack did not ask for it"
                )
            before = request.at
    return found


def _skips(world: World) -> Mapping[tuple[str, str], list[float]]:
    """When a process skipped what it had claimed, by process and workspace: that also takes a turn of its lane."""
    found: dict[tuple[str, str], list[float]] = defaultdict(list)
    for row in world.database.rows.values():
        for (_, before), (at, after) in pairwise(world.database.past[row.id]):
            if before.owner and (before.state, after.state) == ("claimed", "skipped"):
                found[before.owner, row.ref.workspace].append(at)
    return found


def _overtaken(world: World) -> list[str]:
    """No process claims a tip while a notice of the same workspace waits that it had time to see."""
    waits = [
        (row.ref.workspace, span)
        for row in world.database.rows.values()
        if row.kind == NOTICE
        for span in _waiting(world, row)
    ]
    found = []
    for request in world.requests:
        row = world.database.rows[request.delivery]
        if row.kind == NOTICE:
            continue
        at = _claimed(world, request)
        if any(
            workspace == request.workspace and first + NOTICED < at < last
            for workspace, (first, last) in waits
        ) and not _hindered(world, request.worker, at - NOTICED, at):
            found.append(f"a tip was claimed before a notice that waited in {request.workspace}")
    return found


def _waiting(world: World, notice: Delivery) -> list[Span]:
    """When it could be claimed but was not: it was due, and no earlier notice to the same person was open."""
    mine = [
        (max(at, seconds(row.due_at) + SKEW, seconds(row.not_before or START) + SKEW), until)
        for at, until, row in _spans(world, notice)
        if row.state == "planned"
    ]
    others = [
        (at, until)
        for other in world.database.rows.values()
        if other.ref == notice.ref and other.id != notice.id
        for at, until, row in _spans(world, other)
        if row.state in OPEN
    ]
    return without([(first, last) for first, last in mine if first < last], others)


def _spans(world: World, row: Delivery) -> list[tuple[float, float, Delivery]]:
    """Every version of the row, with the span in which it held."""
    past = [*world.database.past[row.id], (float("inf"), row)]
    return [(at, until, one) for (at, one), (until, _) in pairwise(past)]


def _claimed(world: World, request: Request) -> float:
    """When the delivery of this request was claimed."""
    past = world.database.past[request.delivery]
    return max((at for at, row in past if row.state == "claimed" and at <= request.at), default=request.at)


def _hindered(world: World, worker: str, first: float, last: float) -> bool:
    life: Life = world.life_of[worker]
    spans = [*life.hindered, *world.outages]
    return life.born > first or any(begin < last and end > first for begin, end in spans)
