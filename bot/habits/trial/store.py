"""The trials, and the closed weeks of their channels."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.core.errors import LostRace
from bot.core.people import ChannelRef
from bot.database.engine import rows, writing
from bot.database.tables import CHANNEL, ID, WORKSPACE, Utc, as_row, column, held, of_channel, table
from bot.habits.feedback.store import rounds
from bot.habits.trial.model import LENGTH, Trial, Week

trials = table(
    "trials",
    "Welke kanalen een proef doen.",
    column("id", sa.Uuid, ID, primary_key=True),
    column("workspace", sa.Text, WORKSPACE, "never"),
    column("channel", sa.Text, CHANNEL, "never"),
    column(
        "seed", sa.Text, "Het toeval waarmee de tips zijn verdeeld, om de uitkomst na te rekenen.", "never"
    ),
    column("started_at", Utc, "Wanneer de proef begon."),
    column("stopped_at", Utc, "Wanneer de proef stopte.", nullable=True),
)
_runs = trials.c.stopped_at.is_(None)
sa.Index(
    "uq_trials_running",
    trials.c.workspace,
    trials.c.channel,
    unique=True,
    sqlite_where=_runs,
    postgresql_where=_runs,
)


class SqlTrialStore:
    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def start(self, trial: Trial) -> None:
        """Raises LostRace if one runs in this channel. One that ran until its end is stopped first."""
        over = sa.and_(_runs, trials.c.started_at <= trial.started_at - LENGTH)
        ended = sa.update(trials).filter_by(**of_channel(trial.ref)).where(over)
        try:
            async with writing(self._engine) as connection:
                await connection.execute(ended.values(stopped_at=trial.started_at))
                await connection.execute(sa.insert(trials).values(as_row(trial, trials.c)))
        except IntegrityError as error:
            raise LostRace(f"channel {trial.ref.channel} has a trial") from error

    async def running(self, ref: ChannelRef, at: dt.datetime) -> Trial | None:
        """The trial of this channel at this moment, unless it was stopped since."""
        here = [one for one in await self.all_running(ref.workspace, at) if one.ref == ref]
        return here[0] if here else None

    async def all_running(self, workspace: str, at: dt.datetime) -> Sequence[Trial]:
        then = (_runs, trials.c.started_at <= at, trials.c.started_at > at - LENGTH)
        query = sa.select(trials).filter_by(workspace=workspace).where(*then)
        return [Trial(**held(row._mapping)) for row in await rows(self._engine, query)]

    async def stop(self, trial: Trial, now: dt.datetime) -> None:
        one = sa.and_(trials.c.id == trial.id, _runs)
        async with writing(self._engine) as connection:
            await connection.execute(sa.update(trials).where(one).values(stopped_at=now))

    async def members(self, ref: ChannelRef) -> int | None:
        """The most people who could answer to a tip of this channel; None if they were never counted."""
        most = sa.select(sa.func.max(rounds.c.members).label("most")).filter_by(**of_channel(ref))
        [row] = await rows(self._engine, most.where(rounds.c.members >= 0))
        found: int | None = row.most
        return found

    async def weeks(self) -> Sequence[Week]:
        """All closed channel-weeks of all trials, in the order in which they were closed."""
        names = (rounds.c.channel, rounds.c.slot, rounds.c.arm, rounds.c.yes, rounds.c.no, rounds.c.members)
        query = (
            sa.select(trials.c.seed, *names)
            .join(trials, trials.c.id == rounds.c.trial)
            .where(rounds.c.closed_at.is_not(None))
            .order_by(rounds.c.closed_at, rounds.c.nudge)
        )
        return [Week(**row._mapping) for row in await rows(self._engine, query)]
