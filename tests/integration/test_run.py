"""`python -m bot run` as a host runs it: it starts, serves, stops in order, and says why if it cannot start."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from bot.settings import ROOT
from tests.fakes.slack import SIGNING_SECRET
from tests.fakes.web_api import WebApi, error
from tests.running import BOT_TOKEN, TUESDAYS_AT_NINE

WAIT = 90.0
"""In seconds; much longer than it takes, for a busy machine."""


@pytest.fixture
async def api() -> AsyncIterator[WebApi]:
    async with WebApi().serving() as api:
        yield api


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def environment(folder: Path, api: WebApi, **more: str | None) -> dict[str, str]:
    (folder / "channels.yaml").write_text(TUESDAYS_AT_NINE, encoding="utf-8")
    own = {
        "PATH": os.environ["PATH"],
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "SLACK_API_URL": api.url,
        "PORT": str(free_port()),
        "LEIDERSCHAP_HOST": "127.0.0.1",
        "LEIDERSCHAP_ARTICLES": str(folder / "articles"),
        "LEIDERSCHAP_CHANNELS_FILE": str(folder / "channels.yaml"),
        "DATABASE_URL": f"sqlite:///{folder}/leiderschap.db",
    } | more
    return {name: value for name, value in own.items() if value is not None}


@asynccontextmanager
async def started(
    variables: dict[str, str], *options: str, folder: Path = ROOT
) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", *options, cwd=folder, env=variables,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def refused(variables: dict[str, str]) -> str:
    """The error of a bot that cannot start; it exits with 1, without a traceback or a secret."""
    async with started(variables) as process, asyncio.timeout(WAIT):
        output = (await process.communicate())[0].decode()
    assert process.returncode == 1, output
    assert "Traceback" not in output, output
    assert BOT_TOKEN not in output
    assert SIGNING_SECRET not in output
    return output


async def get(port: str, path: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session:
        for _ in range(int(WAIT / 0.05)):
            try:
                async with session.get(f"http://127.0.0.1:{port}{path}") as response:
                    return response.status, await response.text()
            except aiohttp.ClientConnectorError:
                await asyncio.sleep(0.05)
    raise AssertionError(f"nothing answers on port {port}")


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
async def test_it_starts_serves_and_stops_when_it_is_told(
    tmp_path: Path, api: WebApi, how: signal.Signals
) -> None:
    variables = environment(tmp_path, api)
    async with started(variables) as process, asyncio.timeout(WAIT):
        assert await get(variables["PORT"], "/healthz") == (200, "ok")
        assert "leiderschap_request_seconds" in (await get(variables["PORT"], "/metrics"))[1]
        process.send_signal(how)
        output = (await process.communicate())[0].decode()
    assert process.returncode == 0, output
    assert '"event": "bot.started"' in output
    assert '"event": "bot.stopped"' in output
    assert "Traceback" not in output
    assert BOT_TOKEN not in output


async def test_it_says_what_is_missing_and_exits_with_1(tmp_path: Path, api: WebApi) -> None:
    output = await refused(environment(tmp_path, api, SLACK_BOT_TOKEN=None))
    assert "SLACK_BOT_TOKEN is not set" in output
    assert not (tmp_path / "leiderschap.db").exists()


async def test_it_says_what_slack_refuses_and_exits_with_1(tmp_path: Path, api: WebApi) -> None:
    api.answer("auth.test", error("invalid_auth"), always=True)
    assert "Slack refused SLACK_BOT_TOKEN (invalid_auth)" in await refused(environment(tmp_path, api))


async def test_a_channel_that_does_not_exist_is_logged_and_the_others_are_served(
    tmp_path: Path, api: WebApi
) -> None:
    variables = environment(tmp_path, api)
    api.channels = {"C9": "iets-anders"}
    async with started(variables) as process, asyncio.timeout(WAIT):
        await get(variables["PORT"], "/healthz")
        process.terminate()
        output = (await process.communicate())[0].decode()
    assert process.returncode == 0
    assert '"event": "channel.unknown"' in output
    assert '"channel": "leiderschap"' in output
