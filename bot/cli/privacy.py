"""`privacy report`: what the bot keeps, from the running configuration."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

import typer

from bot.cli.awaiting import awaited
from bot.cli.shown import hand_over
from bot.core import retention
from bot.core.errors import StoreError
from bot.privacy import report_texts as texts

if TYPE_CHECKING:
    import sqlalchemy as sa
    from sqlalchemy.ext.asyncio import AsyncEngine

    from bot.privacy.report import Configuration
    from bot.settings import Settings

privacy = typer.Typer(help="What the bot keeps about people.", no_args_is_help=True)

PERIODS: Mapping[str, dt.timedelta] = {
    "plans": retention.PLANS,
    "harvest": retention.HARVEST,
    "questions": retention.QUESTIONS,
    "audit": retention.AUDIT,
    "rounds": retention.ROUNDS,
    "uninstalled": retention.UNINSTALLED,
}


@privacy.callback()
def _group() -> None:
    """Keeps `report` a subcommand while it is the only one."""


@privacy.command()
@awaited
async def report() -> None:
    """Print, in Dutch Markdown, the data inventory, scopes, retention, and drafts of a DPIA and a letter."""
    from bot import settings
    from bot.core.moments import utc_now
    from bot.privacy import report as privacy_report

    configuration = await _configuration(settings.load())
    hand_over(privacy_report.report(configuration, utc_now().date()), end="")


async def _configuration(loaded: Settings) -> Configuration:
    from bot.database.engine import opened
    from bot.privacy.report import Configuration
    from bot.schema import metadata
    from bot.slack.manifest import scopes
    from bot.slack.words import WORDS

    url = loaded.database_url.get_secret_value()
    known = [
        texts.FACT_DATABASE["sqlite" if url.startswith("sqlite") else "postgresql"],
        texts.FACT_SOCKET[loaded.socket_mode],
        texts.FACT_LOG.format(level=loaded.log_level),
        texts.FACT_GUESTS[loaded.answer_guests],
        texts.FACT_TROUBLE,
        texts.FACT_UPLOADS[loaded.uploads],
    ]
    rows: Mapping[str, int] = {}
    try:
        async with opened(url, read_only=True) as engine:
            rows, stored = await _stored(engine, metadata)
            known += stored
    except StoreError:
        known.append(texts.FACT_OFFLINE)
    asked = scopes(uploads=loaded.uploads)
    return Configuration(metadata.sorted_tables, rows, asked, PERIODS, tuple(known), WORDS)


async def _stored(engine: AsyncEngine, metadata: sa.MetaData) -> tuple[Mapping[str, int], list[str]]:
    """How many rows each table has, and the facts in the database."""
    import sqlalchemy as sa

    from bot.channels.tables import channels
    from bot.core.moments import utc_now
    from bot.database.engine import reading
    from bot.habits.trial.model import LENGTH
    from bot.habits.trial.store import trials

    count = sa.func.count()
    async with reading(engine) as connection:
        rows = {
            table.name: (await connection.execute(sa.select(count).select_from(table))).scalar_one()
            for table in metadata.sorted_tables
        }
        chosen = list(await connection.scalars(sa.select(channels.c.settings)))
        here = (trials.c.stopped_at.is_(None), trials.c.started_at > utc_now() - LENGTH)
        running = sa.select(count).select_from(trials).where(*here)
        trial_count = (await connection.execute(running)).scalar_one()
    active = [settings for settings in chosen if settings.active]
    check_in = sum(settings.check_in for settings in active)
    return rows, [
        texts.FACT_CHANNELS.format(active=len(active), all=len(chosen), check_in=check_in),
        texts.FACT_TRIAL_ONE if trial_count == 1 else texts.FACT_TRIALS.format(count=trial_count),
    ]
