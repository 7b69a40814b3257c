"""A tip that a team wrote for its own channel."""

from __future__ import annotations

from dataclasses import dataclass

from bot.library.tips import Audience, Tip


@dataclass(frozen=True, slots=True)
class OwnTip:
    """One practice in a team's own words. `link` starts with https://. `rotates`: it takes turns with the others.
    `audience` is whom it speaks to; where that is the leader alone, the channel gets its `question`.

    `id` never changes and starts with OWN, so that it cannot be that of a library tip.
    """

    id: str
    title: str
    do: str
    why: str
    link: str | None = None
    rotates: bool = True
    audience: Audience = "both"
    question: str = ""

    @property
    def posted(self) -> str:
        """What stands in the channel first."""
        return self.question if self.audience == "leader" else self.title


OWN = "own:"
NEW = OwnTip("", "", "", "")
"""For the form of a new tip."""

AnyTip = Tip | OwnTip
