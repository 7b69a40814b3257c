"""What people shared for the Vrijdagoogst: waiting, or on a card."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.core.people import Actor, ChannelRef
from bot.database.engine import rows, writing
from bot.database.tables import CHANNEL, ID, WORKSPACE, Utc, as_row, column, held, of_channel, table
from bot.delivery.tables import deliveries
from bot.habits.harvest.model import FEWEST, Line

harvests = table(
    "harvests",
    "Wat iemand voor de Vrijdagoogst van een kanaal schreef. Haalt iemand een zin van een kaart, dan blijft er een "
    "lege rij tot de kaart is aangepast.",
    column("id", sa.Uuid, ID, primary_key=True),
    column("workspace", sa.Text, WORKSPACE, "never"),
    column("channel", sa.Text, CHANNEL, "never"),
    column("plan", sa.Uuid, "Bij welk plan de zin hoort."),
    column("nudge", sa.Uuid, "Bij welke tip in het kanaal de zin hoort."),
    column("tip", sa.Text, "Welke tip het was.", "never"),
    column("person", sa.Text, "Wie de zin schreef, om hem te kunnen terughalen.", "whose"),
    column("line", sa.Text, "De zin, in eigen woorden.", "private"),
    column("named", sa.Boolean, "Of de naam erbij staat."),
    column("card", sa.Uuid, "Op welke kaart de zin staat; leeg zolang hij wacht.", nullable=True),
    column(
        "kept_from",
        Utc,
        "Wanneer de zin is geschreven, of op een kaart kwam; hiervan telt de bewaartijd.",
        ahead="counts",
    ),
    sa.Index("uq_harvests_plan", "plan", "person", unique=True),
    sa.Index("ix_harvests_channel", "workspace", "channel"),
    sa.Index("ix_harvests_card", "card"),
    sa.Index("ix_harvests_kept", "kept_from"),
)
_WRITTEN = harvests.c.person != ""
_NOT_POSTED = sa.exists().where(
    deliveries.c.id == harvests.c.card,
    deliveries.c.state.in_(("failed", "skipped")),
    sa.func.coalesce(deliveries.c.error, "") != "unresolved",  # nobody knows whether that one was posted
)
_FREE = sa.or_(harvests.c.card.is_(None), _NOT_POSTED)
_WAITS = sa.and_(_WRITTEN, _FREE)
_LINES = sa.select(
    *(one for one in harvests.c if one.name != "card"), sa.case((~_FREE, harvests.c.card)).label("card")
).where(_WRITTEN)
"""A sentence whose card did not come waits again."""


class SqlHarvestStore:
    """The sentences. One that is taken back is deleted; if it may be on a card, an empty row says that the card has
    to be drawn again."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def of(self, person: Actor) -> Sequence[Line]:
        """All of a person, newest first."""
        return await self._read(
            _LINES.where(_of(person)).order_by(harvests.c.kept_from.desc(), harvests.c.id)
        )

    async def on(self, card: uuid.UUID) -> Sequence[Line]:
        """Those on a card, in an order that does not say who wrote when."""
        return await self._read(_LINES.where(harvests.c.card == card).order_by(harvests.c.id))

    async def give(self, line: Line) -> bool:
        """Store it, in place of the one that this person wrote about this plan; False if that is on a card."""
        mine = sa.and_(harvests.c.plan == line.plan, harvests.c.person == line.person)
        try:
            async with writing(self._engine) as connection:
                await connection.execute(sa.delete(harvests).where(mine, _FREE))
                await connection.execute(sa.insert(harvests).values(as_row(line, harvests.c)))
        except IntegrityError:
            return False
        return True

    async def full(self) -> Sequence[ChannelRef]:
        """The channels where enough sentences wait for a card."""
        place = (harvests.c.workspace, harvests.c.channel)
        grouped = sa.select(*place).where(_WAITS).group_by(*place).having(sa.func.count() >= FEWEST)
        return [ChannelRef(row.workspace, row.channel) for row in await rows(self._engine, grouped)]

    async def place(
        self,
        ref: ChannelRef,
        card: uuid.UUID,
        choose: Callable[[Sequence[Line]], Sequence[Line]],
        now: dt.datetime,
    ) -> Sequence[Line]:
        """Put on the card what `choose` takes of the sentences that wait, oldest first.

        In one transaction: what was taken back before it does not come on the card, and what is taken back after it
        is drawn away.
        """
        here = [harvests.c[name] == value for name, value in of_channel(ref).items()]
        again = harvests.c.card == card
        query = _LINES.where(*here, sa.or_(_FREE, again)).order_by(harvests.c.kept_from, harvests.c.id)
        async with writing(self._engine) as connection:
            found = await connection.execute(query.with_for_update(of=harvests))
            chosen = choose([Line(**held(row)) for row in found.mappings()])
            ids = [line.id for line in chosen]
            left = sa.update(harvests).where(again, _WRITTEN, harvests.c.id.not_in(ids))
            await connection.execute(left.values(card=None))
            placed = sa.update(harvests).where(harvests.c.id.in_(ids))
            await connection.execute(placed.values(card=card, kept_from=now))
        return sorted(chosen, key=lambda line: line.id)

    async def take_back(
        self, person: Actor, *, plan: uuid.UUID | None = None, card: uuid.UUID | None = None
    ) -> int:
        """Delete this person's sentences: all, about one plan, or on one card; returns how many."""
        which = _of(person)
        if plan is not None:
            which = sa.and_(which, harvests.c.plan == plan)
        if card is not None:
            which = sa.and_(which, harvests.c.card == card)
        nothing_left = {"plan": harvests.c.id, "person": "", "line": "", "tip": ""}
        async with writing(self._engine) as connection:
            waiting = await connection.execute(sa.delete(harvests).where(which, harvests.c.card.is_(None)))
            emptied = await connection.execute(sa.update(harvests).where(which).values(nothing_left))
            return waiting.rowcount + emptied.rowcount

    async def outdated(self) -> Mapping[uuid.UUID, Sequence[uuid.UUID]]:
        """The cards that may show a sentence that was taken back, each with the empty rows that say so."""
        found = defaultdict(list)
        for row in await rows(self._engine, sa.select(harvests.c.card, harvests.c.id).where(~_WRITTEN)):
            found[row.card].append(row.id)
        return found

    async def drawn(self, empty: Sequence[uuid.UUID]) -> None:
        """The card no longer shows what was in these empty rows."""
        async with writing(self._engine) as connection:
            await connection.execute(sa.delete(harvests).where(~_WRITTEN, harvests.c.id.in_(empty)))

    async def expire(self, before: dt.datetime) -> int:
        """Delete what was written, or came on a card, before then."""
        async with writing(self._engine) as connection:
            return (
                await connection.execute(sa.delete(harvests).where(harvests.c.kept_from < before))
            ).rowcount

    async def _read(self, query: sa.Select[tuple[object, ...]]) -> Sequence[Line]:
        return [Line(**held(row._mapping)) for row in await rows(self._engine, query)]


def _of(person: Actor) -> sa.ColumnElement[bool]:
    return sa.and_(harvests.c.workspace == person.workspace, harvests.c.person == person.user)
