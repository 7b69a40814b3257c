"""Lets all databases of a process share the SQL that SQLAlchemy compiles. Every test opens a database of its own, and
would compile the same statements again, which takes a tenth of its time."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite

_compiled: dict[Any, Any] = {}


class _Shared:
    """A dialect whose engines share one cache. Its key contains the dialect, so those of one kind are equal: the bot
    configures no two of them differently."""

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(type(self))

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        engine.update_execution_options(compiled_cache=_compiled)


class Sqlite(_Shared, SQLiteDialect_aiosqlite):
    supports_statement_cache = True


class Postgresql(_Shared, PGDialect_asyncpg):
    supports_statement_cache = True


def share() -> None:
    """From now on, in this process."""
    registry.register("sqlite.aiosqlite", __name__, Sqlite.__name__)
    registry.register("postgresql.asyncpg", __name__, Postgresql.__name__)
