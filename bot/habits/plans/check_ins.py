"""When a person is asked how a plan went: after the channel's number of working days, never in quiet hours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from zoneinfo import ZoneInfo

from bot.channels.calendar.model import is_working_day
from bot.channels.settings.model import ChannelSettings
from bot.core import zones
from bot.core.zones import local_date
from bot.delivery.bounds import QUIET_FROM, QUIET_UNTIL

TIME = dt.time(10)
"""The local time of a check-in and of posts in a thread."""
ROOM = dt.timedelta(hours=1)
"""A direct message that is due within this time of the quiet hours waits until they are over."""
GAP = dt.timedelta(hours=2)
"""Between a check-in and a tip, or another message to the same person."""
COUNT_AFTER = 2
"""Working days between the check-ins and the team's count."""

_DAY = dt.timedelta(days=1)


def working_days_after(date: dt.date, days: int, settings: ChannelSettings) -> dt.date:
    """The `days`-th working day of the channel after `date`."""
    while days > 0:
        date += _DAY
        days -= is_working_day(date, settings)
    return date


def at(date: dt.date, timezone: str, time: dt.time = TIME) -> dt.datetime:
    """The UTC moment of a local date and time."""
    return zones.at(date, time, timezone)


def is_quiet(moment: dt.datetime, timezone: str) -> bool:
    time = moment.astimezone(ZoneInfo(timezone)).time()
    return time >= QUIET_FROM or time < QUIET_UNTIL


def after_quiet(moment: dt.datetime, timezone: str) -> dt.datetime:
    """`moment`, or the end of the quiet hours if it is in them or less than `ROOM` before them."""
    if not is_quiet(moment, timezone) and not is_quiet(moment + ROOM, timezone):
        return moment
    local = moment.astimezone(ZoneInfo(timezone))
    date = local.date() if local.time() < QUIET_UNTIL else local.date() + _DAY
    return at(date, timezone, QUIET_UNTIL)


def free(
    moment: dt.datetime, busy: Collection[dt.datetime], timezone: str, settings: ChannelSettings
) -> dt.datetime:
    """The first moment from this one on that is at least GAP away from each of `busy` and outside the quiet hours. If
    that is on a later day, it is a working day, and not before TIME."""
    today = local_date(moment, timezone)
    while True:
        moment = after_quiet(moment, timezone)
        date = local_date(moment, timezone)
        if date > today:
            working = date if is_working_day(date, settings) else working_days_after(date, 1, settings)
            moment = max(moment, at(working, timezone))
        near = [other for other in busy if abs(other - moment) < GAP]
        if not near:
            return moment
        moment = max(near) + GAP


def quiet_from(moment: dt.datetime, timezone: str) -> dt.datetime:
    """When the quiet hours begin on the local date of `moment`."""
    return at(local_date(moment, timezone), timezone, QUIET_FROM)
