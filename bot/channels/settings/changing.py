"""Changes a channel, with all the consequences, whoever decides it: its leads, its file or Slack.

What is due by then is planned first, with the old settings: no change removes an occurrence whose moment has come.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from itertools import islice

from bot.channels.calendar.rhythm import next_in_new_period, occurrences
from bot.channels.leads.permissions import SHARED
from bot.channels.model import FOREVER, Act, Change, Channel, moved
from bot.channels.ports import AuditLog, ChannelStore, OverrideStore
from bot.channels.settings.model import (
    FIELDS,
    Choices,
    Layers,
    begun,
    choices,
    chosen,
    differences,
    effective,
)
from bot.core import zones
from bot.core.errors import LeiderschapError, LostRace
from bot.core.people import ChannelRef

OVERRIDES_TAKEN_ALONG = 8
TRIES = 5

Due = Callable[[Channel, dt.datetime], Awaitable[int]]
"""Puts into the ledger what is due in a channel; returns how many deliveries (see `Scheduling.of`)."""


class Locked(LeiderschapError):
    """The channels file manages this channel: choices in Slack do not count."""


class ChangedMeanwhile(LeiderschapError):
    """Somebody else changed the settings since they were shown; nothing was saved and nothing is lost.

    `theirs` are the changes made meanwhile, oldest first; `yours` the fields that this person changed; `merged` all
    fields with both applied, yours if both changed one. Show `merged`, with the version of `now`, for another save.
    """

    def __init__(self, theirs: Sequence[Change], yours: Choices, merged: Choices, now: Channel) -> None:
        self.theirs = theirs
        self.yours = yours
        self.merged = merged
        self.now = now
        super().__init__(f"channel {now.id} was changed meanwhile: {', '.join(one.field for one in theirs)}")


def local_date(channel: Channel, now: dt.datetime) -> dt.date:
    """The date in the channel's own time zone."""
    return zones.local_date(now, channel.settings.rhythm.timezone)


class Changing:
    """`plan` plans what is due in a channel, and only while the clocks are `trusted`. What cannot be planned stays
    due, whatever else changes. `base` holds the layers of a channel that the channels file does not name."""

    def __init__(
        self,
        channels: ChannelStore,
        overrides: OverrideStore,
        plan: Due,
        trusted: Callable[[], bool] = lambda: True,
        *,
        audit: AuditLog,
        base: Layers,
    ) -> None:
        self._channels = channels
        self._overrides = overrides
        self._plan = plan
        self._trusted = trusted
        self._audit = audit
        self._base = base

    async def found(self, ref: ChannelRef, name: str = "") -> Channel:
        """The channel; if it was never set up, a default one (version 0) with this name."""
        found = await self._channels.get(ref)
        if found:
            return found
        layers = begun(self._base)
        return Channel(ref.workspace, ref.channel, name, effective(layers), layers=layers)

    async def settle(self, channels: Iterable[Channel], now: dt.datetime) -> bool:
        """Plan what is due in these channels before they change. Returns whether anything was: then read them
        again."""
        if not self._trusted():
            return False
        return any([await self._settle(one, now) for one in channels if one.is_due(now)])

    async def _settle(self, due: Channel, now: dt.datetime) -> bool:
        found: Channel | None = due
        failed = 0
        while found is not None and found.is_due(now) and failed < TRIES:
            before = found
            await self._plan(before, now)
            found = await self._channels.get(due.ref)
            failed += found == before
        return found != due

    async def changed(self, before: Channel, layers: Layers, now: dt.datetime) -> Channel:
        """The channel with these layers, not stored yet.

        With another rhythm, or switched on, it starts afresh; a new series counts its tips from today. Switching it
        off clears a refusal by Slack.
        """
        settings = effective(layers)
        after = replace(before, layers=layers, settings=settings)
        if not settings.active and before.next_due_at is not None and before.paused != SHARED:
            after = replace(after, paused=None)
        if settings.series != before.settings.series:
            after = replace(after, series_since=local_date(after, now) if settings.series else None)
        starts = before.version == 0 or (settings.rhythm, settings.active) != (
            before.settings.rhythm,
            before.settings.active,
        )
        return await self.restarted(after, now) if starts else after

    async def restarted(self, channel: Channel, now: dt.datetime) -> Channel:
        """The channel with its next occurrence, not stored yet: never a second one in a period that had its nudge,
        and no new one until the due one is in the ledger.

        A channel whose last post Slack refused keeps trying, even with another rhythm; one that an event stopped has
        no next occurrence and gets none.
        """
        stopped = channel.paused is not None and channel.next_due_at is None
        if not channel.settings.active or stopped:
            return moved(channel, None, now)
        last = await self._channels.last_slot(channel.ref)
        recorded = await self._channels.last_recorded(channel.ref)
        return moved(channel, next_in_new_period(channel.settings.rhythm, now, last, recorded), now)

    async def going_on(self, channel: Channel, now: dt.datetime) -> Channel:
        """The channel with nothing stopping it, not stored yet: it keeps its next occurrence if it has one."""
        if not channel.stands_still:
            return channel
        going = replace(channel, paused=None)
        return going if going.next_due_at is not None else await self.restarted(going, now)

    async def preview(self, ref: ChannelRef, wanted: Choices, now: dt.datetime) -> Channel:
        """The channel as it would be with these choices, which are not stored."""
        before = await self.found(ref)
        if await self.settle([before], now):
            before = await self.found(ref)
        return await self.changed(before, chosen(before.layers, wanted), now)

    async def choose(
        self, ref: ChannelRef, wanted: Choices, seen: int, by: Act, *, name: str = ""
    ) -> Channel:
        """Store what somebody chose in Slack; `seen` is the version in the form, `name` the channel's name if it is
        set up for the first time.

        Raises Locked, and ChangedMeanwhile if the settings differ from those that the form showed.
        """
        for _ in range(TRIES):
            before = await self.found(ref, name)
            if before.layers.locked:
                raise Locked(f"channel {ref.channel} is managed by the channels file")
            if before.version != seen:
                _check(before, wanted, await self._audit.since(ref, seen))
            after = await self.changed(before, chosen(before.layers, wanted), by.at)
            try:
                return await self.save(before, after, by)
            except LostRace:
                continue  # a nudge was just planned, or another lead was first: read again
        raise LostRace(f"channel {ref.channel} keeps being changed")

    async def pause(self, channel: Channel, until: dt.date | None, by: Act) -> Channel | None:
        """No nudges up to and including this local date, or until somebody resumes."""

        async def pause(found: Channel) -> Channel:
            return replace(found, pause_until=until or FOREVER)

        change = by.change("pause", _text(channel.pause_until), _text(until or FOREVER))
        return await self.update(channel.ref, pause, [change], by.at)

    async def pause_again(self, channel: Channel, until: dt.date | None, by: Act) -> Channel | None:
        """Back to an earlier pause; None for none. Nothing else that stops it ends."""

        async def pause(found: Channel) -> Channel:
            return replace(found, pause_until=until)

        change = by.change("pause", _text(channel.pause_until), _text(until))
        return await self.update(channel.ref, pause, [change], by.at)

    async def resume(self, channel: Channel, by: Act) -> Channel | None:
        """End every pause, including one after Slack refused a post."""

        async def resume(found: Channel) -> Channel:
            return await self.going_on(replace(found, pause_until=None), by.at)

        change = by.change("pause", channel.paused or _text(channel.pause_until), None)
        return await self.update(channel.ref, resume, [change], by.at)

    async def rename(self, ref: ChannelRef, name: str) -> Channel | None:
        """The channel has a new name."""

        async def rename(found: Channel) -> Channel:
            return replace(found, name=name)

        return await self.update(ref, rename)

    async def stop(self, ref: ChannelRef, reason: str, now: dt.datetime) -> Channel | None:
        """The bot cannot post here for now, with Slack's error code (`not_in_channel`, `is_archived` …)."""

        async def stop(found: Channel) -> Channel:
            return moved(replace(found, paused=reason), None, now)

        return await self.update(ref, stop, now=now)

    async def go_on(self, ref: ChannelRef, now: dt.datetime) -> Channel | None:
        """The bot can post here again."""
        return await self.update(ref, lambda found: self.going_on(found, now), now=now)

    async def update(
        self,
        ref: ChannelRef,
        alter: Callable[[Channel], Awaitable[Channel]],
        changes: Sequence[Change] = (),
        now: dt.datetime | None = None,
    ) -> Channel | None:
        """Store what `alter` makes of the current channel; None if it was never set up.

        `now` is required if its next occurrence may change.
        """
        for _ in range(TRIES):
            before = await self._channels.get(ref)
            if before is None:
                return None
            after = await alter(before)
            if after == before:
                return before
            if now is not None and await self.settle([before], now):
                continue
            try:
                return await self._channels.save(after, changes, now)
            except LostRace:
                continue  # a nudge was just planned, or somebody else was first: read again
        raise LostRace(f"channel {ref.channel} keeps being changed")

    async def save(self, before: Channel, after: Channel, by: Act) -> Channel:
        """Store the channel, the changes to its settings, and leads' decisions about slots that moved.

        Raises LostRace if it differs from `before`: somebody else stored it, or it was due and was planned.
        """
        if await self.settle([before], by.at):
            raise LostRace(f"channel {before.id} was due, and is planned now")
        saved = await self._channels.save(after, changes(before, after, by), by.at)
        if before.version and saved.settings.rhythm != before.settings.rhythm and saved.next_due_at:
            await self._overrides.move(saved.ref, moved_slots(before, saved))
        return saved


def changes(before: Channel, after: Channel, by: Act) -> Sequence[Change]:
    """A row of the audit log for each field of the settings that differs."""
    differing = differences(before.settings, after.settings)
    return [by.change(field, old, new) for field, (old, new) in differing.items()]


def _check(current: Channel, wanted: Choices, since: Sequence[Change]) -> None:
    """Raises ChangedMeanwhile if others changed a setting `since` the form was shown."""
    theirs = [change for change in since if change.field in FIELDS]
    if not theirs:
        return
    stands = choices(current.settings)
    shown = stands | {change.field: change.before for change in reversed(theirs)}
    yours = {field: value for field, value in wanted.items() if value != shown[field]}
    raise ChangedMeanwhile(theirs, yours, stands | yours, current)


def _text(date: dt.date | None) -> str | None:
    return date.isoformat() if date else None


def moved_slots(before: Channel, after: Channel) -> dict[dt.date, dt.date]:
    """Which slot replaces which: the first coming slot of the old rhythm becomes the first of the new one, and so
    on."""
    if before.next_due_at is None or after.next_due_at is None:
        return {}
    moment = dt.timedelta(microseconds=1)
    lists = (
        [
            one.slot
            for one in islice(occurrences(channel.settings.rhythm, due - moment), OVERRIDES_TAKEN_ALONG)
        ]
        for channel, due in ((before, before.next_due_at), (after, after.next_due_at))
    )
    return {old: new for old, new in zip(*lists, strict=True) if old != new}
