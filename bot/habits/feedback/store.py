"""Rounds, and the answers to a trial's question in open ones."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.core.figures import Figures, Tally
from bot.core.people import ChannelRef
from bot.core.words import Sentence
from bot.database.engine import reading, rows, writing
from bot.database.once import insert_or_ignore
from bot.database.tables import CHANNEL, VERSION, WORKSPACE, Utc, as_row, column, held, of_channel, table
from bot.delivery.model import Delivery
from bot.delivery.tables import COLUMNS, deliveries, insert_deliveries, read_deliveries
from bot.habits.feedback.model import Round
from bot.habits.plans.model import OUTCOMES
from bot.habits.plans.store import CURRENT, plans

_figures = TypeAdapter(Figures)
USED = "used"
"""The only question in `votes`. Another one, of before, is counted nowhere."""


class FiguresColumn(sa.TypeDecorator[Figures]):
    """Figures as JSON, NULL until they are fixed. Names of before, such as those of votes, are read over."""

    impl = sa.JSON(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: Figures | None, dialect: Dialect) -> Any:  # noqa: ARG002
        return None if value is None else _figures.dump_python(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Figures | None:  # noqa: ARG002
        return None if value is None else _figures.validate_python(value)


rounds = table(
    "rounds",
    "Per geplaatste tip: wat er nog over gevraagd wordt, en de telling die niemand aanwijst.",
    column("nudge", sa.Uuid, "Bij welke tip de telling hoort.", primary_key=True),
    column("workspace", sa.Text, WORKSPACE, "never"),
    column("channel", sa.Text, CHANNEL, "never"),
    column("slot", sa.Date, "De datum van de tip."),
    column("tip", sa.Text, "Welke tip het was.", "never"),
    column("theme", sa.Text, "Welk thema het was.", "never"),
    column("ts", sa.Text, Sentence("Waar de tip in {platform} staat, voor de draad eronder."), "never"),
    column("opened_at", Utc, "Wanneer de tip geplaatst is.", ahead="counts"),
    column("question_at", Utc, "Wanneer de vraag aan het team komt.", nullable=True),
    column("count_at", Utc, "Wanneer geteld wordt.", nullable=True),
    column("closes_at", Utc, "Wanneer de antwoorden van de proef en de sleutel verdwijnen.", nullable=True),
    column("announced", sa.Boolean, "Of de telling in de draad komt."),
    column("used_at", Utc, "Wanneer de vraag van de proef komt.", nullable=True),
    column("trial", sa.Uuid, "Bij welke proef deze tip hoort.", nullable=True),
    column("arm", sa.Text, "Of de tip in de proef een knop had.", "never", nullable=True),
    column(
        "members",
        sa.Integer,
        "Hoeveel mensen konden klikken, om te beoordelen of een aantal getoond mag worden.",
    ),
    column(
        "key",
        sa.LargeBinary,
        "De sleutel waarmee antwoorden van een proef onherkenbaar zijn; verdwijnt als de telling sluit.",
        nullable=True,
    ),
    column("clicked", sa.Boolean, "Of iemand klikte, niet wie of hoeveel."),
    column("silence_told", sa.Boolean, "Of de teamleider is gevraagd waarom niemand klikt."),
    column("figures", FiguresColumn, "De aantallen die getoond mogen worden.", "never", nullable=True),
    column("closed_at", Utc, "Wanneer de telling sloot.", nullable=True),
    column("yes", sa.Integer, "Alleen bij een proef: hoeveel mensen ja antwoordden.", nullable=True),
    column("no", sa.Integer, "Alleen bij een proef: hoeveel mensen nee antwoordden.", nullable=True),
    column("version", sa.Integer, VERSION),
    # The round's `next_at`, stored so that one index finds what is due.
    column("next_at", Utc, "Wanneer er weer iets moet gebeuren.", nullable=True),
    sa.Index("ix_rounds_channel", "workspace", "channel", "slot"),
)
_waits = rounds.c.next_at.is_not(None)
sa.Index("ix_rounds_due", rounds.c.next_at, sqlite_where=_waits, postgresql_where=_waits)
_trial = rounds.c.trial.is_not(None)
sa.Index("ix_rounds_trial", rounds.c.closed_at, sqlite_where=_trial, postgresql_where=_trial)

_posted_nudge = sa.text("kind IN ('extra', 'nudge') AND state = 'posted'")
sa.Index(
    "ix_deliveries_posted_nudges",
    deliveries.c.armed_at,
    sqlite_where=_posted_nudge,
    postgresql_where=_posted_nudge,
)

votes = table(
    "votes",
    "Antwoorden op de vraag van een proef, zonder naam, tot de telling sluit.",
    column("nudge", sa.Uuid, "Over welke tip.", primary_key=True),
    column("question", sa.Text, "Welke vraag.", "never", primary_key=True),
    column(
        "voter",
        sa.Text,
        "Wie antwoordde, onherkenbaar gemaakt met een sleutel die na de telling verdwijnt.",
        "hidden",
        primary_key=True,
    ),
    column("workspace", sa.Text, WORKSPACE, "never"),
    column("yes", sa.Boolean, "Het antwoord.", "about"),
)

_COLUMNS = tuple(column for column in rounds.c if column.name != "next_at")


class SqlRoundStore:
    """The rounds, and the answers to a trial's question in open ones."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def get(self, nudge: uuid.UUID) -> Round | None:
        return next(iter(await self._read(sa.select(*_COLUMNS).where(rounds.c.nudge == nudge))), None)

    async def unopened(self, armed_since: dt.datetime, limit: int) -> Sequence[Delivery]:
        """Nudges that were armed since then and posted, without a round yet, oldest first; one indexed query."""
        opened = sa.exists().where(rounds.c.nudge == deliveries.c.id)
        query = sa.select(*COLUMNS).where(_posted_nudge, deliveries.c.armed_at >= armed_since, ~opened)
        return await read_deliveries(self._engine, query.order_by(deliveries.c.armed_at).limit(limit))

    async def open(self, round: Round) -> None:
        """Insert it, unless it exists."""
        async with writing(self._engine) as connection:
            await insert_or_ignore(connection, rounds, [_values(round)])

    async def due(self, now: dt.datetime, limit: int) -> Sequence[Round]:
        """Rounds with next_at <= now, longest due first; one indexed query."""
        query = sa.select(*_COLUMNS).where(rounds.c.next_at <= now)
        return await self._read(query.order_by(rounds.c.next_at, rounds.c.nudge).limit(limit))

    async def step(self, round: Round, due: Sequence[Delivery] = ()) -> bool:
        """Save the round and insert the deliveries in one transaction; if it changed meanwhile, write nothing and
        return False.

        A round without a key has no votes: they are deleted in the same transaction.
        """
        after = replace(round, version=round.version + 1)
        # Values that other transactions set without changing the version are kept.
        values = {name: value for name, value in _values(after).items() if name != "clicked"}
        as_read = sa.and_(rounds.c.nudge == round.nudge, rounds.c.version == round.version)
        async with writing(self._engine) as connection:
            written = await connection.execute(sa.update(rounds).where(as_read).values(values))
            if written.rowcount == 0:
                return False
            await insert_deliveries(connection, due)
            if after.key is None:
                await connection.execute(sa.delete(votes).where(votes.c.nudge == round.nudge))
            return True

    async def clicked(self, nudge: uuid.UUID) -> None:
        """Record that somebody, whoever it was, pressed something under this nudge."""
        first = sa.and_(rounds.c.nudge == nudge, rounds.c.clicked.is_(False))
        async with writing(self._engine) as connection:
            await connection.execute(sa.update(rounds).where(first).values(clicked=True))

    async def vote(self, nudge: uuid.UUID, voter: Callable[[bytes], str], yes: bool) -> bool:
        """Record an answer to the trial's question, replacing an earlier one; `voter` derives the person's name here
        from the round's key.

        False if the round takes no answers any more, whatever the caller read before.
        """
        async with writing(self._engine) as connection:
            round = await _locked(connection, nudge)
            if round is None or round.key is None or round.arm is None:
                return False
            who = {"nudge": nudge, "question": USED, "voter": voter(round.key)}
            await connection.execute(sa.delete(votes).where(*(votes.c[name] == who[name] for name in who)))
            await connection.execute(sa.insert(votes).values(workspace=round.ref.workspace, yes=yes, **who))
            return True

    async def tally(self, nudge: uuid.UUID) -> Tally:
        """How many people did what. For fixing the figures, never for showing."""
        outcome = plans.c.outcome
        here = sa.select(outcome, sa.func.count().label("people")).where(plans.c.nudge == nudge, CURRENT)
        async with reading(self._engine) as connection:
            found = {row.outcome: row.people for row in await connection.execute(here.group_by(outcome))}
        done, partly, not_done = (found.get(one, 0) for one in OUTCOMES)
        return Tally(sum(found.values()), done, partly, not_done)

    async def used(self, nudge: uuid.UUID) -> tuple[int, int]:
        """How many people said that they used the tip, and that they did not."""
        here = sa.and_(votes.c.nudge == nudge, votes.c.question == USED)
        query = sa.select(votes.c.yes, sa.func.count().label("people")).where(here).group_by(votes.c.yes)
        found = {row.yes: row.people for row in await rows(self._engine, query)}
        return found.get(True, 0), found.get(False, 0)

    async def latest(self, ref: ChannelRef, limit: int) -> Sequence[Round]:
        """The channel's rounds, newest slot first."""
        query = sa.select(*_COLUMNS).filter_by(**of_channel(ref))
        newest = (rounds.c.slot.desc(), rounds.c.opened_at.desc(), rounds.c.nudge)
        return await self._read(query.order_by(*newest).limit(limit))

    async def expire(self, before: dt.datetime) -> int:
        """Delete rounds opened before then, except those of a trial: the difference between two reports would reveal
        what the missing ones contained."""
        old = sa.and_(rounds.c.opened_at < before, rounds.c.trial.is_(None))
        async with writing(self._engine) as connection:
            await connection.execute(
                sa.delete(votes).where(votes.c.nudge.in_(sa.select(rounds.c.nudge).where(old)))
            )
            return (await connection.execute(sa.delete(rounds).where(old))).rowcount

    async def _read(self, query: sa.Select[Any]) -> Sequence[Round]:
        return [Round(**held(row._mapping)) for row in await rows(self._engine, query)]


async def _locked(connection: AsyncConnection, nudge: uuid.UUID) -> Round | None:
    """The round, which nobody can close before this transaction ends."""
    query = sa.select(*_COLUMNS).where(rounds.c.nudge == nudge).with_for_update()
    row = (await connection.execute(query)).mappings().one_or_none()
    return Round(**held(row)) if row else None


def _values(round: Round) -> dict[str, Any]:
    return as_row(round, rounds.c)
