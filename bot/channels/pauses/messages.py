"""Makes what is said and asked about a pause. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from bot.channels import messages as compose
from bot.channels import texts
from bot.channels.calendar.entries import Entry
from bot.channels.model import FOREVER, Channel
from bot.channels.settings import texts as texts_settings
from bot.channels.settings.model import Closed
from bot.core import dates
from bot.core.forms import DateField, Form
from bot.core.messages import Button, Buttons, Items, Message, Paragraph, Part, say, text

MOST_MISSED = 8
"""How many dates of tips that do not come are named."""


def paused(channel: Channel, missed: Sequence[dt.date], note: str, undo: str) -> Message:
    """Confirms the pause, with its date in full and the tips that do not come. `undo` is what takes it back."""
    until = channel.pause_until
    if until is not None and until != FOREVER:
        return _pause(texts.PAUSED_UNTIL.format(date=dates.date(until)), _missed(missed), note, undo)
    first = texts.PAUSE_MISSES_ON.format(date=dates.date(missed[0])) if missed else texts.PAUSE_MISSES_NONE
    return _pause(texts.PAUSED, (Paragraph(text(first)),), note, undo)


def paused_later(periods: Sequence[Closed], missed: Sequence[dt.date], note: str, undo: str) -> Message:
    """Confirms the periods in which no tips come."""
    days = ", ".join(_days(one) for one in periods)
    said = texts.PAUSED_LATER.format(days=days[:1].upper() + days[1:])
    return _pause(said, _missed(missed), note, undo)


def _days(one: Closed) -> str:
    """`maandag 21 december 2026 tot en met maandag 4 januari 2027`"""
    if one.first == one.last:
        return dates.date(one.first)
    return texts.PAUSE_DAYS.format(first=dates.date(one.first), last=dates.date(one.last))


def _missed(slots: Sequence[dt.date]) -> tuple[Part, ...]:
    if not slots:
        return (Paragraph(text(texts.PAUSE_MISSES_NONE)),)
    lines = [dates.date(slot) for slot in slots[:MOST_MISSED]]
    if more := len(slots) - len(lines):
        lines.append(texts.PAUSE_MISSES_MORE.format(count=more))
    return (Items(tuple(text(one) for one in lines), title=texts.PAUSE_MISSES),)


def _pause(said: str, missed: tuple[Part, ...], note: str, undo: str) -> Message:
    noted = (Paragraph(text(note)),) if note else ()
    button = (Buttons((Button("pause_undo", texts.PAUSE_UNDO, undo),)),) if undo else ()
    return Message(said, (Paragraph(text(said)), *noted, *missed, *button))


def pause_undone(channel: Channel, following: Entry | None) -> Message:
    """Says what holds again."""
    if channel.pause_until == FOREVER:
        return say(texts.PAUSE_UNDONE, texts.PAUSED)
    if following is None or following.outcome.due_at is None:
        return say(texts.PAUSE_UNDONE, texts_settings.PREVIEW_NONE)
    return say(
        texts.PAUSE_UNDONE, texts.RESUMED.format(moment=compose.moment(channel, following.outcome.due_at))
    )


def pause_form(channel: Channel) -> Form:
    first = DateField("from", texts.PAUSE_FROM, None, texts.PAUSE_FROM_HINT, required=False)
    last = DateField("until", texts.PAUSE_UNTIL, None, texts.PAUSE_HINT, required=False)
    return Form(
        "pause",
        texts.PAUSE_TITLE,
        (compose.about(channel), first, last),
        texts.PAUSE,
        texts.CANCEL,
        {"channel": channel.id},
    )
