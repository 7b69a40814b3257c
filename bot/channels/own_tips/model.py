"""A tip that a team wrote for its own channel."""

from __future__ import annotations

from dataclasses import dataclass

from bot.library.tips import Tip


@dataclass(frozen=True, slots=True)
class OwnTip:
    """One practice in a team's own words. `link` starts with https://. `rotates`: it takes its turn among the others.

    `id` stays the same through every edit and starts with OWN, so that it is never that of a tip of the library.
    """

    id: str
    title: str
    do: str
    why: str
    link: str | None = None
    rotates: bool = True


OWN = "own:"
NEW = OwnTip("", "", "", "")
"""One that nobody wrote yet."""

AnyTip = Tip | OwnTip
