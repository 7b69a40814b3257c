"""One person's home tab."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from bot.channels import home_messages
from bot.channels.calendar.forecast import Forecast
from bot.channels.home_messages import ROWS, Administration, ChannelRow
from bot.channels.leads.permissions import Permissions
from bot.channels.leads.store import SqlLeadStore
from bot.channels.model import Channel
from bot.channels.ports import ChannelStore
from bot.channels.settings.changing import local_date
from bot.core.errors import LeiderschapError, Refused
from bot.core.messages import Message
from bot.core.people import Actor, Profile
from bot.core.platform import Directory

AHEAD = 12
"""How many occurrences are searched for the next nudge."""
GAPS = 10


class HomeTab:
    """`unanswered` gives the questions of a workspace that found no answer; `now` is the time in UTC."""

    def __init__(
        self,
        forecast: Forecast,
        permissions: Permissions,
        channels: ChannelStore,
        leads: SqlLeadStore,
        directory: Directory,
        *,
        unanswered: Callable[[str], Awaitable[Sequence[str]]],
        version: str,
        now: Callable[[], dt.datetime],
    ) -> None:
        self._forecast = forecast
        self._permissions = permissions
        self._channels = channels
        self._leads = leads
        self._directory = directory
        self._unanswered = unanswered
        self._version = version
        self._now = now

    async def home(self, actor: Actor, page: int = 0) -> Message:
        """The page with this number, counted from 0; if Slack does not say who the person is, what everybody may
        see."""
        profile = await self._profile(actor)
        stored = await self._channels.list(actor.workspace)
        led = set(await self._leads.channels(actor.workspace, actor.user)) if profile else set()
        rows = list(_rows(stored, led, await self._mine(actor), profile))
        pages = max(1, -(-len(rows) // ROWS))
        page = min(max(page, 0), pages - 1)
        shown = [await self._row(row, profile) for row in rows[page * ROWS : (page + 1) * ROWS]]
        admin = profile is not None and profile.admin
        about = await self._administration(actor.workspace, stored) if admin else None
        return home_messages.home(shown, page, pages, about)

    async def _profile(self, actor: Actor) -> Profile | None:
        """The profile of a person who may do more than look; None for guests, and if Slack does not say."""
        try:
            return await self._permissions.click(actor)
        except Refused:
            return None

    async def _mine(self, actor: Actor) -> Mapping[str, str]:
        try:
            return await self._directory.channels_of(actor.workspace, actor.user)
        except LeiderschapError:
            return {}

    async def _row(self, row: ChannelRow, profile: Profile | None) -> ChannelRow:
        channel = row.channel
        entries = await self._forecast.entries(channel, self._now(), AHEAD)
        row = replace(
            row,
            today=local_date(channel, self._now()),
            due=next((entry.outcome.due_at for entry in entries if entry.tip), None),
        )
        if profile is None or not profile.admin:
            return row
        leads = await self._leads.of(channel.ref)
        return replace(row, leads=tuple(lead.user for lead in leads))

    async def _administration(self, workspace: str, stored: Sequence[Channel]) -> Administration:
        now = self._now()
        still = [one for one in stored if one.paused or one.pauses_on(local_date(one, now))]
        gaps = tuple(await self._unanswered(workspace))[:GAPS]
        active = sum(one.settings.active for one in stored)
        return Administration(len(stored), active, len(still), gaps, self._version)


def _rows(
    stored: Sequence[Channel], led: set[str], mine: Mapping[str, str], profile: Profile | None
) -> Iterator[ChannelRow]:
    """The channels that the person leads, then those they are in, then, for administrators, all others."""
    admin = profile is not None and profile.admin
    for group in ("leads", "in", "all") if admin else ("leads", "in"):
        for one in stored:
            if group == ("leads" if one.id in led else "in" if one.id in mine else "all"):
                yield ChannelRow(group, one, dt.date.min, may_change=admin or group == "leads")
