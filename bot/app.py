"""The only place that joins things: settings -> database -> rooms -> features -> platform, web and clock."""

from __future__ import annotations

import datetime as dt
import functools
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import sqlalchemy as sa
import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.applications import Starlette

from bot import serving, web
from bot.answers import feature as answers_feature
from bot.answers.gaps.service import Gaps
from bot.answers.gaps.store import SqlGapStore
from bot.answers.in_force import ContentInForce
from bot.answers.readers import Readers
from bot.channels import feature as channels_feature
from bot.channels import services as channel_services
from bot.channels.leads.permissions import Permissions
from bot.channels.leads.personal import RolesData
from bot.channels.presence.service import Looked
from bot.channels.settings.applying import Applied, SettingUp
from bot.clock import Clock
from bot.core.errors import LeiderschapError
from bot.core.features import Feature
from bot.core.health import Check, Health, Heartbeat
from bot.core.limits import Limits
from bot.core.moments import elapsed, utc_now
from bot.core.platform import Platform
from bot.core.router import Router
from bot.database import engine as store_engine
from bot.database import migrations
from bot.database.once import SqlOnceStore
from bot.database.vault import SqlVault
from bot.delivery import feature as delivery_feature
from bot.delivery import metrics
from bot.delivery import services as delivery_services
from bot.delivery.clocks import Clocks
from bot.delivery.delivering import Delivering, Plan
from bot.delivery.ledger_report import LedgerReport
from bot.delivery.ports import DeliveryLookup, Kind
from bot.habits import feature as habits_feature
from bot.library.ports import Content
from bot.personal import everything
from bot.privacy import feature as privacy_feature
from bot.privacy.service import Expiry, Privacy
from bot.schema import metadata
from bot.serving import Door
from bot.settings import Settings
from bot.slack import app as slack_app
from bot.slack import sockets, transport
from bot.slack.incoming import Listening
from bot.slack.installations.expiry import Retention
from bot.slack.installations.tokens import Tokens, to_many_workspaces, to_one_workspace
from bot.slack.lookup import SlackLookup
from bot.slack.platform import Slack

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
    """A bot that runs: its tokens, platform, Bolt app, web application and clock, which channels it serves,
    and what it can do."""

    tokens: Tokens
    slack: Slack
    bolt: AsyncApp
    web: Starlette
    clock: Clock
    applied: Applied
    router: Router
    features: Sequence[Feature[Kind]]


@dataclass(frozen=True, slots=True)
class Rooms:
    """What the rooms do together: `router` takes what people do, `delivering` posts; `setting_up` applies the channels
    file."""

    features: Sequence[Feature[Kind]]
    router: Router
    delivering: Delivering
    setting_up: SettingUp
    once: SqlOnceStore


async def rooms(
    settings: Settings,
    engine: AsyncEngine,
    content: Callable[[], Content],
    platform: Platform,
    stack: AsyncExitStack,
    *,
    clocks: Clocks,
    now: Callable[[], dt.datetime],
    here: str = "",
    lookup: DeliveryLookup | None = None,
) -> Rooms:
    """Every room on this database, for this platform. `here` is the only workspace that it serves, '' where there are
    many; `lookup` finds out what became of a post whose answer was lost, where the bot may look."""
    once = SqlOnceStore(engine)
    readers = Readers(content, platform.directory, settings.answer_guests, now, here)
    stack.push_async_callback(readers.stop)
    gaps = Gaps(SqlGapStore(engine), platform.later, secrets.token_bytes, clocks.trusted)
    await gaps.ready(now())
    file = channel_services.load_file(settings, content().library)
    health = channel_services.health(engine)
    reporting = delivery_services.report(engine, health, platform.administrators)
    channels = channel_services.join(
        engine,
        content,
        platform.messenger,
        file.base,
        catch_up=dt.timedelta(hours=settings.catch_up_hours),
        administrators=platform.administrators,
        missed=reporting.missed,
        spread_minutes=settings.spread_minutes,
        trusted=clocks.trusted,
    )
    setting_up = SettingUp(channels.applying(platform), here, file)
    await clocks.start(now(), setting_up.due)
    permissions = Permissions(platform.directory, channels.channels, channels.leads)
    presence = channels_feature.presence(channels, platform, permissions, elapsed, now)
    features: list[Feature[Kind]] = [
        channels_feature.build(
            channels,
            platform,
            permissions,
            presence,
            reporting=reporting,
            setting_up=setting_up,
            unanswered=gaps.unanswered,
            content=content,
            tell_missed=settings.tell_missed,
            now=now,
        ),
        habits_feature.build(
            engine,
            platform,
            content,
            permissions,
            tips=Looked(channels.choosing, presence.look),
            readable=readers.content,
            unanswered=gaps.unanswered,
            now=now,
        ),
        answers_feature.build(gaps, content, readers, once, settings=settings, now=now),
    ]
    delivery = delivery_services.join(
        engine,
        platform.messenger,
        {name: kind for feature in features for name, kind in feature.kinds.items()},
        channels=health,
        plan=_planned(features),
        reporting=reporting,
        clocks=clocks,
        listen=platform.is_there,
        lookup=lookup,
        codes=platform.codes,
        bounds=settings.bounds,
        rate=settings.posts_per_second,
        at_once=settings.posts_at_once,
    )
    features.append(delivery_feature.build(delivery.reconciling, permissions.change))
    vault = SqlVault(engine)
    kept = {name: what for feature in features for name, what in feature.retention.items()}
    features.append(
        privacy_feature.build(
            Privacy(everything(engine), RolesData(engine).alone, platform.people, vault),
            Expiry({**kept, "workspaces": (Retention(engine, metadata).purge, dt.timedelta())}, vault),
            platform,
            now,
        )
    )
    router = Router(features, admit=permissions.click, audience=readers)
    return Rooms(features, router, delivery.delivering, setting_up, once)


def _planned(features: Sequence[Feature[Kind]]) -> Plan:
    """Puts into the ledger what is due of each feature in turn, until it is stopping."""

    async def plan(now: dt.datetime, stopping: Callable[[], bool]) -> None:
        for each in [plan for feature in features for plan in feature.plan]:
            if not stopping():
                await each(now, stopping)

    return plan


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
        ContentInForce(settings.articles, settings.tips, settings.index_folder) as content,
        AsyncExitStack() as stack,
    ):
        engine = await _database(settings.database_url.get_secret_value(), stack)
        clocks = delivery_services.machine_clocks()
        session = await stack.enter_async_context(transport.session(settings.post_timeout_seconds, clocks))
        now = clocks.mended(now)
        tokens = (
            await to_many_workspaces(settings, session, engine, now)
            if settings.many_workspaces
            else await to_one_workspace(settings, session)
        )
        here = tokens.workspace
        slack = Slack(tokens.client, tokens.clients, tokens.organisation, session, now=now, here=here)
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
            here=here,
            lookup=lookup,
        )
        bolt = slack_app.create(
            tokens.client,
            tokens.authorize,
            secret.get_secret_value() if (secret := settings.slack_signing_secret) else "",
            Listening(made.router, slack, made.once, now),
            limits=Limits(settings.questions_per_minute, settings.workspace_questions_per_minute, elapsed),
            installations=tokens.installations,
            wall=clocks.mended(utc_now),
        )
        heartbeat = Heartbeat(elapsed, max(CLOCK_STANDS_STILL, 2 * settings.tick_seconds))
        due = [work for feature in made.features for work in feature.due]

        async def tick(at: dt.datetime) -> None:
            if roles.clock:
                await made.delivering.tick(at)
                await clocks.start(at, *due)
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
        stops = [stop for feature in made.features for stop in feature.stop]
        for stop in (clock.stop, *stops, made.delivering.stop):  # the last is the first to stop
            stack.push_async_callback(stop)
        log.info(
            "bot.started",
            workspace=here,
            channels=len(made.setting_up.applied.active),
            socket_mode=settings.socket_mode,
            web=roles.web,
            clock=roles.clock,
        )
        yield Bot(
            tokens, slack, bolt, application, clock, made.setting_up.applied, made.router, made.features
        )


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
