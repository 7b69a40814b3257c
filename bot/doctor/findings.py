"""What the doctor finds."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.core.errors import LeiderschapError
from bot.observability import redact

Level = Literal["ok", "warning", "fault"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`advice` says what to do, if `what` does not."""

    level: Level
    part: str
    what: str
    advice: str = ""

    @staticmethod
    def ok(part: str, what: str) -> Finding:
        return Finding("ok", part, what)

    @staticmethod
    def warning(part: str, what: str, advice: str = "") -> Finding:
        return Finding("warning", part, redact(what), advice)

    @staticmethod
    def fault(part: str, what: str, advice: str = "") -> Finding:
        return Finding("fault", part, redact(what), advice)


Look = Callable[[], Awaitable[Sequence[Finding]]]


async def guarded(part: str, look: Look) -> Sequence[Finding]:
    """The findings of the look; if it fails itself, that is the finding. An unexpected error is named by its type
    only: its text might contain a secret."""
    try:
        return await look()
    except LeiderschapError as error:
        return [Finding.fault(part, str(error))]
    except Exception as error:  # a look that fails must not hide what the others find
        name = type(error).__name__
        return [Finding.fault(part, f"could not be examined ({name})", "report this as a fault of the bot")]
