"""Computes what each channel should get from what was done to it, without anything that the bot stores."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.channels.calendar.rhythm import Rhythm
from bot.core.people import ChannelRef
from bot.delivery.model import OPEN, Delivery
from tests.simulation.facts import START, Span, seconds

if TYPE_CHECKING:
    from tests.simulation.world import World

USED = OPEN | {"posted"}

UNSURE = 100.0
"""In seconds; a change may have begun this long before its wish, and have seen deliveries as they were then."""


@dataclass(frozen=True)
class Wish:
    """From this second on, the channel gets a nudge at each moment of this rhythm; none unless `comes`."""

    since: float
    rhythm: Rhythm
    comes: bool = True


@dataclass
class Track:
    """One channel, through all its ids. `changing` are the times in which somebody changed it: for a moment in them,
    either rhythm may count. `reasons` are those for which a nudge may be skipped, and `still` the times in which an
    event of Slack had stopped it."""

    ref: ChannelRef
    wishes: list[Wish]
    changing: list[Span] = field(default_factory=list)
    reasons: set[str] = field(default_factory=set)
    still: list[Span] = field(default_factory=list)
    in_file: bool = False
    stopped: bool = False
    busy: bool = False

    @property
    def rhythm(self) -> Rhythm:
        return self.wishes[-1].rhythm

    def stands_still(self, at: float) -> bool:
        return any(first <= at <= last for first, last in self.still)

    def moments(self, end: float) -> Iterator[tuple[Wish, dt.date, dt.datetime]]:
        """Every moment until `end` at which a nudge must come, with its wish and its local date."""
        ends = [*(wish.since for wish in self.wishes[1:]), end]
        for wish, until in zip(self.wishes, ends, strict=True):
            if not wish.comes:
                continue
            zone = ZoneInfo(wish.rhythm.timezone)
            day = (START + dt.timedelta(seconds=wish.since)).astimezone(zone).date()
            while (due := _due(wish.rhythm, day)) < START + dt.timedelta(seconds=until):
                at = seconds(due)
                unsure = any(first <= at <= last for first, last in self.changing)
                if day.weekday() == wish.rhythm.weekday and at > wish.since and not unsure:
                    yield wish, day, due
                day += dt.timedelta(days=1)


def lost(world: World) -> Iterator[str]:
    """Each date of a channel's rhythm has a row that is due at the right moment."""
    for track in world.tracks:
        rows = {
            row.slot: row
            for row in world.database.rows.values()
            if (row.ref, row.kind) == (track.ref, "nudge")
        }
        for wish, day, due in track.moments(world.end):
            row = rows.get(day)
            if row is None:
                if not any(_takes_the_place(world, one, wish, day, due) for one in rows.values()):
                    yield f"nothing is recorded of {track.ref.channel} on {day}"
            elif row.error != "posted_early" and row.due_at not in _dues(world, track, day):
                yield f"due at another moment: {track.ref.channel} on {day}"


def _due(rhythm: Rhythm, day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, rhythm.time, ZoneInfo(rhythm.timezone)).astimezone(dt.UTC)


def _dues(world: World, track: Track, day: dt.date) -> set[dt.datetime]:
    later = world.later.get(track.ref.channel, dt.timedelta())
    return {_due(wish.rhythm, day) + later for wish in track.wishes}


def _takes_the_place(world: World, row: Delivery, wish: Wish, day: dt.date, due: dt.datetime) -> bool:
    """Whether this day of a new rhythm gets no nudge because of this row of the previous rhythm: a nudge in the same
    period, or on a later date (if the new time zone is further west)."""
    (created, _), *_ = past = world.database.past[row.id]
    if created > wish.since:
        return row.slot >= day and row.due_at < due
    if row.slot >= day:
        return True
    before = [one for at, one in past if at <= wish.since - UNSURE][-1:]
    meanwhile = [one for at, one in past if wish.since - UNSURE < at <= wish.since]
    used = any(one.state in USED or one.error == "posted_early" for one in (*before, *meanwhile))
    return used and wish.rhythm.period(row.slot) >= wish.rhythm.period(day)
