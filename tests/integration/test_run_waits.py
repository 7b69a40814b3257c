"""The bot waits for what is unavailable at the start: the port answers, the log says why, SIGTERM ends it at once."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import starting
from bot.core.errors import LeiderschapError, NotThereYet, StoreError
from bot.starting import FIRST, LONGEST
from tests.fakes.web_api import RESET, Answer, WebApi, error, rate_limited, server_error
from tests.integration.test_run import WAIT, environment, get, started
from tests.running import BOT_TOKEN


@pytest.fixture
async def api() -> AsyncIterator[WebApi]:
    async with WebApi().serving() as api:
        yield api


async def line(process: asyncio.subprocess.Process, event: str) -> dict[str, object]:
    """The next line of the log with this event."""
    assert process.stdout is not None
    async for said in process.stdout:
        assert BOT_TOKEN not in said.decode()
        if f'"event": "{event}"' in said.decode():
            found: dict[str, object] = json.loads(said)
            return found
    raise AssertionError(f"it ended without {event}")


@pytest.mark.parametrize("answer", [RESET, server_error(503), rate_limited(2)], ids=["gone", "down", "full"])
async def test_a_slack_that_is_not_there_is_waited_for_while_the_port_answers(
    tmp_path: Path, api: WebApi, answer: Answer
) -> None:
    api.answer("auth.test", answer, always=True)
    variables = environment(tmp_path, api)
    async with started(variables) as process, asyncio.timeout(WAIT):
        assert await get(variables["PORT"], "/healthz") == (200, "ok")
        assert api.url in str((await line(process, "start.waiting"))["why"])
        assert await get(variables["PORT"], "/readyz") == (503, "not ready: start")
        api.heal()
        await line(process, "bot.started")
        assert (await get(variables["PORT"], "/slack/events"))[0] == 405
        process.terminate()
        assert await process.wait() == 0


async def test_a_database_that_is_not_there_is_waited_for_and_sigterm_ends_the_waiting(
    tmp_path: Path, api: WebApi
) -> None:
    url = "postgresql://naam:wachtwoord99@127.0.0.1:1/db"
    async with started(environment(tmp_path, api, DATABASE_URL=url)) as process, asyncio.timeout(WAIT):
        waiting = await line(process, "start.waiting")
        assert "does not answer" in str(waiting["why"])
        assert "wachtwoord99" not in str(waiting)
        process.terminate()
        rest = (await process.communicate())[0].decode()
    assert process.returncode == 0
    assert '"event": "bot.stopped"' in rest
    assert "Traceback" not in rest


async def test_sigterm_during_an_attempt_that_hangs_ends_it_with_that_attempt(
    tmp_path: Path, api: WebApi
) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/api/"
        variables = environment(tmp_path, api, SLACK_API_URL=url, LEIDERSCHAP_POST_TIMEOUT_SECONDS="3")
        async with started(variables) as process, asyncio.timeout(WAIT):
            taken, _ = await asyncio.to_thread(silent.accept)
            process.terminate()
            rest = (await process.communicate())[0].decode()
            taken.close()
    assert process.returncode == 0
    assert '"event": "bot.stopped"' in rest


async def test_a_socket_that_does_not_connect_is_waited_for_and_sigterm_ends_the_waiting(
    tmp_path: Path, api: WebApi
) -> None:
    """Slack answers, but nothing accepts connections at the address that it gives for the socket."""
    variables = environment(tmp_path, api, SLACK_APP_TOKEN="xapp-1-onecht", PORT=None)
    async with started(variables) as process, asyncio.timeout(WAIT):
        waiting = await line(process, "start.waiting")
        assert "Socket Mode" in str(waiting["why"])
        process.terminate()
        rest = (await process.communicate())[0].decode()
    assert process.returncode == 0
    assert '"event": "bot.stopped"' in rest


async def test_a_wrong_token_ends_the_waiting_with_its_reason(tmp_path: Path, api: WebApi) -> None:
    api.answer("auth.test", RESET, error("invalid_auth"), always=True)
    async with started(environment(tmp_path, api)) as process, asyncio.timeout(WAIT):
        await line(process, "start.waiting")
        rest = (await process.communicate())[0].decode()
    assert process.returncode == 1
    assert "Slack refused SLACK_BOT_TOKEN (invalid_auth)" in rest
    assert "Traceback" not in rest


async def test_pauses_grow_to_a_bound_and_obey_who_asks_for_longer() -> None:
    slept: list[float] = []
    asked = NotThereYet("vol")
    asked.seconds = 90.0
    answers: list[Exception] = [*[NotThereYet("weg")] * 7, asked]

    async def attempt() -> str:
        if answers:
            raise answers.pop(0)
        return "er"

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    assert await starting.patiently(attempt, sleep=sleep, chance=lambda: 1.0) == "er"
    assert slept == [FIRST, 2.0, 4.0, 8.0, 16.0, LONGEST, LONGEST, 90.0]


@pytest.mark.parametrize("problem", [LeiderschapError("nee"), StoreError("nee")])
async def test_what_waiting_does_not_mend_is_not_waited_for(problem: Exception) -> None:
    async def attempt() -> None:
        raise problem

    async def sleep(_: float) -> None:
        raise AssertionError("it waited")

    with pytest.raises(type(problem), match="nee"):
        await starting.patiently(attempt, sleep=sleep)
