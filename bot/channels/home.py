"""The channels on a person's home page, and what administrators have to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from bot.channels import home_messages
from bot.channels.calendar.forecast import Forecast
from bot.channels.home_messages import ROWS, Administration, ChannelRow
from bot.channels.leads.allowed import Allowed
from bot.channels.leads.store import SqlLeadStore
from bot.channels.model import Channel, Lead
from bot.channels.notices import SqlNoticeStore
from bot.channels.ports import ChannelStore
from bot.channels.presence.service import NOBODY_LEADS
from bot.channels.settings.changing import local_date
from bot.core.errors import LeiderschapError, Refused
from bot.core.features import Home
from bot.core.forms import Form
from bot.core.people import Actor, Profile
from bot.core.platform import Directory

AHEAD = 12
"""How many occurrences are searched for the next nudge."""
GAPS = 10
FEW = 30
"""Up to this many leads of a workspace are looked up when an administrator looks; of more, the check of each day says
which channels have none left."""


class HomeTab:
    """`unanswered` gives the questions of a workspace that found no answer; `now` is the time in UTC."""

    def __init__(
        self,
        forecast: Forecast,
        allowed: Allowed,
        *,
        channels: ChannelStore,
        leads: SqlLeadStore,
        notices: SqlNoticeStore,
        directory: Directory,
        unanswered: Callable[[str], Awaitable[Sequence[str]]],
        version: str,
        now: Callable[[], dt.datetime],
    ) -> None:
        self._forecast = forecast
        self._allowed = allowed
        self._channels = channels
        self._leads = leads
        self._notices = notices
        self._directory = directory
        self._unanswered = unanswered
        self._version = version
        self._now = now

    async def channels(self, actor: Actor, page: int = 0) -> Home:
        """The page with this number, counted from 0; if Slack does not say who the person is, what everybody may
        see."""
        profile = await self._profile(actor)
        stored = await self._channels.list(actor.workspace)
        led = set(await self._leads.channels(actor.workspace, actor.user)) if profile else set()
        outsider = profile is None and await self._allowed.permissions.outsider(actor)
        rows = list(_rows(stored, led, await self._mine(actor), profile))
        pages = max(1, -(-len(rows) // ROWS))
        page = min(max(page, 0), pages - 1)
        shown = [await self._row(row) for row in rows[page * ROWS : (page + 1) * ROWS]]
        return Home(home_messages.channels(shown, page, pages, outsider=outsider))

    async def manage(self, actor: Actor, channel: str) -> Form:
        """Everything that this person may see or change of a channel. Raises Refused."""
        found, may_change = await self._allowed.to_see(actor, channel)
        row = ChannelRow("leads", found, local_date(found, self._now()), may_change=may_change)
        return home_messages.manage(await self._row(row))

    async def administration(self, actor: Actor, _page: int) -> Home:
        """What waits for an administrator; nothing for anybody else."""
        profile = await self._profile(actor)
        if profile is None or not profile.admin:
            return Home(())
        now = self._now()
        active = [one for one in await self._channels.list(actor.workspace) if one.settings.active]
        still = [one for one in active if one.paused or one.pauses_on(local_date(one, now))]
        held = Administration(
            tuple(await self._leaderless(actor.workspace, active)),
            tuple(ChannelRow("all", one, local_date(one, now)) for one in still),
            tuple(await self._unanswered(actor.workspace))[:GAPS],
            self._version,
        )
        return Home(home_messages.administration(held))

    async def _leaderless(self, workspace: str, channels: Sequence[Channel]) -> Sequence[Channel]:
        """Those of these channels that have no lead, or none who is still there."""
        led = await self._leads.all(workspace)
        people = sorted({user for users in led.values() for user in users})
        if len(people) > FEW:
            gone = await self._notices.where(workspace, NOBODY_LEADS)
            return [one for one in channels if one.id not in led or one.id in gone]
        there = await self._allowed.permissions.leading(workspace, [Lead(user) for user in people])
        living = {lead.user for lead in there}
        return [one for one in channels if living.isdisjoint(led.get(one.id, ()))]

    async def _profile(self, actor: Actor) -> Profile | None:
        """The profile of a person who may do more than look; None for guests, and if Slack does not say."""
        try:
            return await self._allowed.permissions.click(actor)
        except Refused:
            return None

    async def _mine(self, actor: Actor) -> Mapping[str, str]:
        try:
            return await self._directory.channels_of(actor.workspace, actor.user)
        except LeiderschapError:
            return {}

    async def _row(self, row: ChannelRow) -> ChannelRow:
        now = self._now()
        entries = await self._forecast.entries(row.channel, now, AHEAD)
        due = next((entry.outcome.due_at for entry in entries if entry.tip), None)
        return replace(row, today=local_date(row.channel, now), due=due)


def _rows(
    stored: Sequence[Channel], led: set[str], mine: Mapping[str, str], profile: Profile | None
) -> Iterator[ChannelRow]:
    """The channels that the person leads, then those they are in, then, for administrators, all others."""
    admin = profile is not None and profile.admin
    for group in ("leads", "in", "all") if admin else ("leads", "in"):
        for one in stored:
            if group == ("leads" if one.id in led else "in" if one.id in mine else "all"):
                yield ChannelRow(group, one, dt.date.min, may_change=admin or group == "leads")
