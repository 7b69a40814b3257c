"""Settles deliveries that nobody works on: those that time alone decides, and unknown ones.

An unknown delivery is searched for in its channel, if the bot may read there, but never before a lost request can no
longer take effect. Otherwise a person is asked.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Literal

import structlog
from structlog.contextvars import bound_contextvars

from bot.core.errors import LeiderschapError, StoreError
from bot.core.people import Actor
from bot.delivery.bounds import Bounds
from bot.delivery.clocks import Clocks
from bot.delivery.model import (
    IN_CHANNEL,
    NOTICE,
    Absent,
    Delivery,
    Event,
    Expire,
    Lose,
    Posted,
    Release,
    Repost,
    Review,
)
from bot.delivery.notices.reporting import Reporting, quarantine
from bot.delivery.ports import Channels, DeliveryLookup, Kind, Ledger, Prepared, Unreadable
from bot.delivery.recording import Recording, fields

log = structlog.get_logger()

BATCH = 200
LOOKS = 10
"""How many deliveries are searched for in one workspace in one tick. Slack allows 50 or more of these calls a minute,
but only one to an app that is distributed outside its Marketplace:
https://docs.slack.dev/reference/methods/conversations.history"""
SECOND_LOOK = dt.timedelta(seconds=60)
"""A message can slip between the pages of a search, so after one with several pages the second comes this much
later."""
MARGIN = dt.timedelta(seconds=60)
"""How much later than now a message may appear, because clocks differ."""

NOTICE_TRIES = 3
"""After this many lost answers a notice goes to the administrators as well."""

Answer = Literal["done", "settled"]

May = Callable[[Actor, str], Awaitable[object]]
"""Raises Refused if somebody may not change what comes in a channel (see `Permissions.change`)."""


class Reconciling:
    """`lookup` is None if the bot may not read channels."""

    def __init__(
        self,
        ledger: Ledger,
        *,
        kinds: Mapping[str, Kind],
        recording: Recording,
        reporting: Reporting,
        channels: Channels,
        clocks: Clocks,
        bounds: Bounds,
        lookup: DeliveryLookup | None = None,
    ) -> None:
        self._ledger = ledger
        self._kinds = kinds
        self._recording = recording
        self._reporting = reporting
        self._channels = channels
        self._clocks = clocks
        self._bounds = bounds
        self._lookup = lookup
        self._unknown: list[Delivery] = []
        self._tried: dict[uuid.UUID, float] = {}
        self._looked: dict[uuid.UUID, float] = {}

    async def tick(self, stopping: Callable[[], bool] = lambda: False) -> None:
        """Settle everything whose time has passed, except what must be searched for."""
        unknown: list[Delivery] = []
        passed: set[uuid.UUID] = set()
        while not stopping():
            rows = await self._ledger.stale(self._clocks.now(), BATCH + len(passed))
            fresh = [row for row in rows if row.id not in passed]
            for row in fresh:
                passed.add(row.id)
                if self._recording.holds(row):
                    continue
                if row.state == "unknown" and self._lookup is not None:
                    unknown.append(row)
                else:
                    await self._time(row)
            if len(rows) < BATCH or not fresh:
                break
        self._unknown = unknown
        ids = {row.id for row in unknown}
        self._tried = {id: at for id, at in self._tried.items() if id in ids}
        self._looked = {id: at for id, at in self._looked.items() if id in ids}

    async def look(self) -> None:
        """Search for the deliveries that are unknown for long enough, least recently tried first. An error with one
        stops no other; a workspace where Slack refuses the search is skipped this time."""
        if self._lookup is None:
            return
        ripe = [row for row in self._unknown if self._ripe(row)]
        ripe.sort(key=lambda row: self._tried.get(row.id, 0.0))
        left = Counter({row.ref.workspace: LOOKS for row in ripe})
        for row in ripe:
            if not left[row.ref.workspace]:
                continue
            left[row.ref.workspace] -= 1
            self._tried[row.id] = self._clocks.elapsed()
            with bound_contextvars(delivery=str(row.id)):
                try:
                    looked = await self._look(row, self._lookup)
                except StoreError:
                    log.exception("delivery.not_settled", **fields(row))
                    return
            if not looked:
                left[row.ref.workspace] = 0

    def _ripe(self, row: Delivery) -> bool:
        """Whether the quarantine has passed on this process's own clock too: the wall clock may have been set."""
        return self._recording.unknown_for(row) >= self._bounds.quarantine.total_seconds()

    async def answer(self, value: str, actor: Actor, may: May, *, posted: bool) -> Answer:
        """A person's answer about an unknown delivery: it is there, or it should still be posted.

        `value` comes from the pressed button: it may be old, and the person may no longer lead the channel. Returns
        "settled" if somebody answered before or it is not theirs to decide. Raises Refused.
        """
        id, _, version = value.partition("/")
        row = await self._ledger.get(id)
        if row is None or row.ref.workspace != actor.workspace:
            return "settled"
        if row.state != "review" or str(row.version) != version:
            return "settled"
        if not await self._reporting.was_asked(row, row.version, actor.user):
            log.warning("delivery.not_asked", **fields(row))
            return "settled"
        await may(actor, row.ref.channel)
        after = await self._recording.move(row, Posted(None) if posted else Repost())
        return "done" if after else "settled"

    async def _time(self, row: Delivery) -> None:
        event = self._timed(row)
        notices: Sequence[Delivery] = ()
        if isinstance(event, Review) or (isinstance(event, Absent) and row.attempts >= NOTICE_TRIES):
            notices = await self._reporting.notices("unknown", row, self._clocks.now())
        elif row.state == "planned":
            notices = await self._reporting.notices("missed", row, self._clocks.now())
        await self._recording.move(row, event, notices)

    def _timed(self, row: Delivery) -> Event:
        match row.state:
            case "claimed":
                return Release()
            case "sending":
                return Lose("lease_over", quarantine(row, self._bounds))
            case "unknown":
                # Nobody is asked about a notice: a duplicate is better than a lost one.
                return Absent() if row.kind == NOTICE else Review()
            case _:
                return Expire()

    async def _look(self, row: Delivery, lookup: DeliveryLookup) -> bool:
        """Whether Slack allowed the search."""
        now = self._clocks.now()
        try:
            thread = await self._thread(row, now)
            since = (row.armed_at or row.due_at) - self._bounds.look_back
            look = await lookup.find(row, since, now + MARGIN, thread)
            if look.ts is None and thread is not None:
                # The message it belongs under may have become known only after it was posted without a thread.
                apart = await lookup.find(row, since, now + MARGIN)
                look = replace(apart, one_page=apart.one_page and look.one_page)
        except Unreadable:
            await self._time(row)
            return True
        except Exception as error:  # otherwise the row would hold up its channel for ever
            # A person is asked once its time has passed.
            if isinstance(error, LeiderschapError):
                log.warning("delivery.not_looked_for", why=str(error), **fields(row))
            else:
                log.exception("delivery.not_looked_for", **fields(row))
            if now >= row.expires_at:
                await self._time(row)
            return False
        if look.ts is not None:
            if await self._recording.move(row, Posted(look.ts)) is not None:
                await self._channels.mark(row, None)  # accepted, even if the last post was refused
        elif look.one_page or self._twice(row):
            notices: Sequence[Delivery] = ()
            if now >= row.expires_at:
                notices = await self._reporting.notices("missed", row, now)
            await self._recording.move(row, Absent(), notices)
        return True

    def _twice(self, row: Delivery) -> bool:
        at = self._clocks.elapsed()
        return at - self._looked.setdefault(row.id, at) >= SECOND_LOOK.total_seconds()

    async def _thread(self, row: Delivery, now: dt.datetime) -> str | None:
        """The thread that it went to. Raises Unreadable if that is no longer known."""
        if row.kind in IN_CHANNEL:
            return None
        prepared = await self._kinds[row.kind].prepare(replace(row, state="claimed"), now)
        if isinstance(prepared, Prepared):
            return prepared.thread
        raise Unreadable("the thread it was posted in is not known")
