"""Makes the parts of the home tab about channels, for the person who looks. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.channels import messages, texts
from bot.channels.leads import texts as texts_leads
from bot.channels.model import FOREVER, Channel
from bot.channels.own_tips import texts as texts_own
from bot.core import dates, words
from bot.core.forms import Form
from bot.core.messages import (
    Button,
    Buttons,
    Context,
    Paragraph,
    Part,
    Run,
    bold,
    text,
)
from bot.delivery.notices import words as stopped_words

ROWS = 20
"""Channels on a page: their lines and buttons stay within the tab's limit of 100 blocks.
https://docs.slack.dev/reference/block-kit/blocks"""
ACTS = 5
"""Channels of each kind that wait for an administrator."""
Group = Literal["leads", "in", "all"]
_TITLES: dict[Group, str] = {"leads": texts.HOME_YOURS, "in": texts.HOME_IN, "all": texts.HOME_ALL}


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """A channel with its next nudge, due at `due` (UTC)."""

    group: Group
    channel: Channel
    today: dt.date
    due: dt.datetime | None = None
    may_change: bool = False


@dataclass(frozen=True, slots=True)
class Administration:
    """What waits for an administrator: active channels without a lead and those that stand still, and the questions
    without an answer."""

    leaderless: tuple[Channel, ...]
    still: tuple[ChannelRow, ...]
    gaps: tuple[str, ...]
    version: str


def channels(rows: Sequence[ChannelRow], page: int, pages: int, *, outsider: bool) -> tuple[Part, ...]:
    """`rows` are those of this page; pages count from 0. An `outsider` may press nothing."""
    parts: list[Part] = [Paragraph(text(texts.HOME_GUEST))] if outsider else []
    if not rows and not outsider:
        parts.append(Paragraph(text(texts.HOME_NONE)))
    group = None
    for row in rows:
        if row.group != group:
            parts.append(Paragraph(text(bold(_TITLES[row.group]))))
            group = row.group
        parts.append(Paragraph(_line(row)))
        if not outsider:
            label = texts.HOME_MANAGE if row.may_change else texts.HOME_LOOK
            parts.append(Buttons((Button("manage", label, row.channel.id),)))
    if pages > 1:
        parts += _paging(page, pages)
    return tuple(parts)


def manage(row: ChannelRow) -> Form:
    """All that a person may see or change of a channel, each behind its button."""
    title = texts.HOME_MANAGE if row.may_change else texts.HOME_LOOK
    return Form("reading", title, (Paragraph(_line(row)), Buttons(_buttons(row))))


def administration(held: Administration) -> tuple[Part, ...]:
    parts: list[Part] = [Paragraph(text(bold(texts.HOME_ADMIN)))]
    for one in held.leaderless[:ACTS]:
        line = text(bold(words.channels(one.name)), f": {texts.HOME_NO_LEAD}")
        parts += [Paragraph(line), Buttons((Button("leads", texts_leads.LEADS_CHOOSE, one.id),))]
    for row in held.still[:ACTS]:
        parts += [Paragraph(_line(row)), Buttons((Button("manage", texts.HOME_MANAGE, row.channel.id),))]
    if (more := max(0, len(held.leaderless) - ACTS) + max(0, len(held.still) - ACTS)) > 0:
        parts.append(Context(text(texts.HOME_MORE_ONE if more == 1 else texts.HOME_MORE.format(count=more))))
    if held.gaps:
        parts.append(Paragraph(text(texts.HOME_GAPS.format(gaps="; ".join(held.gaps)))))
    if len(parts) == 1:
        parts.append(Paragraph(text(texts.HOME_NOTHING_TO_DO)))
    return (*parts, Context(text(texts.HOME_VERSION.format(version=held.version))))


def _line(row: ChannelRow) -> tuple[Run, ...]:
    return text(bold(words.channels(row.channel.name)), ": ", _status(row))


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
    look = (
        Button("example", texts.SEE_EXAMPLE, id),
        Button("planning", texts.SEE_PLANNING, id),
        Button("history", texts.SEE_HISTORY, id),
    )
    if not row.may_change:
        return look
    still = channel.paused or channel.pauses_on(row.today)
    pause = Button("resume", texts.RESUME, id) if still else Button("pause", texts.PAUSE, id)
    return (
        Button("settings", texts.SET_UP, id),
        *look,
        pause,
        Button("own_tips", texts_own.OWN_TIPS_TITLE, id),
        Button("leads", texts_leads.LEADS, id),
    )


def _paging(page: int, pages: int) -> tuple[Part, ...]:
    buttons = (
        *((Button("home_page", texts.HOME_PREVIOUS, str(page - 1)),) if page else ()),
        *((Button("home_page", texts.HOME_FOLLOWING, str(page + 1)),) if page + 1 < pages else ()),
    )
    return (Context(text(texts.HOME_PAGE.format(page=page + 1, pages=pages))), Buttons(buttons))
