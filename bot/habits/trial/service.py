"""The trials of the plan button, each started with a seed that is recorded before its first week."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Sequence

import structlog

from bot.channels.audit import SqlAuditLog
from bot.channels.model import Act
from bot.core import dates
from bot.core.errors import LostRace, Refused
from bot.core.people import Actor, ChannelRef
from bot.habits import texts
from bot.habits.trial.messages import ALL, State
from bot.habits.trial.model import LENGTH, Arm, Trial, Week, last_day, showable
from bot.habits.trial.outlook import Outlook
from bot.habits.trial.store import SqlTrialStore

log = structlog.get_logger()

SEED_BYTES = 16


class Trials:
    """The caller checks who may start and stop a trial. `chance` gives random bytes."""

    def __init__(
        self, store: SqlTrialStore, audit: SqlAuditLog, outlook: Outlook, chance: Callable[[int], bytes]
    ) -> None:
        self._store = store
        self._audit = audit
        self._outlook = outlook
        self._chance = chance

    async def start_in(self, person: Actor, channel: str, now: dt.datetime) -> str:
        """Start one in this channel, or with ALL in every channel that gets tips; returns the last day in words.

        Raises Refused where it could never give an outcome.
        """
        if why := await self._outlook.why_not(person.workspace, channel, now):
            raise Refused(why)
        chosen = await self._outlook.posting(person.workspace, channel)
        taken = {one.ref for one in await self._store.all_running(person.workspace, now)}
        for one in chosen:
            if one.ref not in taken:
                await self.start(person, one.id, now)
        return dates.date(last_day(now + LENGTH, chosen[0].settings.rhythm.timezone))

    async def stop_in(self, person: Actor, channel: str, now: dt.datetime) -> None:
        """Stop the one in this channel, or with ALL every one."""
        every = await self._store.all_running(person.workspace, now) if channel == ALL else ()
        for id in [one.ref.channel for one in every] or [channel]:
            await self.stop(person, id, now)

    async def start(self, person: Actor, channel: str, now: dt.datetime) -> Trial:
        """Raises Refused if a trial already runs."""
        started = Trial(uuid.uuid4(), person.at(channel), self._chance(SEED_BYTES).hex(), now)
        try:
            await self._store.start(started)
        except LostRace:
            raise Refused(texts.TRIAL_RUNS) from None
        await self._audit.add(started.ref, Act(person.user, now).change("trial", None, str(started.id)))
        log.info("trial.started", channel=channel, trial=str(started.id))
        return started

    async def stop(self, person: Actor, channel: str, now: dt.datetime) -> None:
        """Weeks that were already posted still count. Raises Refused if none runs."""
        running = await self._store.running(person.at(channel), now)
        if running is None:
            raise Refused(texts.TRIAL_NONE)
        await self._store.stop(running, now)
        await self._audit.add(running.ref, Act(person.user, now).change("trial", str(running.id), None))
        log.info("trial.stopped", channel=channel, trial=str(running.id))

    async def until(self, ref: ChannelRef, now: dt.datetime) -> dt.date | None:
        """The last day of the trial in this channel; None if none runs."""
        found = await self._store.running(ref, now)
        if found is None:
            return None
        return last_day(found.ends_at, await self._outlook.timezone(ref))

    async def state(self, ref: ChannelRef, now: dt.datetime) -> State:
        weeks = await self.weeks()
        return State(
            until=await self.until(ref, now),
            channels=len(await self._store.all_running(ref.workspace, now)),
            weeks=len(weeks),
            readable=showable(weeks) > 0,
            here=await self._outlook.why_not(ref.workspace, ref.channel, now),
            everywhere=await self._outlook.why_not(ref.workspace, ALL, now),
        )

    async def weeks(self) -> Sequence[Week]:
        return await self._store.weeks()

    async def arm(self, ref: ChannelRef, slot: dt.date, now: dt.datetime) -> Arm | None:
        """The arm of a channel's slot; None without a trial."""
        running = await self._store.running(ref, now)
        return running.arm(slot) if running else None
