"""The services for team leads, on a real SQLite file with the shipped content. Posts are recorded."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.channels import services as channel_services
from bot.channels.calendar.entries import Entry
from bot.channels.model import Act, Change, Channel, ChannelEntry, ChannelsFile, Lead
from bot.channels.nudges.series_ends import Notices
from bot.channels.services import ChannelServices
from bot.channels.settings.model import Choices, Layers
from bot.channels.store import SqlChannelStore
from bot.core.messages import Message
from bot.core.people import ChannelRef
from bot.database.engine import create
from bot.delivery import services as delivery_services
from bot.delivery.ledger import SqlLedger
from bot.delivery.model import NOTICE, Arm, Delivery, Posted, Skip
from bot.library.ports import Content
from tests.databases import migrated
from tests.delivering import Administrators
from tests.factories import NINE
from tests.running import shipped_content

CATCH_UP = dt.timedelta(hours=6)
MONDAY = NINE - dt.timedelta(days=1)
VERA, DAAN = "U0VERA", "U0DAAN"
DEFAULTS: Choices = {"weekday": 1, "time": dt.time(9), "timezone": "Europe/Amsterdam", "active": False}
ON: Choices = {"active": True}


@dataclass
class Posts:
    """A `Messenger` that records every post, as if Slack accepted it."""

    messages: list[tuple[str, Message]] = field(default_factory=list)

    async def post(self, ref: ChannelRef, message: Message, *_how: Any, **_options: Any) -> str:
        self.messages.append((ref.channel, message))
        return f"{len(self.messages)}.0"

    def to(self, channel: str) -> list[str]:
        return [message.summary for place, message in self.messages if place == channel]


@dataclass
class Directory:
    """The channels that the bot is in: id to name."""

    names: Mapping[str, str]

    async def channels(self) -> Mapping[str, str]:
        return self.names


@dataclass
class Steering:
    services: ChannelServices
    channels: SqlChannelStore
    ledger: SqlLedger
    posts: Posts
    directory: Directory
    notices: Notices
    workspace: str = "T1"

    def ref(self, channel: str = "C1") -> ChannelRef:
        return ChannelRef(self.workspace, channel)

    async def set_up(
        self, wanted: Choices | None = None, now: dt.datetime = MONDAY, channel: str = "C1"
    ) -> Channel:
        """Vera sets up the channel, or changes it, and leads it from then on."""
        ref, by = self.ref(channel), Act(VERA, now)
        chosen: Choices = {**ON, **(wanted or {})}
        seen = (await self.services.changing.found(ref)).version
        saved = await self.services.changing.choose(ref, chosen, seen, by, name="bouw")
        await self.services.leads.add(ref, Lead(VERA), by.change("lead", None, VERA))
        return saved

    async def upcoming(self, now: dt.datetime, count: int = 8, channel: str = "C1") -> tuple[Entry, ...]:
        """The next occurrences with their tips."""
        return await self.services.forecast.entries(await self.get(channel), now, count)

    async def following(self, now: dt.datetime, channel: str = "C1") -> Entry:
        """The next nudge."""
        entry = await self.services.forecast.next(await self.get(channel), now)
        assert entry is not None
        return entry

    async def changes(self, count: int = 20, channel: str = "C1") -> Sequence[Change]:
        """The last changes, newest first."""
        return await self.services.audit.of(self.ref(channel), count)

    async def get(self, channel: str = "C1") -> Channel:
        found = await self.channels.get(self.ref(channel))
        assert found is not None
        return found

    async def tick(self, now: dt.datetime) -> None:
        """Plan what is due, and post it by the shortest way through the ledger: Slack accepts everything."""
        await self.services.scheduling.plan(now)
        while claimed := await self.ledger.claim("test", now, 100):
            for row in claimed:
                kind = self.notices if row.kind == NOTICE else self.services.choosing
                prepared = await kind.prepare(row, now)
                if isinstance(prepared, Skip):
                    await self.ledger.move(row, prepared, now)
                    continue
                armed = await self.ledger.move(row, Arm("test", prepared.tip), now)
                ts = await self.posts.post(row.ref, prepared.message)
                await self.ledger.move(armed, Posted(ts), now)

    async def rows(self, kind: str = "nudge", channel: str = "C1") -> list[Delivery]:
        """The deliveries of a kind, oldest slot first."""
        return list(reversed(await self.ledger.recent(self.ref(channel), 1000, (kind,))))

    async def apply(
        self, *entries: ChannelEntry, now: dt.datetime = MONDAY, defaults: Choices | None = None
    ) -> None:
        await self.services.applying(self.directory.channels).apply(
            self.workspace, a_file(*entries, defaults=defaults), now
        )


def a_file(*entries: ChannelEntry, defaults: Choices | None = None) -> ChannelsFile:
    return ChannelsFile(Layers(default=DEFAULTS, file_defaults=defaults or {}), entries)


@asynccontextmanager
async def steering(
    folder: Path,
    content: Content | None = None,
    *,
    url: str = "",
    tells: bool = False,
    catch_up: dt.timedelta = CATCH_UP,
    **more: Any,
) -> AsyncIterator[Steering]:
    """Everything that plans, chooses and posts, at a time that the caller gives at each step, on an SQLite file in
    `folder` or on the database at `url`. `tells`: leads are told what was missed."""
    url = url or f"sqlite:///{folder}/leiderschap.db"
    await migrated(url)
    engine = create(url)
    posts, channels, ledger = Posts(), SqlChannelStore(engine), SqlLedger(engine)
    if tells:
        more["missed"] = delivery_services.report(
            engine, channel_services.health(engine), Administrators()
        ).missed
    services = ChannelServices(
        engine,
        lambda: content or shipped_content(),
        Layers(default=DEFAULTS),
        catch_up=catch_up,
        **more,
    )
    directory = Directory({"C1": "bouw", "C2": "zorg", "C3": "it"})
    try:
        reporting = delivery_services.report(engine, channel_services.health(engine), Administrators())
        notices = Notices(reporting, services.asked)
        yield Steering(services, channels, ledger, posts, directory, notices)
    finally:
        await engine.dispose()
