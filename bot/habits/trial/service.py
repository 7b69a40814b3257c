"""The trial of the plan button in a channel, started with a seed that is recorded before its first week."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable

import structlog

from bot.channels.audit import SqlAuditLog
from bot.channels.model import Act
from bot.core.errors import LostRace, Refused
from bot.core.people import Actor, ChannelRef
from bot.habits import texts
from bot.habits.trial.model import Arm, Trial
from bot.habits.trial.store import SqlTrialStore

log = structlog.get_logger()

SEED_BYTES = 16


class Trials:
    """The caller checks who may start and stop a trial. `chance` gives random bytes."""

    def __init__(self, store: SqlTrialStore, audit: SqlAuditLog, chance: Callable[[int], bytes]) -> None:
        self._store = store
        self._audit = audit
        self._chance = chance

    async def start(self, person: Actor, channel: str, now: dt.datetime) -> Trial:
        """Raises Refused if a trial already runs."""
        started = Trial(uuid.uuid4(), person.at(channel), self._chance(SEED_BYTES).hex(), now)
        try:
            await self._store.start(started)
        except LostRace:
            raise Refused(texts.TRIAL_RUNS) from None
        await self._audit.add(started.ref, Act(person.user, now).change("trial", None, started.seed))
        log.info("trial.started", channel=channel, trial=str(started.id), seed=started.seed)
        return started

    async def stop(self, person: Actor, channel: str, now: dt.datetime) -> None:
        """Weeks that were already posted still count. Raises Refused if none runs."""
        running = await self._store.running(person.at(channel))
        if running is None:
            raise Refused(texts.TRIAL_NONE)
        await self._store.stop(running, now)
        await self._audit.add(running.ref, Act(person.user, now).change("trial", running.seed, None))
        log.info("trial.stopped", channel=channel, trial=str(running.id))

    async def running(self, ref: ChannelRef) -> Trial | None:
        return await self._store.running(ref)

    async def arm(self, ref: ChannelRef, slot: dt.date) -> Arm | None:
        """The arm of a channel's slot; None without a trial."""
        running = await self._store.running(ref)
        return running.arm(slot) if running else None
