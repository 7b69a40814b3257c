"""A channel, and what the bot keeps about it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from bot.channels.calendar.rhythm import Occurrence, occurrences
from bot.channels.settings.model import ChannelSettings, Choices, Layers
from bot.core.people import ChannelRef
from bot.delivery.ports import Onward

FOREVER = dt.date.max
"""The last day of a pause that lasts until somebody resumes."""


@dataclass(frozen=True, slots=True)
class Channel:
    """One channel of one workspace, both by their Slack ids.

    `settings` is the result of `layers`. `next_due_at` (UTC) and `next_slot` are the next occurrence, None if there
    is none. `paused` says why the bot itself stopped posting (an error code of Slack), None while it posts;
    `pause_until` is the last day of a pause by a lead. `series_since` is the local date from which tips of the series
    count as posted. `version` counts how often it was stored, 0 if never; only the store changes it.
    """

    workspace: str
    id: str
    name: str
    settings: ChannelSettings
    next_due_at: dt.datetime | None = None
    next_slot: dt.date | None = None
    paused: str | None = None
    version: int = 0
    layers: Layers = field(default_factory=Layers)
    pause_until: dt.date | None = None
    series_since: dt.date | None = None

    @property
    def ref(self) -> ChannelRef:
        return ChannelRef(self.workspace, self.id)

    @property
    def stands_still(self) -> bool:
        """Whether it gets no nudges although it should: Slack stopped it, or it lost its rhythm."""
        return self.paused is not None or (self.settings.active and self.next_due_at is None)

    def pauses_on(self, date: dt.date) -> bool:
        """Whether a lead paused it on this local date."""
        return self.pause_until is not None and self.pause_until >= date

    def is_due(self, now: dt.datetime) -> bool:
        """Whether its next occurrence is due but not in the ledger yet."""
        return self.next_due_at is not None and self.next_due_at <= now


def moved(channel: Channel, following: Occurrence | None, now: dt.datetime) -> Channel:
    """The channel with `following` as its next occurrence, None for none. Apart from the planning, this is the only
    way to change it.

    A due occurrence stays until it is in the ledger: only the planning, which writes the rows, moves past it.
    """
    if channel.is_due(now):
        return channel
    due_at, slot = (following.due_at, following.slot) if following else (None, None)
    return replace(channel, next_due_at=due_at, next_slot=slot)


def passed_over(channel: Channel, following: Occurrence | None) -> frozenset[dt.date]:
    """The slots that the channel moves past when it goes to `following`; each must be in the ledger.

    If nothing follows, that is its next one only: the later ones never come.
    """
    due_at, slot = channel.next_due_at, channel.next_slot
    if due_at is None or slot is None or (following and following.due_at <= due_at):
        return frozenset()
    slots = {slot}
    for one in occurrences(channel.settings.rhythm, due_at) if following else ():
        if following is None or one.due_at >= following.due_at:
            break
        if one.slot > slot:
            slots.add(one.slot)
    return frozenset(slots)


def onward(channel: Channel, following: Occurrence | None) -> Onward:
    """The channel as it was read, moving to `following`: the planning passes it to the ledger."""
    due_at, slot = (following.due_at, following.slot) if following else (None, None)
    behind = passed_over(channel, following)
    return Onward(channel.ref, channel.version, due_at, slot, behind)


@dataclass(frozen=True, slots=True)
class ChannelEntry:
    """A channel in the channels file: by Slack id, or by name without #. `leads` is None if the entry has none."""

    channel: str
    choices: Choices
    locked: bool = False
    leads: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class ChannelsFile:
    """The channels file: `base` holds config/default.yaml and the file's own defaults."""

    base: Layers
    channels: tuple[ChannelEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Lead:
    """A team lead of a channel, and whether the channels file or somebody in Slack named them."""

    user: str
    source: Literal["file", "chosen"] = "chosen"


@dataclass(frozen=True, slots=True)
class Override:
    """A lead's decision for one slot: this tip, or None to skip the slot."""

    slot: dt.date
    tip: str | None


@dataclass(frozen=True, slots=True)
class Act:
    """Who does something (a Slack id, or FILE), and when (UTC)."""

    user: str
    at: dt.datetime

    def change(self, field: str, before: Any, after: Any) -> Change:
        """Its row in the audit log."""
        return Change(self.at, self.user, field, before, after)


FILE = "file"
"""The user of a change by the channels file."""
COMMAND = "command line"
"""The user of a change by an administrator on the command line."""
DELIVERY = "delivery "
"""The prefix of a field that records what became of a delivery; its id follows."""


@dataclass(frozen=True, slots=True)
class Change:
    """A row of the audit log: who changed which field of a channel, from what to what.

    `user` is a Slack id, FILE or COMMAND. `field` is one of `settings.model.FIELDS`, with its values; or `pause`,
    `slot 2026-12-01`, `lead`, `own tip`, `nudge now`, `delivery …`, with texts, None for what did not exist.
    `version` is the channel's version after the change.
    """

    at: dt.datetime
    user: str
    field: str
    before: Any
    after: Any
    version: int = 0
