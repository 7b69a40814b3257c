"""The coming nudges as a calendar file (.ics)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from bot.channels.calendar import texts
from bot.channels.calendar.entries import Entry
from bot.channels.model import Channel
from bot.core.visible import visible
from bot.core.words import Words
from bot.library.tips import Tip, Voice

LASTS = dt.timedelta(minutes=15)
"""How long one of the channel's own tips takes, which does not say so itself."""


def ics(channel: Channel, entries: Iterable[Entry], words: Words, now: dt.datetime) -> bytes:
    """An event for each coming nudge. A slot keeps its id, so that a newer file updates the events of an older
    one."""
    import icalendar  # only this function needs it

    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//leiderschap//NONSGML//NL")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", visible(texts.CALENDAR.format(channel=channel.name).by(words)))
    for entry in entries:
        if entry.outcome.due_at is None or entry.tip is None:
            continue
        event = icalendar.Event()
        event.add("uid", f"{entry.slot.isoformat()}-{channel.id}-{channel.workspace}@leiderschap")
        event.add("dtstamp", now)
        event.add("dtstart", entry.outcome.due_at)
        if entry.tip.audience == "leader":
            title, said, lasts = entry.tip.posted, "", LASTS
        else:
            voice = entry.tip.voice if isinstance(entry.tip, Tip) else entry.tip
            title, said = voice.title, f"{voice.why}\n\n{voice.do}"
            lasts = dt.timedelta(minutes=voice.minutes) if isinstance(voice, Voice) else LASTS
        event.add("duration", lasts)
        event.add("summary", visible(texts.CALENDAR_TIP.format(title=title)))
        event.add("description", visible(said))
        event.add("transp", "TRANSPARENT")  # it does not block anybody's time
        calendar.add_component(event)
    return bytes(calendar.to_ical())
