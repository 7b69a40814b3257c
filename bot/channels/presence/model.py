"""What Slack reports about a channel, with its time: the newest report counts, in any order of arrival. Pure.

Slack repeats an event that it thinks was not received, so events arrive twice, or after newer ones:
https://docs.slack.dev/apis/events-api
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["shared", "deleted", "archived", "left", "name", "moved"]
"""What can be reported about a channel: that another organisation is in it, that it is deleted or archived, that the
bot is not in it, its name, its new id. Each kind is reported and outdated separately."""

STOPS: Mapping[Kind, str] = {
    "shared": "is_shared",
    "deleted": "channel_not_found",
    "archived": "is_archived",
    "left": "not_in_channel",
}
"""What keeps the bot from posting, with its code in `Channel.paused`; the first one that holds is used."""


@dataclass(frozen=True, slots=True)
class Said:
    """What is known about one kind. `value` is the code of STOPS, the name or the id; '' means that it does not hold.

    `at` is Slack's own time for it (UTC), None if only a look-up told it.
    """

    at: dt.datetime | None
    value: str = ""


def newest(known: Said | None, said: Said) -> Said | None:
    """Which of the two counts; None if their times do not decide it, and only a look-up can."""
    if known is None:
        return said
    if known.value == said.value:
        return Said(later(known.at, said.at), said.value)
    if known.at is None or said.at is None or _unclear(known.at, said.at):
        return None
    return max(known, said, key=lambda one: one.at or dt.datetime.min.replace(tzinfo=dt.UTC))


def standing(said: Mapping[Kind, Said]) -> str | None:
    """Why the bot cannot post, as far as Slack said; None if nothing stops it."""
    return next((code for kind, code in STOPS.items() if kind in said and said[kind].value), None)


def later(one: dt.datetime | None, other: dt.datetime | None) -> dt.datetime | None:
    """The later of two times, if there is one."""
    return max((at for at in (one, other) if at), default=None)


def _unclear(one: dt.datetime, other: dt.datetime) -> bool:
    """Whether the order of two reports cannot be told: a time without a fraction, as `event_time` is, may be any moment
    of its second (https://docs.slack.dev/reference/objects/event-object)."""
    if one.replace(microsecond=0) != other.replace(microsecond=0):
        return False
    return one == other or not (one.microsecond and other.microsecond)
