"""A PostgreSQL DATABASE_URL, as hosts and other tools write it, translated for our driver."""

from __future__ import annotations

import getpass
import os
import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlencode

from bot.core.errors import StoreError

CONNECT_SECONDS = 10
LONGEST_CONNECT = 60

_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
_SSL = {
    **dict.fromkeys(("true", "1", "on", "no-verify"), "require"),
    **dict.fromkeys(("false", "0", "off"), "disable"),
    **{mode: mode for mode in _MODES},
}
"""What Node, Python and others write for libpq's `sslmode`:
https://www.postgresql.org/docs/current/libpq-ssl.html#LIBPQ-SSL-PROTECTION"""
_ROLES = ("any", "primary", "standby", "read-write", "read-only", "prefer-standby")
_FILES = ("sslrootcert", "sslcert", "sslkey", "sslcrl", "passfile")
# fmt: off
_DRIVER = frozenset({
    "host", "port", "dbname", "database", "user", "password", "sslmode", "sslpassword", "sslnegotiation",
    "ssl_min_protocol_version", "ssl_max_protocol_version", "target_session_attrs", "krbsrvname", "gsslib", "service",
    *_FILES,
})
"""The parameters that asyncpg takes from a URL itself:
https://magicstack.github.io/asyncpg/current/api/index.html#connection"""
_SERVER = frozenset({
    "options", "application_name", "search_path", "statement_timeout", "lock_timeout", "timezone", "datestyle",
    "work_mem", "role", "idle_in_transaction_session_timeout", "idle_session_timeout", "default_transaction_isolation",
})
"""Session settings that people put in URLs; the server takes them when a connection starts."""
_NEEDLESS = frozenset({
    "channel_binding", "client_encoding", "connect_timeout", "fallback_application_name", "gssencmode",
    "gssdelegation", "keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count", "load_balance_hosts",
    "max_protocol_version", "min_protocol_version", "sslcertmode", "sslcompression", "sslsni", "tcp_user_timeout",
    "pgbouncer", "connection_limit", "pool", "pool_size", "pool_timeout", "max_pool_size", "min_pool_size",
    "socket_timeout", "prepared_statements", "prepared_statement_cache_size", "statement_cache_size", "supa",
    "charset", "encoding", "serverversion", "sslaccept", "ssl",
})
"""Parameters of libpq and of other tools' pools, which the bot can do without. `ssl` is read into `sslmode`."""
# fmt: on


@dataclass(frozen=True, slots=True)
class Address:
    """`dsn` is for the driver and contains the password. `tls` is set if the system's certificates decide whom to
    trust."""

    dsn: str
    hosts: str
    database: str
    seconds: float
    tls: ssl.SSLContext | None


def read(url: str) -> Address:
    """Raises StoreError, which says what is wrong and contains none of its values, only names."""
    user, password, hosts, database, query = _parts(url)
    given = {name.lower(): value for name, value in parse_qsl(query, keep_blank_values=True)}
    user, password = given.pop("user", "") or user, given.pop("password", "") or password
    database = given.pop("dbname", "") or given.pop("database", "") or database
    hosts, given["host"], given["port"] = _where(hosts, given.get("host", ""), given.get("port", ""))
    if unknown := sorted(set(given) - _DRIVER - _SERVER - _NEEDLESS - {"schema"}):
        raise StoreError(f"DATABASE_URL has {', '.join(unknown)}, which the bot does not know: leave it out")
    if given.get("schema", "public") != "public":
        raise StoreError("DATABASE_URL has schema: write options=-csearch_path=NAME for it")
    mode, tls = _tls(given)
    if (role := given.get("target_session_attrs", "any")) not in _ROLES:
        raise _wrong("target_session_attrs", role, _ROLES)
    if not (user or os.environ.get("PGUSER") or given.get("service")) and not _own_name():
        raise StoreError(
            "DATABASE_URL names no user, and this process's user has no name: write postgresql://user:…"
        )
    kept = {name: value for name, value in given.items() if name in _DRIVER | _SERVER and value}
    if mode:
        kept["sslmode"] = mode
    _check_ports(",".join([hosts, *(f":{port}" for port in given["port"].split(",") if port)]))
    secret = f":{quote(password, safe='')}" if password else ""
    who = f"{quote(user, safe='')}{secret}@" if user or password else ""
    dsn = f"postgresql://{who}{hosts}/{quote(database)}" + (f"?{urlencode(kept)}" if kept else "")
    shown = unquote(re.sub(r":\d+(?=,|$)", "", hosts)) or given["host"] or "the local host"
    return Address(dsn, shown, database, _seconds(given), tls)


def _parts(url: str) -> tuple[str, str, str, str, str]:
    """User, password, hosts, database and parameters. The password may contain characters that should be encoded."""
    rest = url.partition("://")[2]
    place, _, behind = rest.partition("?")
    if "@" not in place and "@" in behind and re.match(r"[^/:,]*:(?!\d+(?:[/,]|$))[^\[]", place):
        before, _, after = rest.rpartition("@")  # what looks like a port is the start of a password
        place, _, behind = after.partition("?")
        place = f"{before}@{place}"
    who, _, where = place.rpartition("@")
    hosts, _, database = where.partition("/")
    user, _, password = who.partition(":")
    return unquote(user), unquote(password), hosts, unquote(database), behind


def _where(hosts: str, host: str, port: str) -> tuple[str, str, str]:
    """The hosts of the URL, and the parameters `host` and `port`, without what these replace. As in libpq, they count
    more than what stands before them; the driver would ignore them there (both seen, not documented)."""
    if host:
        ports = [re.sub(r"^(?:\[[^\]]*\]|[^:]*):?", "", one) for one in hosts.split(",")]
        return "", host, port or (",".join(one or "5432" for one in ports) if any(ports) else "")
    if hosts and port:
        names = [re.sub(r":[^:\]]*$", "", one) for one in hosts.split(",")]
        each = port.split(",") if "," in port else [port] * len(names)
        if len(each) != len(names):
            raise StoreError(
                "DATABASE_URL does not have as many ports as hosts: write one port, or one for each host"
            )
        return ",".join(":".join(pair) for pair in zip(names, each, strict=True)), "", ""
    return hosts, "", port


def _check_ports(hosts: str) -> None:
    for one in hosts.split(","):
        port = re.search(r":([^:\]]*)$", one)
        if one.startswith("[") and "]:" not in one:
            continue
        if port and port[1] and not (port[1].isascii() and port[1].isdecimal() and 0 < int(port[1]) < 65536):
            raise StoreError("DATABASE_URL is not a URL: its port is not a number from 1 to 65535")


def _tls(given: Mapping[str, str]) -> tuple[str, ssl.SSLContext | None]:
    """`sslmode`, and a context that checks certificates if no file says whom to trust."""
    asked = (given.get("sslmode") or given.get("ssl") or "").lower()
    if asked and asked not in _SSL:
        raise _wrong("sslmode" if given.get("sslmode") else "ssl", asked, _MODES)
    mode = _SSL.get(asked, "")
    if not mode and given.get("sslaccept") == "strict":
        mode = "verify-full"
    root = given.get("sslrootcert") or os.environ.get("PGSSLROOTCERT", "")
    for name in _FILES:
        if (
            (path := given.get(name, ""))
            and (name, path) != ("sslrootcert", "system")
            and not _readable(path)
        ):
            raise StoreError(
                f"DATABASE_URL names a file for {name} that is not there, or not for this user to read"
            )
    if root == "system" or (mode in ("verify-ca", "verify-full") and not root and not _own_root()):
        # libpq's `sslrootcert=system`, which always checks the name as well:
        # https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNECT-SSLROOTCERT
        context = ssl.create_default_context()
        context.check_hostname = root == "system" or mode == "verify-full"
        return "", context
    return mode, None


def _readable(path: str) -> bool:
    return Path(path).is_file() and os.access(path, os.R_OK)


def _own_root() -> bool:
    """Where libpq and the driver look for a root certificate if none is named."""
    try:
        return (Path.home() / ".postgresql" / "root.crt").is_file()
    except (RuntimeError, OSError):
        return False


def _own_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # no entry in passwd: a container that runs as an arbitrary user id
        return ""


def _seconds(given: Mapping[str, str]) -> float:
    asked = given.get("connect_timeout", "")
    return min(int(asked), LONGEST_CONNECT) if asked.isdecimal() and int(asked) > 0 else CONNECT_SECONDS


def _wrong(name: str, value: str, of: tuple[str, ...]) -> StoreError:
    shown = f" {value!r}" if value.isascii() and len(value) < 20 else ""
    return StoreError(f"DATABASE_URL has {name}{shown}, which is none of {', '.join(of)}")
