"""Finds what a clock that was far ahead wrote, and writes what is right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.audit import audit
from bot.channels.mending.model import AHEAD, put_right
from bot.database.engine import rows, writing
from bot.database.tables import channels, deliveries, in_states, once
from bot.delivery.model import NOTICE, OPEN, Delivery, stale_at
from bot.habits.feedback.store import rounds
from bot.habits.plans.store import plans
from bot.slack.installations.store import oauth_states, workspaces

_COLUMNS = tuple(column for column in deliveries.c if column.name != "stale_at")
_WAITS = (deliveries.c.due_at, deliveries.c.not_before, deliveries.c.quarantine_until)
_KEPT_SINCE = (once.c.at, plans.c.made_at, rounds.c.opened_at, audit.c.at, workspaces.c.left_at)
"""By these it is told how old something is, and when it goes."""


class SqlMending:
    """What a clock that was far ahead may have written."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def far(self, after: tuple[str, str], beyond: dt.datetime, limit: int) -> Sequence[tuple[str, str]]:
        """Workspace and id of the channels that are due later than `beyond`, in that order, from `after` on."""
        key = sa.tuple_(channels.c.workspace, channels.c.id)
        query = sa.select(channels.c.workspace, channels.c.id).where(
            channels.c.next_due_at > beyond, key > after
        )
        query = query.order_by(channels.c.workspace, channels.c.id).limit(limit)
        return [(row.workspace, row.id) for row in await rows(self._engine, query)]

    async def nudges(self, workspace: str, channel: str, since: dt.date) -> Sequence[Delivery]:
        """The rows of a channel's nudges of that slot and later."""
        query = sa.select(*_COLUMNS).filter_by(workspace=workspace, channel=channel, kind="nudge")
        found = await rows(self._engine, query.where(deliveries.c.slot >= since))
        return [Delivery(**row._mapping) for row in found]

    async def remove(self, wrong: Sequence[Delivery]) -> None:
        """Delete those that are as they were read, and what was still to be told of them."""
        async with writing(self._engine) as connection:
            for row in wrong:
                as_read = sa.and_(deliveries.c.id == row.id, deliveries.c.version == row.version)
                if (await connection.execute(sa.delete(deliveries).where(as_read))).rowcount:
                    told = sa.and_(
                        deliveries.c.workspace == row.workspace,
                        deliveries.c.kind == NOTICE,
                        deliveries.c.state == "planned",
                        deliveries.c.subject.like(f"%/{row.id}/%"),
                    )
                    await connection.execute(sa.delete(deliveries).where(told))

    async def put_right(self, now: dt.datetime) -> int:
        """Take back every wait that only a wrong clock can have written (see `mending.put_right`), and let what is said
        to be from a time to come be from now, as it would be kept too long; how many rows."""
        far = sa.or_(*(column > now + AHEAD for column in _WAITS))
        query = sa.select(*_COLUMNS).where(in_states(deliveries.c.state, OPEN), far)
        mended = 0
        async with writing(self._engine) as connection:
            for row in [Delivery(**row) for row in (await connection.execute(query)).mappings()]:
                right = put_right(row, now)
                if right != row:
                    values = {column.name: getattr(right, column.name) for column in _WAITS}
                    values |= {"expires_at": right.expires_at, "stale_at": stale_at(right)}
                    as_read = sa.and_(deliveries.c.id == row.id, deliveries.c.version == row.version)
                    update = sa.update(deliveries).where(as_read).values(version=row.version + 1, **values)
                    mended += (await connection.execute(update)).rowcount
            for column in _KEPT_SINCE:
                late = sa.update(column.table).where(column > now + AHEAD).values({column.name: now})
                mended += (await connection.execute(late)).rowcount
            states = sa.delete(oauth_states).where(oauth_states.c.expires_at > now + AHEAD)
            return mended + (await connection.execute(states)).rowcount
