"""Everything that people do with a tip: plans and check-ins, feedback, what they share, the overview and the trial."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Awaitable, Callable, Sequence

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.audit import SqlAuditLog
from bot.channels.calendar.model import Breaks
from bot.channels.leads.permissions import Permissions
from bot.channels.leads.store import SqlLeadStore
from bot.channels.store import SqlChannelStore
from bot.core import retention
from bot.core.commands import Command
from bot.core.features import Feature, Home
from bot.core.people import Actor
from bot.core.platform import Platform
from bot.delivery.due import Due
from bot.delivery.ledger import SqlLedger
from bot.delivery.model import HARVEST, NUDGES
from bot.delivery.ports import Kind
from bot.habits import kinds
from bot.habits.feedback import handlers as feedback_handlers
from bot.habits.feedback import personal as votes
from bot.habits.feedback.service import Feedback
from bot.habits.feedback.store import SqlRoundStore
from bot.habits.harvest import personal as shared
from bot.habits.harvest.handlers import HarvestHandlers
from bot.habits.harvest.kind import HarvestKind
from bot.habits.harvest.service import Harvest
from bot.habits.harvest.store import SqlHarvestStore
from bot.habits.overview import handlers as overview
from bot.habits.overview.service import Overviews
from bot.habits.plans import personal as own_plans
from bot.habits.plans.asking import Asking
from bot.habits.plans.handlers import PlanHandlers
from bot.habits.plans.service import Plans
from bot.habits.plans.store import SqlPlanStore
from bot.habits.trial import handlers as trial
from bot.habits.trial.outlook import Outlook
from bot.habits.trial.service import Trials
from bot.habits.trial.store import SqlTrialStore
from bot.habits.week import ThisWeek
from bot.library.ports import Content


def build(
    engine: AsyncEngine,
    platform: Platform,
    content: Callable[[], Content],
    permissions: Permissions,
    *,
    tips: Kind,
    readable: Callable[[Actor], Awaitable[Content]],
    unanswered: Callable[[str], Awaitable[Sequence[str]]],
    breaks: Breaks,
    now: Callable[[], dt.datetime],
) -> Feature[Kind]:
    """`tips` prepares deliveries with tips, which get their buttons here; `readable` gives what a person may read,
    `unanswered` a workspace's questions without an answer, `breaks` the school holidays, `now` the time in UTC."""
    channels, plan_store, ledger = SqlChannelStore(engine), SqlPlanStore(engine), SqlLedger(engine)
    rounds, audit = SqlRoundStore(engine), SqlAuditLog(engine)
    trials = SqlTrialStore(engine)
    feedback = Feedback(
        store=rounds,
        trials=trials,
        channels=channels,
        ledger=ledger,
        people=platform.people,
        leads=SqlLeadStore(engine),
        content=content,
        chance=secrets.token_bytes,
    )
    plans = Plans(
        store=plan_store,
        feedback=feedback,
        channels=channels,
        messenger=platform.messenger,
        people=platform.people,
        content=content,
    )
    asking = Asking(plan_store, channels, platform.people)
    outlook = Outlook(trials, channels, breaks)
    trying = Trials(trials, audit, outlook, secrets.token_bytes)
    lines = SqlHarvestStore(engine)
    harvest = Harvest(
        store=lines,
        plans=plan_store,
        rounds=rounds,
        channels=channels,
        ledger=ledger,
        messenger=platform.messenger,
        content=content,
        breaks=breaks,
    )
    cards = HarvestKind(harvest, channels, platform.people, platform.directory)
    mine = PlanHandlers(plans, platform.private, harvest.offered, now)
    sharing = HarvestHandlers(harvest, mine.new, platform.private, platform.later, now)
    due = Due((feedback.due, asking.due, harvest.due))
    nudges = kinds.NudgeKind(tips, trying, content)
    week = ThisWeek(
        nudges, channels=channels, ledger=ledger, platform=platform, permissions=permissions, now=now
    )

    async def own_plans_alone(actor: Actor, page: int) -> Home:
        """A person's own plans; outsiders make none."""
        return Home(()) if await permissions.outsider(actor) else await mine.home(actor, page)

    return Feature(
        commands=(
            Command("mine", ("mijn",), mine.mine),
            overview.command(Overviews(rounds, channels, content, unanswered), permissions, platform, now),
            trial.command(trying, permissions, now),
        ),
        actions={
            **feedback_handlers.actions(feedback, readable, now),
            **mine.actions(),
            **sharing.actions(),
            **trial.actions(trying, permissions, now),
        },
        forms={**mine.forms(), **sharing.forms()},
        home={"tip": week.home, "plans": own_plans_alone},
        kinds={
            **dict.fromkeys(NUDGES, nudges),
            **kinds.kinds(plan_store, rounds, channels, ledger, content),
            HARVEST: cards,
        },
        plan=(due.plan,),
        stop=(due.stop,),
        personal=(*own_plans.parts(engine), shared.part(lines), votes.part(engine)),
        retention={
            "plans": (plan_store.expire, retention.PLANS),
            "harvest": (lines.expire, retention.HARVEST),
            "rounds": (rounds.expire, retention.ROUNDS),
            "audit": (audit.forget, retention.AUDIT),
        },
    )
