"""Joins what answers questions to the database."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.answers.gaps.service import Gaps, Later
from bot.answers.gaps.store import SqlGapStore
from bot.answers.search.reranking.folders import FromFolder
from bot.answers.search.reranking.reordering import Reordering
from bot.answers.service import Answering
from bot.core import retention
from bot.database.once import SqlOnceStore
from bot.settings import Settings

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class AnsweringServices:
    answering: Answering
    gaps: Gaps
    missed: SqlGapStore
    once: SqlOnceStore

    async def forget(self, now: dt.datetime) -> None:
        """Delete what was done once, when it was kept long enough."""
        await self.once.forget(now - retention.CLICKS)


async def join(
    engine: AsyncEngine,
    once: SqlOnceStore,
    *,
    later: Later,
    settings: Settings,
    now: dt.datetime,
    trusted: Callable[[], bool],
) -> AnsweringServices:
    """The services on this database, ready to answer. `later` runs work beside an answer, `trusted` says
    whether the clock can be believed."""
    missed = SqlGapStore(engine)
    gaps = Gaps(missed, later, secrets.token_bytes, trusted)
    await gaps.ready(now)
    reranker = FromFolder(settings.reranker) if settings.reranker else None
    if settings.reranker and not settings.reranker.is_dir():
        log.warning("reranker.not_there", folder=str(settings.reranker))
    reordering = Reordering(reranker, settings.reranker_seconds)
    return AnsweringServices(Answering(once, gaps, reordering), gaps, missed, once)
