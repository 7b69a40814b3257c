"""How a refusal names what was refused."""

from __future__ import annotations

from bot.core.errors import ContentError, Fault


def refusal(name: str, message: str) -> ContentError:
    return ContentError([Fault(name, 0, message)])
