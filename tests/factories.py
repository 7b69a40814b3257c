"""Makes values for tests; a test names only the fields that it is about."""

from __future__ import annotations

import datetime as dt
import uuid
from itertools import islice
from typing import Any

from bot.channels.calendar.rhythm import Occurrence, Rhythm, occurrences
from bot.channels.model import Channel
from bot.channels.settings.model import ChannelSettings
from bot.core.people import ChannelRef
from bot.delivery.model import Delivery
from bot.library.tips import IfThen, Source, Tip, Voice

NINE = dt.datetime(2025, 1, 7, 8, 0, tzinfo=dt.UTC)
"""Tuesday 7 January 2025, 9:00 in Amsterdam."""

C1 = ChannelRef("T1", "C1")

TUESDAYS = Rhythm(weekday=1, time=dt.time(9), timezone="Europe/Amsterdam")

NO_ZONES = (
    "posixrules",
    "leap-seconds.list",
    "leapseconds",
    "tzdata.zi",
    "zone.tab",
    "localtime",
    "Factory",
    "+VERSION",
    "Europe",
    "Europe/",
    "../",
    "../zoneinfo/Europe/Amsterdam",
    "/usr/share/zoneinfo/Europe/Amsterdam",
    "right/Europe/Amsterdam",
    "posix/UTC",
    "europe/amsterdam",
    "EUROPE/AMSTERDAM",
    " Europe/Amsterdam",
    "Europe/Amsterdam\0",
    "\0",
    "\ud800",
    "E" * 300,
)
"""Names of files, of folders and of nothing; none is a time zone, and neither is the empty name."""


def upcoming(rhythm: Rhythm, after: dt.datetime, count: int) -> tuple[Occurrence, ...]:
    """The next `count` occurrences."""
    return tuple(islice(occurrences(rhythm, after), count))


def a_channel(id: str = "C1", **fields: Any) -> Channel:
    """A channel that is due on Tuesday at 9:00 and is not stored yet."""
    defaults: dict[str, Any] = {
        "workspace": "T1",
        "name": "voorbeeld",
        "settings": ChannelSettings(TUESDAYS),
        "next_due_at": NINE,
        "next_slot": NINE.date(),
    }
    return Channel(id=id, **defaults | fields)


def a_delivery(
    channel: str = "C1", due_at: dt.datetime = NINE, workspace: str = "T1", **fields: Any
) -> Delivery:
    """A planned delivery for `due_at`, which may be posted until six hours later."""
    defaults: dict[str, Any] = {
        "id": uuid.uuid4(),
        "kind": "nudge",
        "slot": due_at.date(),
        "expires_at": due_at + dt.timedelta(hours=6),
    }
    return Delivery(ref=ChannelRef(workspace, channel), due_at=due_at, **defaults | fields)


def a_voice(
    title: str = "Titel", *, do: str = "Doe dit.", when: str = "het zover is", then: str = "doe ik dit"
) -> Voice:
    return Voice(title, "Omdat.", do, ("Een.", "Twee."), 10, IfThen(when, then), now="Begin nu.")


def a_tip(
    id: str,
    theme: str = "thema",
    team: Voice | None = None,
    lead: Voice | None = None,
    *,
    question: str = "Waarom?",
    source: Source = Source("gids", "begin"),  # noqa: B008 - a frozen value
    kin: tuple[str, ...] = (),
) -> Tip:
    """A tip with these voices; with the team's alone if none is given."""
    voice = None if team or lead else a_voice(f"Titel van {id}")
    return Tip(id, theme, question, source, team or voice, lead, kin=kin)
