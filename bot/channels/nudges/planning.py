"""What leads see of the coming nudges, and what they change about them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from bot.channels.calendar.agenda import Entry
from bot.channels.calendar.forecast import Forecast, coming_of
from bot.channels.model import FOREVER, Act, Change, Channel, Override
from bot.channels.nudges.choosing import rotation
from bot.channels.nudges.picker import stable_hash
from bot.channels.nudges.scheduling import new_delivery
from bot.channels.own_tips.model import AnyTip
from bot.channels.ports import AuditLog, ChannelStore, OverrideStore
from bot.channels.settings.changing import TRIES, Changing, local_date
from bot.core.errors import LeiderschapError, LostRace
from bot.delivery.model import NUDGES, Delivery, IllegalTransition, Skip
from bot.delivery.ports import Ledger

SHOWN = 8
AHEAD = 60
"""How far to look for an occurrence that is not skipped: a year of weeks, and some."""
SKIPPED = "skip"
"""What the audit log says of a slot that a lead skips, in place of a tip's id."""
POST_WITHIN = dt.timedelta(hours=1)


class NotSetUp(LeiderschapError):
    """Nobody set this channel up yet."""


class NotComing(LeiderschapError):
    """This slot does not come, or is over: the list that was clicked is old."""


@dataclass(frozen=True, slots=True)
class Past:
    """A nudge of the past; `tip` is None where it had none, or one that is gone since."""

    delivery: Delivery
    tip: AnyTip | None


class Planning:
    def __init__(
        self,
        channels: ChannelStore,
        changing: Changing,
        ledger: Ledger,
        *,
        overrides: OverrideStore,
        audit: AuditLog,
        forecast: Forecast,
    ) -> None:
        self._channels = channels
        self._changing = changing
        self._ledger = ledger
        self._overrides = overrides
        self._audit = audit
        self._forecast = forecast

    async def upcoming(
        self, workspace: str, channel: str, now: dt.datetime, count: int = SHOWN
    ) -> tuple[Entry, ...]:
        """The next occurrences with their tips, or why they move or are skipped. Raises NotSetUp."""
        return await self._forecast.entries(await self._get(workspace, channel), now, count)

    async def next(self, workspace: str, channel: str, now: dt.datetime) -> Entry | None:
        """The next nudge that comes, None where none does within a year. Raises NotSetUp."""
        entries = await self.upcoming(workspace, channel, now, AHEAD)
        return next((entry for entry in entries if entry.tip), None)

    async def another(self, workspace: str, channel: str, shown: str) -> AnyTip:
        """The tip after the one that is shown, in an order that holds all of the channel's once. Raises NotSetUp."""
        found = await self._get(workspace, channel)
        tips = sorted(
            rotation(found, await self._forecast.pool(found)), key=lambda tip: stable_hash(found.id, tip.id)
        )
        at = next((number for number, tip in enumerate(tips) if tip.id == shown), -1)
        return tips[(at + 1) % len(tips)]

    async def tip(self, workspace: str, channel: str, id: str) -> AnyTip | None:
        """The tip that this channel knows by the id, of the library or its own. Raises NotSetUp."""
        return (await self._forecast.pool(await self._get(workspace, channel))).find(id)

    async def fix(self, workspace: str, channel: str, slot: dt.date, tip: str, by: Act) -> None:
        """This slot gets this tip: a swap, or an approval of what was shown. Raises NotSetUp, NotComing."""
        if await self.tip(workspace, channel, tip) is None:
            raise NotComing(f"there is no tip {tip!r} any more")
        await self._decide(workspace, channel, Override(slot, tip), by)

    async def skip(self, workspace: str, channel: str, slot: dt.date, by: Act) -> None:
        """Nothing comes in this slot. Raises NotSetUp, NotComing."""
        await self._decide(workspace, channel, Override(slot, None), by)

    async def clear(self, workspace: str, channel: str, slot: dt.date, by: Act) -> None:
        """Take back what was decided for the slot. Raises NotSetUp, NotComing."""
        before = await self._before(workspace, channel, slot, by.at)
        change = by.change(f"slot {slot}", before, None)
        await self._overrides.remove(workspace, channel, slot, change)

    async def _decide(self, workspace: str, channel: str, override: Override, by: Act) -> None:
        before = await self._before(workspace, channel, override.slot, by.at)
        change = by.change(f"slot {override.slot}", before, override.tip or SKIPPED)
        await self._overrides.save(workspace, channel, override, change)

    async def _before(self, workspace: str, channel: str, slot: dt.date, now: dt.datetime) -> str | None:
        """What was decided for a slot that is still to come."""
        found = await self._get(workspace, channel)
        if slot not in {entry.slot for entry in await self._forecast.entries(found, now, AHEAD)}:
            raise NotComing(f"nothing comes on {slot}")
        override = (await self._forecast.overrides(found, slot)).get(slot)
        return (override.tip or SKIPPED) if override else None

    async def pause(self, workspace: str, channel: str, until: dt.date | None, by: Act) -> Channel:
        """No nudges up to and including this local date, or until somebody resumes. Raises NotSetUp."""

        async def pause(found: Channel) -> Channel:
            return replace(found, pause_until=until or FOREVER)

        before = await self._get(workspace, channel)
        change = by.change("pause", _text(before.pause_until), _text(until or FOREVER))
        return await self._update(before, pause, change)

    async def resume(self, workspace: str, channel: str, by: Act) -> Channel:
        """End every pause, also the one after Slack refused a post. Raises NotSetUp."""

        async def resume(found: Channel) -> Channel:
            return await self._changing.going_on(replace(found, pause_until=None), by.at)

        before = await self._get(workspace, channel)
        change = by.change("pause", before.paused or _text(before.pause_until), None)
        return await self._update(before, resume, change)

    async def post_now(self, workspace: str, channel: str, tip: str, slot: dt.date | None, by: Act) -> bool:
        """Post this tip at the next tick. `slot`: a slot to come, which it uses up; None: it comes on top.

        False where it was posted already: the same tip comes at most once a day by hand, and a slot is used up once.
        Raises NotSetUp, and NotComing where the tip is gone.
        """
        if await self.tip(workspace, channel, tip) is None:
            raise NotComing(f"there is no tip {tip!r} any more")
        change = by.change("nudge now", None, tip)
        for _ in range(TRIES):
            found = await self._get(workspace, channel)
            extra = new_delivery(found, "extra", local_date(found, by.at), by.at, POST_WITHIN, subject=tip)
            if await self._ledger.get(str(extra.id)):
                return False
            rows = [replace(extra, tip=tip)]
            if slot is not None:
                used = new_delivery(found, "nudge", slot, by.at, POST_WITHIN)
                if row := await self._ledger.get(str(used.id)):
                    return await self._in_place_of(row, rows, change)
                rows.append(replace(used, state="skipped", error="posted_early"))
            if await self._ledger.plan(found, rows, next(iter(coming_of(found)), None)):
                await self._audit.add(workspace, channel, change)
                return True
        raise LostRace(f"channel {channel} keeps being changed")

    async def _in_place_of(self, waiting: Delivery, rows: Sequence[Delivery], change: Change) -> bool:
        """Give up a slot that was planned already, and waits for a day after a holiday, for these; both or neither."""
        try:
            await self._ledger.move(waiting, Skip("posted_early"), change.at, rows)
        except (LostRace, IllegalTransition):
            return False
        await self._audit.add(waiting.workspace, waiting.channel, change)
        return True

    async def history(self, workspace: str, channel: str, limit: int = 12) -> tuple[Past, ...]:
        """The last nudges, newest slot first, with what became of each. Raises NotSetUp."""
        pool = await self._forecast.pool(await self._get(workspace, channel))
        rows = await self._ledger.recent(workspace, channel, limit, NUDGES)
        return tuple(Past(row, pool.find(row.tip)) for row in rows)

    async def _get(self, workspace: str, channel: str) -> Channel:
        found = await self._channels.get(workspace, channel)
        if found is None:
            raise NotSetUp(f"channel {channel} was never set up")
        return found

    async def _update(
        self, before: Channel, alter: Callable[[Channel], Awaitable[Channel]], change: Change
    ) -> Channel:
        after = await self._changing.update(before.workspace, before.id, alter, [change], change.at)
        if after is None:
            raise NotSetUp(f"channel {before.id} was never set up")
        return after


def _text(date: dt.date | None) -> str | None:
    return date.isoformat() if date else None
