"""Makes the home tab: what the bot does, and the channels of the person who looks. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.channels import messages, texts
from bot.channels.leads import texts as texts_leads
from bot.channels.model import FOREVER, Channel
from bot.channels.own_tips import texts as texts_own
from bot.core import dates
from bot.core.messages import (
    Button,
    Buttons,
    Context,
    Divider,
    Heading,
    Message,
    Paragraph,
    Part,
    Run,
    bold,
    mention,
    text,
)
from bot.core.words import channels
from bot.delivery.notices import words as stopped_words

ROWS = 20
"""Channels on a page: their lines and buttons stay within the tab's limit of 100 blocks.
https://docs.slack.dev/reference/block-kit/blocks"""
Group = Literal["leads", "in", "all"]
_TITLES: dict[Group, str] = {"leads": texts.HOME_YOURS, "in": texts.HOME_IN, "all": texts.HOME_ALL}


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """A channel with its next nudge, due at `due` (UTC). `leads` is None unless an administrator looks."""

    group: Group
    channel: Channel
    today: dt.date
    due: dt.datetime | None = None
    may_change: bool = False
    leads: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Administration:
    """What administrators also see: how many channels there are, are on and are paused, and the unanswered
    questions."""

    channels: int
    active: int
    still: int
    gaps: tuple[str, ...]
    version: str


def home(rows: Sequence[ChannelRow], page: int, pages: int, administration: Administration | None) -> Message:
    """`rows` are those of this page; pages count from 0."""
    parts: list[Part] = [
        Heading(texts.HOME),
        Paragraph(text(texts.HOME_WHAT)),
        Paragraph(text(texts.HOME_ASK)),
        Context(text(texts.HOME_PRIVACY)),
    ]
    if administration:
        parts += _administration(administration)
    if not rows:
        parts += [Divider(), Paragraph(text(texts.HOME_NONE))]
    group = None
    for row in rows:
        if row.group != group:
            parts += [Divider(), Paragraph(text(bold(_TITLES[row.group])))]
            group = row.group
        parts += [Paragraph(_line(row)), Buttons(_buttons(row))]
    if pages > 1:
        parts += _paging(page, pages)
    return Message(texts.HOME, tuple(parts))


def _line(row: ChannelRow) -> tuple[Run, ...]:
    words = text(bold(channels(row.channel.name)), ": ", _status(row))
    if row.leads is None:
        return words
    if not row.leads:
        return text(*words, f" · {texts.HOME_NO_LEAD}")
    named = [piece for lead in row.leads for piece in (mention(lead), ", ")]
    return text(*words, f" · {texts.HOME_LEADERS}", *named[:-1])


def _status(row: ChannelRow) -> str:
    channel = row.channel
    if channel.paused:
        return texts.HOME_STOPPED.format(reason=stopped_words.why(channel.paused))
    if not channel.settings.active:
        return texts.HOME_OFF
    if channel.pause_until == FOREVER:
        return texts.HOME_PAUSED_FOREVER
    if channel.pause_until and channel.pauses_on(row.today):
        return texts.HOME_PAUSED.format(date=dates.short(channel.pause_until))
    if row.due is None:
        return texts.HOME_NOTHING
    return texts.HOME_NEXT.format(moment=messages.moment(channel, row.due))


def _buttons(row: ChannelRow) -> tuple[Button, ...]:
    id, channel = row.channel.id, row.channel
    look = (Button("planning", texts.SEE_PLANNING, id), Button("history", texts.SEE_HISTORY, id))
    if not row.may_change:
        return look
    still = channel.paused or channel.pauses_on(row.today)
    pause = Button("resume", texts.RESUME, id) if still else Button("pause", texts.PAUSE, id)
    return (
        Button("settings", texts.SET_UP, id),
        Button("example", texts.SEE_EXAMPLE, id),
        *look,
        pause,
        Button("own_tips", texts_own.OWN_TIPS_TITLE, id),
        Button("leads", texts_leads.LEADS, id),
    )


def _administration(held: Administration) -> tuple[Part, ...]:
    counts = texts.HOME_COUNTS.format(channels=held.channels, active=held.active, still=held.still)
    gaps = texts.HOME_GAPS.format(gaps="; ".join(held.gaps)) if held.gaps else texts.HOME_NO_GAPS
    return (
        Divider(),
        Paragraph(text(bold(texts.HOME_ADMIN))),
        Paragraph(text(counts)),
        Paragraph(text(gaps)),
        Context(text(texts.HOME_VERSION.format(version=held.version))),
    )


def _paging(page: int, pages: int) -> tuple[Part, ...]:
    buttons = (
        *((Button("home_page", texts.HOME_PREVIOUS, str(page - 1)),) if page else ()),
        *((Button("home_page", texts.HOME_FOLLOWING, str(page + 1)),) if page + 1 < pages else ()),
    )
    return (Divider(), Context(text(texts.HOME_PAGE.format(page=page + 1, pages=pages))), Buttons(buttons))
