"""DATABASE_URL as hosts give it is translated, or refused in a sentence without a driver's error or the password."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from unittest import mock
from urllib.parse import parse_qs, urlsplit

import pytest
from asyncpg.connect_utils import _parse_connect_dsn_and_args
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.core.errors import StoreError
from bot.database import address
from bot.database.engine import create, reading

PASSWORD = "geheim-wachtwoord"


@pytest.fixture(autouse=True)
def no_variables(tmp_path: Path) -> Iterator[None]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    with mock.patch.dict(os.environ, kept | {"HOME": str(tmp_path)}, clear=True):
        yield


def driven(url: str) -> tuple[list[object], object]:
    """The address and the user with which our driver connects."""
    place = address.read(url)
    nothing: dict[str, None] = dict.fromkeys(
        (
            "host",
            "port",
            "user",
            "password",
            "passfile",
            "database",
            "service",
            "servicefile",
            "direct_tls",
            "server_settings",
            "target_session_attrs",
            "krbsrvname",
            "gsslib",
        )
    )
    addresses, parameters = _parse_connect_dsn_and_args(dsn=place.dsn, ssl=place.tls, **nothing)
    return addresses, parameters


@pytest.mark.parametrize(
    ("url", "places"),
    [
        ("postgres://u:p@h/db", [("h", 5432)]),
        ("postgresql://u:p@h:6432/db?sslmode=require", [("h", 6432)]),
        ("postgresql://u:p@h1:1,h2:2/db?target_session_attrs=read-write", [("h1", 1), ("h2", 2)]),
        ("postgresql://u:p@h1,h2/db", [("h1", 5432), ("h2", 5432)]),
        ("postgresql://u:p@[::1]:6432/db", [("::1", 6432)]),
        ("postgresql://u:p@[::1]/db", [("::1", 5432)]),
        ("postgresql://u@/db?host=/var/run/postgresql", ["/var/run/postgresql/.s.PGSQL.5432"]),
        ("postgresql:///db?host=/tmp&user=u&port=6432", ["/tmp/.s.PGSQL.6432"]),
        ("postgresql://u@%2Fvar%2Frun/db", ["/var/run/.s.PGSQL.5432"]),
        ("postgresql://u:p@localhost/db?host=/cloudsql/a:b:c", ["/cloudsql/a:b:c/.s.PGSQL.5432"]),
        ("postgresql://u:p@localhost:6432/db?host=h2", [("h2", 6432)]),
        ("postgresql://u:p@[::1]:6432/db?host=h2&port=7", [("h2", 7)]),
        ("postgresql://u:p@h:6432/db?port=7", [("h", 7)]),
        ("postgresql://u:p@[::1]/db?port=7", [("::1", 7)]),
        ("postgresql://u:p@h1,h2/db?port=7", [("h1", 7), ("h2", 7)]),
        ("postgresql://u:p@h1:5,h2/db?port=7,8", [("h1", 7), ("h2", 8)]),
        ("postgresql+psycopg2://u:p@h/db", [("h", 5432)]),
        ("POSTGRES://u:p@h/db", [("h", 5432)]),
    ],
)
def test_where_to_connect_is_read_as_libpq_does(url: str, places: list[object]) -> None:
    found, _ = driven(url)
    assert found == places


@pytest.mark.parametrize(
    "written", ["p%40s%2Fs", "p@s/s", "p%25", "p%", "p#s", "p?s", "p:s", "a/b:c?d#e@f", "ü", "p%20 s"]
)
def test_a_password_is_understood_whether_it_was_encoded_or_not(written: str) -> None:
    _, parameters = driven(f"postgresql://naam:{written}@host:5432/db?sslmode=disable")
    encoded = {"p%40s%2Fs": "p@s/s", "p%25": "p%", "p%20 s": "p  s"}
    assert (parameters.user, parameters.password, parameters.database) == (  # type: ignore[attr-defined]
        "naam", encoded.get(written, written), "db",
    )  # fmt: skip


def test_a_parameter_counts_more_than_what_stands_before_it() -> None:
    _, parameters = driven("postgresql://a:b@h/c?user=naam&password=ge%2Fheim&dbname=db&sslmode=disable")
    assert (parameters.user, parameters.password, parameters.database) == ("naam", "ge/heim", "db")  # type: ignore[attr-defined]
    assert address.read("postgresql://a:b@h/c?dbname=db").database == "db"


@pytest.mark.parametrize(
    ("query", "mode"),
    [
        ("ssl=require", "require"), ("ssl=true", "require"), ("ssl=1", "require"), ("ssl=false", "disable"),
        ("sslmode=prefer", "prefer"), ("sslmode=no-verify", "require"), ("SSLMODE=REQUIRE", "require"),
        ("sslmode=require&channel_binding=require", "require"), ("ssl=disable&sslmode=require", "require"),
    ],
)  # fmt: skip
def test_the_words_of_others_for_tls_are_translated(query: str, mode: str) -> None:
    dsn = address.read(f"postgresql://u:p@h/db?{query}").dsn
    assert parse_qs(urlsplit(dsn).query) == {"sslmode": [mode]}


@pytest.mark.parametrize(
    "query",
    ["sslmode=verify-full", "sslmode=verify-ca", "sslmode=verify-full&sslrootcert=system"],
)
def test_who_is_trusted_where_no_file_says_so_is_what_the_system_trusts(query: str) -> None:
    place = address.read(f"postgresql://u:p@h/db?{query}")
    assert place.tls is not None
    assert place.tls.check_hostname == ("verify-full" in query)


@pytest.mark.parametrize(
    "query",
    [
        "pgbouncer=true", "connection_limit=1&pool_timeout=0", "connect_timeout=10", "keepalives_idle=3",
        "schema=public",
        "gssencmode=disable", "application_name=x", "options=-c%20search_path%3Dx", "statement_cache_size=0",
        "channel_binding=prefer&sslsni=1", "supa=base-pooler.x",
    ],
)  # fmt: skip
def test_parameters_of_hosts_and_pools_are_taken(query: str) -> None:
    driven(f"postgresql://u:p@h/db?{query}")


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("postgresql://u:{}@h/db?sslmode=soms", "sslmode 'soms', which is none of disable, allow"),
        ("postgresql://u:{}@h/db?ssl=perhaps", "ssl 'perhaps'"),
        ("postgresql://u:{}@h/db?target_session_attrs=master", "target_session_attrs 'master'"),
        ("postgresql://u:{}@h/db?sslrootcert=/nergens/ca.crt&sslmode=verify-full", "file for sslrootcert"),
        ("postgresql://u:{}@h/db?sslcert=/nergens/x.crt", "file for sslcert"),
        ("postgresql://u:{}@h/db?onbekend=1&vreemd=2", "has onbekend, vreemd, which the bot does not know"),
        ("postgresql://u:{}@h/db?schema=eigen", "options=-csearch_path=NAME"),
        ("postgresql://u:{}@h:99999/db", "its port is not a number"),
        ("postgresql://u:{}@h:0/db", "its port is not a number"),
        ("postgresql://u:{}@h/db?port=poort", "its port is not a number"),
        ("postgresql://u:{}@h1:1,h2:x/db", "its port is not a number"),
        ("postgresql://u:{}@h1,h2/db?port=1,2,3", "as many ports as hosts"),
        ("jdbc:postgresql://h/db?user=u&password={}", "DATABASE_URL"),
        ("mysql://u:{}@h/db", "'mysql'"),
        ("mongodb+srv://u:{}@h/db", "DATABASE_URL"),
        ("https://u:{}@h/db", "DATABASE_URL"),
        ("host=h user=u password={}", "is not a URL"),
        ("{}", "is not a URL"),
        ("sqlite://relatief.db?x={}", "sqlite:///path/to/file"),
        ("sqlite:///x.db?timeout={}", "has parameters"),
        ("sqlite3:///x.db?p={}", "DATABASE_URL"),
        ("file:x.db?p={}", "DATABASE_URL"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_named_in_a_sentence_without_the_password(url: str, says: str) -> None:
    with pytest.raises(StoreError) as raised:
        create(url.format(PASSWORD))
    assert says in str(raised.value)
    assert PASSWORD not in str(raised.value)
    assert raised.value.__suppress_context__ or raised.value.__context__ is None


def test_a_process_without_a_name_needs_one_in_the_url() -> None:
    with mock.patch("bot.database.address.getpass.getuser", side_effect=KeyError("uid not found: 10001")):
        with pytest.raises(StoreError, match="names no user"):
            create("postgresql://h/db")
        address.read("postgresql://u@h/db")


@pytest.mark.parametrize(
    "url", ["sqlite:///relatief.db", "sqlite+aiosqlite:///relatief.db", ' "sqlite:///relatief.db"\n']
)
def test_an_sqlite_file_is_found_from_the_folder_of_the_start(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    engine: AsyncEngine = create(url)
    assert engine.url.database == "relatief.db"


async def test_a_url_that_only_the_driver_cannot_read_is_a_sentence_too() -> None:
    engine = create(f"postgresql://u:{PASSWORD}@{'x' * 80}.example/db")
    with pytest.raises(StoreError, match=r"DATABASE_URL cannot be read \(UnicodeError\)") as raised:
        async with reading(engine):
            pass
    assert PASSWORD not in str(raised.value)
    await engine.dispose()
