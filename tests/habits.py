"""The services for plans and rounds on a real database, with fake people and a fake messenger."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.audit import SqlAuditLog
from bot.channels.calendar.model import Breaks
from bot.channels.store import SqlChannelStore
from bot.core.features import Personal
from bot.core.people import Actor, ChannelRef
from bot.database.engine import writing
from bot.delivery.ledger import SqlLedger
from bot.delivery.model import Delivery
from bot.delivery.tables import insert_deliveries
from bot.habits.feedback.model import Round
from bot.habits.feedback.service import Feedback
from bot.habits.feedback.store import SqlRoundStore
from bot.habits.plans.asking import Asking
from bot.habits.plans.filled_in import PlanForm
from bot.habits.plans.model import Plan
from bot.habits.plans.service import Plans
from bot.habits.plans.store import SqlPlanStore
from bot.habits.trial.outlook import Outlook
from bot.habits.trial.service import Trials
from bot.habits.trial.store import SqlTrialStore
from bot.library.passages import Article
from bot.library.ports import Content
from bot.library.tips import Library, Source, Theme
from tests.factories import NINE, a_channel, a_delivery, a_tip, a_voice
from tests.fakes.people import People, Posts

DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)
WEEK = dt.timedelta(weeks=1)
TIP = a_tip(
    "voorbeeldtip",
    "voorbeeld",
    a_voice(
        "Stel een vraag in het kanaal", do="Stel een vraag.", when="het vrijdag is", then="stel ik een vraag"
    ),
    question="Wat leverde het op?",
    source=Source("voorbeeld", "sectie"),
)
LIBRARY = Library({TIP.id: TIP}, {"voorbeeld": Theme("voorbeeld", "Voorbeeldthema", "Een thema.", 1)}, {})
VERA = Actor("T1", "U1VERA")
FORM = PlanForm("het vrijdag is", "stel ik een vraag", dt.date(2025, 1, 14))


@dataclass
class Habits:
    """The services under test; `library` may be replaced. `personal` is what every room stores about people."""

    engine: AsyncEngine
    people: People = field(default_factory=People)
    posts: Posts = field(default_factory=Posts)
    library: Library = LIBRARY
    personal: Sequence[Personal] = ()
    corpus: dict[str, Article] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.plan_store = SqlPlanStore(self.engine)
        self.rounds = SqlRoundStore(self.engine)
        self.trial_store = SqlTrialStore(self.engine)
        self.channels = SqlChannelStore(self.engine)
        self.ledger = SqlLedger(self.engine)
        outlook = Outlook(self.trial_store, self.channels, Breaks())
        self.trials = Trials(self.trial_store, SqlAuditLog(self.engine), outlook, chance)
        self.feedback = Feedback(
            store=self.rounds,
            trials=self.trial_store,
            channels=self.channels,
            ledger=self.ledger,
            people=self.people,
            leads=self.people,
            content=self.content,
            chance=chance,
        )
        self.plans = Plans(
            store=self.plan_store,
            feedback=self.feedback,
            channels=self.channels,
            messenger=self.posts,
            people=self.people,
            content=self.content,
        )

        self.asking = Asking(self.plan_store, self.channels, self.people)

    def content(self) -> Content:
        return Content(self.library, self.corpus, None)  # type: ignore[arg-type] # nothing here searches

    async def channel(self, id: str = "C1", **fields: Any) -> None:
        await self.channels.save(a_channel(id, **fields))

    async def chose(self, id: str = "C1", **choices: Any) -> None:
        """Change these settings of the channel, and leave the others as they were."""
        channel = await self.channels.get(ChannelRef("T1", id))
        assert channel is not None
        await self.channels.save(replace(channel, settings=replace(channel.settings, **choices)))

    async def nudge(self, at: dt.datetime = NINE, channel: str = "C1", **fields: Any) -> Delivery:
        """A nudge that was posted at this moment."""
        posted: dict[str, Any] = {"state": "posted", "ts": "1736236800.000100", "armed_at": at, "tip": TIP.id}
        row = a_delivery(channel, at, **posted | fields)
        async with writing(self.engine) as connection:
            await insert_deliveries(connection, [row])
        return row

    async def plan(
        self, nudge: Delivery, person: Actor = VERA, form: PlanForm = FORM, now: dt.datetime = NINE
    ) -> Plan:
        return await self.plans.make(person, str(nudge.id), form, now)

    async def round(self, nudge: Delivery) -> Round:
        found = await self.rounds.get(nudge.id)
        assert found is not None
        return found

    async def sent(self, channel: str = "C1") -> list[Delivery]:
        """The deliveries of a channel or conversation, except nudges, oldest first."""
        rows = await self.ledger.recent(ChannelRef("T1", channel), 100)
        return sorted((row for row in rows if row.kind != "nudge"), key=lambda row: (row.due_at, row.kind))


def chance(length: int) -> bytes:
    return uuid.uuid4().bytes[:1] * length


def colleagues(count: int) -> list[Actor]:
    return [replace(VERA, user=f"U{number:03}VOORBEELD") for number in range(count)]
