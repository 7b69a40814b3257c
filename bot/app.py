"""The only place that joins things: settings -> stores -> services -> Slack, web and clock."""

from __future__ import annotations

import asyncio
import datetime as dt
import functools
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass

import sqlalchemy as sa
import structlog
import uvicorn
from pydantic import SecretStr
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.applications import Starlette

from bot import (
    answering_services,
    channel_services,
    delivery_services,
    habit_services,
    leading_services,
    observability,
    web,
)
from bot.access import Access, to_many_workspaces, to_one_workspace
from bot.delivery_services import elapsed
from bot.domain.errors import LeiderschapError
from bot.scheduler import Clock, utc_now
from bot.services.applying import Applied
from bot.services.browsing import Browsing
from bot.services.health import Check, Health, Heartbeat
from bot.services.lead_presence import Looked
from bot.services.limits import Limits
from bot.services.reporting import NOTICE
from bot.services.series_ends import Notices
from bot.settings import Settings
from bot.shelf import Shelf, freeze
from bot.slack import app as slack_app
from bot.slack import transport, workspace
from bot.slack.administrators import SlackAdministrators
from bot.slack.context import Services
from bot.slack.people import SlackDirectory
from bot.slack.reach import Reach
from bot.slack.receipts import SlackReceipts
from bot.store import engine as store_engine
from bot.store import migrations
from bot.store.channels import SqlChannelStore
from bot.store.ledger import SqlLedger
from bot.store.ledger_report import LedgerReport
from bot.store.once import SqlOnceStore

log = structlog.get_logger()

CLOCK_STANDS_STILL = 120.0
"""In seconds; a clock that has not ticked for so long is not ready."""


@dataclass(frozen=True, slots=True)
class Roles:
    """What one process does of the bot's work. `web`: it takes Slack's requests and installations. `clock`: it plans,
    posts and forgets. Between them the processes on one database must do both."""

    web: bool = True
    clock: bool = True


EVERYTHING = Roles()


@dataclass(frozen=True, slots=True)
class Bot:
    """A bot that runs: its access, its Bolt app, its web application, its clock, and which channels it serves."""

    access: Access
    bolt: AsyncApp
    web: Starlette
    clock: Clock
    applied: Applied


class Directory:
    """Fulfils `ports.ChannelDirectory`."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def channels(self) -> Mapping[str, str]:
        return await workspace.channels(self._client)


@asynccontextmanager
async def running(
    settings: Settings, now: Callable[[], dt.datetime] = utc_now, roles: Roles = EVERYTHING
) -> AsyncIterator[Bot]:
    """The bot, connected to Slack and ticking, until the context is left. `now` is the clock that it lives by, `roles`
    what it does.

    Raises LeiderschapError (ContentError, StoreError, TokenRefused …) where it cannot start.
    """
    async with (
        Shelf(settings.articles, settings.tips, settings.index_folder) as shelf,
        AsyncExitStack() as stack,
    ):
        engine = await _database(settings.database_url.get_secret_value(), stack)
        session = await stack.enter_async_context(transport.session(settings.post_timeout_seconds))
        access = (
            await to_many_workspaces(settings, session, engine, now)
            if settings.many_workspaces
            else await to_one_workspace(settings, session)
        )
        here = access.workspace

        channels, ledger, once = SqlChannelStore(engine), SqlLedger(engine), SqlOnceStore(engine)
        file = channel_services.load_file(settings, shelf().library)
        clocks = delivery_services.machine_clocks()
        messenger = transport.SlackMessenger(access.clients, clocks.slack)
        reporting = delivery_services.report(
            engine, administrators := SlackAdministrators(access.clients, elapsed)
        )
        steering = channel_services.join(
            engine,
            shelf,
            messenger,
            file.base,
            catch_up=dt.timedelta(hours=settings.catch_up_hours),
            administrators=administrators,
            missed=reporting.missed,
            spread_minutes=settings.spread_minutes,
            trusted=clocks.trusted,
        )
        applied = Applied((), ())
        if here:
            applied = await steering.applying(Directory(access.client)).apply(here, file, now())
        responder = transport.Responder(session)
        stack.push_async_callback(responder.close)
        answers = await answering_services.join(
            engine, shelf, once, later=responder.later, settings=settings, now=now()
        )
        leading = leading_services.join(
            steering,
            SlackDirectory(access.clients, now),
            messenger,
            unanswered=answers.gaps.unanswered,
            later=responder.later,
            elapsed=elapsed,
            now=now,
        )
        habits = habit_services.join(
            engine,
            shelf,
            messenger,
            clients=access.clients,
            directory=leading.directory,
            permissions=leading.permissions,
            unanswered=answers.gaps.unanswered,
            forget_questions=answers.missed.expire,
        )
        delivery = delivery_services.join(
            engine,
            messenger,
            {
                **habits.kinds_with(Looked(steering.choosing, leading.presence.look)),
                NOTICE: Notices(reporting, steering.series_ends),
            },
            plan=habits.planned_after(steering.scheduling.plan),
            reporting=reporting,
            clocks=clocks,
            receipts=SlackReceipts(access.clients) if settings.delivery_lookup == "history" else None,
            bounds=settings.bounds,
            rate=settings.posts_per_second,
            at_once=settings.posts_at_once,
        )
        services = Services(
            answering=answers.answering,
            browsing=Browsing(shelf, channels, ledger, tell_missed=settings.tell_missed),
            settling=delivery.settling,
            gaps=answers.gaps,
            habits=habits.habits,
            leading=leading,
            content=shelf,
            once=once,
            messenger=messenger,
            responder=responder,
            now=now,
        )

        bolt = slack_app.create(
            access.client,
            access.authorize,
            _reveal(settings.slack_signing_secret),
            services,
            limits=Limits(settings.questions_per_minute, settings.workspace_questions_per_minute, elapsed),
            installations=access.installations,
        )
        heartbeat = Heartbeat(elapsed, max(CLOCK_STANDS_STILL, 2 * settings.tick_seconds))

        async def tick(at: dt.datetime) -> None:
            if roles.clock:
                await delivery.delivering.tick(at)
                for due in (answers.forget, steering.forget, habits.expiry.due, leading.presence.due):
                    await due(at)
                observability.ticked(await LedgerReport(engine).waiting(at), worked=clocks.trusted())
            else:
                clocks.set(at)
            await shelf.refresh()
            if clocks.trusted() or not roles.clock:
                heartbeat.beat()

        # Without a workspace there is no token of its own to ask with.
        reach = Reach(access.client.auth_test if here else access.client.api_test, elapsed)
        stack.push_async_callback(reach.stop)
        checks: dict[str, Check] = {
            "database": functools.partial(_answers, engine),
            "clock": heartbeat.is_there,
            "slack": reach.is_there,
        }
        answering, flow = (bolt, access.flow) if roles.web else (None, None)
        application = await _open(settings, answering, checks, flow, stack)
        clock = Clock(tick, settings.tick_seconds, now)
        clock.start()
        stack.push_async_callback(clock.stop)
        stack.push_async_callback(habits.stop)
        stack.push_async_callback(delivery.delivering.stop)
        log.info(
            "bot.started",
            workspace=here,
            channels=len(applied.active),
            socket_mode=settings.socket_mode,
            web=roles.web,
            clock=roles.clock,
        )
        yield Bot(access, bolt, application, clock, applied)


async def _database(url: str, stack: AsyncExitStack) -> AsyncEngine:
    """The database, of the newest version, until the stack is closed."""
    engine = store_engine.create(url)
    stack.push_async_callback(engine.dispose)
    if engine.dialect.name == "sqlite":
        await migrations.migrate(url)
    elif not await migrations.is_current(engine):
        raise LeiderschapError("the database is not up to date: run `python -m bot migrate`")
    return engine


def _reveal(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""


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
) -> Starlette:
    """Take requests until the stack is closed, by HTTP or by Socket Mode; the web application. Without `bolt` it only
    says how the process is doing."""
    by_http = settings.slack_signing_secret is not None and not settings.socket_mode
    application = web.create(bolt if by_http else None, Health(checks), flow)
    if settings.port is not None:
        _serve(application, settings.host, settings.port, stack)
    if bolt is not None and settings.slack_app_token is not None:
        checks["slack"] = await _listen(bolt, settings.slack_app_token, stack)
    return application


async def _listen(bolt: AsyncApp, token: SecretStr, stack: AsyncExitStack) -> Check:
    """Take requests by Socket Mode until the stack is closed; whether it is connected."""
    await workspace.check_app_token(bolt.client, token.get_secret_value())
    handler = AsyncSocketModeHandler(bolt, token.get_secret_value())
    stack.push_async_callback(handler.close_async)
    await handler.connect_async()  # type: ignore[no-untyped-call] # typed only in its base class
    return handler.client.is_connected


def _serve(application: Starlette, host: str, port: int, stack: AsyncExitStack) -> None:
    """Take requests until the stack is closed. Raises LeiderschapError where the port cannot be opened."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened = socket.socket(
        family, socket.SOCK_STREAM, socket.IPPROTO_TCP
    )  # named TCP, asyncio sends without delay
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        opened.bind((host, port))
    except OSError as error:  # uvicorn would end the process from within its task
        opened.close()
        raise LeiderschapError(f"PORT {port} on {host} cannot be opened: {error.strerror}") from None
    server = _Server(
        uvicorn.Config(
            application,
            log_config=None,
            access_log=False,  # addresses hold the codes of installations
            server_header=False,
            lifespan="off",
        )
    )
    serving = asyncio.create_task(server.serve(sockets=[opened]))

    async def stop_serving() -> None:
        server.should_exit = True
        await serving

    stack.push_async_callback(stop_serving)


class _Server(uvicorn.Server):
    """Leaves the signals to `run`, which stops everything in order."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def run(settings: Settings, roles: Roles = EVERYTHING) -> None:
    """Run until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    async with running(settings, roles=roles):
        freeze()
        await stop.wait()
    log.info("bot.stopped")
