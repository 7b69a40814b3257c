"""Who acts, and what Slack says about people and channels."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """Who typed, clicked or sent a form, by Slack ids. `team` is the person's own workspace, '' where it is unknown."""

    workspace: str
    user: str
    team: str = ""
