"""Which proxy leads to an address: one rule for everything that the bot sends over HTTP."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.request import (  # type: ignore[attr-defined]  # the stubs forget one of them
    getproxies_environment,
    proxy_bypass_environment,
)

import aiohttp
from yarl import URL

from bot.core.errors import LeiderschapError
from bot.core.inputs.environment import tidy

_DIRECT = {"ws": "http", "wss": "https"}
_PORTS = {"http": 80, "https": 443}


class ProxyUnusable(LeiderschapError):
    """A configured proxy cannot be used; the message names the variable and contains no password."""


@dataclass(frozen=True, slots=True)
class Proxies:
    """HTTPS_PROXY, HTTP_PROXY and NO_PROXY, in upper or lower case; if both are set, lower case wins.

    NO_PROXY holds domains (including their subdomains), addresses and networks, each with an optional port; `*` is
    all.
    """

    by_scheme: Mapping[str, URL] = field(default_factory=dict)
    direct: str = ""

    @classmethod
    def of_environment(cls) -> Proxies:
        """Raises ProxyUnusable."""
        found = {name: tidied for name, value in getproxies_environment().items() if (tidied := tidy(value))}
        by_scheme = {scheme: _proxy(scheme, found[scheme]) for scheme in _PORTS if scheme in found}
        return cls(by_scheme, found.get("no", ""))

    def of(self, url: URL) -> URL | None:
        """The proxy for an address; None to connect directly."""
        scheme = _DIRECT.get(url.scheme, url.scheme)
        proxy = self.by_scheme.get(scheme)
        host, port = url.host or "", url.port or _PORTS.get(scheme, 0)
        return None if proxy is None or self._is_direct(host, port) else proxy

    def requests(self) -> type[aiohttp.ClientRequest]:
        """A request class for a session: each request uses the proxy for its own address, whatever a library makes of
        the variables.

        slack_sdk reads HTTPS_PROXY, but not NO_PROXY:
        https://docs.slack.dev/tools/python-slack-sdk/reference/proxy_env_variable_loader.html
        """
        of = self.of

        class Request(aiohttp.ClientRequest):
            def update_proxy(self, *_: Any) -> None:
                super().update_proxy(of(self.url), None, None)

        return Request

    def _is_direct(self, host: str, port: int) -> bool:
        entries = [entry for entry in re.split(r"[\s,]+", self.direct) if entry]
        if "*" in entries:
            return True
        try:
            address = ipaddress.ip_address(host)
        except ValueError:
            names = ",".join(entry.removeprefix("*") for entry in entries)
            return bool(proxy_bypass_environment(f"{host.rstrip('.')}:{port}", {"no": names}))
        return any(_holds(entry, address, port) for entry in entries)


def _holds(entry: str, address: ipaddress.IPv4Address | ipaddress.IPv6Address, port: int) -> bool:
    """Whether an entry of NO_PROXY is this address, or a network that contains it."""
    found = re.fullmatch(r"\[(.+)\](?::(\d+))?|([^:]+):(\d+)|(.+)", entry)
    if found is None:
        return False
    inner, of_inner, host, of_host, whole = found.groups()
    wanted = of_inner or of_host
    try:
        network = ipaddress.ip_network(inner or host or whole, strict=False)
    except ValueError:
        return False
    return address in network and wanted in (None, str(port))


def _proxy(scheme: str, value: str) -> URL:
    name = f"{scheme.upper()}_PROXY"
    try:
        proxy = URL(value if "://" in value else f"http://{value}")
        usable = proxy.scheme in ("http", "https") and proxy.host and proxy.port
    except ValueError:
        usable = False
    if not usable:
        raise ProxyUnusable(f"{name} is not a proxy that the bot can use: write http://host:port")
    return proxy
