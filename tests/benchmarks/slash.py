"""How fast `/leiderschap` answers over HTTP, compared with a Bolt app that only acks; memory, and time to start.

Run `python -m tests.benchmarks.slash` from the repository. uvicorn serves each app in its own process. They are asked
in turn, in rounds, so that a busy machine slows both; `by_cpu` compares their processor time. Each `search` comes from
a person about whom the bot first asks Slack, each `again` from one of a few that it knows. Goals: help at least 0.8 of
the requests a second of the bare app, a search at least 0.35; ready after 1.5 s of processor time, with 170 MB; under
200 MB resident after all rounds; the first answer within 2 s of the start.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from urllib.parse import urlencode

import aiohttp
import uvicorn
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from bot import web
from bot.slack.requests import routes
from tests.fakes.slack import FORM, SIGNING_SECRET, signature
from tests.fakes.web_api import BOT_USER, WORKSPACE, WebApi
from tests.running import BOT_TOKEN

QUESTION = "hoe krijg ik meer openheid in mijn team"
KNOWN = 20
"""How many people asked something before."""
KINDS = {"ack": "/alleen-ack", "help": "/leiderschap", "search": "/leiderschap", "again": "/leiderschap"}
TEXTS = {"ack": "help", "help": "help", "search": QUESTION, "again": QUESTION}
OURS = ("help", "search", "again")
AT_ONCE = 8


def bare_app() -> AsyncApp:
    """A Bolt app with one listener that only acks, configured like ours."""

    async def authorize(**_: object) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None, team_id=WORKSPACE, bot_user_id=BOT_USER, bot_token=BOT_TOKEN
        )

    async def only_acks(ack: AsyncApp) -> None:
        await ack()  # type: ignore[operator]

    app = AsyncApp(authorize=authorize, signing_secret=SIGNING_SECRET, process_before_response=True)
    app.command(KINDS["ack"])(only_acks)
    return app


async def serve_bare(port: int) -> None:
    config = uvicorn.Config(
        web.create(routes.of(bare_app())),
        host="127.0.0.1",
        port=port,
        log_config=None,
        access_log=False,
        lifespan="off",
    )
    await uvicorn.Server(config).serve()


def request_of(kind: str) -> tuple[bytes, Mapping[str, str]]:
    """A signed command, as Slack sends it."""
    number = time.monotonic_ns()
    user = f"U{number % KNOWN}" if kind == "again" else f"U{number}"
    fields = {
        "token": "t", "team_id": WORKSPACE, "team_domain": "voorbeeld", "channel_id": "C1", "channel_name": "bouw",
        "user_id": user, "user_name": "vera", "command": KINDS[kind], "text": TEXTS[kind],
        "api_app_id": "A1", "is_enterprise_install": "false", "response_url": "http://127.0.0.1:1/commands/T1/1/x",
        "trigger_id": str(number),
    }  # fmt: skip
    body, now = urlencode(fields).encode(), str(int(time.time()))
    return body, {
        "content-type": FORM,
        "x-slack-request-timestamp": now,
        "x-slack-signature": signature(body, now),
    }


class NotThere(Exception):
    """The bot has not started yet."""


async def asked(session: aiohttp.ClientSession, port: int, kind: str) -> float:
    """Seconds until the answer; an answer of the bot is checked."""
    body, headers = request_of(kind)
    started = time.perf_counter()
    async with session.post(f"http://127.0.0.1:{port}/slack/events", data=body, headers=headers) as response:
        answer = await response.read()
    taken = time.perf_counter() - started
    if response.status == 404:
        raise NotThere  # the port is open before the bot is
    if response.status != 200 or (kind != "ack" and b'"blocks"' not in answer):
        raise RuntimeError(f"{kind}: {response.status} {answer[:200]!r}")
    return taken


async def burst(
    session: aiohttp.ClientSession, port: int, kind: str, count: int
) -> tuple[float, list[float]]:
    """The requests a second, and the seconds of each request, with AT_ONCE connections."""
    left = iter(range(count))

    async def worker() -> list[float]:
        return [await asked(session, port, kind) for _ in left]

    started = time.perf_counter()
    times = [taken for row in await asyncio.gather(*(worker() for _ in range(AT_ONCE))) for taken in row]
    return count / (time.perf_counter() - started), times


@asynccontextmanager
async def process(*arguments: str, **variables: str) -> AsyncIterator[asyncio.subprocess.Process]:
    running = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, env={**os.environ, **variables}, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        yield running
    finally:
        running.terminate()
        await running.wait()


async def first_answer(session: aiohttp.ClientSession, port: int, kind: str) -> None:
    for _ in range(600):
        try:
            await asked(session, port, kind)
            return
        except (aiohttp.ClientConnectionError, NotThere):
            await asyncio.sleep(0.01)
    raise RuntimeError(f"nothing answers on port {port}")


async def ready(session: aiohttp.ClientSession, port: int) -> None:
    for _ in range(6000):
        with suppress(aiohttp.ClientConnectionError):
            async with session.get(f"http://127.0.0.1:{port}/readyz") as response:
                if response.status == 200:
                    return
        await asyncio.sleep(0.01)
    raise RuntimeError(f"nothing is ready on port {port}")


def cpu_seconds(pid: int) -> float:
    """The processor time of a process in seconds, in user and system mode."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident(pid: int) -> float:
    """The resident memory of a process, in megabytes."""
    line = next(
        row for row in Path(f"/proc/{pid}/status").read_text().splitlines() if row.startswith("VmRSS")
    )
    return int(line.split()[1]) / 1024


async def measure(rounds: int, count: int) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as folder:
        # uvicorn closes what is idle for 5 s
        connector = aiohttp.TCPConnector(keepalive_timeout=1)
        async with WebApi().serving() as api, aiohttp.ClientSession(connector=connector) as session:
            (Path(folder) / "channels.yaml").write_text("channels: []")
            variables = {
                "SLACK_BOT_TOKEN": BOT_TOKEN,
                "SLACK_SIGNING_SECRET": SIGNING_SECRET,
                "SLACK_API_URL": api.url,
                "PORT": "38471",
                "LEIDERSCHAP_HOST": "127.0.0.1",
                "DATABASE_URL": f"sqlite:///{folder}/leiderschap.db",
                "LEIDERSCHAP_CHANNELS_FILE": f"{folder}/channels.yaml",
                "LEIDERSCHAP_ARTICLES": f"{folder}/articles",
                "LEIDERSCHAP_QUESTIONS_PER_MINUTE": "1000000",
                "LEIDERSCHAP_WORKSPACE_QUESTIONS_PER_MINUTE": "1000000",
            }
            started = time.perf_counter()
            async with process("-m", "bot", "run", **variables) as bot:
                await ready(session, 38471)
                start_cpu, start_mb = cpu_seconds(bot.pid), resident(bot.pid)
                await first_answer(session, 38471, "search")
                start = {
                    "start_s": round(time.perf_counter() - started, 2),
                    "start_cpu_s": start_cpu,
                    "start_mb": round(start_mb),
                }
                async with process("-m", "tests.benchmarks.slash", "--serve-bare", "38472") as bare:
                    await first_answer(session, 38472, "ack")
                    return start | await _rounds(session, rounds, count, bot.pid, bare.pid)


async def _rounds(
    session: aiohttp.ClientSession, rounds: int, count: int, bot: int, bare: int
) -> dict[str, object]:
    rates: dict[str, list[float]] = {kind: [] for kind in KINDS}
    times: dict[str, list[float]] = {kind: [] for kind in KINDS}
    worked: dict[str, list[float]] = {kind: [] for kind in KINDS}
    for number in range(rounds + 1):
        for kind in KINDS:
            port, pid = (38472, bare) if kind == "ack" else (38471, bot)
            before = cpu_seconds(pid)
            rate, taken = await burst(session, port, kind, count)
            if number:  # the first round warms up
                rates[kind].append(rate)
                times[kind] += taken
                worked[kind].append((cpu_seconds(pid) - before) / count)
    middle = {kind: statistics.median(row) for kind, row in rates.items()}
    each = {kind: statistics.median(row) for kind, row in worked.items()}
    return {
        "cpu_ms": {kind: round(seconds * 1000, 2) for kind, seconds in each.items()},
        "of_bare_by_cpu": {kind: round(each["ack"] / each[kind], 2) for kind in OURS},
        "requests_per_s": {kind: round(rate) for kind, rate in middle.items()},
        "p99_ms": {
            kind: round(statistics.quantiles(row, n=100)[98] * 1000, 1) for kind, row in times.items()
        },
        "of_bare": {
            kind: round(statistics.median(r / a for r, a in zip(rates[kind], rates["ack"], strict=True)), 2)
            for kind in OURS
        },
        "resident_mb": round(resident(bot)),
        "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}",
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--requests", type=int, default=300, help="in each round, of each kind")
    parser.add_argument("--serve-bare", type=int, metavar="PORT", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve_bare:
        asyncio.run(serve_bare(arguments.serve_bare))
    else:
        print(json.dumps(asyncio.run(measure(arguments.rounds, arguments.requests)), indent=2))


if __name__ == "__main__":
    main()
