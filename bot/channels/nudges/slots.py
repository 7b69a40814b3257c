"""What leads decide for future slots, and the nudges that they post by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from bot.channels import texts
from bot.channels.calendar.forecast import AHEAD, Forecast, coming_of
from bot.channels.leads import texts as texts_leads
from bot.channels.model import Act, Change, Channel, Override, onward
from bot.channels.nudges.scheduling import new_delivery
from bot.channels.ports import AuditLog, ChannelStore, OverrideStore
from bot.channels.settings.changing import TRIES, local_date
from bot.channels.settings.words import SKIP
from bot.core.errors import LostRace, Refused
from bot.delivery.model import Delivery, IllegalTransition, Skip
from bot.delivery.ports import Ledger

POST_WITHIN = dt.timedelta(hours=1)


class Slots:
    """Every method raises Refused if the slot will not come, is over, or its tip is gone: the clicked list is old."""

    def __init__(
        self,
        channels: ChannelStore,
        ledger: Ledger,
        overrides: OverrideStore,
        audit: AuditLog,
        forecast: Forecast,
    ) -> None:
        self._channels = channels
        self._ledger = ledger
        self._overrides = overrides
        self._audit = audit
        self._forecast = forecast

    async def fix(self, channel: Channel, slot: dt.date, tip: str, by: Act) -> None:
        """This slot gets this tip: a swap, or approval of the shown one."""
        await self._require(channel, tip)
        await self._decide(channel, Override(slot, tip), by)

    async def skip(self, channel: Channel, slot: dt.date, by: Act) -> None:
        """Nothing comes in this slot."""
        await self._decide(channel, Override(slot, None), by)

    async def clear(self, channel: Channel, slot: dt.date, by: Act) -> None:
        """Undo the decision for the slot."""
        change = by.change(f"slot {slot}", await self._before(channel, slot, by.at), None)
        await self._overrides.remove(channel.ref, slot, change)

    async def _decide(self, channel: Channel, override: Override, by: Act) -> None:
        before = await self._before(channel, override.slot, by.at)
        change = by.change(f"slot {override.slot}", before, override.tip or SKIP)
        await self._overrides.save(channel.ref, override, change)

    async def _before(self, channel: Channel, slot: dt.date, now: dt.datetime) -> str | None:
        """The decision for a future slot, if there is one."""
        if slot not in {entry.slot for entry in await self._forecast.entries(channel, now, AHEAD)}:
            raise Refused(texts.OLD_LIST)
        override = (await self._forecast.overrides(channel, slot)).get(slot)
        return (override.tip or SKIP) if override else None

    async def post(self, channel: Channel, tip: str, slot: dt.date | None, by: Act) -> bool:
        """Post this tip at the next tick. `slot`: a future slot, which it uses up; None: in addition.

        False if it was posted already: by hand the same tip comes at most once a day, and a slot is used up once.
        """
        await self._require(channel, tip)
        change = by.change("nudge now", None, tip)
        for _ in range(TRIES):
            extra = new_delivery(
                channel.ref, "extra", local_date(channel, by.at), by.at, POST_WITHIN, subject=tip
            )
            if await self._ledger.get(str(extra.id)):
                return False
            rows = [replace(extra, tip=tip)]
            if slot is not None:
                used = new_delivery(channel.ref, "nudge", slot, by.at, POST_WITHIN)
                if row := await self._ledger.get(str(used.id)):
                    return await self._in_place_of(row, rows, change)
                rows.append(replace(used, state="skipped", error="posted_early"))
            if await self._ledger.plan(onward(channel, next(iter(coming_of(channel)), None)), rows):
                await self._audit.add(channel.ref, change)
                return True
            channel = await self._again(channel)
        raise LostRace(f"channel {channel.id} keeps being changed")

    async def _in_place_of(self, waiting: Delivery, rows: Sequence[Delivery], change: Change) -> bool:
        """Replace a slot that was planned already, but waits for the day after a holiday, by these rows; both or
        neither."""
        try:
            await self._ledger.move(waiting, Skip("posted_early"), change.at, rows)
        except (LostRace, IllegalTransition):
            return False
        await self._audit.add(waiting.ref, change)
        return True

    async def _again(self, channel: Channel) -> Channel:
        found = await self._channels.get(channel.ref)
        if found is None:
            raise Refused(texts_leads.NOT_SET_UP)
        return found

    async def _require(self, channel: Channel, tip: str) -> None:
        if (await self._forecast.pool(channel)).find(tip) is None:
            raise Refused(texts.OLD_LIST)
