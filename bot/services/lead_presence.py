"""What happens to channels and their leads in Slack, handled and told once to whoever needs to know."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import structlog

from bot.domain import compose, compose_leads
from bot.domain import texts_settings as texts
from bot.domain.channels import Channel
from bot.domain.deliveries import Delivery, Skip
from bot.domain.errors import LeiderschapError
from bot.domain.messages import Message
from bot.domain.people import Actor
from bot.services.limits import Buckets
from bot.services.permissions import SHARED, Permissions
from bot.services.ports import ChannelStore, Kind, Messenger, PostError, Prepared
from bot.services.ports_channels import LeadStore, NoticeStore
from bot.services.ports_habits import Refused
from bot.services.ports_people import Directory
from bot.services.presence import Presence
from bot.services.telling import Telling

log = structlog.get_logger()

GREETED = "greeted"
NOBODY_LEADS = "nobody leads"
ASKS = 40
"""Channels of a workspace that are looked at in a minute, of the 50 that Slack allows; the others are posted to."""
PATIENCE = 3.0
"""In seconds; then the nudge is posted without a look."""
_DAY = dt.timedelta(days=1)
_NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)


class LeadPresence:
    """What Slack says changes what is kept at once, and all of it may be said twice; people are told beside that.

    `later` does work beside what waits for it, `elapsed` gives seconds on a clock that nobody sets, `now` gives the
    time in UTC.
    """

    def __init__(
        self,
        presence: Presence,
        channels: ChannelStore,
        leads: LeadStore,
        notices: NoticeStore,
        *,
        permissions: Permissions,
        directory: Directory,
        messenger: Messenger,
        telling: Telling,
        later: Callable[[Coroutine[Any, Any, None]], None],
        elapsed: Callable[[], float],
        now: Callable[[], dt.datetime],
    ) -> None:
        self._presence = presence
        self._channels = channels
        self._leads = leads
        self._notices = notices
        self._permissions = permissions
        self._directory = directory
        self._messenger = messenger
        self._telling = telling
        self._later = later
        self._now = now
        self._looked: dict[tuple[str, str], dt.datetime] = {}
        self._asks = Buckets(ASKS, 60, elapsed)
        self._leads_checked_at = _NEVER

    async def invited(self, workspace: str, channel: str) -> None:
        """The bot came into a channel: it says once what it does; where it was before, it goes on."""
        if await self.back(workspace, channel):
            return
        if await self._notices.first(workspace, channel, GREETED, self._now()):
            self._later(self._greet(workspace, channel))

    async def _greet(self, workspace: str, channel: str) -> None:
        try:
            await self._messenger.post(workspace, channel, compose_leads.greeting(channel))
        except PostError as error:
            log.warning("channel.not_greeted", workspace=workspace, channel=channel, reason=error.code)

    async def renamed(self, workspace: str, channel: str, name: str) -> None:
        await self._presence.renamed(workspace, channel, name)

    async def moved(self, workspace: str, old: str, new: str) -> None:
        await self._presence.moved(workspace, old, new)

    async def stopped(self, workspace: str, channel: str, code: str) -> None:
        """Nothing can be posted there any more. What stands still already is not told again, but that it is shared:
        then it does not go on by itself."""
        before = await self._channels.get(workspace, channel)
        if before is None or before.paused == SHARED or (before.paused and code != SHARED):
            return
        found = await self._presence.stopped(workspace, channel, code, self._now())
        if found and found.settings.active:
            self._later(self._telling.tell(found, compose_leads.stopped(found, code)))

    async def back(self, workspace: str, channel: str) -> bool:
        """It can be posted to again; whether it was set up before. What an administrator is to start stands still."""
        before = await self._channels.get(workspace, channel)
        if before and before.stands_still and before.paused != SHARED:
            await self._resumed(workspace, channel)
        return before is not None

    async def shared(self, workspace: str, channel: str) -> None:
        """Another organisation came in: the nudges stand still until an administrator starts them again. Once."""
        if not await self._notices.told(workspace, channel, SHARED):
            await self.stopped(workspace, channel, SHARED)
            await self._notices.first(workspace, channel, SHARED, self._now())

    async def unshared(self, workspace: str, channel: str) -> None:
        """No other organisation is in it any more."""
        await self._notices.forget(workspace, channel, SHARED)
        found = await self._channels.get(workspace, channel)
        if found and found.paused == SHARED:
            await self._resumed(workspace, channel)

    async def _resumed(self, workspace: str, channel: str) -> None:
        found = await self._presence.back(workspace, channel, self._now())
        if found and found.settings.active:
            self._later(self._telling.tell(found, compose_leads.back(found)))

    async def look(self, workspace: str, channel: str) -> bool:
        """Whether the channel may be posted to, as Slack knows it; Slack is asked at most once a day.

        Where Slack does not say, the post will show it.
        """
        now = self._now()
        if self._looked.get((workspace, channel), _NEVER) <= now - _DAY and self._asks.take(workspace):
            await self._ask(workspace, channel, now)
        found = await self._channels.get(workspace, channel)
        return found is None or found.paused != SHARED

    async def _ask(self, workspace: str, channel: str, now: dt.datetime) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                place = await self._directory.place(workspace, channel)
        except (LeiderschapError, TimeoutError) as error:
            log.info(
                "channel.not_looked_at", workspace=workspace, channel=channel, reason=type(error).__name__
            )
            return
        self._looked[workspace, channel] = now
        if place is None:
            return
        if place.name:
            await self.renamed(workspace, channel, place.name)
        if place.shared:
            await self.shared(workspace, channel)

    async def due(self, now: dt.datetime) -> None:
        """Look at the leads once a day, beside the tick."""
        if self._leads_checked_at <= now - _DAY:
            self._leads_checked_at = now
            self._later(self.check_leads())

    async def check_leads(self) -> None:
        """For every channel: whether a lead is left. Where none is, who may take over is told, once."""
        for workspace, channel in await self._leads.led():
            try:
                await self._check_leads(workspace, channel)
            except (Refused, LeiderschapError) as error:
                log.info("leads.not_checked", workspace=workspace, channel=channel, reason=str(error))

    async def _check_leads(self, workspace: str, channel: str) -> None:
        users = [lead.user for lead in await self._leads.of(workspace, channel)]
        if await self._permissions.living(workspace, users):
            await self._notices.forget(workspace, channel, NOBODY_LEADS)
            return
        found = await self._channels.get(workspace, channel)
        if found and await self._notices.first(workspace, channel, NOBODY_LEADS, self._now()):
            await self._to_takers(found, compose_leads.nobody_leads(found))

    async def ask_for_lead(self, actor: Actor, channel: str) -> Message:
        """Ask who may take over a channel that nobody leads, at most once a day."""
        await self._permissions.click(actor)
        await self._permissions.look(actor, channel)
        found = await self._channels.get(actor.workspace, channel)
        if found is None:
            return compose.say(texts.NOT_SET_UP)
        today = f"asked for lead {self._now().date()}"
        if not await self._notices.first(actor.workspace, channel, today, self._now()):
            return compose.say(texts.ASKED_BEFORE)
        told = await self._to_takers(found, compose_leads.please_lead(found, actor.user))
        return compose.say(texts.ASKED if told else texts.ASKED_NOBODY)

    async def _to_takers(self, found: Channel, message: Message) -> bool:
        takers = [one.user for one in await self._permissions.takers(found.workspace, found.id)]
        told = await self._telling.send(found.workspace, takers, message)
        return told or await self._telling.administrators(found.workspace, message)


class Looked:
    """A kind of delivery that is made ready only where the channel may be posted to, as Slack knows it."""

    def __init__(self, kind: Kind, look: Callable[[str, str], Awaitable[bool]]) -> None:
        self._kind = kind
        self._look = look

    async def prepare(self, delivery: Delivery, now: dt.datetime) -> Prepared | Skip:
        if not await self._look(delivery.workspace, delivery.channel):
            return Skip(SHARED)
        return await self._kind.prepare(delivery, now)
