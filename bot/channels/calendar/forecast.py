"""What is known about the coming nudges of a channel, for the services that plan, show or post them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from itertools import chain, islice

from bot.channels.calendar.entries import Entry, foresee
from bot.channels.calendar.model import Breaks, Reason
from bot.channels.calendar.rhythm import Occurrence, due_at, occurrences
from bot.channels.leads.store import SqlLeadStore
from bot.channels.model import Channel, Override
from bot.channels.nudges.choosing import History, Pool
from bot.channels.own_tips.store import SqlOwnTipStore
from bot.channels.ports import OverrideStore
from bot.delivery.model import NUDGES, Delivery
from bot.delivery.pacing.model import spread
from bot.delivery.ports import Ledger
from bot.library.ports import Content

RECENT = 60
"""More deliveries than a channel can have ahead of it."""
SHOWN = 8
AHEAD = 60
"""How far to look for an occurrence that is not skipped: a little over a year of weeks."""


class Forecast:
    """Reads the same data in the same way for all services. `breaks` are the known school holidays; `spread_minutes`
    is the period over which channels that are due together are spread."""

    def __init__(
        self,
        content: Callable[[], Content],
        ledger: Ledger,
        overrides: OverrideStore,
        breaks: Breaks,
        *,
        own_tips: SqlOwnTipStore,
        leads: SqlLeadStore,
        spread_minutes: float = 0,
    ) -> None:
        self._content = content
        self._ledger = ledger
        self._overrides = overrides
        self._own_tips = own_tips
        self._leads = leads
        self.breaks = breaks
        self._spread_minutes = spread_minutes

    @property
    def content(self) -> Content:
        return self._content()

    def later(self, channel: Channel) -> dt.timedelta:
        """How much later than its moment the channel always gets its tip."""
        return spread(channel.ref, self._spread_minutes)

    async def pool(self, channel: Channel) -> Pool:
        """The tips that the channel can get."""
        voice = channel.settings.voice
        if voice == "both" and not await self._leads.of(channel.ref):
            voice = "team"
        return Pool(self._content().library, await self._own_tips.of(channel.ref), voice)

    async def history(self, channel: Channel) -> History:
        """Each tip that was or may have been posted, under its current id, with its last slot."""
        library, found = self._content().library, dict[str, dt.date]()
        for id, slot in (await self._ledger.history(channel.ref)).items():
            current = library.current(id)
            found[current] = max(slot, found.get(current, slot))
        return found

    async def overrides(self, channel: Channel, first: dt.date) -> Mapping[dt.date, Override]:
        """What leads decided for the slots from `first` on."""
        return await self._overrides.of(channel.ref, first)

    async def refused_last(self, channel: Channel) -> bool:
        """Whether Slack refused the last attempt in the channel: then its leads already know."""
        rows = await self._ledger.recent(channel.ref, RECENT, NUDGES)
        return next((row.state for row in rows if row.state in {"posted", "failed"}), None) == "failed"

    async def next(self, channel: Channel, now: dt.datetime) -> Entry | None:
        """The next nudge that comes, None if there is none within a year."""
        entries = await self._foreseen(channel, now, AHEAD, None)
        return next((entry for entry in entries if entry.tip), None)

    async def entries(
        self,
        channel: Channel,
        now: dt.datetime,
        count: int = SHOWN,
        coming: Iterable[Occurrence] | None = None,
    ) -> tuple[Entry, ...]:
        """The next `count` occurrences with their tips, including those that a holiday moved past `now`.

        `coming` replaces the channel's own occurrences.
        """
        return tuple(await self._foreseen(channel, now, count, coming))

    async def _foreseen(
        self, channel: Channel, now: dt.datetime, count: int, coming: Iterable[Occurrence] | None
    ) -> Iterable[Entry]:
        rows = await self._ledger.recent(channel.ref, RECENT, ("nudge",))
        if coming is None:
            waiting = sorted(row.slot for row in rows if row.state == "planned" and row.due_at > now)
            moved = (Occurrence(due_at(channel.settings.rhythm, slot), slot) for slot in waiting)
            coming = chain(moved, coming_of(channel))
        listed = tuple(islice(coming, count))
        if not listed:
            return ()
        return foresee(
            channel,
            listed,
            pool=await self.pool(channel),
            history=await self.history(channel),
            overrides=await self.overrides(channel, listed[0].slot),
            breaks=self.breaks,
            settled={row.slot: settled(row) for row in rows if row.state != "planned"},
        )


def settled(row: Delivery) -> Reason:
    """Why nothing more comes in the slot of a delivery that is no longer planned."""
    return Reason("posted_early" if row.error == "posted_early" else "done")


def coming_of(channel: Channel) -> Iterable[Occurrence]:
    """The channel's occurrences from its next one on, without end; none if it has no next one."""
    if channel.next_due_at is not None and channel.next_slot is not None:
        yield Occurrence(channel.next_due_at, channel.next_slot)
        after = occurrences(channel.settings.rhythm, channel.next_due_at)
        yield from (one for one in after if one.slot > channel.next_slot)
