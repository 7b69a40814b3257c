"""How much of a body is read, and how long it is waited for."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from unittest import mock

import pytest
import uvicorn
from starlette.applications import Starlette

from bot import serving as serving_of
from bot.slack.requests import routes
from tests.fakes.installing import an_installable_bot
from tests.fakes.slack import FORM, signature
from tests.fakes.web_api import WebApi
from tests.running import Running
from tests.support import Logs


@asynccontextmanager
async def served(running: Running) -> AsyncIterator[int]:
    async with serving(running.bot.web) as port:
        yield port


@asynccontextmanager
async def serving(application: Starlette) -> AsyncIterator[int]:
    """The port of the bot's real HTTP server."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        config = uvicorn.Config(application, log_config=None, access_log=False, lifespan="off")
        server = uvicorn.Server(config)
        with mock.patch.object(server, "capture_signals", nullcontext):
            serving = asyncio.create_task(server.serve(sockets=[door]))
            try:
                yield door.getsockname()[1]
            finally:
                server.should_exit = True
                await serving


async def raw(port: int, *parts: bytes) -> bytes:
    """The server's answer to these raw bytes; only the server closes the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for part in parts:
            writer.write(part)
            await writer.drain()
        async with asyncio.timeout(5):
            return await reader.read()
    finally:
        writer.close()


def head(length: int | str, *more: str) -> bytes:
    lines = [
        "POST /slack/events HTTP/1.1",
        "Host: bot.example",
        f"Content-Type: {FORM}",
        f"Content-Length: {length}",
    ]
    return "\r\n".join([*lines, *more, "", ""]).encode("latin-1")


def signed(body: bytes) -> tuple[str, str]:
    timestamp = str(int(time.time()))
    return (
        f"X-Slack-Request-Timestamp: {timestamp}",
        f"X-Slack-Signature: {signature(body, timestamp)}",
    )


async def test_headers_that_are_there_twice_are_refused(running: Running, logs: Logs) -> None:
    body = b"ssl_check=1"
    stamp, mark = signed(body)
    async with served(running) as port:
        for headers in ([stamp, stamp, mark], [stamp, mark, mark], [stamp, mark, "X-Slack-Signature: v0=0"]):
            answer = await raw(port, head(len(body), *headers, "Connection: close"), body)
            assert answer.startswith(b"HTTP/1.1 401")
        answer = await raw(port, head(len(body), stamp, mark, "Connection: close"), body)
        assert answer.startswith(b"HTTP/1.1 200")
    assert "Traceback" not in logs.text


async def test_a_body_that_does_not_come_is_not_waited_for(
    running: Running, logs: Logs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "BODY_SECONDS", 0.2)
    async with served(running) as port:
        answer = await raw(port, head(1000, *signed(b"x")), b"half")
    assert answer.startswith(b"HTTP/1.1 408")
    assert "Traceback" not in logs.text


async def test_a_body_that_says_it_is_too_large_is_not_read(running: Running) -> None:
    async with served(running) as port:
        for length in (routes.MAX_BODY + 1, 10**18):
            answer = await raw(port, head(length, *signed(b"x")))
            assert answer.startswith(b"HTTP/1.1 413")


async def test_an_unsigned_body_is_neither_read_nor_waited_for(running: Running, logs: Logs) -> None:
    async with served(running) as port:
        answer = await raw(port, head(routes.MAX_BODY))
    assert answer.startswith(b"HTTP/1.1 401")


def chunks(count: int, size: int = 50_000) -> bytes:
    return (f"{size:x}\r\n".encode() + b"x" * size + b"\r\n") * count


CHUNKED = ("Transfer-Encoding: chunked",)


async def test_a_body_in_chunks_is_cut_where_it_becomes_too_large(running: Running) -> None:
    """The body has no length and never ends."""
    line = head(0).replace(b"Content-Length: 0\r\n\r\n", b"")
    start = line + "\r\n".join([*signed(b"x"), *CHUNKED, "", ""]).encode()
    async with served(running) as port:
        answer = await raw(port, start, chunks(routes.MAX_BODY // 50_000), chunks(1))
    assert answer.startswith(b"HTTP/1.1 413")


async def test_a_signed_body_in_chunks_is_read(running: Running) -> None:
    body = b"ssl_check=1"
    line = head(0).replace(b"Content-Length: 0\r\n\r\n", b"")
    start = line + "\r\n".join([*signed(body), *CHUNKED, "Connection: close", "", ""]).encode()
    async with served(running) as port:
        answer = await raw(port, start, f"{len(body):x}\r\n".encode() + body + b"\r\n0\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200")


ELSEWHERE = {
    "GET /healthz": 200,
    "GET /metrics": 200,
    "POST /healthz": 405,
    "PUT /slack/events": 405,
    "POST /nergens": 404,
    "GET /slack/events/": 404,
    "GET /slack/install": 302,
    "GET /slack/oauth_redirect?error=access_denied": 200,
}


@pytest.mark.parametrize(("asks", "status"), ELSEWHERE.items(), ids=ELSEWHERE)
@pytest.mark.parametrize("length", ["Content-Length: 900000000000", *CHUNKED])
async def test_a_body_that_nobody_asked_for_is_not_read(
    tmp_path: Path, api: WebApi, asks: str, status: int, length: str
) -> None:
    """The connection closes at once, although a longer body was announced than ever comes."""
    async with an_installable_bot(tmp_path, api) as bot, serving(bot.bot.web) as port:
        asked = f"{asks} HTTP/1.1\r\nHost: bot.example\r\n{length}\r\n\r\n".encode()
        answer = await raw(port, asked)
    assert answer.startswith(f"HTTP/1.1 {status} ".encode())
    assert b"\r\nconnection: close\r\n" in answer.lower()


async def test_a_request_without_a_body_leaves_the_connection_open(running: Running) -> None:
    asks = b"GET /healthz HTTP/1.1\r\nHost: bot.example\r\n"
    async with served(running) as port:
        answer = await raw(port, asks + b"\r\n", asks + b"Connection: close\r\n\r\n")
    assert answer.count(b"HTTP/1.1 200") == 2


@pytest.mark.parametrize(
    "path", ["/healthz/", "/slack/install/", "/slack/events/", "//elders.example/healthz/"]
)
async def test_nobody_is_led_to_the_host_that_a_request_names(running: Running, path: str) -> None:
    asks = f"GET {path} HTTP/1.1\r\nHost: elders.example\r\nConnection: close\r\n\r\n".encode()
    async with served(running) as port:
        answer = await raw(port, asks)
    assert answer.startswith(b"HTTP/1.1 404")
    assert b"location" not in answer.lower()


@asynccontextmanager
async def opened(running: Running, seconds: float) -> AsyncIterator[int]:
    """The bot's own server, which waits this long for a head; yields its port."""
    with mock.patch.object(serving_of, "HEAD_SECONDS", seconds):
        door = serving_of.open_door(running.bot.web, "127.0.0.1", 0)
        yield door.port
        await door.close()


SLOW = {
    "nothing": (b"",),
    "half a line": (b"GET /hea",),
    "a line at a time": (b"GET /healthz HTTP/1.1\r\n", b"Host: bot.example\r\n", b"X-One: 1\r\n"),
}


@pytest.mark.parametrize("parts", SLOW.values(), ids=SLOW)
async def test_a_head_that_does_not_come_to_its_end_is_cut_off(
    running: Running, parts: tuple[bytes, ...]
) -> None:
    async with opened(running, 0.2) as port:
        answer = await raw(port, *parts)
    assert answer.startswith(b"HTTP/1.1 408 ")


async def test_a_request_that_is_whole_is_not_cut_off_while_it_is_answered(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "BODY_SECONDS", 0.5)
    async with opened(running, 0.1) as port:
        answer = await raw(port, head(1000, *signed(b"x")), b"half")
    assert answer.startswith(b"HTTP/1.1 408")
    assert b"too slow" in answer


def test_the_bound_on_a_head_is_the_one_that_is_promised() -> None:
    assert serving_of.HEAD_SECONDS == 10
