"""What leads choose for their channel in Slack, and who leads it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, cast

from bot.channels.calendar.agenda import Entry
from bot.channels.calendar.forecast import Forecast, coming_of
from bot.channels.model import Act, Change, Channel, Lead
from bot.channels.ports import AuditLog, ChannelStore, LeadStore
from bot.channels.settings.changing import TRIES, Changing
from bot.channels.settings.model import FIELDS, Choices, Layers, Source, choices, chosen, effective, sources
from bot.core.errors import LeiderschapError, LostRace


class Locked(LeiderschapError):
    """The channels file manages this channel: what is chosen in Slack does not count."""


class ChangedMeanwhile(LeiderschapError):
    """Somebody else changed the settings since they were shown; nothing was saved and nothing is lost.

    `theirs` are the changes that were made meanwhile, oldest first; `yours` the fields that this person changed;
    `merged` every field with both, where both changed one: yours. Show `merged`, with the version of `now`, to be
    saved again.
    """

    def __init__(self, theirs: Sequence[Change], yours: Choices, merged: Choices, now: Channel) -> None:
        self.theirs = theirs
        self.yours = yours
        self.merged = merged
        self.now = now
        super().__init__(f"channel {now.id} was changed meanwhile: {', '.join(one.field for one in theirs)}")


@dataclass(frozen=True, slots=True)
class Form:
    """What a form shows: every field, where each comes from, and the version to hand back to `save`."""

    channel: Channel
    choices: Choices
    sources: Mapping[str, Source]
    leads: tuple[Lead, ...]

    @property
    def locked(self) -> bool:
        return self.channel.layers.locked

    @property
    def version(self) -> int:
        return self.channel.version


class Configuring:
    """`base` holds the layers of a channel that the channels file does not name."""

    def __init__(
        self,
        channels: ChannelStore,
        changing: Changing,
        *,
        leads: LeadStore,
        audit: AuditLog,
        forecast: Forecast,
        base: Layers,
    ) -> None:
        self._channels = channels
        self._changing = changing
        self._leads = leads
        self._audit = audit
        self._forecast = forecast
        self._base = base

    async def form(self, workspace: str, channel: str, name: str = "") -> Form:
        """What stands now; for a channel that was never set up, what would hold (version 0)."""
        found = await self._channels.get(workspace, channel)
        found = found or Channel(workspace, channel, name, effective(self._base), layers=self._base)
        leads = tuple(await self._leads.of(workspace, channel))
        return Form(found, choices(found.settings), sources(found.layers), leads)

    async def preview(
        self, workspace: str, channel: str, wanted: Choices, now: dt.datetime, *, count: int = 3
    ) -> tuple[Entry, ...]:
        """The next occurrences as they would be with these choices; nothing is stored."""
        before = (await self.form(workspace, channel)).channel
        if await self._changing.settle([before], now):
            before = (await self.form(workspace, channel)).channel
        after = await self._changing.changed(before, chosen(before.layers, wanted), now)
        return await self._forecast.entries(after, now, count, islice(coming_of(after), count))

    async def save(
        self, workspace: str, channel: str, wanted: Choices, seen: int, by: Act, *, name: str = ""
    ) -> Channel:
        """Store what somebody chose; `seen` is the version of the form. Who sets a channel up becomes its lead.

        `name` is the channel's name, where it is set up for the first time.

        Raises Locked, and ChangedMeanwhile where the settings are no longer those that the form showed.
        """
        for _ in range(TRIES):
            before = (await self.form(workspace, channel, name)).channel
            if before.layers.locked:
                raise Locked(f"channel {channel} is managed by the channels file")
            await self._check(before, wanted, seen)
            after = await self._changing.changed(before, chosen(before.layers, wanted), by.at)
            try:
                saved = await self._changing.save(before, after, by)
            except LostRace:
                continue  # a nudge was planned in this instant, or another lead was first: look again
            if before.version == 0 and not await self._leads.of(workspace, channel):
                await self.add_lead(workspace, channel, by.user, by)
            return saved
        raise LostRace(f"channel {channel} keeps being changed")

    async def _check(self, current: Channel, wanted: Choices, seen: int) -> None:
        if current.version == seen:
            return
        since = await self._audit.since(current.workspace, current.id, seen)
        theirs = [change for change in since if change.field in FIELDS]
        if not theirs:
            return
        stands = cast(dict[str, Any], choices(current.settings))
        shown = stands | {change.field: change.before for change in reversed(theirs)}
        yours = {field: value for field, value in wanted.items() if value != shown[field]}
        raise ChangedMeanwhile(theirs, cast(Choices, yours), cast(Choices, stands | yours), current)

    async def set_leads(
        self, workspace: str, channel: str, users: Collection[str], by: Act
    ) -> tuple[Lead, ...]:
        """Make these people the leads that Slack knows of; those that the file names stay."""
        before = {lead.user for lead in await self._leads.of(workspace, channel) if lead.source == "slack"}
        for gone in sorted(before - set(users)):
            await self.remove_lead(workspace, channel, gone, by)
        for new in users:
            await self.add_lead(workspace, channel, new, by)
        return tuple(await self._leads.of(workspace, channel))

    async def add_lead(self, workspace: str, channel: str, lead: str, by: Act) -> bool:
        """Make somebody a lead; False where they were one already."""
        return await self._leads.add(workspace, channel, Lead(lead), by.change("lead", None, lead))

    async def remove_lead(self, workspace: str, channel: str, lead: str, by: Act) -> bool:
        """Make somebody a lead no longer; False where they were none."""
        return await self._leads.remove(workspace, channel, lead, by.change("lead", lead, None))

    async def leads(self, workspace: str, channel: str) -> tuple[Lead, ...]:
        return tuple(await self._leads.of(workspace, channel))

    async def led_by(self, workspace: str, user: str) -> tuple[Channel, ...]:
        """The channels that this person leads, by name."""
        ids = set(await self._leads.channels(workspace, user))
        return tuple(one for one in await self._channels.list(workspace) if one.id in ids)

    async def changes(self, workspace: str, channel: str, limit: int = 20) -> tuple[Change, ...]:
        """The last changes of a channel, newest first."""
        return tuple(await self._audit.of(workspace, channel, limit))
