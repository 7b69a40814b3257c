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
"""The last day of a pause that ends only when somebody resumes."""


@dataclass(frozen=True, slots=True)
class Channel:
    """One channel of one workspace, both by their Slack ids.

    `settings` is what `layers` amount to. `next_due_at` (UTC) and `next_slot` are the occurrence that comes next, None
    while there is none. `paused` says why the bot itself stopped posting (an error code of Slack), None while it posts;
    `pause_until` is the last day of a pause that a lead asked for. `series_since` is the local date from which the tips
    of the series count as posted. `version` counts the times it was stored, 0 for one that never was; it is the store's
    to change.
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
        """Whether it gets no nudges as it should, until the bot goes on: Slack stopped it, or it lost its rhythm."""
        return self.paused is not None or (self.settings.active and self.next_due_at is None)

    def pauses_on(self, date: dt.date) -> bool:
        """Whether a lead asked that nothing comes on this local date."""
        return self.pause_until is not None and self.pause_until >= date

    def is_due(self, now: dt.datetime) -> bool:
        """Whether its next occurrence has come, and waits to be put into the ledger."""
        return self.next_due_at is not None and self.next_due_at <= now


def moved(channel: Channel, following: Occurrence | None, now: dt.datetime) -> Channel:
    """The channel with `following` as its next occurrence, None for none; the only way to it but for the planning.

    One that is due stays its next until it stands in the ledger: only the planning, which writes the rows, passes it.
    """
    if channel.is_due(now):
        return channel
    due_at, slot = (following.due_at, following.slot) if following else (None, None)
    return replace(channel, next_due_at=due_at, next_slot=slot)


def passed_over(channel: Channel, following: Occurrence | None) -> frozenset[dt.date]:
    """The slots that the channel leaves behind when it goes on to `following`; each has to stand in the ledger.

    Where nothing follows it is its next one alone: what came after it does not come.
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
    """The channel as it was read, on its way to `following`: what the planning hands to the ledger."""
    due_at, slot = (following.due_at, following.slot) if following else (None, None)
    behind = passed_over(channel, following)
    return Onward(channel.ref, channel.version, due_at, slot, behind)


@dataclass(frozen=True, slots=True)
class ChannelEntry:
    """A channel as the channels file names it: by Slack id, or by name without #. `leads` None: it names none."""

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
    """What a lead decided for one slot: this tip, or none at all (then the slot is skipped)."""

    slot: dt.date
    tip: str | None


@dataclass(frozen=True, slots=True)
class Act:
    """Who does something (a Slack id, or FILE), and when (UTC)."""

    user: str
    at: dt.datetime

    def change(self, field: str, before: Any, after: Any) -> Change:
        """The row of the audit log for it."""
        return Change(self.at, self.user, field, before, after)


FILE = "file"
"""The user of a change that the channels file made."""
COMMAND = "command line"
"""The user of what an administrator did on the command line."""
DELIVERY = "delivery "
"""Before the id of a delivery: the field of a change that says what became of it."""


@dataclass(frozen=True, slots=True)
class Change:
    """A row of the audit log: who changed which field of a channel, from what to what.

    `user` is a Slack id, FILE or COMMAND. `field` is one of `settings.model.FIELDS`, with its values; or `pause`,
    `slot 2026-12-01`, `lead`, `own tip`, `nudge now`, `delivery …`, with texts, None for what was not there. `version`
    is the channel's version after the change.
    """

    at: dt.datetime
    user: str
    field: str
    before: Any
    after: Any
    version: int = 0
