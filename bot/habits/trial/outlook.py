"""Whether a trial can ever give an outcome: told before one starts, because it takes a button away from people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import takewhile

from bot.channels.calendar.model import Breaks, outcome
from bot.channels.calendar.rhythm import occurrences
from bot.channels.model import Channel
from bot.channels.ports import ChannelStore
from bot.core import dates
from bot.core.figures import SMALLEST, passes
from bot.core.people import ChannelRef
from bot.habits import texts
from bot.habits.trial.messages import ALL
from bot.habits.trial.model import FEWEST_WEEKS, LENGTH, last_day
from bot.habits.trial.store import SqlTrialStore


class Outlook:
    def __init__(
        self,
        store: SqlTrialStore,
        channels: ChannelStore,
        breaks: Breaks,
    ) -> None:
        self._store = store
        self._channels = channels
        self._breaks = breaks

    async def posting(self, workspace: str, channel: str) -> Sequence[Channel]:
        """The channel, or with ALL every channel, as far as it gets tips."""
        known = await self._channels.list(workspace)
        return [one for one in known if _posts(one) and channel in (ALL, one.id)]

    async def why_not(self, workspace: str, channel: str, now: dt.datetime) -> str:
        """Why no trial can start there, '' if one can."""
        ends = {one.ref.channel: one.ends_at for one in await self._store.all_running(workspace, now)}
        new = [one for one in await self.posting(workspace, channel) if one.id not in ends]
        if not new:
            return texts.TRIAL_RUNS if channel in ends or (channel == ALL and ends) else texts.TRIAL_NO_TIPS
        others = [one for one in await self.posting(workspace, ALL) if one.id in ends]
        coming = sum(self._coming(one, now, ends.get(one.id, now + LENGTH)) for one in (*new, *others))
        weeks = coming + len(await self._store.weeks())
        if weeks < FEWEST_WEEKS:
            until = dates.date(last_day(now + LENGTH, new[0].settings.rhythm.timezone))
            return texts.TRIAL_NEVER.format(date=until, weeks=weeks, smallest=FEWEST_WEEKS)
        # As tips before counted them: a list of the people there may take longer than an answer may.
        counts = [await self._store.members(one.ref) for one in (*others, *new)]
        if any(count is None or passes(SMALLEST, count) for count in counts):
            return ""
        return texts.TRIAL_SMALL.format(smallest=2 * SMALLEST)

    async def timezone(self, ref: ChannelRef) -> str:
        channel = await self._channels.get(ref)
        return channel.settings.rhythm.timezone if channel else "UTC"

    def _coming(self, channel: Channel, now: dt.datetime, until: dt.datetime) -> int:
        """At most how many tips come there until then."""
        settings = channel.settings
        coming = takewhile(lambda one: one.due_at < until, occurrences(settings.rhythm, now))
        decided = (outcome(one, settings, self._breaks, channel.pause_until) for one in coming)
        return sum(one.due_at is not None for one in decided)


def _posts(channel: Channel) -> bool:
    return channel.settings.active and not channel.paused and channel.settings.voice != "leads"
