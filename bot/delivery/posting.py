"""One delivery, from its claim to its outcome: prepared, armed, sent, recorded.

The intent is in the ledger before the first byte is sent, and a post whose answer is lost is never repeated.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import structlog
from structlog.contextvars import bound_contextvars

from bot.core.errors import LeiderschapError
from bot.core.platform import Messenger, NotPostedError, RefusedError, UnsureError
from bot.delivery.bounds import Bounds
from bot.delivery.clocks import Clocks
from bot.delivery.model import NOTICE, Arm, Delivery, Fail, Lose, NotPosted, Posted, Release, Skip
from bot.delivery.notices.reporting import Reporting, What, quarantine
from bot.delivery.ports import Channels, Kind, Prepared
from bot.delivery.recording import Recording, fields

log = structlog.get_logger()

AT_ONCE = 50
"""How many posts of a process are under way at once, with as many notices on top."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What Slack said about the pace of a post: nothing, or how long to `wait`, and whether that certainly concerns
    the whole workspace."""

    wait: dt.timedelta | None = None
    everywhere: bool = False


class Posting:
    """`kinds` prepare deliveries, by kind. `owner` identifies this process in the ledger. `jitter` gives a number
    from 0 to 1. `at_once` is how many posts are under way at once; notices have as many places of their own."""

    def __init__(
        self,
        messenger: Messenger,
        *,
        kinds: Mapping[str, Kind],
        recording: Recording,
        reporting: Reporting,
        channels: Channels,
        clocks: Clocks,
        owner: str,
        bounds: Bounds,
        jitter: Callable[[], float],
        at_once: int = AT_ONCE,
    ) -> None:
        self._messenger = messenger
        self._channels = channels
        self._kinds = kinds
        self._recording = recording
        self._reporting = reporting
        self._clocks = clocks
        self.owner = owner
        self.bounds = bounds
        self._jitter = jitter
        self._wire = asyncio.Semaphore(at_once)
        self._notices_wire = asyncio.Semaphore(at_once)

    async def deliver(self, row: Delivery, stamp: float) -> Heard | None:
        """Take a claimed delivery as far as possible; `stamp` was taken before it was claimed.

        Returns what Slack said about the pace; None if it was not asked or did not say. Errors are logged: the
        delivery's state tells how far it got.
        """
        with bound_contextvars(delivery=str(row.id)):  # on every log line within, whoever writes it
            try:
                prepared = await self._prepare(row)
                return await self._post(row, prepared, stamp) if prepared else None
            except Exception:  # reconciling continues from the state that it reached
                log.exception("delivery.interrupted", **fields(row))
                return None

    async def release(self, row: Delivery, wait: dt.timedelta = dt.timedelta()) -> None:
        """Release a claimed delivery: nothing was sent."""
        await self._recording.move(row, Release(self.owner, wait))

    def in_time(self, stamp: float) -> bool:
        """Whether a post that begins now ends before the lease does."""
        return self._clocks.elapsed() - stamp <= self.bounds.last_start.total_seconds()

    async def _prepare(self, row: Delivery) -> Prepared | None:
        now = self._clocks.now()
        try:
            prepared = await self._kinds[row.kind].prepare(row, now)
        except LeiderschapError as error:
            log.warning("delivery.not_ready", why=str(error), **fields(row))
            await self.release(row, self.bounds.patience(now - row.due_at, self._jitter()))
            return None
        except (KeyError, ValueError):
            log.exception("delivery.not_composed", **fields(row))
            notices = await self._reporting.notices("failed", row, self._clocks.now())
            await self._recording.move(row, Fail("not_composed"), notices)
            return None
        if isinstance(prepared, Skip):
            await self._recording.move(row, prepared)
            return None
        return prepared

    async def _post(self, row: Delivery, prepared: Prepared, stamp: float) -> Heard | None:
        if not self.in_time(stamp):
            await self.release(row)
            return None
        armed = await self._recording.move(row, Arm(self.owner, prepared.tip))
        if armed is None:
            return None
        try:
            async with self._notices_wire if row.kind == NOTICE else self._wire:
                ts = await self._messenger.post(
                    armed.ref,
                    prepared.message,
                    prepared.thread,
                    delivery=armed.id,
                    in_time=lambda: self.in_time(stamp),
                )
        except NotPostedError as error:
            wait = self.bounds.again(error.retry_after, armed.attempts, self._jitter())
            await self._recording.outcome(armed, NotPosted(error.code, wait))
            return Heard(error.retry_after, error.everywhere) if error.retry_after is not None else None
        except RefusedError as error:
            await self._refused(armed, error, told=prepared.told)
        except UnsureError as error:
            await self._recording.outcome(armed, Lose(error.code, quarantine(armed, self.bounds)))
            return None
        else:
            await self._recording.outcome(armed, Posted(ts))
            if prepared.paused:
                await self._channels.mark(armed, None)
        return Heard()

    async def _refused(self, armed: Delivery, error: RefusedError, *, told: bool) -> None:
        """Record the refusal first, and mark the channel after that: leads who know that the channel refuses posts
        are not told again, so a mark without the record would mean that nobody is ever told."""

        async def notices() -> Sequence[Delivery]:
            if error.pauses and told:
                return ()
            what: What = "paused" if error.pauses else "failed"
            return await self._reporting.notices(what, armed, self._clocks.now())

        recorded = await self._recording.outcome(armed, Fail(error.code), notices)
        if error.pauses and recorded is not None:
            await self._channels.mark(armed, error.code)
