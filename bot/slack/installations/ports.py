"""What is kept about installations. Times are aware datetimes in UTC; every store raises StoreError."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from bot.slack.installations.model import Installation


class InstallationStore(Protocol):
    """Which workspaces and organisations installed the bot. An `enterprise` or `workspace` that is not there is ''."""

    async def save(self, installation: Installation) -> None:
        """Store an installation in the place of the earlier one, and forget that the workspace had left."""
        ...

    async def find(self, workspace: str, enterprise: str = "") -> Installation | None:
        """The workspace's own installation, else that of its organisation, or None.

        Without `enterprise` the organisation is the one that `seen` recorded.
        """
        ...

    async def seen(self, workspace: str, enterprise: str) -> None:
        """Record that the bot is used in a workspace of an organisation that installed it for all of them."""
        ...

    async def remove(self, workspace: str, enterprise: str, at: dt.datetime) -> None:
        """Delete the tokens of the installation that Slack ended at `at`, and record that its workspaces left.

        An installation that is newer than `at` stays. Doing it twice is doing it once.
        """
        ...

    async def claim_renewal(self, installation: Installation, now: dt.datetime, until: dt.datetime) -> bool:
        """Lock the row for whoever renews its token; True for one caller until `until`, False once it was renewed."""
        ...

    async def renewed(self, before: Installation, after: Installation) -> bool:
        """Store the new token; False when the installation `before` is gone or was replaced meanwhile."""
        ...


class StateStore(Protocol):
    """Which installations were begun and not finished."""

    async def issue(self, state: str, now: dt.datetime, expires_at: dt.datetime) -> None:
        """Record the state; those that expired by `now` are deleted."""
        ...

    async def waits(self, state: str, now: dt.datetime) -> bool:
        """Whether it can still be consumed."""
        ...

    async def consume(self, state: str, now: dt.datetime) -> bool:
        """Delete the state; True for exactly one caller, and only before it expires."""
        ...
