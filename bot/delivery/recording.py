"""Writes outcomes into the ledger. Slack's answers stay in memory until they are written."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Sequence

import structlog

from bot.core.errors import LostRace, StoreError
from bot.delivery import metrics
from bot.delivery.clocks import Clocks
from bot.delivery.explaining import went_wrong
from bot.delivery.model import DIRECT, Delivery, Event, IllegalTransition, Posted
from bot.delivery.ports import Ledger

log = structlog.get_logger()

FIRST_WAIT = 1.0
LONGEST_WAIT = 30.0
"""In seconds, between two attempts to write them."""

REMEMBERED = 86400.0
"""In seconds: how long a process remembers since when a delivery is unknown."""

Notices = Callable[[], Awaitable[Sequence[Delivery]]]
"""Gives what to add to the ledger together with an outcome. May raise StoreError."""


async def nothing() -> Sequence[Delivery]:
    """For an outcome that nobody is told about."""
    return ()


class Recording:
    """`codes` are the reasons that metrics name."""

    def __init__(self, ledger: Ledger, clocks: Clocks, codes: metrics.Codes = metrics.SKIPS) -> None:
        self._ledger = ledger
        self._clocks = clocks
        self._codes = codes
        self._held: dict[uuid.UUID, tuple[Delivery, Event, Notices]] = {}
        self._retrying: asyncio.Task[None] | None = None
        self._seen: dict[uuid.UUID, tuple[int, float]] = {}

    async def move(self, row: Delivery, event: Event, adding: Sequence[Delivery] = ()) -> Delivery | None:
        """Record the event; None if another process was first or its time had passed. Raises StoreError."""
        try:
            after = await self._ledger.move(row, event, self._clocks.now(), adding)
        except (LostRace, IllegalTransition) as error:
            log.warning("delivery.lost_race", why=type(error).__name__, **fields(row))
            return None
        if after.state == "unknown":
            self.unknown_for(after)
        metrics.count(after, self._codes)
        (log.warning if went_wrong(after) else log.info)(f"delivery.{after.state}", **fields(after))
        return after

    async def outcome(self, armed: Delivery, event: Event, notices: Notices = nothing) -> Delivery | None:
        """Record Slack's answer; None if it could not be written yet. It is then retried as long as the process
        lives: nobody else knows it."""
        try:
            return await self._write(armed, event, notices)
        except StoreError:
            log.exception("delivery.held", **fields(armed))
            self._held[armed.id] = armed, event, notices
            if self._retrying is None or self._retrying.done():
                self._retrying = asyncio.create_task(self._retry())
            return None

    def holds(self, row: Delivery) -> bool:
        """Whether something about this delivery is known that is not in the ledger yet."""
        return row.id in self._held

    def unknown_for(self, row: Delivery) -> float:
        """For how many seconds, on its own clock, this process has known that the delivery is unknown."""
        now = self._clocks.elapsed()
        version, since = self._seen.get(row.id, (0, now))
        if version != row.version:
            # Deliveries settled by other processes are forgotten after a day: starting again only means one more
            # wait.
            self._seen = {id: seen for id, seen in self._seen.items() if now - seen[1] < REMEMBERED}
            self._seen[row.id] = row.version, (since := now)
        return now - since

    async def flush(self) -> None:
        """Write what is in memory, as far as the database allows."""
        for id, (armed, event, notices) in list(self._held.items()):
            try:
                await self._write(armed, event, notices)
            except StoreError:
                return
            if (
                self._held.get(id, (None,))[0] is armed
            ):  # and not what Slack said of a later attempt meanwhile
                del self._held[id]

    async def close(self) -> None:
        """Try once more and give up the rest: it becomes unknown when its lease ends."""
        await self.flush()
        if self._retrying is not None:
            self._retrying.cancel()
            await asyncio.wait([self._retrying])
        for armed, event, _ in self._held.values():
            log.error("delivery.not_recorded", outcome=type(event).__name__, **fields(armed))

    async def _retry(self) -> None:
        wait = FIRST_WAIT
        while self._held:
            await asyncio.sleep(wait)
            await self.flush()
            wait = min(wait * 2, LONGEST_WAIT)

    async def _write(self, armed: Delivery, event: Event, notices: Notices) -> Delivery | None:
        """Proof that the message is there counts, whatever others did to the row meanwhile."""
        after = await self.move(armed, event, await notices())
        if after is not None or not isinstance(event, Posted):
            return after
        current = await self._ledger.get(str(armed.id))
        return await self.move(current, event) if current else None


def fields(row: Delivery) -> dict[str, object]:
    """The log fields of a delivery; a conversation with one person is not named, because its id identifies the
    person."""
    return {
        "delivery": str(row.id),
        "workspace": row.ref.workspace,
        "channel": "direct" if row.kind in DIRECT else row.ref.channel,
        "kind": row.kind,
        "slot": row.slot.isoformat(),
        "state": row.state,
        "attempts": row.attempts,
        "reason": row.error,
        "late": (row.armed_at - row.due_at).total_seconds() if row.armed_at else None,
    }
