"""Opens the port before anything else and keeps it open: health checks are answered while the bot is still
starting."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import h11
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.core.errors import LeiderschapError

HEAD_SECONDS = 10.0
"""How long the head of a request may take to arrive. uvicorn itself would wait for ever (seen, not documented)."""


class Door:
    """What answers at an open port: one application until it is replaced by another."""

    def __init__(self, application: ASGIApp, listening: socket.socket) -> None:
        self.application = application
        self.port: int = listening.getsockname()[1]
        self._server = _Server(
            uvicorn.Config(
                self._answer,
                interface="asgi3",  # not detected for a method (seen, not documented)
                http=BoundedHead,
                ws="none",
                log_config=None,
                access_log=False,  # addresses contain the codes of installations
                server_header=False,
                lifespan="off",
            )
        )
        self._serving = asyncio.create_task(self._server.serve(sockets=[listening]))

    async def close(self) -> None:
        """Accept nothing more, and wait for what is under way."""
        self._server.should_exit = True
        await self._serving

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.application(scope, receive, send)


def open_door(application: ASGIApp, host: str, port: int) -> Door:
    """The door at this port, 0 for any free one. Raises LeiderschapError if it cannot be opened."""
    return Door(application, _listen(host, port))


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # with the protocol named, asyncio sets TCP_NODELAY (seen, not documented)
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen()  # a client that connects before the server runs waits for it
    except OSError as error:  # uvicorn would exit the process (seen, not documented)
        listening.close()
        raise LeiderschapError(f"PORT {port} on {host} cannot be opened: {error.strerror}") from None
    return listening


class _Server(uvicorn.Server):
    """Leaves the signals to `run`, which stops everything in order."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class BoundedHead(H11Protocol):
    """Cuts off a client that does not finish a request's head: uvicorn only bounds the time between two requests:
    https://www.uvicorn.org/settings/#timeouts"""

    _cutting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._await_head()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.their_state is h11.IDLE:
            self._await_head()
        else:
            self._stop_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def _await_head(self) -> None:
        if self._cutting is None and not self.transport.is_closing():
            self._cutting = self.loop.call_later(HEAD_SECONDS, self._cut)

    def _stop_waiting(self) -> None:
        if self._cutting is not None:
            self._cutting.cancel()
            self._cutting = None

    def _cut(self) -> None:
        self._cutting = None
        if self.transport.is_closing():
            return
        if self.conn.their_state is h11.IDLE and self.conn.our_state is h11.IDLE:
            self.transport.write(
                b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
            )
        self.transport.close()
