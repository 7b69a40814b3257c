"""Applies the channels file to the database, or shows what that would change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace

import structlog

from bot.channels.leads.permissions import SHARED
from bot.channels.leads.store import SqlLeadStore
from bot.channels.model import FILE, Act, Change, Channel, ChannelEntry, ChannelsFile, Lead
from bot.channels.ports import ChannelStore
from bot.channels.presence.store import SqlHappeningStore
from bot.channels.settings.changing import TRIES, Changing, changes
from bot.channels.settings.matching import KnownChannels, Remark, match
from bot.channels.settings.model import Layers, begun, effective
from bot.channels.settings.store import SqlEntryStore
from bot.core.errors import LostRace

log = structlog.get_logger()

Joined = Callable[[], Awaitable[Mapping[str, str]]]
"""The channels that the bot is in: id to name. Raises LeiderschapError if the platform does not say."""


@dataclass(frozen=True, slots=True)
class Step:
    """The effect of the file on one channel. `before` has version 0 if the channel was never set up."""

    before: Channel
    after: Channel
    changes: tuple[Change, ...]
    leads: tuple[Change, ...]

    @property
    def is_needed(self) -> bool:
        return self.before != self.after or bool(self.leads)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every channel, changed or not, by name, with remarks about entries and the ids to remember for them."""

    steps: tuple[Step, ...]
    remarks: tuple[Remark, ...] = ()
    remembered: Mapping[str, str] = field(default_factory=dict)

    @property
    def unknown(self) -> tuple[str, ...]:
        """The entries that the bot cannot serve."""
        return tuple(one.entry for one in self.remarks if not one.served)

    @property
    def changing(self) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.is_needed)


@dataclass(frozen=True, slots=True)
class Applied:
    """The result of `apply`: the channels that get nudges, and the entries that the bot cannot serve."""

    active: tuple[Channel, ...]
    unknown: tuple[str, ...]


class Applying:
    def __init__(
        self,
        channels: ChannelStore,
        changing: Changing,
        leads: SqlLeadStore,
        *,
        joined: Joined,
        entries: SqlEntryStore,
        said: SqlHappeningStore,
    ) -> None:
        self._channels = channels
        self._changing = changing
        self._leads = leads
        self._joined = joined
        self._entries = entries
        self._said = said

    async def compare(self, workspace: str, file: ChannelsFile, now: dt.datetime) -> Comparison:
        """What `apply` would do; nothing is stored.

        A channel that the file does not name keeps what was chosen in Slack. An entry for a channel that does not
        exist, or that the bot is not in, is reported and does not stop the others. An entry that once found its
        channel by name keeps meaning that channel, whatever its later name.
        """
        names = await self._joined()
        stored = {channel.id: channel for channel in await self._channels.list(workspace)}
        remembered, gone = await self._entries.of(workspace), await self._said.gone(workspace)
        moved = await self._said.ids(workspace)
        matched = match(file.channels, KnownChannels(names, remembered, stored, gone, moved))
        entries = matched.entries
        steps = []
        for id in {**stored, **entries}:
            before = stored.get(id) or Channel(workspace, id, "", effective(file.base))
            named = replace(before, name=names.get(id, before.name))
            steps.append(
                await self._step(before, named, file.base, entries.get(id), back=id in names, now=now)
            )
        steps.sort(key=lambda step: step.after.name)
        return Comparison(tuple(steps), matched.remarks, matched.remembered)

    async def _step(
        self,
        before: Channel,
        named: Channel,
        base: Layers,
        entry: ChannelEntry | None,
        *,
        back: bool,
        now: dt.datetime,
    ) -> Step:
        file = replace(base, file=entry.choices, locked=entry.locked) if entry else base
        layers = replace(file, chosen=before.layers.chosen) if before.version else begun(file)
        after = await self._changing.changed(named, layers, now)
        if back and after.paused != SHARED:
            after = await self._changing.going_on(after, now)
        leads = {lead.user for lead in await self._leads.of(before.ref) if lead.source == "file"}
        wanted = set(entry.leads or ()) if entry else set()
        by = Act(FILE, now)
        named_leads = [by.change("lead", None, user) for user in sorted(wanted - leads)]
        dropped = [by.change("lead", user, None) for user in sorted(leads - wanted)]
        return Step(before, after, tuple(changes(before, after, by)), (*dropped, *named_leads))

    async def apply(self, workspace: str, file: ChannelsFile, now: dt.datetime) -> Applied:
        """Store what the file says. A channel that did not change keeps its rhythm and what it missed.

        Raises LostRace if others keep changing channels.
        """
        for _ in range(TRIES):
            compared = await self.compare(workspace, file, now)
            if await self._changing.settle([step.before for step in compared.changing], now):
                continue  # what was due was planned first; the file changes the rest
            for one in compared.remarks:
                event = "channel.renamed" if one.served else "channel.unknown"
                log.warning(event, workspace=workspace, channel=one.entry, why=one.text)
            try:
                for step in compared.changing:
                    await self._apply(step, now)
            except LostRace:
                continue  # a nudge was just planned, or a lead saved: compare again
            await self._entries.keep(workspace, compared.remembered)
            active = [step.after for step in compared.steps if step.after.settings.active]
            return Applied(tuple(active), compared.unknown)
        raise LostRace("the channels keep being changed by others")

    async def _apply(self, step: Step, now: dt.datetime) -> None:
        if step.after != step.before:
            await self._changing.save(step.before, step.after, Act(FILE, now))
        for change in step.leads:
            if change.before is None:
                lead = Lead(change.after, "file")
                await self._leads.add(step.after.ref, lead, change)
            else:
                await self._leads.remove(step.after.ref, change.before, change)


class SettingUp:
    """Applies the channels file once: at start, or when the clocks can be trusted, because it decides when channels
    are due. With many workspaces there is nothing to apply."""

    def __init__(self, applying: Applying, workspace: str, file: ChannelsFile) -> None:
        self.applied = Applied((), ())
        self._applying = applying
        self._workspace = workspace
        self._file = file
        self._done = workspace == ""

    async def due(self, now: dt.datetime) -> None:
        if not self._done:
            self.applied = await self._applying.apply(self._workspace, self._file, now)
            self._done = True
