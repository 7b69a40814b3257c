"""Handles what happens to channels and their leads in Slack, and tells the people concerned once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping, Sequence

import structlog

from bot.channels.leads import messages as compose_leads
from bot.channels.leads import texts
from bot.channels.leads.notifying import Notifying
from bot.channels.leads.permissions import SHARED, Permissions
from bot.channels.leads.store import SqlLeadStore
from bot.channels.model import Channel
from bot.channels.notices import SqlNoticeStore
from bot.channels.ports import ChannelStore
from bot.channels.presence import messages, model
from bot.channels.presence.happenings import Happenings, Noted
from bot.channels.presence.looking import Looking
from bot.channels.presence.store import SqlHappeningStore
from bot.channels.settings.changing import Changing
from bot.core.errors import LeiderschapError, Refused
from bot.core.messages import Message, say
from bot.core.people import Actor, ChannelRef
from bot.core.platform import Happening, Platform, PostError
from bot.delivery.model import Delivery, Skip
from bot.delivery.ports import Kind, Prepared

log = structlog.get_logger()

GREETED = "greeted"
NOBODY_LEADS = "nobody leads"
INVITED: Mapping[model.Kind, str] = {"left": "", "archived": "", "deleted": ""}
"""What an invitation of the bot implies about the channel."""
_DAY = dt.timedelta(days=1)
_NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)


class Presence:
    """Implements `core.platform.ChannelEvents`: an event updates the database at once, and people are told in the
    background.

    `elapsed` gives seconds on a clock that nobody can set, `now` the time in UTC.
    """

    def __init__(
        self,
        changing: Changing,
        said: SqlHappeningStore,
        channels: ChannelStore,
        leads: SqlLeadStore,
        notices: SqlNoticeStore,
        *,
        platform: Platform,
        permissions: Permissions,
        elapsed: Callable[[], float],
        now: Callable[[], dt.datetime],
    ) -> None:
        self._happenings = Happenings(
            said, changing, channels, notices, stopped=self._stopped, back=self._back
        )
        self._channels = channels
        self._leads = leads
        self._notices = notices
        self._permissions = permissions
        self._messenger = platform.messenger
        self._notifying = Notifying(platform.messenger, leads, platform.administrators)
        self._later = platform.later
        self._now = now
        self._looking = Looking(self._happenings, said, platform, elapsed=elapsed, now=now)
        self._leads_checked_at = _NEVER

    async def invited(self, ref: ChannelRef, at: dt.datetime | None) -> None:
        """The bot joined a channel: it says once what it does; in a channel that it knows, it continues."""
        heard = await self._hear(ref, INVITED, at)
        if heard.set_up or "left" not in heard.counted:
            return
        if await self._notices.first(heard.ref, GREETED, self._now()):
            self._later(self._greet(heard.ref))

    async def stopped(self, ref: ChannelRef, why: Happening, at: dt.datetime | None) -> None:
        await self._hear(ref, {why: model.STOPS[why]}, at)

    async def cleared(self, ref: ChannelRef, whys: Sequence[Happening], at: dt.datetime | None) -> None:
        await self._hear(ref, dict.fromkeys(whys, ""), at)

    async def renamed(self, ref: ChannelRef, name: str, at: dt.datetime | None) -> None:
        await self._hear(ref, {"name": name}, at)

    async def _greet(self, ref: ChannelRef) -> None:
        try:
            await self._messenger.post(ref, messages.greeting(ref.channel))
        except PostError as error:
            reason = error.code
            log.warning("channel.not_greeted", workspace=ref.workspace, channel=ref.channel, reason=reason)

    async def _hear(self, ref: ChannelRef, said: Mapping[model.Kind, str], at: dt.datetime | None) -> Noted:
        """Slack reported this about a channel, at its own time `at` (UTC).

        A report older than what is known changes nothing, and nothing is told twice.
        """
        heard = await self._happenings.hear(ref, said, at, self._now())
        if heard.unclear:
            self._looking.settle(heard.ref, heard.unclear, at)
        return heard

    async def moved(self, old: ChannelRef, new: str, at: dt.datetime | None) -> None:
        """The channel has a new id."""
        await self._happenings.moved(old, new, at, self._now())

    def _stopped(self, channel: Channel) -> None:
        if channel.settings.active and channel.paused:
            self._later(self._notifying.tell(channel, messages.stopped(channel, channel.paused)))

    def _back(self, channel: Channel) -> None:
        if channel.settings.active:
            self._later(self._notifying.tell(channel, messages.back(channel)))

    async def look(self, ref: ChannelRef) -> bool:
        """Whether the channel may get a post, according to Slack, which is asked at most once a day.

        If Slack does not say, the post will show it.
        """
        await self._looking.before_a_post(ref)
        found = await self._channels.get(ref)
        return found is None or found.paused != SHARED

    async def due(self, now: dt.datetime) -> None:
        """Check the leads once a day, and stopped channels, outside the tick."""
        await self._looking.due(now)
        if self._leads_checked_at <= now - _DAY:
            self._leads_checked_at = now
            self._later(self.check_leads())

    async def check_leads(self) -> None:
        """Check for every channel whether a lead is left. If not, tell its maker and the administrators, once."""
        for ref in await self._leads.led():
            try:
                await self._check_leads(ref)
            except LeiderschapError as error:
                reason = str(error)
                log.info("leads.not_checked", workspace=ref.workspace, channel=ref.channel, reason=reason)

    async def _check_leads(self, ref: ChannelRef) -> None:
        users = [lead.user for lead in await self._leads.of(ref)]
        if await self._permissions.living(ref.workspace, users):
            await self._notices.forget(ref, NOBODY_LEADS)
            return
        found = await self._channels.get(ref)
        if found and await self._notices.first(ref, NOBODY_LEADS, self._now()):
            message = compose_leads.nobody_leads(found)
            takers = await self._takers(found)
            told = await self._notifying.send(found.workspace, takers, message)
            if not await self._notifying.administrators(found.workspace, message, but=takers) and not told:
                await self._notices.forget(ref, NOBODY_LEADS)  # tomorrow somebody may be told

    async def ask_for_lead(self, actor: Actor, channel: str) -> Message:
        """Ask those who may take over a channel without a lead, at most once a day."""
        await self._permissions.click(actor)
        await self._permissions.look(actor, channel)
        found = await self._channels.get(actor.at(channel))
        if found is None:
            return say(texts.NOT_SET_UP)
        today = f"asked for lead {self._now().date()}"
        if not await self._notices.first(actor.at(channel), today, self._now()):
            return say(texts.ASKED_BEFORE)
        told = await self._to_takers(found, compose_leads.please_lead(found, actor.user))
        return say(texts.ASKED if told else texts.ASKED_NOBODY)

    async def _to_takers(self, found: Channel, message: Message) -> bool:
        takers = await self._takers(found)
        told = await self._notifying.send(found.workspace, takers, message)
        return told or await self._notifying.administrators(found.workspace, message)

    async def _takers(self, found: Channel) -> Sequence[str]:
        try:
            return [one.user for one in await self._permissions.takers(found.ref)]
        except Refused:  # the bot is not in the channel, or the platform does not say who made it
            return []


class Looked:
    """A kind of delivery that is prepared only if the channel may get posts, according to Slack."""

    def __init__(self, kind: Kind, look: Callable[[ChannelRef], Awaitable[bool]]) -> None:
        self._kind = kind
        self._look = look

    async def prepare(self, delivery: Delivery, now: dt.datetime) -> Prepared | Skip:
        if not await self._look(delivery.ref):
            return Skip(SHARED)
        return await self._kind.prepare(delivery, now)
