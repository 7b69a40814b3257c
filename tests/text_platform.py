"""A second platform, as small as possible: lines of text go in, and lines come out. The rooms are real, on a real
SQLite file, so this proves that they need nothing from a platform but what `core.platform` lists."""

from __future__ import annotations

import asyncio
import datetime as dt
import functools
import tempfile
from collections.abc import AsyncIterator, Collection, Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from bot import rooms as bot_rooms
from bot.core.features import Personal
from bot.core.forms import Field, Form, Values
from bot.core.interaction import Answer, Asked, Click, File, Reply, Sent
from bot.core.messages import Buttons, Context, Heading, Items, Message, Paragraph, Quote
from bot.core.people import Actor, ChannelRef, Place, Profile
from bot.core.retention import Expiring
from bot.core.router import Router
from bot.core.words import Words, filled
from bot.database import engine as store_engine
from bot.delivery.clocks import Clocks
from bot.settings import load
from tests.databases import migrated
from tests.fakes.people import People, Posts
from tests.running import MONDAY, Time, shipped_content
from tests.support import plain

HERE = "tekst"


WORDS = Words(
    platform="Postbus",
    workspace="postkamer",
    ask="bot,",
    invite="bot, kom erbij",
    bot="de bot",
    channel="‘{name}’",
)
"""Words that Slack does not use."""


def lines(shown: Message | Form) -> list[str]:
    """What a person sees, line by line."""
    shown = filled(shown, WORDS)
    read = [shown.summary] if isinstance(shown, Message) else [shown.title]
    for part in shown.parts:
        match part:
            case Heading(words):
                read.append(words)
            case Paragraph(words) | Quote(words) | Context(words):
                read.append(plain(words))
            case Items(items):
                read += [f"- {plain(item)}" for item in items]
            case Buttons(buttons, rest):
                read += [f"[{button.label}]" for button in (*buttons, *rest)]
            case _:
                options = [option.label for option in getattr(part, "options", ())]
                read += [f"{getattr(part, 'label', '')}:", getattr(part, "hint", ""), *options]
    return read


@dataclass
class Directory:
    """One channel, which the bot is in, with people who are all colleagues."""

    channel: str = "plein"
    people: Sequence[str] = ("anna", "bram", "carla")

    async def profile(self, workspace: str, user: str, *, fresh: bool = False) -> Profile | None:
        return Profile(user, user.title(), teams=frozenset({workspace})) if user in self.people else None

    async def organisation(self, workspace: str) -> str:
        return ""

    async def present(self, ref: ChannelRef) -> Sequence[Profile | None]:
        return [await self.profile(ref.workspace, user) for user in self.people]

    async def place(self, ref: ChannelRef) -> Place | None:
        return Place(ref.channel, creator=self.people[0]) if ref.channel == self.channel else None

    async def channels_of(self, workspace: str, user: str) -> Mapping[str, str]:
        return {self.channel: self.channel}


@dataclass
class Private:
    """Messages and files that only one person was shown, by person."""

    whispered: dict[str, list[Message]] = field(default_factory=dict)
    files: dict[str, list[File]] = field(default_factory=dict)

    async def whisper(self, ref: ChannelRef, user: str, message: Message, thread: str | None = None) -> bool:
        self.whispered.setdefault(user, []).append(message)
        return True

    async def send(self, direct: ChannelRef, words: str, files: Sequence[File]) -> None:
        self.files.setdefault(direct.channel, []).extend(files)


class Administrators:
    async def of(self, workspace: str) -> Sequence[str]:
        return ["anna"]


class TextPlatform:
    """Implements `core.platform.Platform`."""

    def __init__(self) -> None:
        self.messenger = Posts()
        self.directory = Directory()
        self.people = People()
        self.private = Private()
        self.administrators = Administrators()
        self.codes = {"failed": {"no_such_place"}}
        self.retention: Expiring = {}
        self.words = WORDS
        self._works: set[asyncio.Task[object]] = set()

    def later(self, work: Coroutine[Any, Any, object]) -> None:
        self._works.add(task := asyncio.ensure_future(work))
        task.add_done_callback(self._works.discard)

    async def links(self, ref: ChannelRef, messages: Collection[str]) -> Mapping[str, str]:
        return {ts: f"https://{ref.workspace}.example/{ref.channel}/{ts}" for ts in messages}

    async def takes_files(self, workspace: str) -> bool:
        return False

    async def is_there(self) -> bool:
        return True

    async def channels(self) -> Mapping[str, str]:
        return {self.directory.channel: self.directory.channel}

    async def settled(self) -> None:
        while self._works:
            await asyncio.gather(*self._works)


@dataclass
class Texting:
    """The bot on the text platform: what people do, and what they read."""

    platform: TextPlatform
    rooms: bot_rooms.Rooms
    time: Time

    @property
    def router(self) -> Router:
        return self.rooms.router

    async def type(self, user: str, line: str) -> Message | Form:
        """What a person reads after typing this in the channel."""
        asked = Asked(Actor(HERE, user), self.platform.directory.channel, trigger=line)
        return await self.router.command(self.router.commands.parse(line), asked)

    async def press(self, user: str, shown: Message | Form, label: str, ts: str = "") -> Reply | Form | None:
        """The result of pressing the button with this label."""
        rows = [part for part in shown.parts if isinstance(part, Buttons)]
        buttons = [button for row in rows for button in (*row.buttons, *row.rest)]
        button = next(button for button in buttons if button.label == label)
        channel = self.platform.directory.channel
        click = Click(Actor(HERE, user), button.value, f"{channel}/{ts}", channel, ts)
        return await self.router.press(button.action, click)

    async def fill_in(self, user: str, form: Form, values: Values) -> Answer:
        """The form's answer to these values."""
        names = [one.name for one in form.parts if isinstance(one, Field)]
        return await self.router.submit(form.name, Sent(Actor(HERE, user), form.about, values), names)

    async def tick(self, at: dt.datetime) -> None:
        self.time.now = at
        await self.rooms.delivering.tick(at)


@asynccontextmanager
async def rooms_on(engine: AsyncEngine) -> AsyncIterator[Texting]:
    """The bot on the text platform, with the shipped content and this database."""
    time, platform = Time(MONDAY), TextPlatform()
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        (folder / "channels.yaml").write_text("channels: []", encoding="utf-8")
        settings = load(channels_file=folder / "channels.yaml")
        clocks = Clocks(lambda: time.now.timestamp(), time)  # noqa: PLW0108 - the time moves
        clocks.slack(time(), 0.0)
        made = await bot_rooms.rooms(
            settings, engine, shipped_content, platform, stack, clocks=clocks, now=time, here=HERE
        )
        stack.push_async_callback(platform.settled)
        stack.push_async_callback(made.delivering.stop)
        yield Texting(platform, made, time)


@asynccontextmanager
async def texting(folder: Path) -> AsyncIterator[Texting]:
    """The same, with its own database."""
    url = f"sqlite:///{folder}/leiderschap.db"
    await migrated(url)
    engine = store_engine.create(url)
    try:
        async with rooms_on(engine) as one:
            yield one
    finally:
        await engine.dispose()


async def personal(engine: AsyncEngine) -> Sequence[Personal]:
    """The personal data that the rooms hand over, in the order in which it is erased."""
    async with rooms_on(engine) as one:
        return [part for feature in one.rooms.features for part in feature.personal]


@functools.cache
def router() -> Router:
    """The router of a bot with the shipped content: everything that can be typed, pressed and filled in."""

    async def made() -> Router:
        with tempfile.TemporaryDirectory() as folder:
            async with texting(Path(folder)) as one:
                return one.router

    with ThreadPoolExecutor(1) as beside:  # where it is asked for, another loop may run
        return beside.submit(asyncio.run, made()).result()
