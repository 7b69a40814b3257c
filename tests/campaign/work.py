"""Adds work during a campaign: channels of every sort that become due together."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.leads.store import SqlLeadStore
from bot.channels.model import Change, Channel, Lead
from bot.channels.nudges.scheduling import new_delivery
from bot.channels.settings.model import Choices, effective
from bot.channels.store import SqlChannelStore
from bot.core.people import ChannelRef
from bot.delivery.ledger import SqlLedger
from tests.campaign.acts import BASE, Acts
from tests.campaign.slack import FailingSlack
from tests.running import shipped_content

WORKSPACES = 10
WEEK = dt.timedelta(days=7)
CATCH_UP = dt.timedelta(hours=6)


@dataclass(frozen=True)
class Sort:
    """`deaf`: Slack refuses messages to its leads. `closed`: Slack refuses posts in the channel. `missed`: the tip of
    last week is due too. `later`: it is due within a lease. `extras`: how many more posts it gets, each a little later.
    `mended`: Slack refused the last post, but would accept this one. `acted`: somebody does something to it then."""

    leads: int = 1
    deaf: bool = False
    closed: bool = False
    missed: bool = False
    later: bool = False
    extras: int = 0
    mended: bool = False
    acted: bool = False


SORTS = (
    Sort(),
    Sort(leads=0),
    Sort(leads=2, later=True),
    Sort(closed=True),
    Sort(leads=0, missed=True),
    Sort(leads=2, deaf=True, missed=True),
    Sort(extras=3),
    Sort(leads=0, closed=True),
    Sort(mended=True),
    Sort(mended=True, missed=True),
    Sort(acted=True),
    Sort(acted=True, missed=True),
    Sort(acted=True, mended=True),
)
"""One channel of each sort becomes due at the same time."""


class Work:
    def __init__(
        self, engine: AsyncEngine, rng: random.Random, lease: dt.timedelta, slack: FailingSlack
    ) -> None:
        self._engine = engine
        self._rng = rng
        self._lease = lease
        self._slack = slack
        self._acts = Acts(engine, rng)
        self._tips = sorted(shipped_content().library.tips)
        self.acts: Counter[str] = Counter()
        self.acted: set[str] = set()
        self.channels: list[Channel] = []
        self.leads: dict[ChannelRef, tuple[str, ...]] = {}
        self.last = dt.datetime.min.replace(tzinfo=dt.UTC)
        self.slots = 0

    async def more(self, now: dt.datetime) -> None:
        """Add one channel of every sort, and do something to some of them just as they are due."""
        acted = []
        for sort in SORTS:
            channel = await self._add(sort, len(self.channels) + 1, now)
            if sort.acted:
                acted.append(channel)
        for channel in acted:
            self.acted.add(channel.id)
            self.acts[await self._acts.something(channel, now)] += 1

    async def _add(self, sort: Sort, number: int, now: dt.datetime) -> Channel:
        channel = _due(number, now)
        self._slack.channels[channel.id] = channel.name
        leads = tuple(f"U{number}LEAD{one}" for one in range(sort.leads))
        if sort.closed:
            self._slack.refusing.add(channel.id)
        if sort.deaf:
            self._slack.refusing.update(leads)
        if sort.missed:
            channel = replace(channel, next_due_at=now - WEEK, next_slot=now.date() - WEEK)
        if sort.mended:
            channel = replace(channel, paused="not_in_channel")
        if sort.later:
            channel = replace(channel, next_due_at=now + self._lease * self._rng.random())
        self.channels.append(channel)
        self.leads[channel.ref] = leads
        store = SqlLeadStore(self._engine)
        for lead in leads:
            await store.add(channel.ref, Lead(lead), Change(now, lead, "lead", None, lead))
        dues = [now + self._lease * self._rng.random() * one for one in range(sort.extras)]
        extras = [
            replace(new_delivery(channel.ref, "extra", now.date(), due, CATCH_UP, subject=tip), tip=tip)
            for tip, due in zip(self._tips, sorted(dues), strict=False)
        ]
        self.slots += 1 + sort.missed + sort.extras
        self.last = max([self.last, now + self._lease, *dues])
        await SqlChannelStore(self._engine).save(channel)
        await SqlLedger(self._engine).add(extras)
        return channel


def _due(number: int, now: dt.datetime) -> Channel:
    local = now.replace(second=0, microsecond=0)
    # Somebody chose about the voice and the Vrijdagoogst, so that no offer of them is open at the end.
    said = Choices(weekday=local.weekday(), time=local.time(), timezone="UTC", voice="team", harvest=False)
    layers = replace(BASE, chosen=said)
    workspace = f"T{number % WORKSPACES}"
    # A moment of its own rhythm, like the next moment of every channel.
    return Channel(
        workspace, f"C{number}", f"kanaal-{number}", effective(layers), local, now.date(), layers=layers
    )
