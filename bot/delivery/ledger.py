"""The ledger: one row for each delivery, changed only by `model.decide` and only if nobody changed it since it was
read."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.sql.dml import ReturningUpdate

from bot.core.errors import LostRace, PassedOver
from bot.core.people import ChannelRef
from bot.database.engine import reading, rows, writing
from bot.database.tables import held, in_states, of_channel
from bot.delivery.bounds import LEASE
from bot.delivery.group_commit import CHANGING, GroupCommit
from bot.delivery.model import FARTHEST, IN_FLIGHT, LEADS, Claim, Delivery, Event, decide
from bot.delivery.ports import Onward
from bot.delivery.tables import COLUMNS, channels, insert_deliveries, is_notice, read_deliveries, values
from bot.delivery.tables import deliveries as ledger

_CLAIM_TRIES = 3

_PLANNED = frozenset({"planned"})
_MAYBE_POSTED = frozenset({"posted", "sending", "unknown", "review"})


class SqlLedger:
    """Implements `delivery.ports.Ledger`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._commits = GroupCommit(engine)

    async def plan(self, onward: Onward, deliveries: Sequence[Delivery]) -> bool:
        unchanged = sa.and_(
            channels.c.workspace == onward.ref.workspace,
            channels.c.id == onward.ref.channel,
            channels.c.version == onward.version,
        )
        moved = (
            sa.update(channels)
            .where(unchanged)
            .values(next_due_at=onward.due_at, next_slot=onward.slot, version=onward.version + 1)
        )
        async with writing(self._engine) as connection:
            if (await connection.execute(moved)).rowcount == 0:
                return False
            await insert_deliveries(connection, deliveries)
            await _check_recorded(connection, onward, deliveries)
            return True

    async def add(self, deliveries: Sequence[Delivery]) -> None:
        if deliveries:
            async with writing(self._engine) as connection:
                await insert_deliveries(connection, deliveries)

    async def claim(
        self,
        owner: str,
        now: dt.datetime,
        limit: int,
        workspace: str | None = None,
        lease: dt.timedelta = LEASE,
        *,
        notices: bool | None = None,
    ) -> Sequence[Delivery]:
        claim = _claim(owner, now, limit, lease, workspace=workspace, notices=notices)
        for _ in range(_CLAIM_TRIES):
            try:
                async with writing(self._engine) as connection:
                    rows = [Delivery(**held(row)) for row in (await connection.execute(claim)).mappings()]
            except IntegrityError:
                continue  # an older delivery of such a channel was claimed meanwhile
            return sorted(rows, key=lambda row: (row.due_at, row.id))
        return []

    async def move(
        self, row: Delivery, event: Event, now: dt.datetime, adding: Sequence[Delivery] = ()
    ) -> Delivery:
        after = decide(row, event, now)
        if not adding and not isinstance(event, Claim):
            if not await self._commits.write(values(after), row.version):
                raise LostRace(f"delivery {row.id} was changed by another worker")
            return after
        as_read = sa.and_(ledger.c.id == row.id, ledger.c.version == row.version)
        changed = {name: value for name, value in values(after).items() if name in CHANGING}
        try:
            async with writing(self._engine) as connection:
                written = await connection.execute(sa.update(ledger).where(as_read).values(changed))
                if written.rowcount == 0:
                    raise LostRace(f"delivery {row.id} was changed by another worker")
                await insert_deliveries(connection, adding)
        except IntegrityError as error:
            raise LostRace(f"channel {row.ref.channel} has another delivery in flight") from error
        return after

    async def clock(self) -> dt.datetime | None:
        if self._engine.dialect.name == "sqlite":
            return None
        async with reading(self._engine) as connection:
            clock: dt.datetime | None = await connection.scalar(sa.select(sa.func.clock_timestamp()))
            return clock

    async def stale(self, now: dt.datetime, limit: int) -> Sequence[Delivery]:
        come = sa.select(*COLUMNS).where(ledger.c.stale_at <= now).order_by(ledger.c.stale_at)
        found = list(await read_deliveries(self._engine, come.limit(limit)))
        if len(found) < limit:
            # Few rows are in flight, and an index of their own contains them.
            in_flight = sa.select(*COLUMNS).where(in_states(ledger.c.state, IN_FLIGHT))
            too_far = in_flight.where(ledger.c.lease_until > now + FARTHEST).order_by(ledger.c.lease_until)
            found += await read_deliveries(self._engine, too_far.limit(limit - len(found)))
        return found

    async def get(self, id: str) -> Delivery | None:
        try:
            key = uuid.UUID(id)
        except ValueError:
            return None
        query = sa.select(*COLUMNS).where(ledger.c.id == key)
        return next(iter(await read_deliveries(self._engine, query)), None)

    async def history(self, ref: ChannelRef) -> Mapping[str, dt.date]:
        maybe_posted = sa.or_(
            in_states(ledger.c.state, _MAYBE_POSTED),
            sa.and_(ledger.c.state == "skipped", ledger.c.error.in_(("unresolved", LEADS))),
        )
        query = (
            sa.select(ledger.c.tip, sa.func.max(ledger.c.slot).label("slot"))
            .filter_by(**of_channel(ref))
            .where(ledger.c.tip != "", maybe_posted)
            .group_by(ledger.c.tip)
        )
        return {row.tip: row.slot for row in await rows(self._engine, query)}

    async def recent(self, ref: ChannelRef, limit: int, kinds: Collection[str] = ()) -> Sequence[Delivery]:
        query = sa.select(*COLUMNS).filter_by(**of_channel(ref))
        if kinds:
            query = query.where(ledger.c.kind.in_(kinds))
        newest = (ledger.c.slot.desc(), ledger.c.due_at.desc(), ledger.c.id)
        return await read_deliveries(self._engine, query.order_by(*newest).limit(limit))


async def _check_recorded(connection: AsyncConnection, onward: Onward, written: Sequence[Delivery]) -> None:
    """Raises PassedOver if a slot that the channel moves past has no row; those in `written` have one."""
    left = onward.behind - {row.slot for row in written if (row.ref, row.kind) == (onward.ref, "nudge")}
    if not left:
        return
    here = sa.select(ledger.c.slot).filter_by(**of_channel(onward.ref), kind="nudge")
    if left - set(await connection.scalars(here.where(ledger.c.slot.in_(left)))):
        raise PassedOver(f"channel {onward.ref.channel} would lose an occurrence that is due")


def _claim(
    owner: str,
    now: dt.datetime,
    limit: int,
    lease: dt.timedelta,
    *,
    workspace: str | None,
    notices: bool | None,
) -> ReturningUpdate[Any]:
    """One statement for both databases: the conditions of `model.claimable`, the order within a channel, and what
    `Claim` sets.

    SQLAlchemy omits FOR UPDATE on SQLite (seen, not documented); there the transaction holds the write lock from the
    start.
    """
    row, other = ledger.alias(), ledger.alias()
    same_channel = sa.and_(other.c.workspace == row.c.workspace, other.c.channel == row.c.channel)
    in_flight = sa.exists().where(same_channel, in_states(other.c.state, IN_FLIGHT))
    older = sa.exists().where(
        same_channel,
        in_states(other.c.state, _PLANNED),
        other.c.expires_at > now,
        sa.tuple_(other.c.due_at, other.c.id) < sa.tuple_(row.c.due_at, row.c.id),
    )
    chosen = (
        sa.select(row.c.id)
        .where(in_states(row.c.state, _PLANNED), row.c.due_at <= now, row.c.expires_at > now)
        .where(sa.or_(row.c.not_before.is_(None), row.c.not_before <= now))
        .where(*[row.c.workspace == workspace] if workspace is not None else [])
        .where(*[is_notice(row) if notices else ~is_notice(row)] if notices is not None else [])
        .where(~in_flight, ~older)
        .order_by(row.c.due_at, row.c.id)
        .limit(limit)
        .with_for_update(of=row, skip_locked=True)
        .cte("chosen")
    )
    return (
        sa.update(ledger)
        .where(ledger.c.id.in_(sa.select(chosen.c.id)))
        .values(
            state="claimed",
            owner=owner,
            lease_until=now + lease,
            stale_at=now + lease,
            version=ledger.c.version + 1,
        )
        .returning(*COLUMNS)
    )
