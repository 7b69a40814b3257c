"""The command that shows the bot without a Slack workspace."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.shown import say
from bot.core.errors import LeiderschapError

if TYPE_CHECKING:
    from rich.console import Console


def demo(
    in_terminal: Annotated[
        bool, typer.Option("--terminal", help="Stay in the terminal; needs only Python.")
    ] = False,
    data: Annotated[
        Path | None,
        typer.Option(help="A folder to keep the demo in, for a later start to continue. Default: temporary."),
    ] = None,
) -> None:
    """Try the bot in a Slack on this machine, with example users and a clock that you move forward."""
    from bot import observability
    from bot.demo import texts

    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr] # a terminal may lack a character
    observability.configure("WARNING", "text")
    _forget_real_slack()
    with contextlib.suppress(asyncio.CancelledError), _folder(data) as folder:
        asyncio.run(_demo(in_terminal, folder))
    say(texts.STOPPED)


def _forget_real_slack() -> None:
    """Remove variables that name a real workspace or database, and proxies, which slack_sdk would use even for this
    machine's own address: https://docs.slack.dev/tools/python-slack-sdk/reference/proxy_env_variable_loader.html
    """
    for name in tuple(os.environ):
        if name.upper().startswith("SLACK_") or name.upper() in _OF_REAL_SLACK:
            del os.environ[name]


_OF_REAL_SLACK = {"DATABASE_URL", "PORT", "HTTP_PROXY", "HTTPS_PROXY"}


async def _demo(in_terminal: bool, folder: Path) -> None:
    from rich.console import Console

    from bot.demo import browser, terminal

    _stop_on_signals()
    console = Console(markup=False, emoji=False, highlight=False)
    program = None if in_terminal else _local_slack(console)
    await (browser.demo(program, folder, console) if program else terminal.demo(folder, console))


def _local_slack(console: Console) -> Path | None:
    """The program; None, after saying why, if there is none."""
    from bot.demo import local_slack, texts

    package = local_slack.package()
    program = local_slack.binary(package) if package else None
    if program is None:
        console.print(texts.NO_PACKAGE.format(package=package) if package else texts.NO_PLATFORM)
    return program


def _stop_on_signals() -> None:
    """A signal cancels the demo, which then stops everything in order; an ignored signal (nohup) stays ignored."""
    if task := asyncio.current_task():
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(name) != signal.SIG_IGN:
                asyncio.get_running_loop().add_signal_handler(name, task.cancel)


@contextlib.contextmanager
def _folder(data: Path | None) -> Iterator[Path]:
    if data is None:
        with tempfile.TemporaryDirectory(prefix="leiderschap-demo-") as folder:
            yield Path(folder)
        return
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LeiderschapError(f"--data {data}: this folder cannot be made: {error.strerror}") from None
    yield data.resolve()
