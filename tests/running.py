"""Runs the bot as in production, except for four things: Slack is on 127.0.0.1, the test sets the time, the (real)
content is loaded once for all tests, and the pause between two posts in one channel is shorter."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from bot import app, web
from bot.answers import in_force
from bot.channels.store import SqlChannelStore
from bot.core.people import ChannelRef
from bot.database import engine as store_engine
from bot.delivery.ledger import SqlLedger
from bot.delivery.model import Delivery
from bot.delivery.pacing import lanes
from bot.delivery.pacing.model import CHANNEL_GAP
from bot.library.ports import Content
from bot.settings import Settings, load
from bot.slack import transport
from bot.slack.requests import routes
from tests.databases import tables_copied
from tests.factories import NINE
from tests.fakes.slack import SIGNING_SECRET, Slack
from tests.fakes.web_api import WORKSPACE, WebApi

GAP = CHANNEL_GAP / 50
"""In seconds, between two posts in one channel. The simulation and the campaign test the real gap."""
BOT_TOKEN = "xoxb-voorbeeld-onecht-1234567890"
DATABASE = "leiderschap.db"
MONDAY = NINE - dt.timedelta(hours=20)

TUESDAYS_AT_NINE = """
channels:
  - channel: "#leiderschap"
    weekday: dinsdag
    time: "09:00"
    voice: team
"""

_load = in_force.load
_loaded: dict[tuple[tuple[str, bytes], ...], Content] = {}


@functools.cache
def shipped_content() -> Content:
    return _load(Path("there-are-no-articles-of-a-company-here"), ())


@contextmanager
def content_loaded_once() -> Iterator[None]:
    """Makes `load_once` load all content until the context ends."""
    with mock.patch.multiple(in_force, load=load_once, load_any=load_once):
        yield


def load_once(
    articles: Path, tips: tuple[Path, ...], *_places: object, shipped_too: bool = True, **_told: object
) -> Content:
    """The content of these folders; the same articles, from any folder, are loaded only once."""
    if tips or not shipped_too:
        return _load(articles, tips, shipped_too=shipped_too)
    if not articles.is_dir():
        return shipped_content()
    written = tuple(sorted((path.name, path.read_bytes()) for path in articles.iterdir() if path.is_file()))
    if written not in _loaded:
        _loaded[written] = _load(articles, tips)
    return _loaded[written]


class Time:
    """The bot's clock, which only the test moves."""

    def __init__(self, now: dt.datetime = MONDAY) -> None:
        self.now = now

    def __call__(self) -> dt.datetime:
        return self.now


@dataclass
class Running:
    """A bot under test, with the Slack that sends it requests, what it did in Slack, its time and its stores."""

    bot: app.Bot
    slack: Slack
    api: WebApi
    time: Time
    ledger: SqlLedger
    channels: SqlChannelStore
    responder: transport.Responder

    async def settled(self) -> None:
        """Wait until the bot has finished all work that follows its answers."""
        await self.responder.close()

    async def tick(self, at: dt.datetime | None = None) -> None:
        """One tick of the clock, at this moment."""
        self.time.now = at or self.time.now
        await self.bot.clock.tick()

    async def delivery(self, channel: str = "C1") -> Delivery:
        """The newest tip of a channel."""
        [newest] = await self.ledger.recent(ChannelRef(self.slack.workspace, channel), 1, ("nudge",))
        return newest

    async def deliveries(self, channel: str = "C1") -> list[Delivery]:
        """All tips of a channel, oldest first."""
        return list(reversed(await self.ledger.recent(ChannelRef(WORKSPACE, channel), 1000, ("nudge",))))


def settings(folder: Path, api: WebApi, channels: str = "channels: []", **overrides: Any) -> Settings:
    """Settings for a bot whose files are in `folder`."""
    file = folder / "channels.yaml"
    file.write_text(channels, encoding="utf-8")
    defaults: dict[str, Any] = {
        "slack_bot_token": BOT_TOKEN,
        "slack_signing_secret": SIGNING_SECRET,
        "slack_api_url": api.url,
        "database_url": f"sqlite:///{folder}/{DATABASE}",
        "channels_file": file,
        "articles": folder / "articles",
        "tick_seconds": 3600,
        "questions_per_minute": 1000,  # a test types faster than people do
        "meaning": "off",  # loading the model takes longer than the rest of a test
    }
    return load(**defaults | overrides)


_patches = ExitStack()
_bots = 0


@contextmanager
def for_a_bot() -> Iterator[None]:
    """Patches what differs in bots and commands under test. They start and stop in any order: the first one patches,
    and the last one restores."""
    global _bots  # noqa: PLW0603 - how many run
    if not _bots:
        _patches.enter_context(content_loaded_once())
        _patches.enter_context(mock.patch.object(lanes, "CHANNEL_GAP", GAP))
    _bots += 1
    try:
        yield
    finally:
        _bots -= 1
        if not _bots:
            _patches.close()


@asynccontextmanager
async def a_bot(
    folder: Path,
    api: WebApi,
    channels: str = "channels: []",
    *,
    time: Time | None = None,
    new: bool = False,
    **overrides: Any,
) -> AsyncIterator[Running]:
    """A bot that runs until the context ends; other bots in the same folder share its database. If `new`, the bot
    itself makes and migrates the database."""
    chosen = settings(folder, api, channels, **overrides)
    url = chosen.database_url.get_secret_value()
    if not new:
        await tables_copied(url)
    time = time or Time()
    engine = store_engine.create(url)
    with for_a_bot():
        async with app.running(chosen, time) as bot:
            slack = Slack(web.create(routes.of(bot.bolt)), api)
            ledger, channel_store = SqlLedger(engine), SqlChannelStore(engine)
            try:
                yield Running(bot, slack, api, time, ledger, channel_store, bot.slack.responder)
            finally:
                await slack.close()
                await engine.dispose()
