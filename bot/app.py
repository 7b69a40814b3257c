"""The only place that joins things: settings -> stores -> services -> Slack, web and clock."""

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

from bot import (
    answering_services,
    channel_services,
    delivery_services,
    habit_services,
    leading_services,
    observability,
    serving,
    web,
)
from bot.access import Access, to_many_workspaces, to_one_workspace
from bot.answers.browsing import Browsing
from bot.answers.readers import Readers
from bot.channels.nudges.series_ends import Notices
from bot.channels.presence.service import Looked
from bot.channels.settings.applying import Applied, SettingUp
from bot.channels.store import SqlChannelStore
from bot.core.errors import LeiderschapError
from bot.core.health import Check, Health, Heartbeat
from bot.core.limits import Limits
from bot.database import engine as store_engine
from bot.database import migrations
from bot.database.once import SqlOnceStore
from bot.delivery.ledger import SqlLedger
from bot.delivery.ledger_report import LedgerReport
from bot.delivery.model import NOTICE
from bot.delivery_services import elapsed
from bot.scheduler import Clock, utc_now
from bot.serving import Door
from bot.settings import Settings
from bot.shelf import Shelf
from bot.slack import app as slack_app
from bot.slack import sockets, transport, workspace
from bot.slack.context import Services
from bot.slack.people import SlackAdministrators, SlackPeople
from bot.slack.reach import Reach
from bot.slack.receipts import SlackReceipts

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


@asynccontextmanager
async def running(
    settings: Settings,
    now: Callable[[], dt.datetime] = utc_now,
    roles: Roles = EVERYTHING,
    door: Door | None = None,
) -> AsyncIterator[Bot]:
    """The bot, connected to Slack and ticking, until the context is left. `now` is the clock that it lives by, `roles`
    what it does; `door` is its port, where that is open already.

    Raises LeiderschapError (ContentError, StoreError, TokenRefused …) where it cannot start; NotThereYet, before
    anything answers at the door, where trying again may help.
    """
    async with (
        Shelf(settings.articles, settings.tips, settings.index_folder) as shelf,
        AsyncExitStack() as stack,
    ):
        engine = await _database(settings.database_url.get_secret_value(), stack)
        clocks = delivery_services.machine_clocks()
        session = await stack.enter_async_context(transport.session(settings.post_timeout_seconds, clocks))
        now = clocks.mended(now)
        access = (
            await to_many_workspaces(settings, session, engine, now)
            if settings.many_workspaces
            else await to_one_workspace(settings, session)
        )
        here = access.workspace

        channels, ledger, once = SqlChannelStore(engine), SqlLedger(engine), SqlOnceStore(engine)
        file = channel_services.load_file(settings, shelf().library)
        messenger = transport.SlackMessenger(access.clients)
        people = SlackPeople(access.clients, now, access.organisation)
        administrators = SlackAdministrators(people)
        reporting = delivery_services.report(engine, administrators)
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
        setting_up = SettingUp(steering.applying(workspace.Directory(access.client)), here, file)
        await clocks.start(now(), setting_up.due)
        readers = Readers(shelf, people, settings.answer_guests, now, here)
        stack.push_async_callback(readers.stop)  # after the answers that wait for it
        responder = transport.Responder(session)
        stack.push_async_callback(responder.close)
        answers = await answering_services.join(
            engine, once, later=responder.later, settings=settings, now=now(), trusted=clocks.trusted
        )
        leading = leading_services.join(
            steering,
            people,
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
            people=people,
            permissions=leading.permissions,
            unanswered=answers.gaps.unanswered,
            forget_questions=answers.missed.expire,
        )
        # Without a workspace there is no token of its own to ask with.
        reach = Reach(access.client.auth_test if here else access.client.api_test, elapsed)
        stack.push_async_callback(reach.stop)
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
            listen=reach.is_there,
            receipts=SlackReceipts(access.clients) if settings.delivery_lookup == "history" else None,
            bounds=settings.bounds,
            rate=settings.posts_per_second,
            at_once=settings.posts_at_once,
        )
        services = Services(
            readers=readers,
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
            secret.get_secret_value() if (secret := settings.slack_signing_secret) else "",
            services,
            limits=Limits(settings.questions_per_minute, settings.workspace_questions_per_minute, elapsed),
            installations=access.installations,
            wall=clocks.mended(utc_now),
        )
        heartbeat = Heartbeat(elapsed, max(CLOCK_STANDS_STILL, 2 * settings.tick_seconds))

        async def tick(at: dt.datetime) -> None:
            if roles.clock:
                await delivery.delivering.tick(at)
                await clocks.start(
                    at,
                    steering.mending.due,
                    setting_up.due,
                    answers.forget,
                    steering.forget,
                    habits.expiry.due,
                    leading.presence.due,
                )
                observability.ticked(await LedgerReport(engine).waiting(at), worked=clocks.trusted())
            else:
                clocks.set(at)
                if clocks.silent():
                    await reach.is_there()
            await shelf.refresh()
            if clocks.trusted() or not roles.clock:
                heartbeat.beat()

        checks: dict[str, Check] = {
            "database": functools.partial(_answers, engine),
            "clock": heartbeat.is_there,
            "slack": reach.is_there,
        }
        answering, flow = (bolt, access.flow) if roles.web else (None, None)
        application = await _open(settings, answering, checks, flow, stack, door=door)
        clock = Clock(tick, settings.tick_seconds, now)
        clock.start()
        for stop in (clock.stop, habits.stop, delivery.delivering.stop):  # the last is the first to stop
            stack.push_async_callback(stop)
        log.info(
            "bot.started",
            workspace=here,
            channels=len(setting_up.applied.active),
            socket_mode=settings.socket_mode,
            web=roles.web,
            clock=roles.clock,
        )
        yield Bot(access, bolt, application, clock, setting_up.applied)


async def _database(url: str, stack: AsyncExitStack) -> AsyncEngine:
    """The database, of the newest version, until the stack is closed."""
    engine = store_engine.create(url)
    stack.push_async_callback(engine.dispose)
    if engine.dialect.name == "sqlite":
        await migrations.migrate(url)
    elif not await migrations.is_current(engine):
        raise LeiderschapError("the database is not up to date: run `python -m bot migrate`")
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
    """Take requests until the stack is closed, by HTTP or by Socket Mode; the web application. Without `bolt` it only
    says how the process is doing."""
    by_http = settings.slack_signing_secret is not None and not settings.socket_mode
    application = web.create(bolt if by_http else None, Health(checks), flow)
    if bolt is not None and settings.slack_app_token is not None:
        checks["slack"] = await sockets.listen(bolt, settings.slack_app_token, stack)
    if door is not None:
        door.application = application
    elif settings.port is not None:
        door = serving.open_door(application, settings.host, settings.port)
    if door is not None:
        stack.push_async_callback(door.close)
    return application
