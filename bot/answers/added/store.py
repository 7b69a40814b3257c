"""The articles that administrators added, each in the rows of its own workspace."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.answers.added.model import AddedArticle, State, Stored
from bot.channels.audit import record
from bot.channels.model import Act
from bot.core.people import ChannelRef
from bot.database.engine import execute, rows, writing
from bot.database.once import insert_or_ignore
from bot.database.tables import ID, VERSION, WORKSPACE, Utc, column, table

FIELD = "added article"
"""What the audit log calls a change here; it belongs to no channel."""

added_articles = table(
    "added_articles",
    "Artikelen die een beheerder zelf toevoegde; alleen de eigen omgeving krijgt er antwoord uit.",
    column("workspace", sa.Text, WORKSPACE, "never", primary_key=True),
    column("id", sa.Uuid, ID, primary_key=True),
    column("slug", sa.Text, "De naam van het artikel in verwijzingen, gemaakt van de titel.", "never"),
    column("title", sa.Text, "De titel.", "mention"),
    column("source", sa.Text, "De link of de naam van het bestand waar het artikel uit komt.", "mention"),
    column("text", sa.Text, "De tekst waaruit de bot antwoord geeft.", "mention"),
    column("words", sa.Integer, "Hoeveel woorden de tekst heeft."),
    column("bytes", sa.Integer, "Hoe groot de tekst is, omdat er een grens is."),
    column("left_out", sa.JSON, "Hoeveel woorden van het document wegbleven, en waarom.", "never"),
    column(
        "added_by",
        sa.Text,
        "Wie het toevoegde; na verwijderen staat er 'verwijderde gebruiker'.",
        "mention",
    ),
    column("added_at", Utc, "Wanneer het is toegevoegd.", ahead="counts"),
    column(
        "accepted_at",
        Utc,
        "Wanneer een beheerder het opnam; leeg als dat nog niet is gekozen. Dan is het na een dag weg.",
        nullable=True,
    ),
    column("version", sa.Integer, VERSION),
    sa.Index("ix_added_articles_slug", "workspace", "slug", unique=True),
    sa.Index("ix_added_articles_added", "added_at"),
)
_FIELDS = [added_articles.c[field.name] for field in fields(AddedArticle)]
_COPIED = ("title", "source", "text", "words", "bytes", "left_out", "added_by", "added_at")


class SqlAddedArticleStore:
    """Every method but `expire` is about one workspace and touches no row of another."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def of(self, workspace: str) -> Sequence[AddedArticle]:
        """The accepted ones, newest first."""
        query = sa.select(*_FIELDS).where(_of(workspace), _accepted())
        newest = query.order_by(added_articles.c.accepted_at.desc(), added_articles.c.id)
        return [_added(row) for row in await rows(self._engine, newest)]

    async def get(self, workspace: str, id: str) -> AddedArticle | None:
        found = await rows(self._engine, sa.select(*_FIELDS).where(_one(workspace, id)))
        return _added(found[0]) if found else None

    async def text(self, workspace: str, id: str) -> tuple[str, str] | None:
        """The name and the text of one."""
        query = sa.select(added_articles.c.slug, added_articles.c.text).where(_one(workspace, id))
        found = await rows(self._engine, query)
        return (found[0].slug, found[0].text) if found else None

    async def stored(self, workspace: str) -> Sequence[Stored]:
        """What each accepted one says, in the order of `state`."""
        query = sa.select(*(added_articles.c[field.name] for field in fields(Stored)))
        found = await rows(self._engine, _in_order(query, workspace))
        return [Stored(str(row.id), row.version, row.slug, row.text) for row in found]

    async def state(self, workspace: str) -> State:
        """What there is of accepted ones."""
        query = _in_order(sa.select(added_articles.c.id, added_articles.c.version), workspace)
        return tuple((str(row.id), row.version) for row in await rows(self._engine, query))

    async def size(self, workspace: str, but: str) -> tuple[int, int]:
        """How many there are and their bytes, proposed ones too, without those of one source."""
        sizes = sa.func.coalesce(sa.func.sum(added_articles.c.bytes), 0)
        query = sa.select(sa.func.count().label("articles"), sizes.label("size"))
        [row] = await rows(self._engine, query.where(_of(workspace), added_articles.c.source != but))
        return row.articles, row.size

    async def add(self, article: AddedArticle, text: str) -> bool:
        """Add one that is proposed, in place of what the same person proposed of its source; False where its name is
        taken."""
        earlier = sa.and_(
            _of(article.workspace),
            added_articles.c.source == article.source,
            added_articles.c.added_by == article.added_by,
            ~_accepted(),
        )
        row = {field.name: getattr(article, field.name) for field in fields(AddedArticle)}
        row |= {"id": uuid.UUID(article.id), "text": text, "bytes": len(text.encode())}
        async with writing(self._engine) as connection:
            await connection.execute(sa.delete(added_articles).where(earlier))
            return await insert_or_ignore(connection, added_articles, [row]) == 1

    async def accept(self, workspace: str, id: str, act: Act) -> AddedArticle | None:
        """Answers come from it from now on: in place of the one of the same source, if there is one. None where it is
        not proposed (any more)."""
        async with writing(self._engine) as connection:
            same = await _of_its_source(connection, workspace, id)
            chosen = next((row for row in same if str(row["id"]) == id and not row["accepted_at"]), None)
            before = next((row for row in same if row["accepted_at"]), None)
            if chosen is None:
                return None
            values: dict[str, Any] = {"accepted_at": act.at}
            if before is None:
                there, version = _one(workspace, id), chosen["version"] + 1
            else:
                there, version = _one(workspace, str(before["id"])), before["version"] + 1
                values |= {name: chosen[name] for name in _COPIED}
                await connection.execute(sa.delete(added_articles).where(_one(workspace, id)))
            changed = sa.update(added_articles).where(there).values(version=version, **values)
            row = (await connection.execute(changed.returning(*_FIELDS))).one()
            change = act.change(FIELD, before and before["title"], row.title)
            await record(connection, ChannelRef(workspace, ""), [change])
            return _added(row)

    async def reject(self, workspace: str, id: str) -> bool:
        """Delete one that is proposed; False where there is none."""
        return bool(
            await execute(self._engine, sa.delete(added_articles).where(_one(workspace, id), ~_accepted()))
        )

    async def remove(self, workspace: str, id: str, act: Act) -> AddedArticle | None:
        """Delete one that was accepted; None where there is none."""
        one = sa.delete(added_articles).where(_one(workspace, id), _accepted())
        async with writing(self._engine) as connection:
            row = (await connection.execute(one.returning(*_FIELDS))).one_or_none()
            if row is None:
                return None
            await record(connection, ChannelRef(workspace, ""), [act.change(FIELD, row.title, None)])
            return _added(row)

    async def expire(self, before: dt.datetime) -> int:
        """Delete what was proposed before that moment and never accepted; returns how many."""
        old = sa.delete(added_articles).where(added_articles.c.added_at < before, ~_accepted())
        return await execute(self._engine, old)


def _of(workspace: str) -> sa.ColumnElement[bool]:
    return added_articles.c.workspace == workspace


def _one(workspace: str, id: str) -> sa.ColumnElement[bool]:
    """The row of an article; no row for what is no id at all."""
    try:
        return sa.and_(_of(workspace), added_articles.c.id == uuid.UUID(id))
    except ValueError:
        return sa.false()


def _accepted() -> sa.ColumnElement[bool]:
    return added_articles.c.accepted_at.is_not(None)


def _in_order(query: sa.Select[Any], workspace: str) -> sa.Select[Any]:
    """The accepted ones of a workspace, always in the same order."""
    return query.where(_of(workspace), _accepted()).order_by(added_articles.c.id)


async def _of_its_source(connection: AsyncConnection, workspace: str, id: str) -> Sequence[sa.RowMapping]:
    """All of one's source, itself too, so locked that of two at once the second sees what the first did."""
    source = sa.select(added_articles.c.source).where(_one(workspace, id)).scalar_subquery()
    query = sa.select(added_articles).where(_of(workspace), added_articles.c.source == source)
    found = await connection.execute(query.order_by(added_articles.c.id).with_for_update())
    return found.mappings().all()


def _added(row: sa.Row[Any]) -> AddedArticle:
    return replace(AddedArticle(**row._mapping), id=str(row.id))
