"""A sentence that somebody shares for the Vrijdagoogst, and which of them come on one card. Pure."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.channels.calendar.model import Breaks, is_last_open_day
from bot.channels.model import Channel
from bot.core.figures import SMALLEST, passes
from bot.core.people import ChannelRef
from bot.core.zones import local_date
from bot.delivery.bounds import QUIET_FROM
from bot.delivery.model import Delivery
from bot.habits.plans.check_ins import at

MAX_LINE = 200
MOST, FEWEST = 8, 2
"""How many sentences come on one card, at most and at least."""
HIDING = 2 * SMALLEST
"""In a channel with fewer people, nobody can be hidden among the others."""
TIME = dt.time(15)
"""The local time of a card, unless a tip came later than AFTER_TIP before it."""
AFTER_TIP = dt.timedelta(hours=3)
AT_LEAST = dt.timedelta(hours=1)
"""How long a card may still be posted, also if it is late in the evening."""


@dataclass(frozen=True, slots=True)
class Line:
    """One person's sentence about one plan, for the channel of its tip.

    `nudge` is the tip's post there. `named`: with the writer's name. `card` is the delivery of the card that it is
    on, None while it waits. `kept_from` (UTC) is when it came on that card, or before that when it was written; the
    time that it is kept counts from it.
    """

    id: uuid.UUID
    ref: ChannelRef
    plan: uuid.UUID
    nudge: uuid.UUID
    tip: str
    person: str
    line: str
    named: bool
    kept_from: dt.datetime
    card: uuid.UUID | None = None


def on_card(waiting: Sequence[Line], members: int) -> Sequence[Line]:
    """Those that come on a card now, of those that wait, oldest first; none if they are too few.

    Sentences without a name come together or not at all: at least `SMALLEST` people must be behind them, and at least
    `SMALLEST` others in a channel of `members` people must have nothing on the card. Somebody who is also on it with
    a name hides nobody.
    """
    chosen = waiting[:MOST]
    if not _hidden(chosen, members):
        chosen = [line for line in waiting if line.named][:MOST]
    return chosen if len(chosen) >= FEWEST else ()


def _hidden(lines: Sequence[Line], members: int) -> bool:
    named = {line.person for line in lines if line.named}
    nameless = {line.person for line in lines if not line.named}
    return not nameless or passes(len(nameless - named), members - len(named))


def moment(
    channel: Channel, breaks: Breaks, now: dt.datetime, tips: Collection[dt.datetime]
) -> dt.datetime | None:
    """When the channel's card comes today, None if this is not its day; `tips` are the moments of today's tips.

    A tip so late that AFTER_TIP ends tomorrow comes hours after the card.
    """
    zone = channel.settings.rhythm.timezone
    today = local_date(now, zone)
    if not is_last_open_day(today, channel.settings, breaks, channel.pause_until):
        return None
    later = [tip + AFTER_TIP for tip in tips if local_date(tip, zone) == today]
    return max([at(today, zone, TIME), *(one for one in later if local_date(one, zone) == today)])


def until(due_at: dt.datetime, zone: str) -> dt.datetime:
    """Until when a card that is due at this moment may be posted."""
    return max(at(local_date(due_at, zone), zone, QUIET_FROM), due_at + AT_LEAST)


def tips_of(rows: Sequence[Delivery], now: dt.datetime) -> Sequence[dt.datetime]:
    """When these tips were posted, or may have been; one that may still be posted counts as posted now."""
    came = [row for row in rows if row.state not in ("skipped", "failed")]
    return [now if row.state in ("planned", "claimed") else row.armed_at or row.due_at for row in came]
