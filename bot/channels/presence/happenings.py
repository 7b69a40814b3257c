"""Processes what Slack says about a channel, in any order and any number of times, and updates the channel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bot.channels.leads.permissions import SHARED
from bot.channels.model import Channel
from bot.channels.notices import SqlNoticeStore
from bot.channels.ports import ChannelStore
from bot.channels.presence.model import STOPS, Kind, Said, later, newest, standing
from bot.channels.presence.store import SqlHappeningStore
from bot.channels.settings.changing import TRIES, Changing
from bot.core.errors import LostRace
from bot.core.people import ChannelRef


@dataclass(frozen=True, slots=True)
class Noted:
    """The result of a report: the channel by its current id, whether it was set up, the kinds that count as reported,
    and those that only a look-up in Slack can decide."""

    ref: ChannelRef
    set_up: bool
    counted: frozenset[Kind]
    unclear: frozenset[Kind] = frozenset()


class Happenings:
    """`stopped` is called when a channel newly refuses posts, and `back` when it accepts them again."""

    def __init__(
        self,
        store: SqlHappeningStore,
        changing: Changing,
        channels: ChannelStore,
        notices: SqlNoticeStore,
        *,
        stopped: Callable[[Channel], None],
        back: Callable[[Channel], None],
    ) -> None:
        self._store = store
        self._changing = changing
        self._channels = channels
        self._notices = notices
        self._stopped = stopped
        self._back = back

    async def hear(
        self, ref: ChannelRef, said: Mapping[Kind, str], at: dt.datetime | None, now: dt.datetime
    ) -> Noted:
        """Slack reported this, at its own time `at` (UTC); None if it gave none."""
        ref = await self._now_called(ref)
        counted, unclear = set(), set()
        for kind, value in said.items():
            one = Said(at, await self._chosen(ref, kind, value))
            known = await self._note(ref, kind, one)
            if known is None:
                unclear.add(kind)
            elif known == one:
                counted.add(kind)
        heard = await self._follow(ref, {kind: said[kind] for kind in counted}, now)
        return replace(heard, unclear=frozenset(unclear))

    async def moved(self, old: ChannelRef, new: str, at: dt.datetime | None, now: dt.datetime) -> None:
        """The channel has a new id. Later reports about the old id count for it too."""
        await self._note(old, "moved", Said(at, new))
        ref = await self._now_called(old)
        if ref != old:
            await self._channels.move(old, ref.channel)
        await self._follow(ref, {}, now)

    async def seen(
        self,
        ref: ChannelRef,
        known: Mapping[Kind, Said],
        seen: Mapping[Kind, str],
        *,
        at: dt.datetime | None,
        now: dt.datetime,
    ) -> Noted:
        """A look-up found `seen` while this was `known`: it counts, except for what was reported meanwhile.

        `at` is the newest time of those reports.
        """
        counted: dict[Kind, str] = {}
        if seen.get("shared") == "":
            await self._notices.forget(ref, SHARED)
        for kind, value in seen.items():
            chosen = await self._chosen(ref, kind, value)
            before = known.get(kind)
            after = Said(later(before.at if before else None, at), chosen)
            if before == after or (before is None and not chosen):
                continue
            if await self._store.note(ref, kind, before, after):
                counted[kind] = value
        return await self._follow(ref, counted, now)

    async def _now_called(self, ref: ChannelRef) -> ChannelRef:
        passed = {ref.channel}
        while moved := (await self._store.of(ref)).get("moved"):
            if moved.value in passed:
                break
            passed.add(moved.value)
            ref = replace(ref, channel=moved.value)
        return ref

    async def _chosen(self, ref: ChannelRef, kind: Kind, value: str) -> str:
        """If an administrator allowed tips in this shared channel, being shared is no stop until that ends."""
        if kind != "shared" or not value or not await self._notices.told(ref, SHARED):
            return value
        known = (await self._store.of(ref)).get("shared")
        return known.value if known else ""

    async def _note(self, ref: ChannelRef, kind: Kind, said: Said) -> Said | None:
        """What counts afterwards; None if only a look-up can decide. Raises LostRace."""
        for _ in range(TRIES):
            known = (await self._store.of(ref)).get(kind)
            counts = newest(known, said)
            if counts is None or counts == known:
                return counts
            if await self._store.note(ref, kind, known, counts):
                return counts
        raise LostRace(f"what is said of channel {ref.channel} keeps changing")

    async def _follow(self, ref: ChannelRef, counted: Mapping[Kind, str], now: dt.datetime) -> Noted:
        """Update the channel to what is known, even if that changes meanwhile."""
        ended = any(kind in STOPS and not value for kind, value in counted.items())
        found = await self._channels.get(ref)
        for _ in range(TRIES):
            said = await self._store.of(ref)
            after = found and await self._in_line(found, said, now, ended=ended)
            if found is None or after is None or after == found:
                break
            self._tell(found, after, said)
            found = after
        if counted.get("shared"):
            await self._notices.first(ref, SHARED, now)
        elif "shared" in counted:
            await self._notices.forget(ref, SHARED)
        if name := counted.get("name"):
            await self._changing.rename(ref, name)
        return Noted(ref, found is not None, frozenset(counted))

    def _tell(self, before: Channel, after: Channel, said: Mapping[Kind, Said]) -> None:
        """A channel that was already stopped is not reported again, unless it is now shared or its earlier reason has
        ended."""
        if after.paused is None:
            self._back(after)
        elif before.paused is None or after.paused == SHARED or not _stands(before.paused, said):
            self._stopped(after)

    async def _in_line(
        self, found: Channel, said: Mapping[Kind, Said], now: dt.datetime, *, ended: bool
    ) -> Channel | None:
        code = standing(said)
        by_event = found.paused in STOPS.values() and found.next_due_at is None
        if code:
            # A channel whose post was refused is tried again at each occurrence.
            tries_on = found.paused is not None and not by_event and code != SHARED
            if tries_on or (found.paused == code and by_event):
                return found
            return await self._changing.stop(found.ref, code, now)
        unknown = found.paused == SHARED and "shared" not in said
        if found.stands_still and (ended or by_event) and not unknown:
            return await self._changing.go_on(found.ref, now)
        return found


def _stands(code: str, said: Mapping[Kind, Said]) -> bool:
    """Whether this still holds, as far as Slack said."""
    return any(said[kind].value for kind, one in STOPS.items() if one == code and kind in said)
