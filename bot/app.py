"""Starts the bot: settings -> database -> platform -> rooms -> web and clock."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import sqlalchemy as sa
import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.applications import Starlette

from bot import serving, web
from bot.answers.in_force import ContentInForce
from bot.answers.search.meaning.background import Meanings
from bot.clock import Clock
from bot.core.health import Check, Health, Heartbeat
from bot.core.limits import Limits
from bot.core.moments import elapsed, utc_now
from bot.database import engine as store_engine
from bot.database import migrations
from bot.delivery import metrics
from bot.delivery import services as delivery_services
from bot.delivery.ledger_report import LedgerReport
from bot.rooms import Rooms, rooms
from bot.serving import Door
from bot.settings import Settings
from bot.slack import app as slack_app
from bot.slack import sockets, transport
from bot.slack.incoming import Listening
from bot.slack.installations.tokens import Tokens, to_many_workspaces, to_one_workspace
from bot.slack.lookup import SlackLookup
from bot.slack.platform import Slack
from bot.slack.requests import routes

log = structlog.get_logger()

CLOCK_STANDS_STILL = 120.0
"""In seconds: a process whose clock has not ticked for this long is not ready."""


@dataclass(frozen=True, slots=True)
class Roles:
    """What part of the bot's work a process does. `web`: it handles Slack's requests and installations. `clock`: it
    plans, posts and deletes by age. The processes on one database must cover both."""

    web: bool = True
    clock: bool = True


EVERYTHING = Roles()


@dataclass(frozen=True, slots=True)
class Bot:
    """A running bot: its database, tokens, platform, Bolt app, web application, clock and rooms."""

    engine: AsyncEngine
    tokens: Tokens
    slack: Slack
    bolt: AsyncApp
    web: Starlette
    clock: Clock
    rooms: Rooms


@asynccontextmanager
async def running(
    settings: Settings,
    now: Callable[[], dt.datetime] = utc_now,
    roles: Roles = EVERYTHING,
    door: Door | None = None,
) -> AsyncIterator[Bot]:
    """The bot, connected to Slack and ticking, until the context ends. `now` is its clock, `roles` is what it does;
    `door` is its port, if that is open already.

    Raises LeiderschapError (ContentError, StoreError, TokenRefused …) if it cannot start; NotThereYet, before the
    door answers anything, if trying again may help.
    """
    meanings = Meanings(settings.meaning, settings.meaning_model, settings.index_folder)
    async with (
        ContentInForce(
            settings.articles,
            settings.tips,
            settings.index_folder,
            meanings,
            shipped_too=settings.shipped_articles,
        ) as content,
        AsyncExitStack() as stack,
    ):
        engine = await database(settings.database_url.get_secret_value(), stack)
        clocks = delivery_services.machine_clocks()
        session = await stack.enter_async_context(transport.session(settings.post_timeout_seconds, clocks))
        now = clocks.mended(now)
        tokens = (
            await to_many_workspaces(settings, session, engine, now)
            if settings.many_workspaces
            else await to_one_workspace(settings, session)
        )
        slack = Slack(tokens, session, engine, now=now, elapsed=elapsed, uploads=settings.uploads)
        stack.push_async_callback(slack.close)
        lookup = SlackLookup(tokens.clients) if settings.delivery_lookup == "history" else None
        made = await rooms(
            settings,
            engine,
            content,
            slack,
            stack,
            clocks=clocks,
            now=now,
            here=tokens.workspace,
            lookup=lookup,
        )
        bolt = slack_app.create(
            tokens,
            secret.get_secret_value() if (secret := settings.slack_signing_secret) else "",
            Listening(made.router, slack, made.once, now),
            limits=Limits(settings.questions_per_minute, settings.workspace_questions_per_minute, elapsed),
            wall=clocks.mended(utc_now),
        )
        heartbeat = Heartbeat(elapsed, max(CLOCK_STANDS_STILL, 2 * settings.tick_seconds))

        async def tick(at: dt.datetime) -> None:
            if roles.clock:
                await made.tick(at)
                metrics.ticked(await LedgerReport(engine).waiting(at), worked=clocks.trusted())
            else:
                clocks.set(at)
                if clocks.silent():
                    await slack.is_there()
            await content.refresh()
            if clocks.trusted() or not roles.clock:
                heartbeat.beat()

        checks: dict[str, Check] = {
            "database": functools.partial(_answers, engine),
            "clock": heartbeat.is_there,
            "slack": slack.is_there,
        }
        answering, flow = (bolt, tokens.flow) if roles.web else (None, None)
        application = await _open(settings, answering, checks, flow, stack, door=door)
        clock = Clock(tick, settings.tick_seconds, now)
        clock.start()
        for stop in (clock.stop, *made.stops):
            stack.push_async_callback(stop)
        log.info(
            "bot.started",
            workspace=tokens.workspace,
            channels=len(made.setting_up.applied.active),
            socket_mode=settings.socket_mode,
            web=roles.web,
            clock=roles.clock,
        )
        yield Bot(engine, tokens, slack, bolt, application, clock, made)


async def database(url: str, stack: AsyncExitStack) -> AsyncEngine:
    """The database, at the newest version, until the stack closes."""
    engine = store_engine.create(url)
    stack.push_async_callback(engine.dispose)
    if engine.dialect.name == "sqlite":
        await migrations.migrate(url)
    else:
        await migrations.require_current(engine)
    return engine


async def _answers(engine: AsyncEngine) -> bool:
    async with store_engine.reading(engine) as connection:
        await connection.execute(sa.text("SELECT 1"))
    return True


async def _open(
    settings: Settings,
    bolt: AsyncApp | None,
    checks: dict[str, Check],
    flow: AsyncOAuthFlow | None,
    stack: AsyncExitStack,
    *,
    door: Door | None,
) -> Starlette:
    """Receive requests by HTTP or by Socket Mode until the stack closes; returns the web application. Without `bolt`
    it only reports the health of the process."""
    by_http = settings.slack_signing_secret is not None and not settings.socket_mode
    application = web.create(routes.of(bolt if by_http else None, flow), Health(checks))
    if bolt is not None and settings.slack_app_token is not None:
        checks["slack"] = await sockets.listen(bolt, settings.slack_app_token, stack)
    if door is not None:
        door.application = application
    elif settings.port is not None:
        door = serving.open_door(application, settings.host, settings.port)
    if door is not None:
        stack.push_async_callback(door.close)
    return application
