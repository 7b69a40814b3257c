"""Looks channels up in Slack: before a post, when event times are unclear, and when an event may be lost."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Iterable

import structlog

from bot.channels.presence.happenings import Happenings
from bot.channels.presence.model import STOPS, Kind
from bot.channels.presence.store import SqlHappeningStore
from bot.core.errors import LeiderschapError
from bot.core.limits import Buckets
from bot.core.people import ChannelRef, Place
from bot.core.platform import Platform

log = structlog.get_logger()

ASKS = 40
"""How many channels of a workspace are looked up in a minute, out of the 50 that Slack allows
(https://docs.slack.dev/reference/methods/conversations.info); the others get their post without a look-up."""
STOPPED_ASKS = 5
"""How many of these may be stopped channels, to leave room for the others."""
PATIENCE = 3.0
"""In seconds; after that the nudge is posted without a look-up."""
AGAIN = dt.timedelta(hours=1)
"""How long after a channel is found stopped, and how often from then on, it is looked up: the event that it can
continue may be lost."""
SEARCH = dt.timedelta(minutes=5)
"""How often stopped channels are searched for."""
_DAY = dt.timedelta(days=1)
_NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)
_BEFORE_A_POST: frozenset[Kind] = frozenset({"shared", "name"})
"""What a post would not reveal."""
_EVERYTHING: frozenset[Kind] = frozenset({*STOPS, "name"})


class Looking:
    """`elapsed` gives seconds on a clock that nobody can set, `now` the time in UTC."""

    def __init__(
        self,
        happenings: Happenings,
        store: SqlHappeningStore,
        platform: Platform,
        *,
        elapsed: Callable[[], float],
        now: Callable[[], dt.datetime],
    ) -> None:
        self._happenings = happenings
        self._store = store
        self._directory = platform.directory
        self._later = platform.later
        self._now = now
        self._asks = Buckets(ASKS, 60, elapsed)
        self._stopped_asks = Buckets(STOPPED_ASKS, 60, elapsed)
        self._looked: dict[ChannelRef, dt.datetime] = {}
        self._unclear: dict[ChannelRef, tuple[frozenset[Kind], dt.datetime | None]] = {}
        self._next: dict[ChannelRef, dt.datetime] = {}
        self._searched_at = _NEVER

    async def before_a_post(self, ref: ChannelRef) -> None:
        """Check what a post would not reveal. Slack is asked at most once a day; if it does not say, the post
        continues."""
        now = self._now()
        if (
            self._looked.get(ref, _NEVER) <= now - _DAY
            and self._asks.take(ref.workspace)
            and await self._look(ref, _BEFORE_A_POST)
        ):
            self._looked[ref] = now

    def settle(self, ref: ChannelRef, kinds: frozenset[Kind], at: dt.datetime | None) -> None:
        """Find out soon what event times leave unclear, and try again later if Slack does not say."""
        self._unclear[ref] = kinds | self._unclear.get(ref, (kinds,))[0], at
        self._later(self._settle(ref))

    async def _settle(self, ref: ChannelRef) -> None:
        kinds, at = self._unclear.pop(ref, (frozenset(), None))
        if kinds and not await self._look(ref, kinds, at):
            self._unclear.setdefault(ref, (kinds, at))

    async def due(self, now: dt.datetime) -> None:
        """Look up stopped channels, outside the tick."""
        if self._searched_at <= now - SEARCH:
            self._searched_at = now
            self._later(self._look_again(now))

    async def _look_again(self, now: dt.datetime) -> None:
        for ref in tuple(self._unclear):
            await self._settle(ref)
        self._next = {ref: self._next.get(ref, now + AGAIN) for ref in await self._store.stopped()}
        for ref in sorted(self._next, key=self._next.__getitem__):
            if self._next[ref] <= now and self._stopped_asks.take(ref.workspace):
                self._next[ref] = now + AGAIN
                await self._look(ref, _EVERYTHING)

    async def _look(self, ref: ChannelRef, kinds: frozenset[Kind], at: dt.datetime | None = None) -> bool:
        """Whether Slack said anything about these kinds; `at` is the newest time of their reports."""
        known = await self._store.of(ref)
        try:
            async with asyncio.timeout(PATIENCE):
                found = await self._directory.place(ref)
        except (LeiderschapError, TimeoutError) as error:
            reason = type(error).__name__
            log.info("channel.not_looked_at", workspace=ref.workspace, channel=ref.channel, reason=reason)
            return False
        if found is not None:
            seen = {kind: value for kind, value in _seen(found) if kind in kinds}
            await self._happenings.seen(ref, known, seen, at=at, now=self._now())
        return True


def _seen(place: Place) -> Iterable[tuple[Kind, str]]:
    """What the look-up says about each kind. An archived channel does not show whether the bot is in it (seen, not
    documented)."""
    yield "deleted", ""
    yield "archived", STOPS["archived"] if place.archived else ""
    if not place.archived:
        yield "left", "" if place.member else STOPS["left"]
    yield "shared", STOPS["shared"] if place.shared else ""
    if place.name:
        yield "name", place.name
