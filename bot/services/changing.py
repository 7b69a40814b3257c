"""Changes the settings of a channel, with all that follows from it; for whoever decides that they change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from itertools import islice
from zoneinfo import ZoneInfo

from bot.domain.channel_settings import Layers, differences, effective
from bot.domain.channels import Act, Change, Channel
from bot.domain.schedule import next_in_new_period, occurrences
from bot.services.ports import ChannelStore, LostRace
from bot.services.ports_channels import OverrideStore

OVERRIDES_TAKEN_ALONG = 8
TRIES = 5


def local_date(channel: Channel, now: dt.datetime) -> dt.date:
    """The date in the channel's own time zone."""
    return now.astimezone(ZoneInfo(channel.settings.rhythm.timezone)).date()


class Changing:
    def __init__(self, channels: ChannelStore, overrides: OverrideStore) -> None:
        self._channels = channels
        self._overrides = overrides

    async def changed(self, before: Channel, layers: Layers, now: dt.datetime) -> Channel:
        """The channel with these layers, not stored yet.

        With another rhythm, or switched on, it starts anew; a series that is new to it counts its tips from today.
        """
        settings = effective(layers)
        after = replace(before, layers=layers, settings=settings)
        if settings.series != before.settings.series:
            after = replace(after, series_since=local_date(after, now) if settings.series else None)
        starts = before.version == 0 or (settings.rhythm, settings.active) != (
            before.settings.rhythm,
            before.settings.active,
        )
        return await self.restarted(after, now) if starts else after

    async def restarted(self, channel: Channel, now: dt.datetime) -> Channel:
        """The channel with its next occurrence, not stored yet: never a second one in a period that had its nudge."""
        if not channel.settings.active or channel.paused:
            return replace(channel, next_due_at=None, next_slot=None)
        last = await self._channels.last_slot(channel.workspace, channel.id)
        following = next_in_new_period(channel.settings.rhythm, now, last)
        return replace(channel, next_due_at=following.due_at, next_slot=following.slot)

    async def update(
        self,
        workspace: str,
        channel: str,
        alter: Callable[[Channel], Awaitable[Channel]],
        changes: Sequence[Change] = (),
    ) -> Channel | None:
        """Store what `alter` makes of the channel as it is now; None where it was never set up."""
        for _ in range(TRIES):
            before = await self._channels.get(workspace, channel)
            if before is None:
                return None
            after = await alter(before)
            if after == before:
                return before
            try:
                return await self._channels.save(after, changes)
            except LostRace:
                continue  # a nudge was planned in this instant, or somebody else was first: look again
        raise LostRace(f"channel {channel} keeps being changed")

    async def save(self, before: Channel, after: Channel, by: Act) -> Channel:
        """Store the channel, what was changed in its settings, and what leads decided for slots that have moved.

        Raises LostRace when somebody else stored it since `before` was read.
        """
        saved = await self._channels.save(after, changes(before, after, by))
        if before.version and saved.settings.rhythm != before.settings.rhythm and saved.next_due_at:
            await self._overrides.move(saved.workspace, saved.id, moved_slots(before, saved))
        return saved


def changes(before: Channel, after: Channel, by: Act) -> Sequence[Change]:
    """A row of the audit log for each field of the settings that differs."""
    differing = differences(before.settings, after.settings)
    return [by.change(field, old, new) for field, (old, new) in differing.items()]


def moved_slots(before: Channel, after: Channel) -> dict[dt.date, dt.date]:
    """Which slot takes the place of which: the first that was to come becomes the first that comes now, and so on."""
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
