"""What several kinds of tests need of the machine: the local Slack's binary, and everything that was logged."""

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
    """Skip the test for want of `what`; fail it where REQUIRE_ALL_TESTS says that nothing may be wanting."""
    if os.environ.get("REQUIRE_ALL_TESTS"):
        pytest.fail(f"{what} is not here, and REQUIRE_ALL_TESTS is set: {how}")
    pytest.skip(f"{what} is not here: {how}")


def local_slack() -> Path:
    """The local Slack's binary."""
    package = demo.package()
    return (package and demo.binary(package)) or missing("the local Slack", "run `npm ci` on Linux on x64")


class Logs(io.StringIO):
    """Everything that was logged, as an administrator finds it."""

    def __init__(self) -> None:
        super().__init__()
        self._told = threading.Condition()

    def write(self, text: str) -> int:
        with self._told:
            written = super().write(text)
            self._told.notify_all()
        return written

    def wait(self, name: str) -> None:
        """Until this event is logged; for another thread than the one that is to log it."""
        with self._told:
            assert self._told.wait_for(lambda: self.events(name), timeout=120), f"{name} was not logged"

    @property
    def text(self) -> str:
        return self.getvalue()

    def events(self, name: str = "") -> list[dict[str, Any]]:
        """The lines of a log in JSON, or those of one event."""
        lines = [json.loads(line) for line in self.text.splitlines()]
        return [line for line in lines if name in ("", line["event"])]


def plain(of: Text) -> str:
    """What is read of a text, without form."""
    return "".join(run.text or (f"@{run.user}" if run.user else "") for run in of)


@contextmanager
def captured_logs(level: str = "INFO", form: str = "json") -> Iterator[Logs]:
    """All that is logged meanwhile, by the configuration that `run` has."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    logs = Logs()
    with mock.patch.object(sys, "stderr", logs):
        observability.configure(level, form)
    try:
        yield logs
    finally:
        root.handlers, root.level = before[0], before[1]
