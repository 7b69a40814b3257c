"""The weekly nudge: what is due is planned, claimed, picked, composed, posted and recorded.

The ledger decides what happens, so any number of processes may tick at once: a nudge is armed in the database before
its first byte leaves, and a post whose answer is lost is never repeated.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import structlog

from bot.domain import compose
from bot.domain.channels import Channel
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
)
from bot.domain.messages import Message
from bot.domain.picker import pick
from bot.domain.schedule import Occurrence, next_occurrence, occurrences
from bot.domain.tips import Tip
from bot.services.ports import (
    ChannelStore,
    Content,
    Ledger,
    LostRace,
    Messenger,
    NotPostedError,
    RefusedError,
    UnsureError,
)

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

    `owner` names this process in the ledger. `elapsed` gives seconds on a clock that also counts while the machine
    sleeps. `jitter` gives a number from 0 to 1, so that retries do not come together.
    """

    def __init__(
        self,
        channels: ChannelStore,
        ledger: Ledger,
        messenger: Messenger,
        content: Callable[[], Content],
        *,
        owner: str,
        catch_up: dt.timedelta,
        elapsed: Callable[[], float],
        jitter: Callable[[], float],
    ) -> None:
        self._channels = channels
        self._ledger = ledger
        self._messenger = messenger
        self._content = content
        self._owner = owner
        self._catch_up = catch_up
        self._elapsed = elapsed
        self._jitter = jitter
        self._slots = asyncio.Semaphore(AT_ONCE)

    async def tick(self, now: dt.datetime) -> Tick:
        """Everything that is due at `now`. A fault of one channel is logged and does not stop the others."""
        started = self._elapsed()

        def at() -> dt.datetime:
            return now + dt.timedelta(seconds=self._elapsed() - started)

        await self._settle(now)
        planned = await self._plan(now)
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

    async def _plan(self, now: dt.datetime) -> int:
        """Due: a row for each occurrence, and the channel moved on to its next one, in one transaction."""
        planned = 0
        while due := await self._channels.due(now, BATCH):
            before = planned
            for channel in due:
                planned += await self._plan_channel(channel, now)
            if planned == before:
                break
        return planned

    async def _plan_channel(self, channel: Channel, now: dt.datetime) -> int:
        try:
            deliveries, following = plan(channel, now, self._catch_up)
            if not await self._ledger.plan(channel, deliveries, following):
                return 0
        except Exception:
            log.exception("channel.not_planned", workspace=channel.workspace, channel=channel.id)
            return 0
        for delivery in deliveries:
            log.info(f"delivery.{delivery.state}", **_fields(delivery))
        return len(deliveries)

    async def _deliver(self, delivery: Delivery, claimed_at: float, at: Callable[[], dt.datetime]) -> bool:
        """Whether it was posted. After a fault the delivery's state says how far it came."""
        async with self._slots:
            try:
                return await self._pick_and_post(delivery, claimed_at, at)
            except Exception:
                log.exception("delivery.interrupted", **_fields(delivery))
                return False

    async def _pick_and_post(
        self, delivery: Delivery, claimed_at: float, at: Callable[[], dt.datetime]
    ) -> bool:
        try:
            tip = await self._pick(delivery)
            message = self._compose(tip)
        except (KeyError, ValueError):
            log.exception("delivery.not_composed", **_fields(delivery))
            await self._move(delivery, Fail("not_composed"), at())
            return False
        return await self._post(delivery, tip, message, claimed_at, at)

    async def _pick(self, delivery: Delivery) -> Tip:
        library = self._content().library
        if delivery.tip in library.tips:
            return library.tips[delivery.tip]
        channel = await self._channels.get(delivery.workspace, delivery.channel)
        themes = channel.settings.themes if channel else ()
        history = await self._ledger.history(delivery.workspace, delivery.channel)
        return pick(library.of_themes(themes), history, delivery.channel, delivery.slot)

    def _compose(self, tip: Tip) -> Message:
        content = self._content()
        return compose.nudge(tip, content.library, content.corpus)

    async def _post(
        self, delivery: Delivery, tip: Tip, message: Message, claimed_at: float, at: Callable[[], dt.datetime]
    ) -> bool:
        """Arm, send, record. The intent is committed before the first byte leaves."""
        if self._too_late(claimed_at):
            await self._move(delivery, Release(self._owner), at())
            return False
        armed = await self._move(delivery, Arm(self._owner, tip.id), at())
        if armed is None:
            return False
        if self._too_late(claimed_at):
            # The commit took so long that a post could outlast the lease: nothing is sent, the lease's end settles it.
            log.warning("delivery.too_slow", **_fields(armed))
            return False
        event = await self._send(armed, message)
        after = await self._move(armed, event, at())
        return after is not None and after.state == "posted"

    def _too_late(self, claimed_at: float) -> bool:
        return self._elapsed() - claimed_at > (LEASE - POST_TIMEOUT).total_seconds()

    async def _send(self, armed: Delivery, message: Message) -> Event:
        try:
            return Posted(await self._messenger.post(armed.workspace, armed.channel, message))
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


def plan(channel: Channel, now: dt.datetime, catch_up: dt.timedelta) -> tuple[Sequence[Delivery], Occurrence]:
    """The deliveries that are due at `now`, oldest first, and the occurrence after them.

    Of several only the newest can still be posted, so that a channel never gets a burst: the older ones, and one that
    is later than `catch_up`, are skipped as missed.
    """
    if channel.next_due_at is None or channel.next_slot is None:
        raise ValueError("a channel without a next occurrence has nothing to plan")
    due = [Occurrence(channel.next_due_at, channel.next_slot)]
    for occurrence in occurrences(channel.settings.rhythm, channel.next_due_at):
        if occurrence.due_at > now:
            break
        due.append(occurrence)
    deliveries = [
        Delivery(
            id=uuid.uuid5(uuid.NAMESPACE_OID, f"{channel.workspace}/{channel.id}/nudge/{occurrence.slot}"),
            workspace=channel.workspace,
            channel=channel.id,
            kind="nudge",
            slot=occurrence.slot,
            due_at=occurrence.due_at,
            expires_at=occurrence.due_at + catch_up,
        )
        for occurrence in due
    ]
    missed = [
        occurrence is not due[-1] or now >= delivery.expires_at
        for occurrence, delivery in zip(due, deliveries, strict=True)
    ]
    return (
        [
            replace(delivery, state="skipped", error="missed") if late else delivery
            for delivery, late in zip(deliveries, missed, strict=True)
        ],
        next_occurrence(channel.settings.rhythm, now),
    )


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
