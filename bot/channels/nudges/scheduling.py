"""Plans what is due: a ledger row for each occurrence, and the channel's move to its next one."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace

import structlog

from bot.channels.calendar.entries import decided
from bot.channels.calendar.forecast import RECENT, Forecast
from bot.channels.calendar.model import Outcome
from bot.channels.calendar.rhythm import Occurrence, occurrences
from bot.channels.model import Channel, Override, onward
from bot.channels.nudges.choosing import choose
from bot.channels.ports import ChannelStore
from bot.core.people import ChannelRef
from bot.core.sweeping import sweep
from bot.delivery import metrics
from bot.delivery.model import LEADS, Delivery
from bot.delivery.ports import Ledger

log = structlog.get_logger()

AT_ONCE = 50
"""The most occurrences of a channel in one transaction; a long absence is recorded over several ticks."""

Missed = Callable[[Sequence[Delivery], dt.datetime], Awaitable[Sequence[Delivery]]]
"""Given planned deliveries, makes the notices about the missed ones."""

Asks = Callable[[Channel, Delivery, dt.datetime], Awaitable[Sequence[Delivery]]]
"""Given a channel and its newest nudge, makes the notices that ask its leads something."""


async def tells_nobody(*_: object) -> Sequence[Delivery]:
    """For planning without notices."""
    return ()


class Scheduling:
    """Plans the deliveries of every channel that is due."""

    def __init__(
        self,
        channels: ChannelStore,
        ledger: Ledger,
        *,
        forecast: Forecast,
        catch_up: dt.timedelta,
        missed: Missed = tells_nobody,
        asks: Asks = tells_nobody,
    ) -> None:
        self._channels = channels
        self._ledger = ledger
        self._forecast = forecast
        self._catch_up = catch_up
        self._missed = missed
        self._asks = asks

    async def plan(self, now: dt.datetime, stopping: Callable[[], bool] = lambda: False) -> int:
        """Plan what is due at `now`; returns how many deliveries. An error with one channel is logged and stops no
        other.

        Once it is `stopping`, no further channel is planned; the rest stays due.
        """
        return await sweep(
            lambda limit: self._channels.due(now, limit),
            lambda channel: self.of(channel, now),
            lambda channel: channel.ref,
            stopping,
        )

    async def of(self, channel: Channel, now: dt.datetime) -> int:
        """Plan what is due in one channel, by its settings; returns how many deliveries. An error is logged."""
        try:
            due = due_occurrences(channel, now)
            overrides = await self._forecast.overrides(channel, due[0].slot)
            fates = [decided(channel, one, overrides.get(one.slot), self._forecast.breaks) for one in due]
            later = self._forecast.later(channel)
            coming = occurrences(channel.settings.rhythm, due[-1].due_at)
            following: Occurrence | None = next(one for one in coming if one.slot > due[-1].slot)
            more = following is not None and following.due_at <= now
            deliveries = plan(channel, due, fates, now, self._catch_up, later=later, more=more)
            if channel.settings.voice == "leads":
                deliveries = await self._for_leads(channel, deliveries, overrides)
            if not channel.settings.active and not more:
                following = None  # it was switched off; only what was due before is planned
            told = [*await self._told(deliveries, now), *await self._asks(channel, deliveries[-1], now)]
            if not await self._ledger.plan(onward(channel, following), [*deliveries, *told]):
                return 0
        except Exception:  # one channel that cannot be planned must not stop the others
            log.exception("channel.not_planned", workspace=channel.workspace, channel=channel.id)
            return 0
        for delivery in deliveries:
            metrics.count(delivery)
            log.info(
                f"delivery.{delivery.state}",
                delivery=str(delivery.id),
                workspace=delivery.ref.workspace,
                channel=delivery.ref.channel,
                slot=delivery.slot.isoformat(),
                reason=delivery.error,
            )
        # The rest waits for the next sweep and does not hold up other channels.
        return 0 if more else len(deliveries)

    async def _for_leads(
        self, channel: Channel, deliveries: Sequence[Delivery], overrides: Mapping[dt.date, Override]
    ) -> list[Delivery]:
        """Nothing is posted where only the leads get the tip; the ledger says which it was."""
        pool, history = await self._forecast.pool(channel), await self._forecast.history(channel)
        given = []
        for row in deliveries:
            if row.state == "planned":
                override = overrides.get(row.slot)
                tip = choose(channel, pool, history, row.slot, override.tip if override else None)
                row = replace(row, state="skipped", error=LEADS, tip=tip.id)  # noqa: PLW2901
            given.append(row)
        return given

    async def _told(self, deliveries: Sequence[Delivery], now: dt.datetime) -> Sequence[Delivery]:
        """Notices about the missed ones, except for a slot that has its row already because it was posted early."""
        if all(row.error != "missed" for row in deliveries):
            return ()
        first = deliveries[0]
        rows = await self._ledger.recent(first.ref, RECENT, (first.kind,))
        known = {row.slot for row in rows}
        return await self._missed([row for row in deliveries if row.slot not in known], now)


def due_occurrences(channel: Channel, now: dt.datetime) -> Sequence[Occurrence]:
    """The occurrences that are due at `now`, oldest first: the channel's next one and those after it, at most
    AT_ONCE.

    Each slot once, with its newest moment: new time zone rules can move it after the stored one.
    """
    if channel.next_due_at is None or channel.next_slot is None:
        raise ValueError("a channel without a next occurrence has nothing to plan")
    due = [Occurrence(channel.next_due_at, channel.next_slot)]
    for occurrence in occurrences(channel.settings.rhythm, channel.next_due_at):
        if occurrence.due_at > now or len(due) == AT_ONCE:
            break
        due.append(occurrence)
    return list({one.slot: one for one in due}.values())


def plan(
    channel: Channel,
    due: Sequence[Occurrence],
    fates: Sequence[Outcome],
    now: dt.datetime,
    catch_up: dt.timedelta,
    *,
    later: dt.timedelta = dt.timedelta(),
    more: bool = False,
) -> list[Delivery]:
    """A delivery for each due occurrence, posted `later` than its moment; `fates` say what became of each.

    Only the newest can still be posted, so that a channel never gets a burst: older ones, and one more than
    `catch_up` late, are skipped as missed. `more`: others are due after these.
    """
    deliveries = []
    for occurrence, fate in zip(due, fates, strict=True):
        due_at = (fate.due_at or occurrence.due_at) + later
        delivery = new_delivery(channel.ref, "nudge", occurrence.slot, due_at, catch_up)
        if fate.due_at is None and fate.reason is not None:
            delivery = replace(delivery, state="skipped", error=fate.reason.why)
        elif more or occurrence is not due[-1] or now >= delivery.expires_at:
            delivery = replace(delivery, state="skipped", error="missed")
        deliveries.append(delivery)
    return deliveries


def new_delivery(
    ref: ChannelRef,
    kind: str,
    slot: dt.date,
    due_at: dt.datetime,
    window: dt.timedelta,
    *,
    subject: str = "",
) -> Delivery:
    """A planned delivery that may be posted within `window` of `due_at`; its id is derived from its content, so that
    all processes give it the same one.
    """
    name = "/".join((ref.workspace, ref.channel, kind, slot.isoformat(), *([subject] if subject else [])))
    return Delivery(
        id=uuid.uuid5(uuid.NAMESPACE_OID, name),
        ref=ref,
        kind=kind,
        slot=slot,
        due_at=due_at,
        expires_at=due_at + window,
        subject=subject,
    )
