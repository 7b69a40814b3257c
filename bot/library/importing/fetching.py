"""Fetches a web page for import, and only from public addresses.

More than one parser reads a link, and they differ on strange ones. What counts is therefore the check of the address to
which a socket is about to be opened; earlier checks only give clearer messages. Redirects are followed by hand, so that
each is checked too. A proxy opens that socket for us and would look the name up again, so it is told the address that
was checked here, never the name.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urljoin, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from yarl import URL

from bot.core.errors import ContentError, Fault
from bot.core.inputs.proxies import Proxies

MAX_BYTES = 2 * 1024 * 1024
SECONDS = 5
"""For all of it: names, redirects and the page."""
REDIRECTS = 3
PORTS: Mapping[str, Collection[int]] = {"https": (443,)}
"""The kinds of link that are fetched, and from which ports each."""

Allowed = Callable[[str], bool]

Why = Literal[
    "away", "endless", "gone", "large", "not https", "password", "port", "private", "proxy", "slow", "unknown"
]
"""Why a link gives nothing, for who says it in other words."""

_GIVEN_OUT = ipaddress.IPv6Network("2000::/3")
"""All of IPv6 that is given out; the rest leads nowhere on the public internet, or into a network of one's own."""
_EXAMPLES = ipaddress.IPv6Network("3fff::/20")
"""For documentation; Python does not know it yet."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a link gave; `url` is where it was found after redirects."""

    url: str
    content_type: str
    data: bytes


class NotFetched(ContentError):
    """A link that gave nothing. Its text holds the link, which may hold a secret; `why` does not."""

    def __init__(self, url: str, message: str, why: Why) -> None:
        super().__init__([Fault(url, 0, message)])
        self.why = why


def is_public(address: str) -> bool:
    """Whether an IP address, and any IPv4 address inside it, is one of the public internet."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if ip.version == 6 and (ip not in _GIVEN_OUT or ip in _EXAMPLES):
        return False
    return all(one.is_global and not one.is_multicast and not one.is_reserved for one in _embedded(ip))


async def fetch(
    url: str,
    *,
    allowed: Allowed = is_public,
    resolver: AbstractResolver | None = None,
    ports: Mapping[str, Collection[int]] = PORTS,
    seconds: float = SECONDS,
    max_bytes: int = MAX_BYTES,
) -> Fetched:
    """Fetches one page without cookies. Raises NotFetched, which says what was refused or went wrong."""
    proxies = Proxies.of_environment()
    checked = _Checked(resolver or ThreadedResolver(), allowed)

    def open_socket(to: aiohttp.AddrInfoType) -> socket.socket:
        host, port = to[4][0], to[4][1]
        _check(str(host), allowed)
        if not any(port in some for some in ports.values()):
            raise _Refused(f"uses port {port}", "port")
        return socket.socket(to[0], to[1], to[2])

    connector = aiohttp.TCPConnector(
        resolver=checked, use_dns_cache=False, force_close=True, socket_factory=open_socket
    )
    try:
        async with _session(connector, seconds) as direct, _session(_to_a_proxy(), seconds) as by_proxy:

            @asynccontextmanager
            async def get(url: str) -> AsyncIterator[aiohttp.ClientResponse]:
                way = proxies.of(URL(url))
                asked = (
                    by_proxy.get(**await _pinned(url, checked, ports), proxy=way)
                    if way
                    else direct.get(url, allow_redirects=False)
                )
                async with asked as answer:
                    yield answer

            async with asyncio.timeout(seconds):
                return await _follow(get, url, allowed, ports, max_bytes)
    except TimeoutError:
        raise NotFetched(url, f"did not answer within {seconds:g} seconds", "slow") from None
    except _Refused as error:
        raise NotFetched(url, str(error), error.why) from None
    except aiohttp.ClientHttpProxyError as error:
        message = f"is refused by the proxy ({error.status}): ask who runs it"
        raise NotFetched(url, message, "proxy") from None
    except aiohttp.ClientProxyConnectionError:
        raise NotFetched(
            url, "cannot be fetched: the proxy is not there; look at HTTPS_PROXY", "proxy"
        ) from None
    except (aiohttp.ClientError, ValueError) as error:
        if isinstance(error.__cause__, _Refused):
            raise NotFetched(url, str(error.__cause__), error.__cause__.why) from None
        raise NotFetched(url, f"cannot be fetched ({type(error).__name__})", "away") from None


def check(url: str, *, allowed: Allowed = is_public, ports: Mapping[str, Collection[int]] = PORTS) -> None:
    """Refuse at once what can be known of a link without looking anything up. Raises NotFetched."""
    try:
        _check_link(url, allowed, ports)
    except _Refused as error:
        raise NotFetched(url, str(error), error.why) from None


def _session(connector: aiohttp.TCPConnector, seconds: float) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=connector,
        timeout=aiohttp.ClientTimeout(total=seconds),
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
    )


def _to_a_proxy() -> aiohttp.TCPConnector:
    """Whoever runs the bot chose the proxy, so it may be anywhere; this connects to nothing else."""
    return aiohttp.TCPConnector(use_dns_cache=False, force_close=True)


async def _pinned(url: str, resolver: _Checked, ports: Mapping[str, Collection[int]]) -> dict[str, Any]:
    """How a page is asked for at an address that was checked, whatever its name leads to a moment later."""
    asked = URL(url)
    name, port = asked.raw_host or "", asked.port or 0
    if port not in ports.get(asked.scheme, ()):
        raise _Refused(f"uses port {port}", "port")
    try:
        address = ipaddress.ip_address(name.strip("[]").partition("%")[0]).compressed
        _check(address, resolver.allowed)
    except ValueError:
        address = (await resolver.resolve(name, port, socket.AF_UNSPEC))[0]["host"].partition("%")[0]
    headers = {"Host": name if asked.is_default_port() else f"{name}:{port}"}
    return {
        "url": asked.with_host(address),
        "headers": headers,
        "server_hostname": name,
        "allow_redirects": False,
    }


class _Refused(OSError):
    """A link that leads where it must not; its text goes to the user. An OSError, as resolvers have to raise."""

    def __init__(self, message: str, why: Why) -> None:
        super().__init__(message)
        self.why = why


@dataclass(slots=True)
class _Checked(AbstractResolver):
    """A resolver that gives public addresses only."""

    inner: AbstractResolver
    allowed: Allowed

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        try:
            found = await self.inner.resolve(host, port, family)
            if not found:
                raise OSError("no address")
        except OSError:
            raise _Refused(f"'{host}' is not known: look at the spelling of the link", "unknown") from None
        for result in found:
            _check(result["host"], self.allowed)
        return found

    async def close(self) -> None:
        await self.inner.close()


async def _follow(
    get: Callable[[str], AbstractAsyncContextManager[aiohttp.ClientResponse]],
    url: str,
    allowed: Allowed,
    ports: Mapping[str, Collection[int]],
    max_bytes: int,
) -> Fetched:
    for _ in range(REDIRECTS + 1):
        _check_link(url, allowed, ports)
        async with get(url) as answer:
            if answer.status in (301, 302, 303, 307, 308) and "Location" in answer.headers:
                url = urljoin(url, answer.headers["Location"])
                continue
            if answer.status != 200:
                raise _Refused(f"answered {answer.status} {answer.reason or ''}".strip(), "gone")
            data = bytearray()
            async for piece in answer.content.iter_chunked(64 * 1024):
                data += piece
                if len(data) > max_bytes:
                    raise _Refused(f"is larger than {max_bytes:,} bytes", "large")
            return Fetched(url, answer.content_type, bytes(data))
    raise _Refused(f"leads on more than {REDIRECTS} times", "endless")


def _check_link(url: str, allowed: Allowed, ports: Mapping[str, Collection[int]]) -> None:
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)
    except ValueError:
        raise _Refused("is not a link", "not https") from None
    if parts.scheme not in ports or not parts.hostname:
        raise _Refused("is not a link that starts with https://, and nothing else is fetched", "not https")
    if parts.username is not None or parts.password is not None:
        raise _Refused("holds a name or password: leave it out", "password")
    if port not in ports[parts.scheme]:
        raise _Refused(
            f"uses port {port}; only {', '.join(map(str, sorted(ports[parts.scheme])))} is allowed",
            "port",
        )
    try:
        ipaddress.ip_address(parts.hostname.partition("%")[0])
    except ValueError:
        return  # a name: checked when it is resolved
    _check(parts.hostname, allowed)


def _check(address: str, allowed: Allowed) -> None:
    if not allowed(address):
        raise _Refused(f"leads to {address}, which is not an address of the public internet", "private")


def _embedded(ip: Any) -> list[Any]:
    """An address, and the IPv4 addresses that an IPv6 address carries."""
    found = [ip]
    if isinstance(ip, ipaddress.IPv6Address):
        found += [inner for inner in (ip.sixtofour, *(ip.teredo or ())) if inner]
    return found
