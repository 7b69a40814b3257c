"""The work that comes in during a campaign: channels of every sort that become due together."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.channel_settings import ChannelSettings
from bot.domain.channels import Change, Channel, Lead
from bot.domain.schedule import Rhythm
from bot.services.scheduling import new_delivery
from bot.store.channels import SqlChannelStore
from bot.store.leads import SqlLeadStore
from bot.store.ledger import SqlLedger

WORKSPACES = 10
WEEK = dt.timedelta(days=7)
CATCH_UP = dt.timedelta(hours=6)


@dataclass(frozen=True)
class Sort:
    """`deaf`: Slack refuses to post to its leads; `closed`: in the channel. `missed`: also that of last week was due.
    `later`: due in the time of a lease. `extras`: so many more posts, each a little later."""

    leads: int = 1
    deaf: bool = False
    closed: bool = False
    missed: bool = False
    later: bool = False
    extras: int = 0


SORTS = (
    Sort(),
    Sort(leads=0),
    Sort(leads=2, later=True),
    Sort(closed=True),
    Sort(leads=0, missed=True),
    Sort(leads=2, deaf=True, missed=True),
    Sort(extras=3),
    Sort(leads=0, closed=True),
)
"""One of each becomes due together."""


class Work:
    def __init__(
        self, engine: AsyncEngine, rng: random.Random, lease: dt.timedelta, refusing: set[str]
    ) -> None:
        self._engine = engine
        self._rng = rng
        self._lease = lease
        self._refusing = refusing
        self.channels: list[Channel] = []
        self.leads: dict[tuple[str, str], tuple[str, ...]] = {}
        self.last = dt.datetime.min.replace(tzinfo=dt.UTC)
        self.slots = 0

    async def more(self, now: dt.datetime) -> None:
        """One channel of every sort."""
        for sort in SORTS:
            await self._add(sort, len(self.channels) + 1, now)

    async def _add(self, sort: Sort, number: int, now: dt.datetime) -> None:
        channel = _due(number, now)
        leads = tuple(f"U{number}LEAD{one}" for one in range(sort.leads))
        if sort.closed:
            self._refusing.add(channel.id)
        if sort.deaf:
            self._refusing.update(leads)
        if sort.missed:
            channel = replace(channel, next_due_at=now - WEEK, next_slot=now.date() - WEEK)
        if sort.later:
            channel = replace(channel, next_due_at=now + self._lease * self._rng.random())
        self.channels.append(channel)
        self.leads[channel.workspace, channel.id] = leads
        store = SqlLeadStore(self._engine)
        for lead in leads:
            await store.add(channel.workspace, channel.id, Lead(lead), Change(now, lead, "lead", None, lead))
        dues = [now + self._lease * self._rng.random() * one for one in range(sort.extras)]
        extras = [
            new_delivery(channel, "extra", now.date(), due, CATCH_UP, subject=str(one))
            for one, due in enumerate(sorted(dues))
        ]
        self.slots += 1 + sort.missed + sort.extras
        self.last = max([self.last, now + self._lease, *dues])
        await SqlLedger(self._engine).add(extras)
        await SqlChannelStore(self._engine).save(channel)


def _due(number: int, now: dt.datetime) -> Channel:
    local = now.replace(second=0, microsecond=0)
    rhythm = Rhythm(local.weekday(), local.time(), "UTC")
    settings = ChannelSettings(rhythm, public_holidays="post")
    workspace = f"T{number % WORKSPACES}"
    return Channel(workspace, f"C{number}", f"kanaal-{number}", settings, now, now.date())
