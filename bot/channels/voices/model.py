"""When a lead gets the voice that is theirs: the working day before the tip, in their own morning. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.channels.calendar.model import Breaks, is_open_day
from bot.channels.model import Override
from bot.channels.settings.model import ChannelSettings
from bot.channels.settings.words import SKIP
from bot.core import zones
from bot.core.people import ChannelRef
from bot.delivery.bounds import QUIET_FROM, QUIET_UNTIL

MORNING = dt.time(10)
AHEAD = dt.timedelta(hours=2)
"""A tip that comes sooner than this is not announced any more."""
LATER = dt.timedelta(hours=2)
"""How long a lead can put it off at a time."""
FURTHEST = dt.timedelta(days=100)
"""The longest holiday before which a lead still hears of the tip after it."""

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LeadTip:
    """What one lead gets of one coming tip. `moment` is the tip's; `due_at` is None once it is settled. `tip` is the
    one that they were told, on the local date `told_on`; before that, what leads decided about the slot (see
    `decision`). `version` is the channel's at that moment. `changed`: they were told that something else comes."""

    ref: ChannelRef
    slot: dt.date
    user: str
    moment: dt.datetime
    due_at: dt.datetime | None
    tip: str = ""
    told_on: dt.date | None = None
    version: int = 0
    changed: bool = False


def decision(override: Override | None) -> str:
    """What leads decided about a slot: a tip, SKIP, or '' for nothing."""
    return (override.tip or SKIP) if override else ""


def due(
    moment: dt.datetime, settings: ChannelSettings, breaks: Breaks, zone: str, now: dt.datetime
) -> dt.datetime | None:
    """When a lead in this zone hears of the tip of `moment`: at MORNING on the last open day of the channel before it
    whose MORNING is AHEAD of it, also in a zone that is far behind the channel's; if that has passed, at once or in the
    morning, as long as it is AHEAD of the tip. None if it is too late."""
    tip = zones.local_date(moment, settings.rhythm.timezone)
    before = (tip - number * _DAY for number in range(1, FURTHEST.days))
    mornings = (zones.at(day, MORNING, zone) for day in before if is_open_day(day, settings, breaks))
    at = next((one for one in mornings if moment - one >= AHEAD), now)
    if at <= now:
        at = _awake(now, zone)
    return at if moment - at >= AHEAD else None


def put_off(moment: dt.datetime, zone: str, now: dt.datetime) -> dt.datetime | None:
    """When it comes again if a lead puts it off now; None if the tip itself comes first."""
    at = _awake(now + LATER, zone)
    return at if at < moment else None


def _awake(now: dt.datetime, zone: str) -> dt.datetime:
    """`now`, or the first time after it at which somebody in this zone may be written to."""
    local = now.astimezone(ZoneInfo(zone))
    if QUIET_UNTIL <= local.time() < QUIET_FROM:
        return now
    day = local.date() + (_DAY if local.time() >= QUIET_FROM else dt.timedelta())
    return zones.at(day, MORNING, zone)
