"""What a database error means: whether it may pass by itself, and what an administrator can do."""

from __future__ import annotations

import ssl

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

BUSY_SECONDS = 10
"""How long SQLite waits for another process that writes."""

_TRUST = "its certificate is not trusted: name the one to trust with sslrootcert in DATABASE_URL"
_ADVICE = (
    ("readonly database", "it is read-only: give this user write access to the file and its folder"),
    ("unable to open database file", "it cannot be opened: check the folder and this user's access to it"),
    (
        "database is locked",
        f"another process kept it locked for {BUSY_SECONDS} seconds: is a copy or backup going on?",
    ),
    ("disk is full", "the disk is full: make room, nothing was lost"),
    ("not a database", "it is not an SQLite database: name another file in DATABASE_URL"),
    ("malformed", "the file is damaged: restore a backup"),
    ("no such table", "its tables are missing: run `python -m bot migrate`"),
    ("UndefinedTable", "its tables are missing: run `python -m bot migrate`"),
    ("InvalidPassword", "the server refuses this user and password: check DATABASE_URL"),
    (
        "InvalidAuthorization",
        "the server refuses this user: check DATABASE_URL and the server's access rules",
    ),
    ("InvalidCatalogName", "the server has no such database: create it, or correct its name in DATABASE_URL"),
    ("ReadOnlySQLTransaction", "the server is read-only (a standby?): use the address of the primary"),
    ("TooManyConnections", "the server has no connection left: run fewer processes or raise max_connections"),
    ("CertificateVerification", _TRUST),
    ("CertVerification", _TRUST),
    ("UndefinedObject", "the server does not know a parameter of DATABASE_URL: leave it out"),
    ("InvalidParameterValue", "the server does not take a parameter of DATABASE_URL: correct it"),
    ("CannotConnectNow", "the server is starting or stopping: try again in a moment"),
)

_PASSING = (
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.PostgresConnectionError,
    asyncpg.TargetServerAttributeNotMatched,  # no server has the requested role: a failover is going on
)
_LASTING = (PermissionError, ssl.SSLCertVerificationError)


def may_come(error: Exception) -> bool:
    """Whether it may work again by itself."""
    cause = (error.orig if isinstance(error, DBAPIError) and error.orig else None) or error
    origin = cause.__cause__ or cause
    if isinstance(origin, _LASTING):
        return False
    return isinstance(origin, (PoolTimeout, OSError, *_PASSING)) or "database is locked" in str(cause)


def advice(error: Exception) -> str:
    """What to do about it, as the end of a sentence."""
    if isinstance(error, PoolTimeout):
        return "all its connections are in use"
    if isinstance(error, ssl.SSLError):
        return "TLS failed: check sslmode and sslrootcert in DATABASE_URL"
    if isinstance(error, (OSError, OverflowError)):  # TimeoutError too
        return "the server does not answer: check its address in DATABASE_URL, and that it runs"
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    what = f"{type(cause.__cause__ or cause).__name__}: {cause}"
    return next((advice for sign, advice in _ADVICE if sign in what), what)
