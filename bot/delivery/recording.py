"""Writes what became of deliveries into the ledger. What Slack said is kept until it stands there."""

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
"""In seconds, between two tries to write what is held."""

REMEMBERED = 86400.0
"""In seconds; so long a process remembers since when a delivery is unknown."""

Notices = Callable[[], Awaitable[Sequence[Delivery]]]
"""Asks what is to be added to the ledger with an outcome. May raise StoreError."""


async def nothing() -> Sequence[Delivery]:
    """An outcome of which nobody is told."""
    return ()


class Recording:
    """`codes`: the reasons that figures name."""

    def __init__(self, ledger: Ledger, clocks: Clocks, codes: metrics.Codes = metrics.SKIPS) -> None:
        self._ledger = ledger
        self._clocks = clocks
        self._codes = codes
        self._held: dict[uuid.UUID, tuple[Delivery, Event, Notices]] = {}
        self._retrying: asyncio.Task[None] | None = None
        self._seen: dict[uuid.UUID, tuple[int, float]] = {}

    async def move(self, row: Delivery, event: Event, adding: Sequence[Delivery] = ()) -> Delivery | None:
        """Record the event; None when another process was first, or its time was over. Raises StoreError."""
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
        """Record what Slack said; None where it could not be written yet. Then it is tried again for as long as the
        process lives: nobody else knows it."""
        try:
            return await self._write(armed, event, notices)
        except StoreError:
            log.exception("delivery.held", **fields(armed))
            self._held[armed.id] = armed, event, notices
            if self._retrying is None or self._retrying.done():
                self._retrying = asyncio.create_task(self._retry())
            return None

    def holds(self, row: Delivery) -> bool:
        """Whether something is known of this delivery that is not in the ledger yet."""
        return row.id in self._held

    def unknown_for(self, row: Delivery) -> float:
        """For how many seconds of its own clock this process has known that the delivery is unknown."""
        now = self._clocks.elapsed()
        version, since = self._seen.get(row.id, (0, now))
        if version != row.version:
            # What other processes settled is forgotten in time: who counts anew only waits once more.
            self._seen = {id: seen for id, seen in self._seen.items() if now - seen[1] < REMEMBERED}
            self._seen[row.id] = row.version, (since := now)
        return now - since

    async def flush(self) -> None:
        """Write what is held, as far as the database lets us."""
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
        """Try once more, and give up what is still held: the end of its lease will make it unknown."""
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
        """Proof that the message stands there counts whatever others made of the row meanwhile."""
        after = await self.move(armed, event, await notices())
        if after is not None or not isinstance(event, Posted):
            return after
        current = await self._ledger.get(str(armed.id))
        return await self.move(current, event) if current else None


def fields(row: Delivery) -> dict[str, object]:
    """What the log says of a delivery; a conversation with one person is not named, as its id names the person."""
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
