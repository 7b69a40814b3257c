"""The weekly nudge: what is due is planned, claimed, made ready, posted and recorded.

The ledger decides what happens, so any number of processes may tick at once: a nudge is armed in the database before
its first byte leaves, and a post whose answer is lost is never repeated.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import structlog

from bot.domain.deliveries import (
    LEASE,
    Arm,
    Delivery,
    Event,
    Expire,
    Fail,
    IllegalTransition,
    Lose,
    NotPosted,
    Posted,
    Release,
    Review,
    Skip,
)
from bot.services.ports import (
    ChannelStore,
    Kind,
    Ledger,
    LostRace,
    Messenger,
    NotPostedError,
    Prepared,
    RefusedError,
    UnsureError,
)
from bot.services.scheduling import Scheduling

log = structlog.get_logger()

BATCH = 100
AT_ONCE = 20
POST_TIMEOUT = dt.timedelta(seconds=10)
FIRST_WAIT = dt.timedelta(seconds=5)
LONGEST_WAIT = dt.timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Tick:
    """What one tick did, in deliveries."""

    planned: int = 0
    posted: int = 0
    not_posted: int = 0


class Nudging:
    """Brings every due nudge to its channel.

    `kinds` make a delivery ready, each those of its name. `owner` names this process in the ledger. `elapsed` gives
    seconds on a clock that also counts while the machine sleeps. `jitter` gives a number from 0 to 1, so that retries
    do not come together.
    """

    def __init__(
        self,
        channels: ChannelStore,
        ledger: Ledger,
        messenger: Messenger,
        *,
        scheduling: Scheduling,
        kinds: Mapping[str, Kind],
        owner: str,
        elapsed: Callable[[], float],
        jitter: Callable[[], float],
    ) -> None:
        self._channels = channels
        self._ledger = ledger
        self._messenger = messenger
        self._scheduling = scheduling
        self._kinds = kinds
        self._owner = owner
        self._elapsed = elapsed
        self._jitter = jitter
        self._slots = asyncio.Semaphore(AT_ONCE)

    async def tick(self, now: dt.datetime) -> Tick:
        """Everything that is due at `now`. A fault of one channel is logged and does not stop the others."""
        started = self._elapsed()

        def at() -> dt.datetime:
            return now + dt.timedelta(seconds=self._elapsed() - started)

        await self._settle(now)
        planned = await self._scheduling.plan(now)
        posted = not_posted = 0
        while claimed := await self._ledger.claim(self._owner, at(), BATCH):
            claimed_at = self._elapsed()
            outcomes = await asyncio.gather(
                *(self._deliver(delivery, claimed_at, at) for delivery in claimed)
            )
            posted += sum(outcomes)
            not_posted += len(outcomes) - sum(outcomes)
        return Tick(planned, posted, not_posted)

    async def _settle(self, now: dt.datetime) -> None:
        """What time alone decides: leases and windows that are over."""
        for delivery in await self._ledger.stale(now, BATCH):
            await self._move(delivery, timed_event(delivery), now)

    async def _deliver(self, delivery: Delivery, claimed_at: float, at: Callable[[], dt.datetime]) -> bool:
        """Whether it was posted. After a fault the delivery's state says how far it came."""
        async with self._slots:
            try:
                return await self._prepare_and_post(delivery, claimed_at, at)
            except Exception:
                log.exception("delivery.interrupted", **_fields(delivery))
                return False

    async def _prepare_and_post(
        self, delivery: Delivery, claimed_at: float, at: Callable[[], dt.datetime]
    ) -> bool:
        try:
            prepared = await self._kinds[delivery.kind].prepare(delivery, at())
        except (KeyError, ValueError):
            log.exception("delivery.not_composed", **_fields(delivery))
            await self._move(delivery, Fail("not_composed"), at())
            return False
        if isinstance(prepared, Skip):
            await self._move(delivery, prepared, at())
            return False
        return await self._post(delivery, prepared, claimed_at, at)

    async def _post(
        self, delivery: Delivery, prepared: Prepared, claimed_at: float, at: Callable[[], dt.datetime]
    ) -> bool:
        """Arm, send, record. The intent is committed before the first byte leaves."""
        if self._too_late(claimed_at):
            await self._move(delivery, Release(self._owner), at())
            return False
        armed = await self._move(delivery, Arm(self._owner, prepared.tip), at())
        if armed is None:
            return False
        if self._too_late(claimed_at):
            # The commit took so long that a post could outlast the lease: nothing is sent, the lease's end settles it.
            log.warning("delivery.too_slow", **_fields(armed))
            return False
        event = await self._send(armed, prepared)
        after = await self._move(armed, event, at())
        return after is not None and after.state == "posted"

    def _too_late(self, claimed_at: float) -> bool:
        return self._elapsed() - claimed_at > (LEASE - POST_TIMEOUT).total_seconds()

    async def _send(self, armed: Delivery, prepared: Prepared) -> Event:
        try:
            ts = await self._messenger.post(armed.workspace, armed.channel, prepared.message, prepared.thread)
            return Posted(ts)
        except NotPostedError as error:
            return NotPosted(
                error.code, (error.retry_after or dt.timedelta()) + self._backoff(armed.attempts)
            )
        except RefusedError as error:
            if error.pauses:
                await self._pause(armed, error.code)
            return Fail(error.code)
        except UnsureError as error:
            return Lose(error.code)

    async def _pause(self, delivery: Delivery, reason: str) -> None:
        channel = await self._channels.get(delivery.workspace, delivery.channel)
        if channel:
            await self._channels.save(replace(channel, paused=reason, next_due_at=None, next_slot=None))
            log.warning("channel.paused", workspace=channel.workspace, channel=channel.id, reason=reason)

    async def _move(self, delivery: Delivery, event: Event, now: dt.datetime) -> Delivery | None:
        """Record the event; None when another process was first."""
        try:
            after = await self._ledger.move(delivery, event, now)
        except (LostRace, IllegalTransition) as error:
            log.warning("delivery.lost_race", reason=type(error).__name__, **_fields(delivery))
            return None
        log.info(f"delivery.{after.state}", **_fields(after))
        return after

    def _backoff(self, attempts: int) -> dt.timedelta:
        """5 s, doubled at every attempt up to 15 minutes, give or take half."""
        wait: dt.timedelta = min(FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT)
        return wait * (0.5 + self._jitter())


def timed_event(delivery: Delivery) -> Event:
    """What happens to a stale delivery, by its state."""
    match delivery.state:
        case "claimed":
            return Release()
        case "sending":
            return Lose("lease_over")
        case "unknown":
            return Review()
        case _:
            return Expire()


def _fields(delivery: Delivery) -> dict[str, object]:
    return {
        "delivery": str(delivery.id),
        "workspace": delivery.workspace,
        "channel": delivery.channel,
        "slot": delivery.slot.isoformat(),
        "state": delivery.state,
        "attempts": delivery.attempts,
        "reason": delivery.error,
    }
