"""What Slack says of a channel, each with its time: the newest counts, in whatever order it comes. Pure.

Slack sends again what it thinks that nobody took, so that something comes twice, or after what is newer:
https://docs.slack.dev/apis/events-api
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["shared", "deleted", "archived", "left", "name", "moved"]
"""What can be said of a channel: that another organisation is in it, that it is gone or archived, that the bot is not
in it, what it is called, which id it has now. Each is said, and outdated, apart from the others."""

STOPS: Mapping[Kind, str] = {
    "shared": "is_shared",
    "deleted": "channel_not_found",
    "archived": "is_archived",
    "left": "not_in_channel",
}
"""What keeps the bot from posting, with the code that `Channel.paused` has for it; of several the first is named."""


@dataclass(frozen=True, slots=True)
class Said:
    """What is known of one kind. `value` is the code of STOPS, the name or the id; '' says that it is not so.

    `at` is Slack's own time of it (UTC), None where only a look at Slack told it.
    """

    at: dt.datetime | None
    value: str = ""


def newest(known: Said | None, said: Said) -> Said | None:
    """Which of the two counts; None where their times do not tell, and only a look at Slack can."""
    if known is None:
        return said
    if known.value == said.value:
        return Said(later(known.at, said.at), said.value)
    if known.at is None or said.at is None or _unclear(known.at, said.at):
        return None
    return max(known, said, key=lambda one: one.at or dt.datetime.min.replace(tzinfo=dt.UTC))


def standing(said: Mapping[Kind, Said]) -> str | None:
    """Why the bot cannot post, as far as Slack said; None where nothing keeps it."""
    return next((code for kind, code in STOPS.items() if kind in said and said[kind].value), None)


def later(one: dt.datetime | None, other: dt.datetime | None) -> dt.datetime | None:
    """The later of two times, where there is one."""
    return max((at for at in (one, other) if at), default=None)


def _unclear(one: dt.datetime, other: dt.datetime) -> bool:
    """Whether the order of two different things cannot be told: a time without a fraction may be any in its second
    (https://docs.slack.dev/reference/objects/event-object)."""
    if one.replace(microsecond=0) != other.replace(microsecond=0):
        return False
    return one == other or not (one.microsecond and other.microsecond)
