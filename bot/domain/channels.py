"""What was chosen for a channel, and what the bot keeps about it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bot.domain.schedule import Rhythm


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    """How one channel wants its nudges. No theme means all themes."""

    rhythm: Rhythm
    active: bool = True
    themes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Channel:
    """One channel of one workspace, both by their Slack ids.

    `next_due_at` (UTC) and `next_slot` are the occurrence that comes next, None while there is none.
    `paused` says why the bot itself stopped posting (an error code of Slack), None while it posts.
    `version` counts the times it was stored, 0 for one that never was; it is the store's to change.
    """

    workspace: str
    id: str
    name: str
    settings: ChannelSettings
    next_due_at: dt.datetime | None = None
    next_slot: dt.date | None = None
    paused: str | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class ChannelEntry:
    """A channel as config/channels.yaml names it: by Slack id, or by name without #."""

    channel: str
    settings: ChannelSettings
