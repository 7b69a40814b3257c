"""A small, real proxy on 127.0.0.1: it tunnels and forwards, records its requests, and refuses them on demand."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass
class Proxy:
    """`asked` are the first lines of the requests, without the version, and `credentials` the headers with clients'
    credentials. A `status` other than 200 refuses every request; 0 closes the connection. `leads_to` is the port to
    which requests really go, whatever they name."""

    status: int = 200
    leads_to: int = 0
    asked: list[str] = field(default_factory=list)
    credentials: list[str] = field(default_factory=list)
    url: str = ""
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    _ways: set[asyncio.Task[None]] = field(default_factory=set)

    async def wait(self, count: int) -> None:
        """Wait until this many requests have arrived."""
        async with self._changed:
            await self._changed.wait_for(lambda: len(self.asked) >= count)

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[Proxy]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield self
        server.close()
        for way in self._ways:
            way.cancel()
        await asyncio.gather(*self._ways, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        way = asyncio.ensure_future(self._pass_on(reader, writer))
        self._ways.add(way)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await way
        writer.close()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *headers = head.split("\r\n")
        async with self._changed:
            self.asked.append(first.rpartition(" ")[0])
            self._changed.notify_all()
        self.credentials += [line for line in headers if line.lower().startswith("proxy-authorization:")]
        method, target, _ = first.split(" ")
        if self.status != 200:
            if self.status:
                writer.write(f"HTTP/1.1 {self.status} No\r\nContent-Length: 0\r\n\r\n".encode())
                await writer.drain()
            return
        if method == "CONNECT":
            onward, out = await asyncio.open_connection("127.0.0.1", self.leads_to)
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            place = urlsplit(target)
            onward, out = await asyncio.open_connection(place.hostname, self.leads_to or place.port)
            path = place.path + (f"?{place.query}" if place.query else "")
            kept = [line for line in headers if not line.lower().startswith("proxy-")]
            out.write("\r\n".join([f"{method} {path} HTTP/1.1", *kept]).encode("latin-1"))
        await asyncio.gather(_carry(reader, out), _carry(onward, writer))


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError), contextlib.closing(writer):
        while sent := await reader.read(65536):
            writer.write(sent)
            await writer.drain()
