"""The services that deliver, on a real SQLite file. The test decides what Slack answers and when time passes."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa
import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.health import ChannelHealth
from bot.channels.leads.store import SqlLeadStore
from bot.channels.model import Act, Channel, Lead
from bot.channels.store import SqlChannelStore
from bot.core.messages import Message
from bot.core.people import ChannelRef
from bot.database.engine import create, writing
from bot.delivery.bounds import Bounds
from bot.delivery.clocks import Clocks
from bot.delivery.ledger import SqlLedger
from bot.delivery.model import NOTICE, Arm, Delivery, Event, Skip
from bot.delivery.notices.reporting import Reporting
from bot.delivery.ports import Kind, Look, Prepared
from bot.delivery.posting import Posting
from bot.delivery.reconciling import Reconciling
from bot.delivery.recording import Recording
from bot.delivery.tables import deliveries
from tests.databases import migrated
from tests.factories import NINE, a_delivery

ME = "me"
BEGUN = 1000.0
"""In seconds: the process's own clock at NINE."""
TIP = Message("tip", ())


@dataclass(frozen=True)
class Sent:
    """A post that Slack was asked for."""

    ref: ChannelRef
    message: Message
    thread: str | None
    delivery: uuid.UUID | None
    in_time: Callable[[], bool] | None


@dataclass
class AskedToPost:
    """A `Messenger` that raises the next of the `answers` for each post, and accepts the post if none are left."""

    answers: list[Exception] = field(default_factory=list)
    posts: list[Sent] = field(default_factory=list)

    async def post(
        self,
        ref: ChannelRef,
        message: Message,
        thread: str | None = None,
        *,
        delivery: uuid.UUID | None = None,
        in_time: Callable[[], bool] | None = None,
    ) -> str:
        structlog.get_logger().info("slack.asked")
        self.posts.append(Sent(ref, message, thread, delivery, in_time))
        if self.answers:
            raise self.answers.pop(0)
        return f"{len(self.posts)}.0"


@dataclass
class Ready:
    """A `Kind` that prepares every delivery as `prepared`, or raises it if it is an error."""

    prepared: Prepared | Skip | Exception = field(default_factory=lambda: Prepared(TIP, "tip"))
    asked: list[tuple[Delivery, dt.datetime]] = field(default_factory=list)

    async def prepare(self, delivery: Delivery, now: dt.datetime) -> Prepared | Skip:
        self.asked.append((delivery, now))
        if isinstance(self.prepared, Exception):
            raise self.prepared
        return self.prepared


@dataclass
class Found:
    """A `DeliveryLookup` that returns or raises the `looks` one after another, and then keeps repeating the last."""

    looks: list[Look | Exception] = field(default_factory=lambda: [Look(None)])
    asked: list[tuple[Delivery, dt.datetime, dt.datetime, str | None]] = field(default_factory=list)

    async def find(
        self, row: Delivery, since: dt.datetime, until: dt.datetime, thread: str | None = None
    ) -> Look:
        structlog.get_logger().info("slack.looked")
        self.asked.append((row, since, until, thread))
        look = self.looks[0] if len(self.looks) == 1 else self.looks.pop(0)
        if isinstance(look, Exception):
            raise look
        return look


@dataclass
class Administrators:
    """The administrators of each workspace."""

    people: dict[str, Sequence[str]] = field(default_factory=dict)

    async def of(self, workspace: str) -> Sequence[str]:
        return self.people.get(workspace, ())


class Delivering:
    """All these services on one database. `kind` prepares everything except notices, which are real."""

    def __init__(self, engine: AsyncEngine, *, lookup: Found | None = None, at_once: int = 5) -> None:
        self.engine = engine
        self.seconds = 0.0
        self.slack, self.kind, self.administrators = AskedToPost(), Ready(), Administrators()
        self.ledger, self.channels = SqlLedger(engine), SqlChannelStore(engine)
        self.bounds = Bounds()
        health = ChannelHealth(self.channels, SqlLeadStore(engine))
        clocks = self.clocks = Clocks(lambda: BEGUN + self.seconds, lambda: self.now)
        self.reporting = Reporting(self.ledger, health, self.administrators)
        self.recording = Recording(self.ledger, clocks)
        kinds: dict[str, Kind] = {
            **dict.fromkeys(("nudge", "extra", "reflect"), self.kind),
            NOTICE: self.reporting,
        }
        self.posting = Posting(
            self.slack,
            kinds=kinds,
            recording=self.recording,
            reporting=self.reporting,
            channels=health,
            clocks=clocks,
            owner=ME,
            bounds=self.bounds,
            jitter=lambda: 0.5,
            at_once=at_once,
        )
        self.reconciling = Reconciling(
            self.ledger,
            kinds=kinds,
            recording=self.recording,
            reporting=self.reporting,
            channels=health,
            clocks=clocks,
            bounds=self.bounds,
            lookup=lookup,
        )

    @property
    def now(self) -> dt.datetime:
        return NINE + dt.timedelta(seconds=self.seconds)

    @property
    def stamp(self) -> float:
        """The stamp of a claim that is requested now."""
        return BEGUN + self.seconds

    async def lead(self, *users: str, channel: str = "C1") -> None:
        for user in users:
            change = Act(user, NINE).change("lead", None, user)
            await SqlLeadStore(self.engine).add(ChannelRef("T1", channel), Lead(user), change)

    async def added(self, row: Delivery | None = None) -> Delivery:
        """Add a delivery to the ledger, in any state."""
        row = row or a_delivery()
        await self.ledger.add([row])
        return await self.row(row)

    async def claimed(self, row: Delivery | None = None) -> Delivery:
        await self.added(row)
        [claimed] = await self.ledger.claim(ME, self.now, 1)
        return claimed

    async def armed(self, row: Delivery | None = None) -> Delivery:
        return await self.ledger.move(await self.claimed(row), Arm(ME, "tip"), self.now)

    async def moved(self, row: Delivery, *events: Event) -> Delivery:
        for event in events:
            row = await self.ledger.move(row, event, self.now)
        return row

    async def row(self, row: Delivery) -> Delivery:
        """The delivery as it is in the ledger now."""
        found = await self.ledger.get(str(row.id))
        assert found is not None
        return found

    async def channel(self, channel: str = "C1") -> Channel:
        found = await self.channels.get(ChannelRef("T1", channel))
        assert found is not None
        return found

    async def notices(self, to: str) -> list[str]:
        """The notices for this person, each as `what/id of the delivery`, sorted."""
        rows = await self.ledger.recent(ChannelRef("T1", to), 100, (NOTICE,))
        return sorted(row.subject.rpartition("/")[0] for row in rows)

    async def forget(self, row: Delivery) -> None:
        """Delete it from the ledger."""
        async with writing(self.engine) as connection:
            await connection.execute(sa.delete(deliveries).where(deliveries.c.id == row.id))


@asynccontextmanager
async def delivering(
    folder: Path, *, lookup: Found | None = None, at_once: int = 5
) -> AsyncIterator[Delivering]:
    url = f"sqlite:///{folder}/leiderschap.db"
    await migrated(url)
    engine = create(url)
    try:
        yield Delivering(engine, lookup=lookup, at_once=at_once)
    finally:
        await engine.dispose()
