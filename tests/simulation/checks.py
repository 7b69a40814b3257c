"""Checks what must hold in every history, by what the simulated Slack holds and not by what the product says.

`told` checks who was told what.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from itertools import pairwise, takewhile
from zoneinfo import ZoneInfo

from bot.delivery.model import IN_FLIGHT, NOTICE, Delivery
from tests.simulation import pace
from tests.simulation.facts import START, Span, joined, seconds, without
from tests.simulation.told import Told
from tests.simulation.wishes import Track, lost
from tests.simulation.world import QUIET_TIME, World

SLACK = dt.timedelta(seconds=30)
"""How much clocks may differ."""
ENOUGH = 30 * 60.0
"""In seconds. A nudge that could be worked on for this long must not be missed: it is longer than the longest wait
between two attempts, 22 minutes, plus a lease and the waiting time of an unknown post."""
SOON = dt.timedelta(hours=1)
"""What is due this shortly before the end may still be in progress then."""


def faults(world: World) -> list[str]:
    """Every promise that this history breaks."""
    found = [*world.broken, *_twice(world), *lost(world), *_unlike(world), *_untimely(world)]
    ended = sorted(world.database.rows.values(), key=lambda row: _ended(world, row))
    told = Told(
        {row.id: row for row in ended if not _stood_still(world, row)},
        [(one.channel, one.delivery) for one in world.messages],
        world.refused,
        lambda row: world.database.lost(str(row.id)),
        world.leads,
        world.administrators,
    )
    return [*found, *_needless(world), *told.faults(), *pace.faults(world)]


def _twice(world: World) -> list[str]:
    rows = [row for one in world.messages if (row := _row(world, one.delivery)) and row.kind != NOTICE]
    counted = Counter(str(row.id) for row in rows)
    found = [f"posted {count} times: {_name(world, id)}" for id, count in counted.items() if count > 1]
    zoned = [(row, zone) for row in rows if row.kind == "nudge" and (zone := _zone(world, row))]
    slots = Counter((row.ref.channel, row.due_at.astimezone(zone).date()) for row, zone in zoned)
    return found + [
        f"two posts for one date: {slot}" for slot, count in slots.items() if count > 1 and not found
    ]


def _stood_still(world: World, row: Delivery) -> bool:
    """Whether it failed while its channel was stopped by an event of Slack, about which people were told."""
    track = _track(world, row)
    return row.state == "failed" and track is not None and track.stands_still(_ended(world, row))


def _ended(world: World, row: Delivery) -> float:
    """When it came to be as it is, which another id of its channel does not change; a planted claim that leaves no
    trace counts from the last one."""
    past = world.database.past[row.id]
    same = takewhile(lambda one: one[1].state == row.state, reversed(past))
    return min((at for at, _ in same), default=past[-1][0])


def _unlike(world: World) -> list[str]:
    """The ledger agrees with Slack, and every delivery has ended; only one that nobody answered about is in review."""
    there = {message.delivery for message in world.messages}
    refused = {id for _, id in world.refused}
    found = []
    for row in world.database.rows.values():
        id, name = str(row.id), _name(world, str(row.id))
        ends = {"posted", "failed", "skipped", "review"} - ({"review"} if row.kind == NOTICE else set())
        if row.state not in ends and not _coming(world, row):
            found.append(f"still {row.state}: {name}")
        if row.state == "posted" and id not in there:
            found.append(f"said to be posted, and is not there: {name}")
        said_again = row.kind == NOTICE and world.database.lost(id)
        if (
            row.state in {"failed", "skipped"}
            and row.error != "unresolved"
            and id in there
            and not said_again
        ):
            found.append(f"said to be {row.state}, and is there: {name}")
        if row.state == "failed" and id not in refused:
            found.append(f"said to be failed, and Slack never refused it: {name}")
        if row.kind == "nudge" and row.state == "skipped" and row.error not in _reasons(world, row):
            found.append(f"skipped for no reason ({row.error}): {name}")
    return found


def _needless(world: World) -> list[str]:
    """Nothing was missed that could have been posted: a process ran, its clocks were trusted, the database answered,
    and no other delivery of the channel was in progress."""
    found = []
    for row in world.database.rows.values():
        if (row.kind, row.state, row.error) != ("nudge", "skipped", "missed"):
            continue
        first, last = _window(world, row)
        lives = [life for life in world.lives if life.born < last and life.died > first]
        able = joined(span for life in lives for span in life.able(first, last))
        able = without(able, [*world.outages, *_others(world, row)])
        could = sum(end - begin for begin, end in able)
        if could > ENOUGH:
            name = _name(world, str(row.id))
            found.append(f"missed, though for {could / 60:.0f} minutes it could have come: {name}")
    return found


def _window(world: World, row: Delivery) -> Span:
    """When it could be posted; if a person asked to post it again, from then on. Its time ends when the channel's next
    one is due, as a new setting may bring it within hours."""
    steps = pairwise(world.database.past[row.id])
    asked = [at for (_, before), (at, after) in steps if (before.state, after.state) == ("review", "planned")]
    rows = world.database.rows.values()
    following = [
        one.due_at for one in rows if (one.ref, one.kind) == (row.ref, row.kind) and one.slot > row.slot
    ]
    return max([seconds(row.due_at), *asked]), seconds(min([row.expires_at, *following]))


def _others(world: World, row: Delivery) -> list[Span]:
    """When another delivery of the same channel was in progress."""
    return [
        (at, until)
        for id, past in world.database.past.items()
        if id != row.id and world.database.rows[id].ref == row.ref
        for (at, one), (until, _) in pairwise([*past, (float("inf"), row)])
        if one.state in IN_FLIGHT
    ]


def _untimely(world: World) -> list[str]:
    found = []
    for message in world.messages:
        row = _row(world, message.delivery)
        if row is None:
            found.append("a post that no row names")
            continue
        at = START + dt.timedelta(seconds=message.at)
        # A notice is due when it is made, according to a clock that may have been set ahead.
        if row.kind == "nudge" and at < row.due_at - SLACK:
            found.append(f"too early by {row.due_at - at}: {_name(world, message.delivery)}")
        if at > row.expires_at + SLACK + dt.timedelta(seconds=130):
            found.append(f"too late by {at - row.expires_at}: {_name(world, message.delivery)}")
    by_channel: dict[str, list[Delivery]] = {}
    for message in sorted(world.messages, key=lambda message: message.at):
        row = _row(world, message.delivery)
        if row is not None and row.kind == "nudge" and not row.asked_for:  # people may ask at any time
            by_channel.setdefault(row.ref.channel, []).append(row)
    for channel, rows in by_channel.items():
        if any(earlier.slot > later.slot for earlier, later in pairwise(rows)):
            found.append(f"out of order in {channel}")
    return found


def _coming(world: World, row: Delivery) -> bool:
    """Whether it was not due yet at the end."""
    return row.due_at > START + dt.timedelta(seconds=world.end + QUIET_TIME) - SOON


def _row(world: World, id: str) -> Delivery | None:
    return world.database.rows.get(uuid.UUID(id))


def _track(world: World, row: Delivery) -> Track | None:
    return next((one for one in world.tracks if one.ref == row.ref), None)


def _reasons(world: World, row: Delivery) -> set[str]:
    """The reasons for which it may be skipped: it was too late, or somebody did something to its channel."""
    track = _track(world, row)
    return {"missed", "unresolved"} | (track.reasons if track else set())


def _zone(world: World, row: Delivery) -> ZoneInfo | None:
    """The time zone of its channel; None if that had several."""
    track = _track(world, row)
    zones = {wish.rhythm.timezone for wish in track.wishes} if track else set()
    return ZoneInfo(zones.pop()) if len(zones) == 1 else None


def _name(world: World, id: str) -> str:
    row = _row(world, id)
    return f"{row.kind} of {row.ref.channel} on {row.slot}" if row else id
