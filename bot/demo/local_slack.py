"""The demo in the browser: local-slack, a Slack for this machine alone, with the bot in it by Socket Mode."""

from __future__ import annotations

import asyncio
import ctypes
import json
import platform
import re
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
from rich.console import Console

from bot.demo import keyboard, texts, workspace
from bot.demo.session import Session, session
from bot.domain import dates
from bot.domain.errors import LeiderschapError
from bot.settings import ROOT

PACKAGES = {("linux", "x86_64"): "local-slack-linux-x64"}
"""The npm package of each platform (as `sys.platform` and `platform.machine()` name it)."""

START_SECONDS = 20
STOP_SECONDS = 5
_ADDRESS = re.compile(r"Web UI:\s+(http://\S+)")
_PR_SET_PDEATHSIG = 1


def package() -> str | None:
    """The npm package for this platform, or None where there is none."""
    return PACKAGES.get((sys.platform, platform.machine()))


def binary(package: str, root: Path = ROOT) -> Path | None:
    """local-slack as npm installed it in the repository, or None."""
    path = root / "node_modules" / package / "bin" / "local-slack"
    return path if path.is_file() else None


@asynccontextmanager
async def running(program: Path, folder: Path) -> AsyncIterator[tuple[str, Process]]:
    """A started local-slack: the address of its page, and its process, which ends with the context or with us.

    Raises LeiderschapError when it does not start.
    """
    config, log = folder / "demo-slack.json", folder / "demo-slack.log"
    config.write_text(json.dumps(workspace.local_slack()), encoding="utf-8")
    arguments: dict[str, object] = {
        "--config": config,
        "--port": 0,
        "--base-host": "127.0.0.1",
        "--files-dir": folder / "files",
    }
    with log.open("wb") as output:
        try:
            process = await asyncio.create_subprocess_exec(
                program,
                *(str(word) for option in arguments.items() for word in option),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,  # Ctrl-C is for us, so that the bot is stopped before its Slack
                preexec_fn=_dying_with_us(),
            )
        except OSError as error:
            raise _not_started(f"{program}: {error.strerror}") from None
    try:
        yield await _address(process, log), process
    finally:
        if process.returncode is None:
            process.terminate()
            try:
                await asyncio.wait_for(process.wait(), STOP_SECONDS)
            except TimeoutError:
                process.kill()
                await process.wait()


def _dying_with_us() -> Callable[[], object] | None:
    """Linux ends the process also when we are killed: what listens on all interfaces must not stay behind."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


async def _address(process: Process, log: Path) -> str:
    for _ in range(START_SECONDS * 20):
        ended = process.returncode
        if found := _ADDRESS.search(_text(log)):
            return found[1]
        if ended is not None:
            raise _not_started(f"it ended with code {ended}: {_text(log)[-500:]}")
        await asyncio.sleep(0.05)
    raise _not_started(f"it gave no address within {START_SECONDS} seconds")


def _text(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace").strip()


def _not_started(reason: str) -> LeiderschapError:
    return LeiderschapError(
        f"local-slack does not start: {reason}\nTry `python -m bot demo --terminal`, which does not need it."
    )


async def demo(program: Path, folder: Path, console: Console) -> None:
    """Run until `q` or the end of the terminal's input. Raises LeiderschapError when local-slack stops by itself."""
    async with running(program, folder) as (address, process):
        own = workspace.bot_settings(f"{address}/api/", folder, slack_app_token=workspace.APP_TOKEN)
        async with session(own, folder) as current, aiohttp.ClientSession(address) as slack:
            _take_every_message(current)
            console.print(texts.PAGE.format(address=address))
            await _move_on(current, slack, console)
            ending = texts.TRY_ENTER if keyboard.is_terminal() else texts.TRY_STOP
            console.print(texts.TRY_IN_BROWSER, ending, texts.OPEN_TO_ALL, sep="\n")
            await _ended_first(process, _obey(current, slack, console))


def _take_every_message(current: Session) -> None:
    """local-slack sends messages also to a bot that did not ask for them, and waits five seconds for its answer
    before it goes on to a mention in the same message. Slack sends only what the manifest names.
    """

    async def nothing() -> None:
        pass

    current.bot.bolt.event("message")(nothing)


async def _obey(current: Session, slack: aiohttp.ClientSession, console: Console) -> None:
    """Enter moves on, `q` ends. A standard input that is no terminal ends nothing, since nobody sits at it."""
    by_hand = keyboard.is_terminal()
    async for line in keyboard.lines():
        if line.casefold() in texts.STOP:
            return
        await _move_on(current, slack, console)
    if not by_hand:
        await asyncio.Event().wait()


async def _move_on(current: Session, slack: aiohttp.ClientSession, console: Console) -> None:
    before = len(await _posts(slack))
    now = await current.move_on()
    console.print(texts.NOW.format(moment=dates.moment(now, workspace.TIMEZONE)))
    await current.post()
    posted = (await _posts(slack))[before:]
    for post in posted:
        console.print(texts.POSTED.format(channel=workspace.CHANNEL_NAME, text=post["text"]), markup=False)
    if not posted:
        console.print(texts.NOT_POSTED)


async def _posts(slack: aiohttp.ClientSession) -> list[dict[str, Any]]:
    """What the bot posted in the channel for everyone, outside threads."""
    async with slack.get(f"/_control/messages/{workspace.CHANNEL}") as response:
        messages = (await response.json())["messages"]
    return [
        message
        for message in messages
        if message["user"] == workspace.BOT and "subtype" not in message and "thread_ts" not in message
    ]


async def _ended_first(process: Process, work: Any) -> None:
    """Do `work`, unless the process ends before: LeiderschapError."""
    working, ending = asyncio.ensure_future(work), asyncio.ensure_future(process.wait())
    try:
        await asyncio.wait({working, ending}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise LeiderschapError(f"local-slack stopped by itself, with code {process.returncode}")
        working.result()
    finally:
        working.cancel()
        ending.cancel()
        await asyncio.gather(working, ending, return_exceptions=True)
