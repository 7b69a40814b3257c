"""What must hold in every history, read from what Slack holds and not from what the product says of it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.domain.deliveries import Delivery
from tests.simulation.world import START, World

CATCH_UP = dt.timedelta(hours=6)
SLACK = dt.timedelta(seconds=30)
"""Clocks may differ by so much."""


def faults(world: World) -> list[str]:
    """Every promise that this history breaks."""
    return [*_twice(world), *_lost(world), *_unlike(world), *_untimely(world)]


def _twice(world: World) -> list[str]:
    counted = Counter(message.delivery for message in world.messages)
    found = [f"posted {count} times: {_name(world, id)}" for id, count in counted.items() if count > 1]
    slots = Counter(
        (row.channel, row.due_at.astimezone(_zone(world, row)).date())
        for message in world.messages
        if (row := _row(world, message.delivery)) is not None and row.kind == "nudge"
    )
    return found + [
        f"two posts for one date: {slot}" for slot, count in slots.items() if count > 1 and not found
    ]


def _lost(world: World) -> list[str]:
    """Each date on which the rhythm of a channel falls has its row, by a count of days that knows no schedule."""
    found = []
    rows = {(row.channel, row.slot) for row in world.database.rows.values() if row.kind == "nudge"}
    for channel in world.database.channels.values():
        rhythm = channel.settings.rhythm
        zone = ZoneInfo(rhythm.timezone)
        day = START.astimezone(zone).date()
        while True:
            due = dt.datetime.combine(day, rhythm.time, zone).astimezone(dt.UTC)
            if due >= START + dt.timedelta(seconds=world.end):
                break
            if day.weekday() == rhythm.weekday and due > START and (channel.id, day) not in rows:
                found.append(f"nothing is recorded of {channel.id} on {day}")
            day += dt.timedelta(days=1)
    return found


def _unlike(world: World) -> list[str]:
    """The ledger says what the channel shows."""
    there = {message.delivery for message in world.messages}
    found = []
    for row in world.database.rows.values():
        posted = str(row.id) in there
        if row.state not in {"posted", "failed", "skipped", "review"} and not _coming(world, row):
            found.append(f"still {row.state}: {_name(world, str(row.id))}")
        if row.state == "posted" and not posted:
            found.append(f"said to be posted, and is not there: {_name(world, str(row.id))}")
        if row.state in {"failed", "skipped"} and row.error != "unresolved" and posted:
            found.append(f"said to be {row.state}, and is there: {_name(world, str(row.id))}")
    return found


def _untimely(world: World) -> list[str]:
    found = []
    for message in world.messages:
        row = _row(world, message.delivery)
        if row is None:
            found.append("a post that no row names")
            continue
        at = START + dt.timedelta(seconds=message.at)
        # A notice is due when it is made, by a clock that may have been set ahead.
        if row.kind == "nudge" and at < row.due_at - SLACK:
            found.append(f"too early by {row.due_at - at}: {_name(world, message.delivery)}")
        if at > row.expires_at + SLACK + dt.timedelta(seconds=130):
            found.append(f"too late by {at - row.expires_at}: {_name(world, message.delivery)}")
    by_channel: dict[str, list[Delivery]] = {}
    for message in sorted(world.messages, key=lambda message: message.at):
        row = _row(world, message.delivery)
        if row is not None and row.kind == "nudge":
            by_channel.setdefault(row.channel, []).append(row)
    for channel, rows in by_channel.items():
        if any(earlier.slot > later.slot for earlier, later in pairwise(rows)):
            found.append(f"out of order in {channel}")
    return found


def _coming(world: World, row: Delivery) -> bool:
    """Whether its time is still to come at the end."""
    end = START + dt.timedelta(seconds=world.end)
    return row.due_at > end - dt.timedelta(days=1) or row.kind != "nudge"


def _row(world: World, id: str) -> Delivery | None:
    return world.database.rows.get(uuid.UUID(id))


def _zone(world: World, row: Delivery) -> ZoneInfo:
    return ZoneInfo(world.database.channels[row.workspace, row.channel].settings.rhythm.timezone)


def _name(world: World, id: str) -> str:
    row = _row(world, id)
    return f"{row.kind} of {row.channel} on {row.slot}" if row else id
