"""local-slack, a Slack for this machine only: found where npm put it, started, and stopped whatever happens."""

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

from bot.core.errors import LeiderschapError
from bot.demo import workspace
from bot.settings import ROOT

PACKAGES = {("linux", "x86_64"): "local-slack-linux-x64"}
"""The npm package for each platform (in terms of `sys.platform` and `platform.machine()`)."""

START_SECONDS = 20
STOP_SECONDS = 5
_ADDRESS = re.compile(r"Web UI:\s+(http://\S+)")
_PR_SET_PDEATHSIG = 1


def package() -> str | None:
    """The npm package for this platform, or None if there is none."""
    return PACKAGES.get((sys.platform, platform.machine()))


def binary(package: str) -> Path | None:
    """local-slack as installed by npm in the repository, or None."""
    path = ROOT / "node_modules" / package / "bin" / "local-slack"
    return path if path.is_file() else None


@asynccontextmanager
async def running(program: Path, folder: Path) -> AsyncIterator[tuple[str, Process]]:
    """A started local-slack: the address of its page, and its process, which ends with the context or with us.

    Raises LeiderschapError if it does not start.
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
                start_new_session=True,  # Ctrl-C goes to us only, so that the bot stops before its Slack
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
    """Linux ends the process even if we are killed: a server on all interfaces must not stay behind."""
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
