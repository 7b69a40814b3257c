"""Commands that wait for a database or for Slack."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable, Coroutine
from typing import Any, ParamSpec

P = ParamSpec("P")


def awaited(command: Callable[P, Coroutine[Any, Any, None]]) -> Callable[P, None]:
    """The command for typer, which does not await (seen, not documented)."""

    @functools.wraps(command)
    def run(*given: P.args, **named: P.kwargs) -> None:
        asyncio.run(command(*given, **named))

    return run
