"""The one message that asks about each plan, when nothing else asks for the person's attention."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import structlog

from bot.channels.ports import ChannelStore
from bot.channels.settings.model import STANDARD
from bot.core.errors import LeiderschapError, LostRace
from bot.core.people import Actor
from bot.core.platform import People
from bot.core.sweeping import sweep
from bot.habits.plans import check_ins
from bot.habits.plans import model as plans
from bot.habits.plans.model import Plan
from bot.habits.plans.store import SqlPlanStore

log = structlog.get_logger()

AGAIN = dt.timedelta(hours=1)
"""How much later a check-in is tried again if Slack did not give the conversation."""


class Asking:
    """Puts check-ins into the ledger. Tips and messages to the person keep their moment; the check-in moves."""

    def __init__(self, store: SqlPlanStore, channels: ChannelStore, people: People) -> None:
        self._store = store
        self._channels = channels
        self._people = people

    async def due(self, now: dt.datetime) -> int:
        """Put the due check-ins into the ledger, outside each person's quiet hours; returns how many plans changed.
        An error with one is logged and stops no other."""
        return await sweep(
            lambda limit: self._store.due(now, limit),
            lambda plan: self._ask(plan, now),
            lambda plan: plan.id,
            failed=lambda plan: log.exception("check_in.not_planned", plan=str(plan.id)),
        )

    async def _ask(self, plan: Plan, now: dt.datetime) -> bool:
        try:
            snoozed = await self._store.snoozed(Actor(plan.ref.workspace, plan.person))
            moment = check_ins.after_quiet(max(now, snoozed) if snoozed else now, plan.timezone)
            if moment <= now and not plan.direct:
                plan = replace(plan, direct=await self._conversation(plan))
                moment = moment if plan.direct else now + AGAIN
            if moment <= now:
                moment = await self._free(plan, now)
            if moment > now:
                await self._store.save(replace(plan, remind_at=moment))
            else:
                await self._store.ask(replace(plan, remind_at=None), plans.check_in(plan, now))
            return True
        except LostRace:
            return False

    async def _free(self, plan: Plan, now: dt.datetime) -> dt.datetime:
        """The first moment from now on with nothing else near it.

        The other plans are read before the ledger, which gets a check-in in the transaction that takes it from its
        plan: another process cannot ask about two at once either.
        """
        others = await self._store.all(Actor(plan.ref.workspace, plan.person))
        places = {one.ref.channel for one in (plan, *others)} - {""}
        channels = [await self._channels.get(replace(plan.ref, channel=place)) for place in sorted(places)]
        tips = [one.next_due_at for one in channels if one and one.settings.active and one.next_due_at]
        first = [max(now, one.remind_at) for one in others if one.remind_at and _before(one, plan)]
        since = now - check_ins.GAP
        messages = await self._store.messages(plan.ref.workspace, places, plan.direct, since)
        busy = [*tips, *first, *messages]
        own = next((one for one in channels if one and one.id == plan.ref.channel), None)
        return check_ins.free(now, busy, plan.timezone, own.settings if own else STANDARD)

    async def _conversation(self, plan: Plan) -> str:
        """The conversation in which the person is asked; '' if Slack does not say."""
        try:
            return (await self._people.direct(plan.ref.workspace, plan.person)).channel
        except LeiderschapError as error:
            log.warning("check_in.conversation_unknown", plan=str(plan.id), reason=type(error).__name__)
            return ""


def _before(one: Plan, other: Plan) -> bool:
    """Whether the first is asked about before the other, if both are due."""
    assert one.remind_at is not None  # noqa: S101 - the caller looked
    return other.remind_at is not None and (one.remind_at, one.id) < (other.remind_at, other.id)
