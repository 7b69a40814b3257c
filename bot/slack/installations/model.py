"""What Slack gives when somebody installs the bot: its identity there, and its tokens."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

RENEW_BEFORE = dt.timedelta(hours=2)
"""How long before it expires a token is renewed; a renewal does not end the old one at once
(https://docs.slack.dev/authentication/using-token-rotation)."""


@dataclass(frozen=True, slots=True)
class Installation:
    """The bot in one workspace, or (`workspace` is '') in all workspaces of an organisation.

    `enterprise` is '' outside an organisation. Tokens are not part of the `repr`.
    """

    enterprise: str
    workspace: str
    bot_token: str = field(repr=False)
    bot_user: str
    bot_id: str
    installed_at: dt.datetime
    scopes: tuple[str, ...] = ()
    refresh_token: str | None = field(default=None, repr=False)
    expires_at: dt.datetime | None = None

    def __post_init__(self) -> None:
        if not self.enterprise and not self.workspace:
            raise ValueError("an installation belongs to a workspace or to an organisation")

    def ages(self, now: dt.datetime) -> bool:
        """Whether it is time to renew the token."""
        return self.expires_at is not None and self.expires_at - now <= RENEW_BEFORE

    def expired(self, now: dt.datetime) -> bool:
        return self.expires_at is not None and self.expires_at <= now
