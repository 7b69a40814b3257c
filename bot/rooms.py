"""Connects the rooms to each other and to a platform: the one place that knows them all."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.answers import feature as answers_feature
from bot.answers.added.contents import Contents
from bot.answers.added.service import AddedArticles
from bot.answers.added.store import SqlAddedArticleStore
from bot.answers.gaps.service import Gaps
from bot.answers.gaps.store import SqlGapStore
from bot.answers.readers import Readers
from bot.channels import feature as channels_feature
from bot.channels import services as channel_services
from bot.channels.leads.permissions import Permissions
from bot.channels.presence.service import Looked
from bot.channels.settings.applying import SettingUp
from bot.core.features import Feature, joined
from bot.core.moments import elapsed
from bot.core.platform import Platform
from bot.core.router import Router
from bot.database.once import SqlOnceStore
from bot.delivery import feature as delivery_feature
from bot.delivery import services as delivery_services
from bot.delivery.clocks import Clocks
from bot.delivery.delivering import Delivering, Plan
from bot.delivery.ports import DeliveryLookup, Kind
from bot.habits import feature as habits_feature
from bot.library.ports import Content
from bot.privacy import feature as privacy_feature
from bot.schema import metadata
from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Rooms:
    """What the rooms do together: `router` handles what people do, `delivering` posts, `setting_up` applies the
    channels file."""

    features: Sequence[Feature[Kind]]
    router: Router
    delivering: Delivering
    setting_up: SettingUp
    once: SqlOnceStore
    clocks: Clocks

    async def tick(self, at: dt.datetime) -> None:
        """Do what is due at this moment."""
        await self.delivering.tick(at)
        await self.clocks.start(at, *(work for feature in self.features for work in feature.due))

    @property
    def stops(self) -> Sequence[Callable[[], Awaitable[None]]]:
        """End the work under way; the last must be called first."""
        return [*(stop for feature in self.features for stop in feature.stop), self.delivering.stop]


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
    """Every room on this database, for this platform. `here` is the only workspace that it serves, '' if there are
    many; `lookup` finds out what happened to a post whose answer was lost, if the bot may read there."""
    once = SqlOnceStore(engine)
    added_store = SqlAddedArticleStore(engine)
    contents = Contents(added_store, content, now)
    stack.push_async_callback(contents.stop)
    added = AddedArticles(added_store, content, contents.changed)
    readers = Readers(content, contents, platform.directory, settings.answer_guests, now, home=here)
    stack.push_async_callback(readers.stop)
    gaps = Gaps(SqlGapStore(engine), platform.later, secrets.token_bytes, clocks.trusted)
    await gaps.ready(now())
    file = channel_services.load_file(settings, content().library)
    health = channel_services.health(engine)
    reporting = delivery_services.report(engine, health, platform.administrators)
    channels = channel_services.ChannelServices(
        engine,
        content,
        file.base,
        catch_up=dt.timedelta(hours=settings.catch_up_hours),
        missed=reporting.missed,
        spread_minutes=settings.spread_minutes,
        trusted=clocks.trusted,
    )
    setting_up = SettingUp(channels.applying(platform.channels), here, file)
    await clocks.start(now(), setting_up.due)
    permissions = Permissions(platform.directory, channels.channels, channels.leads)
    presence = channels_feature.presence(channels, platform, permissions, elapsed, now)
    features: list[Feature[Kind]] = [
        channels_feature.build(
            engine,
            channels,
            platform,
            permissions,
            presence,
            reporting=reporting,
            setting_up=setting_up,
            unanswered=gaps.unanswered,
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
            breaks=channels.forecast.breaks,
            now=now,
        ),
        answers_feature.build(
            engine,
            gaps,
            content,
            readers,
            once,
            added=added,
            contents=contents,
            platform=platform,
            permissions=permissions,
            settings=settings,
            now=now,
        ),
    ]
    delivering = delivery_services.join(
        engine,
        platform.messenger,
        joined([feature.kinds for feature in features]),
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
    features.append(delivery_feature.build(engine, delivering.reconciling, permissions.change))
    tables = metadata.sorted_tables
    features.append(
        privacy_feature.build(engine, platform, features, tables, alone=channels.leads.alone, now=now)
    )
    router = Router(features, admit=permissions.click, audience=readers)
    return Rooms(features, router, delivering, setting_up, once, clocks)


def _planned(features: Sequence[Feature[Kind]]) -> Plan:
    """Puts into the ledger what is due, feature by feature, until it is told to stop."""

    async def plan(now: dt.datetime, stopping: Callable[[], bool]) -> None:
        for each in [plan for feature in features for plan in feature.plan]:
            if not stopping():
                await each(now, stopping)

    return plan
