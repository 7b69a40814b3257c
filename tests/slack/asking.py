"""Says of a test that it only asks: it needs no bot of its own, which takes longer to start than to ask."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest

Test = TypeVar("Test", bound=Callable[..., object])

ONLY_ASKS = "only_asks"
MARKS = (pytest.mark.only_asks, pytest.mark.asyncio(loop_scope="module"))
"""For one parameter of a test."""


def only_asks(test: Test) -> Test:
    """`running`, `slack` and `api` are those of a bot that all such tests of a file share. The test may change nothing
    that the bot keeps but its count of unanswered questions, post nothing in a channel, and leave the time alone."""
    for mark in MARKS:
        test = mark(test)
    return test
