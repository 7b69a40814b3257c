"""Runs commands of the command line in this process, so that not each of them starts Python.

Tests of what needs a separate process (start and end, signals, terminals, users, memory) start one.
"""

from __future__ import annotations

import io
import logging
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from unittest import mock

import structlog

from bot.cli import main
from tests.running import for_a_bot

_alone = threading.Lock()
"""Only one command runs at a time: its output and its variables belong to the whole process."""


@dataclass(frozen=True, slots=True)
class Done:
    """The result of a command, as in `subprocess.CompletedProcess`."""

    returncode: int
    stdout: str
    stderr: str


def typed(*words: str, variables: Mapping[str, str]) -> Done:
    """Run `python -m bot WORDS` with only these environment variables. If an event loop runs, call it in a thread."""
    out, errors = _Terminal(), _Terminal()
    with (
        _alone,
        mock.patch.dict(os.environ, variables, clear=True),
        mock.patch("sys.argv", ["bot", *words]),
        for_a_bot(),
        _own_logging(),
        redirect_stdout(out),
        redirect_stderr(errors),
    ):
        try:
            main()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
    return Done(code, out.text, errors.text)


class _Terminal(io.TextIOWrapper):
    """Collects what is printed, as UTF-8."""

    def __init__(self) -> None:
        self._printed = io.BytesIO()
        super().__init__(self._printed, encoding="utf-8", write_through=True)

    @property
    def text(self) -> str:
        self.flush()
        return self._printed.getvalue().decode()


@contextmanager
def _own_logging() -> Iterator[None]:
    """Restores the configuration of the log, which a command sets for its whole process."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    before = structlog.get_config()
    try:
        yield
    finally:
        root.handlers, root.level = handlers, level
        structlog.configure(**before)
