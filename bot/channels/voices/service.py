"""Sends each lead, the working day before, their own voice of the tips that come in their channels."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeGuard

import structlog

from bot.channels.calendar.entries import Entry
from bot.channels.calendar.forecast import Forecast
from bot.channels.leads.permissions import Permissions
from bot.channels.model import Channel, Lead
from bot.channels.nudges.scheduling import new_delivery
from bot.channels.own_tips.model import AnyTip, OwnTip
from bot.channels.ports import ChannelStore
from bot.channels.voices import messages, model, texts
from bot.channels.voices.model import LeadTip
from bot.channels.voices.store import SqlLeadTipStore
from bot.core import dates, zones
from bot.core.errors import LeiderschapError, Refused
from bot.core.messages import Message
from bot.core.people import Actor, ChannelRef
from bot.core.platform import People
from bot.core.sweeping import sweep
from bot.delivery.model import LEAD, Delivery, Skip
from bot.delivery.ports import Ledger, Prepared

log = structlog.get_logger()

LOOK_AHEAD = model.FURTHEST
"""Far enough for the working day before the longest holiday, also in a channel that gets a tip once a month."""
AGAIN = dt.timedelta(minutes=15)
"""After this, a conversation that could not be opened is tried again."""
CHANGED = "changed"
"""The subject of a message that something else comes, before the channel and the slot."""


class LeadVoice:
    """Also the kind of delivery `lead` (see `delivery.ports.Kind`)."""

    def __init__(
        self,
        store: SqlLeadTipStore,
        channels: ChannelStore,
        forecast: Forecast,
        ledger: Ledger,
        *,
        people: People,
        permissions: Permissions,
        now: Callable[[], dt.datetime],
    ) -> None:
        self._store = store
        self._channels = channels
        self._forecast = forecast
        self._ledger = ledger
        self._people = people
        self._permissions = permissions
        self._now = now

    async def due(self, now: dt.datetime) -> None:
        """Decide who hears what and when, and put what is due into the ledger. An error with one is logged and stops
        no other."""
        await sweep(
            lambda limit: self._store.unseen(now, now + LOOK_AHEAD, limit),
            lambda ref: self._decide(ref, now),
            lambda ref: ref,
            failed=lambda ref: log.exception("lead_tip.not_decided", channel=ref.channel),
        )
        for work, find in ((self._tell, self._store.due), (self._check, self._store.doubtful)):
            await sweep(
                lambda limit, find=find: find(now, limit),  # type: ignore[misc]
                lambda one, work=work: work(one, now),  # type: ignore[misc]
                lambda one: (one.ref, one.slot, one.user),
                failed=lambda one: log.exception("lead_tip.not_told", channel=one.ref.channel),
            )

    async def _decide(self, ref: ChannelRef, now: dt.datetime) -> int:
        """Write down when each lead hears of the channel's next slot; where that does not come, also of the first that
        does, because the working day before it may be before both."""
        channel = await self._channels.get(ref)
        if channel is None or channel.next_slot is None or channel.next_due_at is None:
            return 0
        entries = {
            one.slot: one for one in await self._entries(channel, now) if one.slot >= channel.next_slot
        }
        comes = next((slot for slot, entry in entries.items() if entry.outcome.due_at), channel.next_slot)
        found = [
            await self._timed(
                LeadTip(ref, slot, user, channel.next_due_at, None), channel, entries.get(slot), now
            )
            for user in await self._store.hearing(ref)
            for slot in sorted({channel.next_slot, comes})
        ]
        await self._store.add(found)
        return len(found)

    async def _timed(self, one: LeadTip, channel: Channel, entry: Entry | None, now: dt.datetime) -> LeadTip:
        """The same, with when the lead hears of it by what is decided now."""
        moment, at = entry.outcome.due_at if entry else None, None
        if moment:
            zone = await self._people.timezone(one.ref.workspace, one.user)
            at = model.due(moment, channel.settings, self._forecast.breaks, zone, now)
        decided = model.decision((await self._forecast.overrides(channel, one.slot)).get(one.slot))
        return replace(one, moment=moment or one.moment, due_at=at, tip=decided, version=channel.version)

    async def _tell(self, one: LeadTip, now: dt.datetime) -> int:
        """Put the one message of today for this lead into the ledger, about all that is due for them."""
        lead = Actor(one.ref.workspace, one.user)
        zone = await self._people.timezone(lead.workspace, lead.user)
        day = zones.local_date(now, zone)
        waiting = await self._store.waiting(lead, now)
        told = [await self._told(each, day, now) for each in waiting]
        heard = [each for each in told if each.told_on]
        if not heard:
            await self._store.tell(told, (), None)
            return len(told)
        try:
            to = await self._people.direct(lead.workspace, lead.user)
        except LeiderschapError as error:
            log.warning("lead_tip.conversation_unknown", reason=type(error).__name__)
            await self._store.tell([replace(one, due_at=now + AGAIN)], (), None)
            return 1
        until = min(each.moment for each in heard)
        message = new_delivery(to, LEAD, day, now, until - now, subject=lead.user)
        if await self._ledger.get(str(message.id)):
            told = [replace(each, due_at=None) for each in waiting]  # one message a day is enough
            heard = []
        await self._store.tell(told, heard, message)
        return len(told)

    async def _told(self, one: LeadTip, day: dt.date, now: dt.datetime) -> LeadTip:
        """The same, settled: with the tip that the lead is told today, if it has something to say to them."""
        settled = replace(one, due_at=None)
        channel, entry = await self._coming(one, now)
        if channel is None or entry is None or not _speaks(entry.tip, channel):
            return settled
        if one.user not in await self._store.hearing(one.ref):
            return settled
        moment = entry.outcome.due_at or one.moment
        return replace(settled, tip=entry.tip.id, told_on=day, version=channel.version, moment=moment)

    async def _check(self, one: LeadTip, now: dt.datetime) -> int:
        """Tell a lead once if something else comes than they were told; of what they were not told, decide again.
        Comes to 0: once in a sweep is enough."""
        channel, entry = await self._coming(one, now)
        if channel and one.told_on is None:
            await self._store.tell([await self._timed(one, channel, entry, now)], (), None)
            return 0
        if channel and entry and self._comes(one, entry):
            same = replace(one, version=channel.version, moment=entry.outcome.due_at or one.moment)
            await self._store.tell([same], [same], None)
            return 0
        message = None
        reason = entry.outcome.reason.why if entry and entry.outcome.reason else ""
        # Who posted it early did that themselves, or saw it come.
        if reason != "posted_early" and one.user in await self._store.hearing(one.ref):
            to = await self._people.direct(one.ref.workspace, one.user)
            subject = f"{one.user}/{CHANGED}/{one.ref.channel}/{one.slot}"
            day = one.told_on or one.slot
            message = new_delivery(to, LEAD, day, now, one.moment - now, subject=subject)
        await self._store.tell([replace(one, changed=True)], (), message)
        return 0

    async def prepare(self, delivery: Delivery, now: dt.datetime) -> Prepared | Skip:
        """What the lead gets now: the tips that still come, or what comes instead of one."""
        user, _, what = delivery.subject.partition("/")
        lead = Actor(delivery.ref.workspace, user)
        if not await self._permissions.leading(lead.workspace, [Lead(user)]):
            return Skip("nobody_to_tell")
        if what.startswith(CHANGED):
            _, place, slot = what.split("/")
            return await self._instead(lead.at(place), dt.date.fromisoformat(slot), now)
        coming = []
        for one in await self._store.of(lead, delivery.slot):
            channel, entry = await self._coming(one, now)
            if not (channel and entry and entry.tip and entry.outcome.due_at and self._comes(one, entry)):
                continue
            if user in await self._store.hearing(one.ref):
                coming.append(messages.Coming(channel, entry.tip, entry.outcome.due_at))
        if not coming:
            return Skip("settled")
        return Prepared(messages.to_lead(coming, delivery.slot, self._forecast.content.sources))

    async def _instead(self, ref: ChannelRef, slot: dt.date, now: dt.datetime) -> Prepared | Skip:
        channel = await self._channels.get(ref)
        if channel is None:
            return Skip("channel_gone")
        entry = await self._entry(channel, slot, now)
        return Prepared(messages.instead(channel, slot, entry.tip if entry else None))

    async def later(self, actor: Actor, day: dt.date) -> Message:
        """Send it again in a while. Raises Refused if the tip comes first."""
        now = self._now()
        moments = [one.moment for one in await self._store.of(actor, day) if one.moment > now]
        if not moments:
            raise Refused(texts.GONE)
        zone = await self._people.timezone(actor.workspace, actor.user)
        at = model.put_off(min(moments), zone, now)
        if at is None:
            raise Refused(texts.TOO_LATE.format(moment=dates.moment(min(moments), zone)))
        to = await self._people.direct(actor.workspace, actor.user)
        again = new_delivery(to, LEAD, day, at, min(moments) - at, subject=f"{actor.user}/again/{at:%d%H%M}")
        await self._store.tell((), (), again)
        return messages.put_off(dates.moment(at, zone))

    async def hear(self, actor: Actor, *, hears: bool) -> Message:
        """Whether this person wants to hear of the tips in the channels that they lead."""
        await self._store.hear(actor, hears=hears)
        return messages.started() if hears else messages.stopped()

    async def _coming(self, one: LeadTip, now: dt.datetime) -> tuple[Channel | None, Entry | None]:
        channel = await self._channels.get(one.ref)
        return channel, await self._entry(channel, one.slot, now) if channel else None

    async def _entry(self, channel: Channel, slot: dt.date, now: dt.datetime) -> Entry | None:
        """What comes in this slot; None if it is no longer ahead."""
        return next((entry for entry in await self._entries(channel, now) if entry.slot == slot), None)

    async def _entries(self, channel: Channel, now: dt.datetime) -> Sequence[Entry]:
        """What is ahead of the channel; nothing while it gets no tips."""
        if not channel.settings.active or channel.stands_still:
            return ()
        return await self._forecast.entries(channel, now)

    def _comes(self, one: LeadTip, entry: Entry) -> bool:
        """Whether the tip that the lead was told comes, also by another name that it got since."""
        return entry.tip is not None and entry.tip.id == self._forecast.content.library.current(one.tip)


def _speaks(tip: AnyTip | None, channel: Channel) -> TypeGuard[AnyTip]:
    """Whether a lead of the channel gets something of this tip that the team does not."""
    if channel.settings.voice == "team" or tip is None or tip.audience == "team":
        return False
    if isinstance(tip, OwnTip) and tip.audience == "both":  # it says the same to both
        return channel.settings.voice == "leads"
    return True
