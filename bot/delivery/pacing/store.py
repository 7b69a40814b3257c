"""Which process posts in which workspace, and how fast."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.core.words import Sentence
from bot.database.engine import execute, reading, writing
from bot.database.once import inserting
from bot.database.tables import WORKSPACE, Utc, column, in_states, table
from bot.delivery.model import FARTHEST
from bot.delivery.ports import Turn
from bot.delivery.tables import deliveries, is_notice

pacing = table(
    "pacing",
    Sentence(
        "Welk proces in welke omgeving post, en hoe snel, zodat {platform} niet te veel tegelijk krijgt."
    ),
    column("workspace", sa.Text, WORKSPACE, "never", primary_key=True),
    column("owner", sa.Text, "Welk proces er post.", "never", nullable=True),
    column("held_until", Utc, "Tot wanneer dat proces de beurt heeft.", nullable=True),
    column("rate", sa.Float, "Hoeveel berichten per seconde mogen.", nullable=True),
    column("slowed_at", Utc, Sentence("Wanneer {platform} om rust vroeg."), nullable=True),
    column("blocked_until", Utc, Sentence("Tot wanneer {platform} om rust vroeg."), nullable=True),
)

TRIES = 3
_KEY = [pacing.c.workspace]
_PLANNED = frozenset({"planned"})


class SqlPacingStore:
    """Implements `delivery.ports.PacingStore`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def take(
        self,
        owner: str,
        now: dt.datetime,
        until: dt.datetime,
        limit: int,
        besides: Sequence[str],
        *,
        first: Sequence[str] = (),
    ) -> Sequence[Turn]:
        known, early = set(besides), set(first)
        for _ in range(TRIES):
            async with reading(self._engine) as connection:
                if (await connection.execute(_anything(now))).first() is None:
                    return []
                found = list(await connection.scalars(_free(now)))
            free = [workspace for workspace in found if workspace not in known]
            wanted = sorted(free, key=lambda workspace: workspace not in early)[:limit]
            if not wanted:
                return []
            async with writing(self._engine) as connection:
                if taken := await _take(connection, owner, now, until, wanted):
                    return taken  # otherwise another process just took all of them
        return []

    async def noticed(self, now: dt.datetime) -> Sequence[str]:
        async with reading(self._engine) as connection:
            if (await connection.execute(_anything(now, notices=True))).first() is None:
                return []
            return list(await connection.scalars(_waiting(now, notices=True)))

    async def keep(self, owner: str, workspaces: Sequence[str], until: dt.datetime) -> None:
        mine = sa.and_(pacing.c.owner == owner, pacing.c.workspace.in_(workspaces))
        await execute(self._engine, sa.update(pacing).where(mine).values(held_until=until))

    async def slow(self, workspace: str, rate: float, now: dt.datetime, until: dt.datetime) -> None:
        row = {"workspace": workspace, "rate": rate, "slowed_at": now, "blocked_until": until}
        async with writing(self._engine) as connection:
            statement = inserting(connection, pacing).values([row])
            new = statement.excluded
            longer = sa.and_(_waits(now), pacing.c.blocked_until > new.blocked_until)
            slower = sa.and_(_waits(now), pacing.c.rate < new.rate)
            values = {
                "rate": sa.case((slower, pacing.c.rate), else_=new.rate),
                "slowed_at": new.slowed_at,
                "blocked_until": sa.case((longer, pacing.c.blocked_until), else_=new.blocked_until),
            }
            await connection.execute(statement.on_conflict_do_update(index_elements=_KEY, set_=values))

    async def lift(self, workspace: str, now: dt.datetime) -> None:
        waits = sa.and_(pacing.c.workspace == workspace, pacing.c.blocked_until > now)
        await execute(self._engine, sa.update(pacing).where(waits).values(blocked_until=now))


def _planned(table: sa.FromClause, *, notices: bool) -> sa.ColumnElement[bool]:
    planned = in_states(table.c.state, _PLANNED)
    return sa.and_(planned, is_notice(table)) if notices else planned


def _anything(now: dt.datetime, *, notices: bool = False) -> sa.Select[Any]:
    """Whether anything is due: the whole cost of a tick that has nothing to do."""
    due = sa.select(sa.literal(1)).where(_planned(deliveries, notices=notices), deliveries.c.due_at <= now)
    return due.limit(1)


def _free(now: dt.datetime) -> sa.Select[Any]:
    """The workspaces that have something to claim, are held by nobody and are not told to wait by Slack."""
    waiting = _waiting(now)
    [workspace] = waiting.selected_columns
    return waiting.where(~sa.exists().where(pacing.c.workspace == workspace, _busy(now)))


def _waiting(now: dt.datetime, *, notices: bool = False) -> sa.Select[Any]:
    """The workspaces that have something (or a notice) to claim, whoever holds them.

    It steps through an index from workspace to workspace, so that many rows in one of them cost nothing extra.
    """
    planned = _planned(deliveries, notices=notices)
    first = sa.select(sa.func.min(deliveries.c.workspace).label("workspace")).where(planned)
    steps = first.cte("steps", recursive=True)
    following = (
        sa.select(sa.func.min(deliveries.c.workspace))
        .where(planned, deliveries.c.workspace > steps.c.workspace)
        .scalar_subquery()
    )
    steps = steps.union_all(sa.select(following).where(steps.c.workspace.is_not(None)))
    row = deliveries.alias("row")
    due = sa.exists().where(
        row.c.workspace == steps.c.workspace,
        _planned(row, notices=notices),
        row.c.due_at <= now,
        row.c.expires_at > now,
        sa.or_(row.c.not_before.is_(None), row.c.not_before <= now),
    )
    return sa.select(steps.c.workspace).where(steps.c.workspace.is_not(None), due)


async def _take(
    connection: AsyncConnection, owner: str, now: dt.datetime, until: dt.datetime, wanted: Sequence[str]
) -> Sequence[Turn]:
    """The wanted workspaces that are still free; the database gives each to one process only."""
    rows = [{"workspace": workspace, "owner": owner, "held_until": until} for workspace in sorted(wanted)]
    statement = inserting(connection, pacing).values(rows)
    taken = await connection.execute(
        statement.on_conflict_do_update(
            index_elements=_KEY,
            set_={name: statement.excluded[name] for name in ("owner", "held_until")},
            where=sa.not_(sa.func.coalesce(_busy(now), sa.false())),
        ).returning(pacing.c.workspace, pacing.c.rate, pacing.c.slowed_at, pacing.c.blocked_until)
    )
    return [Turn(**row) for row in taken.mappings()]


def _busy(now: dt.datetime) -> sa.ColumnElement[bool]:
    """Whether a process posts in the workspace, or Slack makes it wait."""
    held = sa.and_(pacing.c.held_until > now, pacing.c.held_until <= now + FARTHEST)
    return sa.or_(held, _waits(now))


def _waits(now: dt.datetime) -> sa.ColumnElement[bool]:
    """Whether Slack makes the workspace wait; ignores a wait that a clock far ahead recorded."""
    return sa.and_(pacing.c.blocked_until > now, pacing.c.slowed_at <= now + FARTHEST)
