"""The demo in its own process, with a real workspace in its environment that it must not use."""

from __future__ import annotations

import asyncio
import os
import pty
import re
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from bot.demo.workspace import CHANNEL, YOU
from bot.settings import ROOT

SECONDS = 90

NOT_FOR_THE_DEMO = {
    "SLACK_BOT_TOKEN": "xoxb-of-a-real-workspace",
    "SLACK_APP_TOKEN": "xapp-of-a-real-workspace",
    "SLACK_CLIENT_ID": "1.2",
    "SLACK_API_URL": "http://127.0.0.1:9/api/",
    "DATABASE_URL": "postgresql://127.0.0.1:9/real",
    "PORT": "9",
    "HTTP_PROXY": "http://127.0.0.1:9",
    "https_proxy": "http://127.0.0.1:9",
}


class DemoProcess:
    """`said` is its standard output so far. Every wait fails after SECONDS."""

    def __init__(self, process: Process, keyboard: int | None) -> None:
        self.process = process
        self.said = ""
        self.address = ""
        self._keyboard = keyboard

    async def until(self, pattern: str) -> re.Match[str]:
        """Read until the new output contains `pattern`."""
        start = len(self.said)
        assert self.process.stdout
        async with asyncio.timeout(SECONDS):
            while not (found := re.search(pattern, self.said[start:])):
                if not (more := await self.process.stdout.read(4096)):
                    raise AssertionError(f"the demo ended without {pattern!r}:\n{self.said}")
                self.said += more.decode()
        return found

    def type(self, words: str) -> None:
        """Type on its terminal, or write to its standard input."""
        if self._keyboard is not None:
            os.write(self._keyboard, words.encode())
        else:
            assert self.process.stdin
            self.process.stdin.write(words.encode())

    async def end(self) -> int:
        """Wait until it ends; returns the exit code."""
        assert self.process.stdout
        async with asyncio.timeout(SECONDS):
            self.said += (await self.process.stdout.read()).decode()
            return await self.process.wait()

    def children(self) -> Sequence[int]:
        task = f"/proc/{self.process.pid}/task/{self.process.pid}/children"
        return [int(pid) for pid in Path(task).read_text().split()]

    async def control(self, path: str, **body: str) -> Any:
        """Query local-slack, or do what Voorbeeld Vera does in #leiderschap."""
        about = {"channel": CHANNEL, "user": YOU, **body} if body else None
        async with (
            aiohttp.ClientSession(self.address) as session,
            session.request("POST" if about else "GET", f"/_control/{path}", json=about) as response,
        ):
            return await response.json()

    def day(self) -> str:
        """The day in the demo, as it last printed it."""
        return self.said.split("het nu ")[-1].split(" om ")[0]

    async def messages(self) -> list[dict[str, Any]]:
        answer: dict[str, Any] = await self.control(f"messages/{CHANNEL}")
        return list(answer["messages"])

    async def said_in_thread(self, ts: str) -> dict[str, Any] | None:
        """The first answer to this message, if there is one."""
        return next((found for found in await self.messages() if found.get("thread_ts") == ts), None)


def _hears_signals() -> None:
    """Restore signals that a test run ignores in the background or under nohup, and that its children would ignore."""
    for name in (signal.SIGINT, signal.SIGHUP):
        signal.signal(name, signal.SIG_DFL)


@asynccontextmanager
async def started(
    *options: str,
    temporary: Path,
    terminal: bool = False,
    stdin: int = DEVNULL,
    program: Sequence[str] = ("-m", "bot"),
) -> AsyncIterator[DemoProcess]:
    """Runs `program demo options`, with temporary files in `temporary`; if `terminal`, its standard input is one."""
    ours, theirs = pty.openpty() if terminal else (None, stdin)
    environment = {**os.environ, **NOT_FOR_THE_DEMO, "TMPDIR": str(temporary), "COLUMNS": "80"}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *program,
        "demo",
        *options,
        cwd=ROOT,
        env=environment,
        stdin=theirs,
        stdout=PIPE,
        stderr=PIPE,
        preexec_fn=_hears_signals,
    )
    if ours is not None:
        os.close(theirs)
    try:
        yield DemoProcess(process, ours)
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
            await asyncio.wait_for(process.communicate(), SECONDS)
        if ours is not None:
            os.close(ours)


def alive(pid: int) -> bool:
    """Whether the process runs; one that ended but was not waited for (by its new parent) does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
