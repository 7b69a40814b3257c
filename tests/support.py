"""Gives tests of several kinds the local Slack's binary, and everything that was logged."""

from __future__ import annotations

import io
import json
import logging
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn
from unittest import mock

import pytest

from bot import observability
from bot.core.messages import Text
from bot.demo import local_slack as demo


def missing(what: str, how: str) -> NoReturn:
    """Skip the test because `what` is missing; if REQUIRE_ALL_TESTS is set, fail it."""
    if os.environ.get("REQUIRE_ALL_TESTS"):
        pytest.fail(f"{what} is not here, and REQUIRE_ALL_TESTS is set: {how}")
    pytest.skip(f"{what} is not here: {how}")


def local_slack() -> Path:
    """The local Slack's binary; skips the test if it is not installed."""
    package = demo.package()
    return (package and demo.binary(package)) or missing("the local Slack", "run `npm ci` on Linux on x64")


class Logs(io.StringIO):
    """Everything that was logged, as an administrator sees it."""

    def __init__(self) -> None:
        super().__init__()
        self._told = threading.Condition()

    def write(self, text: str) -> int:
        with self._told:
            written = super().write(text)
            self._told.notify_all()
        return written

    def wait(self, name: str) -> None:
        """Wait until this event is logged, by another thread."""
        with self._told:
            assert self._told.wait_for(lambda: self.events(name), timeout=120), f"{name} was not logged"

    @property
    def text(self) -> str:
        return self.getvalue()

    def events(self, name: str = "") -> list[dict[str, Any]]:
        """The lines of a JSON log, or only those of one event."""
        lines = [json.loads(line) for line in self.text.splitlines()]
        return [line for line in lines if name in ("", line["event"])]


def plain(of: Text) -> str:
    """The text without its formatting."""
    return "".join(run.text or (f"@{run.user}" if run.user else "") for run in of)


@contextmanager
def captured_logs(level: str = "INFO", form: str = "json") -> Iterator[Logs]:
    """Everything that is logged until the context ends, with the configuration of `run`."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    logs = Logs()
    with mock.patch.object(sys, "stderr", logs):
        observability.configure(level, form)
    try:
        yield logs
    finally:
        root.handlers, root.level = before[0], before[1]
