"""Looks at channels in Slack: before a post, where the times of events do not tell, and where an event may be lost."""

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
"""Channels of a workspace that are looked at in a minute, of the 50 that Slack allows
(https://docs.slack.dev/reference/methods/conversations.info); the others are posted to."""
STOPPED_ASKS = 5
"""Of them, those that stand still: they leave the others their turn."""
PATIENCE = 3.0
"""In seconds; then the nudge is posted without a look."""
AGAIN = dt.timedelta(hours=1)
"""So long after it was found standing still, and then every so often, a channel is looked at: it may go on, and the
event that said so be lost."""
SEARCH = dt.timedelta(minutes=5)
"""How often the channels that stand still are searched for."""
_DAY = dt.timedelta(days=1)
_NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)
_BEFORE_A_POST: frozenset[Kind] = frozenset({"shared", "name"})
"""What a post would not show."""
_EVERYTHING: frozenset[Kind] = frozenset({*STOPS, "name"})


class Looking:
    """`elapsed` gives seconds on a clock that nobody sets, `now` gives the time in UTC."""

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
        """What a post would not show. Slack is asked at most once a day; where it does not say, the post goes on."""
        now = self._now()
        if (
            self._looked.get(ref, _NEVER) <= now - _DAY
            and self._asks.take(ref.workspace)
            and await self._look(ref, _BEFORE_A_POST)
        ):
            self._looked[ref] = now

    def settle(self, ref: ChannelRef, kinds: frozenset[Kind], at: dt.datetime | None) -> None:
        """Find out what the times of events do not tell, soon; and again later where Slack does not say."""
        self._unclear[ref] = kinds | self._unclear.get(ref, (kinds,))[0], at
        self._later(self._settle(ref))

    async def _settle(self, ref: ChannelRef) -> None:
        kinds, at = self._unclear.pop(ref, (frozenset(), None))
        if kinds and not await self._look(ref, kinds, at):
            self._unclear.setdefault(ref, (kinds, at))

    async def due(self, now: dt.datetime) -> None:
        """Look at channels that stand still, beside the tick."""
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
        """Whether Slack said anything of these kinds; `at` is the newest that they were said at."""
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
    """What the look says of each kind. Whether the bot is in an archived channel shows once it is one no more."""
    yield "deleted", ""
    yield "archived", STOPS["archived"] if place.archived else ""
    if not place.archived:
        yield "left", "" if place.member else STOPS["left"]
    yield "shared", STOPS["shared"] if place.shared else ""
    if place.name:
        yield "name", place.name
