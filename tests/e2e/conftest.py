"""Tests that need more than Python have a marker for it. If it is missing they are skipped, or fail if all must run."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from bot.demo import local_slack
from tests.e2e.demo_process import DemoProcess, started

CHROMIUM = Path("/usr/bin/chromium")

Start = Callable[..., AbstractAsyncContextManager[DemoProcess]]


def _without_local_slack() -> str | None:
    package = local_slack.package()
    if package is None:
        return "there is no local-slack for this platform"
    return None if local_slack.binary(package) else f"{package} is not in node_modules: run `npm ci`"


def _without_browser() -> str | None:
    return _without_local_slack() or (
        None if CHROMIUM.exists() else f"there is no {CHROMIUM}: install chromium"
    )


MISSING = {"local_slack": _without_local_slack, "browser": _without_browser}


def pytest_runtest_setup(item: pytest.Item) -> None:
    for name, missing in MISSING.items():
        reason = missing() if item.get_closest_marker(name) else None
        if reason and os.environ.get("REQUIRE_ALL_TESTS"):
            pytest.fail(f"REQUIRE_ALL_TESTS is set, and {reason}")
        if reason:
            pytest.skip(reason)


@pytest.fixture
def start_demo(tmp_path: Path) -> Start:
    """Starts `python -m bot demo` with these options, and stops it with the context."""
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    return functools.partial(started, temporary=temporary)
