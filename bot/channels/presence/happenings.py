"""Takes what Slack says of a channel, in whatever order and however often it comes, and brings the channel in line."""

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


@dataclass(frozen=True, slots=True)
class Noted:
    """What became of what was said: the `channel` by its id of now, whether it was set up, which kinds count as they
    were said, and of which only a look can tell."""

    channel: str
    set_up: bool
    counted: frozenset[Kind]
    unclear: frozenset[Kind] = frozenset()


class Happenings:
    """`stopped` is told of a channel that cannot be posted in, where that is news, and `back` of one that can again."""

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
        self, workspace: str, channel: str, said: Mapping[Kind, str], at: dt.datetime | None, now: dt.datetime
    ) -> Noted:
        """Slack said this, at its own time `at` (UTC); None where it named none."""
        channel = await self._now_called(workspace, channel)
        counted, unclear = set(), set()
        for kind, value in said.items():
            one = Said(at, await self._chosen(workspace, channel, kind, value))
            known = await self._note(workspace, channel, kind, one)
            if known is None:
                unclear.add(kind)
            elif known == one:
                counted.add(kind)
        heard = await self._follow(workspace, channel, {kind: said[kind] for kind in counted}, now)
        return replace(heard, unclear=frozenset(unclear))

    async def moved(
        self, workspace: str, old: str, new: str, at: dt.datetime | None, now: dt.datetime
    ) -> Noted:
        """The channel has another id. What is said later of the old one is said of it too."""
        await self._note(workspace, old, "moved", Said(at, new))
        new = await self._now_called(workspace, old)
        if new != old:
            await self._channels.move(workspace, old, new)
        return await self._follow(workspace, new, {}, now)

    async def seen(
        self,
        workspace: str,
        channel: str,
        known: Mapping[Kind, Said],
        seen: Mapping[Kind, str],
        *,
        at: dt.datetime | None,
        now: dt.datetime,
    ) -> Noted:
        """Somebody looked, when this was `known`: what is `seen` is so, but for what was said meanwhile.

        `at` is the newest that it was said at.
        """
        counted: dict[Kind, str] = {}
        if seen.get("shared") == "":
            await self._notices.forget(workspace, channel, SHARED)
        for kind, value in seen.items():
            chosen = await self._chosen(workspace, channel, kind, value)
            before = known.get(kind)
            after = Said(later(before.at if before else None, at), chosen)
            if before == after or (before is None and not chosen):
                continue
            if await self._store.note(workspace, channel, kind, before, after):
                counted[kind] = value
        return await self._follow(workspace, channel, counted, now)

    async def known(self, workspace: str, channel: str) -> Mapping[Kind, Said]:
        """What is known of the channel."""
        return await self._store.of(workspace, channel)

    async def _now_called(self, workspace: str, channel: str) -> str:
        passed = {channel}
        while moved := (await self._store.of(workspace, channel)).get("moved"):
            if moved.value in passed:
                break
            passed.add(channel := moved.value)
        return channel

    async def _chosen(self, workspace: str, channel: str, kind: Kind, value: str) -> str:
        """An administrator may have chosen that a shared channel gets tips: then it is no stop, until it is over."""
        if kind != "shared" or not value or not await self._notices.told(workspace, channel, SHARED):
            return value
        known = (await self._store.of(workspace, channel)).get("shared")
        return known.value if known else ""

    async def _note(self, workspace: str, channel: str, kind: Kind, said: Said) -> Said | None:
        """What counts then; None where only a look can tell. Raises LostRace."""
        for _ in range(TRIES):
            known = (await self._store.of(workspace, channel)).get(kind)
            counts = newest(known, said)
            if counts is None or counts == known:
                return counts
            if await self._store.note(workspace, channel, kind, known, counts):
                return counts
        raise LostRace(f"what is said of channel {channel} keeps changing")

    async def _follow(
        self, workspace: str, channel: str, counted: Mapping[Kind, str], now: dt.datetime
    ) -> Noted:
        """Bring the channel in line with what is known, also where that changes meanwhile."""
        ended = any(kind in STOPS and not value for kind, value in counted.items())
        found = await self._channels.get(workspace, channel)
        for _ in range(TRIES):
            said = await self._store.of(workspace, channel)
            after = found and await self._in_line(found, said, now, ended=ended)
            if found is None or after is None or after == found:
                break
            self._tell(found, after, said)
            found = after
        if "shared" in counted:
            await self._remember_shared(workspace, channel, counted["shared"], now)
        if name := counted.get("name"):
            await self._changing.rename(workspace, channel, name)
        return Noted(channel, found is not None, frozenset(counted))

    def _tell(self, before: Channel, after: Channel, said: Mapping[Kind, Said]) -> None:
        """What stands still already is not told again, but that it is shared, or that what was told before is over."""
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
            tries_on = found.paused is not None and not by_event and code != SHARED  # at each occurrence
            if tries_on or (found.paused == code and by_event):
                return found
            return await self._changing.stop(found.workspace, found.id, code, now)
        unknown = found.paused == SHARED and "shared" not in said
        if found.stands_still and (ended or by_event) and not unknown:
            return await self._changing.go_on(found.workspace, found.id, now)
        return found

    async def _remember_shared(self, workspace: str, channel: str, value: str, now: dt.datetime) -> None:
        if value:
            await self._notices.first(workspace, channel, SHARED, now)
        else:
            await self._notices.forget(workspace, channel, SHARED)


def _stands(code: str, said: Mapping[Kind, Said]) -> bool:
    """Whether this is so still, as far as Slack said."""
    return any(said[kind].value for kind, one in STOPS.items() if one == code and kind in said)
