"""Joins the services of plans, counts, the trial and privacy to the database and to Slack."""

from __future__ import annotations

import asyncio
import datetime as dt
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.audit import SqlAuditLog
from bot.channels.calendar import model
from bot.channels.leads.permissions import Permissions
from bot.channels.leads.store import SqlLeadStore
from bot.channels.model import Channel
from bot.channels.store import SqlChannelStore
from bot.core import retention
from bot.core.platform import Messenger
from bot.database.vault import SqlVault
from bot.delivery.delivering import Plan
from bot.delivery.ledger import SqlLedger
from bot.delivery.model import NUDGES
from bot.delivery.ports import Kind
from bot.habits import kinds as kinds_habits
from bot.habits.feedback.service import Counting
from bot.habits.feedback.store import SqlRoundStore
from bot.habits.overview.service import Figures
from bot.habits.plans.check_ins import CheckIn
from bot.habits.plans.service import FollowingUp
from bot.habits.plans.store import SqlPlanStore
from bot.habits.trial.service import Trials
from bot.habits.trial.store import SqlTrialStore
from bot.library.ports import Content
from bot.privacy import personal
from bot.privacy.expiry import Retention
from bot.privacy.service import Expire, Expiry, Privacy
from bot.slack.habits import Habits
from bot.slack.people import SlackPeople
from bot.slack.private import SlackPrivate
from bot.slack.transport import Clients

log = structlog.get_logger()

EVERY = dt.timedelta(minutes=1)
"""Plans and rounds are asked what is due no more often."""
PATIENCE = 5.0
"""In seconds; a tick waits so long for them, as Slack may be slow to say who is in a channel."""


@dataclass(slots=True)
class HabitServices:
    """`habits` is what listeners work with, `expiry` deletes what was kept long enough."""

    habits: Habits
    expiry: Expiry
    _kinds: Mapping[str, Kind]
    _content: Callable[[], Content]
    _ran_at: dt.datetime | None = field(default=None, init=False)
    _running: asyncio.Task[None] | None = field(default=None, init=False)

    def kinds_with(self, tips: Kind) -> Mapping[str, Kind]:
        """What makes each kind of delivery ready; `tips` does so with tips, which get their buttons here."""
        offered = kinds_habits.NudgeKind(tips, self.habits.trials, self._content)
        return {**dict.fromkeys(NUDGES, offered), **self._kinds}

    def planned_after(self, plan: Plan) -> Plan:
        """Puts into the ledger what `plan` does, and then what is due of plans and rounds, unless it is stopping."""

        async def both(now: dt.datetime, stopping: Callable[[], bool]) -> None:
            await plan(now, stopping)
            if not stopping():
                await self.due(now)

        return both

    async def due(self, now: dt.datetime) -> None:
        """Put into the ledger what is due of plans and rounds. A fault in it is logged, and stops no tip."""
        if self._ran_at is not None and dt.timedelta() <= now - self._ran_at < EVERY:
            return
        if self._running is None or self._running.done():
            self._ran_at = now
            self._running = asyncio.create_task(self._due(now))
        await asyncio.wait([self._running], timeout=PATIENCE)

    async def stop(self) -> None:
        """Wait for what is under way, no longer than PATIENCE."""
        if self._running is not None:
            _, late = await asyncio.wait([self._running], timeout=PATIENCE)
            for task in late:
                task.cancel()

    async def _due(self, now: dt.datetime) -> None:
        for work in (self.habits.counting.due, self.habits.following.due):
            try:
                await work(now)
            except Exception:  # a fault in one of them stops neither the other nor the tips
                log.exception("habits.failed")


def join(
    engine: AsyncEngine,
    content: Callable[[], Content],
    messenger: Messenger,
    *,
    clients: Clients,
    people: SlackPeople,
    permissions: Permissions,
    unanswered: Callable[[str], Awaitable[Sequence[str]]],
    forget_questions: Expire,
) -> HabitServices:
    """The services on this database. `unanswered` gives the gap list of a workspace, `forget_questions` deletes of it
    what is from before a moment."""
    channels, plans, ledger = SqlChannelStore(engine), SqlPlanStore(engine), SqlLedger(engine)
    rounds, trials = SqlRoundStore(engine), SqlTrialStore(engine)
    audit, vault = SqlAuditLog(engine), SqlVault(engine)
    counting = Counting(
        store=rounds,
        trials=trials,
        channels=channels,
        ledger=ledger,
        people=people,
        leads=SqlLeadStore(engine),
        content=content,
        check_in=_check_in,
        is_working_day=_is_working_day,
        chance=secrets.token_bytes,
    )
    following = FollowingUp(
        store=plans,
        counting=counting,
        channels=channels,
        messenger=messenger,
        people=people,
        content=content,
        check_in=_check_in,
        is_working_day=_is_working_day,
    )
    trying = Trials(trials, audit, secrets.token_bytes)
    return HabitServices(
        habits=Habits(
            counting=counting,
            following=following,
            trials=trying,
            figures=Figures(rounds, channels, content, unanswered),
            privacy=Privacy(personal.everything(engine), personal.RolesData(engine), people, vault),
            people=people,
            private=SlackPrivate(clients),
            permissions=permissions,
        ),
        expiry=Expiry(
            {
                "plans": (plans.expire, retention.PLANS),
                "rounds": (rounds.expire, retention.ROUNDS),
                "questions": (forget_questions, retention.QUESTIONS),
                "audit": (audit.forget, retention.AUDIT),
                "workspaces": (Retention(engine).purge, dt.timedelta()),
            },
            vault,
        ),
        _kinds=kinds_habits.kinds(plans, rounds, channels, ledger, content),
        _content=content,
    )


def _check_in(channel: Channel) -> CheckIn:
    return CheckIn(channel.settings.check_in, channel.settings.check_in_after)


def _is_working_day(channel: Channel, date: dt.date) -> bool:
    return model.is_working_day(date, channel.settings)
