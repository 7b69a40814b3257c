"""Sends each lead, the working day before, their own voice of the tips that come in their channels."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import TypeGuard
from zoneinfo import ZoneInfo

import structlog

from bot.channels.calendar.entries import Entry
from bot.channels.calendar.forecast import Forecast
from bot.channels.model import Channel
from bot.channels.own_tips.model import AnyTip, OwnTip
from bot.channels.ports import ChannelStore
from bot.channels.voices import messages, model, texts
from bot.channels.voices.model import LeadTip
from bot.channels.voices.store import SqlLeadTipStore
from bot.core import dates
from bot.core.errors import LeiderschapError, Refused
from bot.core.messages import Message
from bot.core.people import Actor, ChannelRef
from bot.core.platform import People
from bot.core.sweeping import sweep
from bot.delivery.model import Delivery, Skip
from bot.delivery.ports import Ledger, Prepared

log = structlog.get_logger()

LOOK_AHEAD = dt.timedelta(days=8)
"""Far enough for every weekly tip, and for the working day before one after a long holiday."""
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
        now: Callable[[], dt.datetime],
    ) -> None:
        self._store = store
        self._channels = channels
        self._forecast = forecast
        self._ledger = ledger
        self._people = people
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
        """Write down when each lead hears of the channel's next slot."""
        channel = await self._channels.get(ref)
        if channel is None or channel.next_slot is None or channel.next_due_at is None:
            return 0
        entry = await self._entry(channel, channel.next_slot, now)
        moment = (entry.outcome.due_at if entry else None) or channel.next_due_at
        found = []
        for user in await self._store.hearing(ref):
            zone = await self._people.timezone(ref.workspace, user)
            at = model.due(moment, channel.settings, zone, now)
            found.append(LeadTip(ref, channel.next_slot, user, moment, at))
        await self._store.add(found)
        return len(found)

    async def _tell(self, one: LeadTip, now: dt.datetime) -> int:
        """Put the one message of today for this lead into the ledger, about all that is due for them."""
        lead = Actor(one.ref.workspace, one.user)
        zone = await self._people.timezone(lead.workspace, lead.user)
        day = now.astimezone(ZoneInfo(zone)).date()
        told = [await self._told(each, day, now) for each in await self._store.waiting(lead, now)]
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
        message = model.delivery(to, day, now, min(each.moment for each in heard), lead.user)
        if await self._ledger.get(str(message.id)):
            told = [replace(each, tip="", told_on=None) for each in told]  # one message a day is enough
            heard = []
        await self._store.tell(told, heard, message)
        return len(told)

    async def _told(self, one: LeadTip, day: dt.date, now: dt.datetime) -> LeadTip:
        """The same, settled: with the tip that the lead is told today, if it has something to say to them."""
        settled = replace(one, due_at=None)
        channel, entry = await self._coming(one, now)
        if channel is None or entry is None or not _speaks(entry.tip, channel):
            return settled
        moment = entry.outcome.due_at or one.moment
        return replace(settled, tip=entry.tip.id, told_on=day, version=channel.version, moment=moment)

    async def _check(self, one: LeadTip, now: dt.datetime) -> int:
        """Tell a lead once if something else comes than they were told."""
        channel, entry = await self._coming(one, now)
        if channel and entry and entry.tip and entry.outcome.due_at and entry.tip.id == one.tip:
            same = replace(one, version=channel.version, moment=entry.outcome.due_at)
            await self._store.tell([same], [same], None)
            return 1
        message = None
        reason = entry.outcome.reason.why if entry and entry.outcome.reason else ""
        if reason != "posted_early":  # they did that themselves, or saw it come
            to = await self._people.direct(one.ref.workspace, one.user)
            subject = f"{one.user}/{CHANGED}/{one.ref.channel}/{one.slot}"
            message = model.delivery(to, one.told_on or one.slot, now, one.moment, subject)
        await self._store.tell([replace(one, changed=True)], (), message)
        return 1

    async def prepare(self, delivery: Delivery, now: dt.datetime) -> Prepared | Skip:
        """What the lead gets now: the tips that still come, or what comes instead of one."""
        user, _, what = delivery.subject.partition("/")
        lead = Actor(delivery.ref.workspace, user)
        if what.startswith(CHANGED):
            _, place, slot = what.split("/")
            return await self._instead(lead.at(place), dt.date.fromisoformat(slot), now)
        coming = []
        for one in await self._store.of(lead, delivery.slot):
            channel, entry = await self._coming(one, now)
            if channel and entry and entry.tip and entry.outcome.due_at and entry.tip.id == one.tip:
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
        again = model.delivery(to, day, at, min(moments), f"{actor.user}/again/{at:%d%H%M}")
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
        if not channel.settings.active or channel.stands_still:
            return None
        entries = await self._forecast.entries(channel, now)
        return next((entry for entry in entries if entry.slot == slot), None)


def _speaks(tip: AnyTip | None, channel: Channel) -> TypeGuard[AnyTip]:
    """Whether a lead of the channel gets something of this tip that the team does not."""
    if channel.settings.voice == "team" or tip is None or tip.audience == "team":
        return False
    if isinstance(tip, OwnTip) and tip.audience == "both":  # it says the same to both
        return channel.settings.voice == "leads"
    return True
