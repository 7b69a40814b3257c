"""Who acts, where, and what Slack says about people and channels."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

_SLACK = re.compile("[TE][A-Z0-9]+")
"""A workspace, or an organisation (seen, not documented)."""
_TENANT = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
"""A customer of Teams is known by a GUID:
https://learn.microsoft.com/en-us/javascript/api/@microsoft/teams-js/app.tenantinfo"""


def platform_of(workspace: str) -> Literal["slack", "teams"]:
    """Which platform a workspace is of; no id can be of both. Raises ValueError for what is an id of neither."""
    if _SLACK.fullmatch(workspace):
        return "slack"
    if _TENANT.fullmatch(workspace):
        return "teams"
    raise ValueError(f"{workspace!r} is the id of no workspace")


@dataclass(frozen=True, slots=True)
class ChannelRef:
    """Which channel, or conversation with one person, by the ids of its platform."""

    workspace: str
    channel: str

    @property
    def platform(self) -> Literal["slack", "teams"]:
        """Follows from the workspace (see `platform_of`)."""
        return platform_of(self.workspace)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who typed, clicked or sent a form, by Slack ids. `team` is the person's own workspace, '' where it is unknown."""

    workspace: str
    user: str
    team: str = ""

    @property
    def name(self) -> str:
        """What stands for the person in a keyed hash."""
        return f"{self.workspace}/{self.user}"

    def at(self, channel: str) -> ChannelRef:
        """A channel of the workspace in which they act."""
        return ChannelRef(self.workspace, channel)


@dataclass(frozen=True, slots=True)
class Subject(Actor):
    """Whose data is looked for. `direct` is their own conversation with the bot, '' where it is not known."""

    direct: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """What Slack says of a person. It is no `Actor`: who acts is known from the request, this is asked of Slack.

    `teams` are the workspaces that they belong to; in an organisation these may be many. `organisation` is the
    Enterprise organisation that these belong to, '' where there is none. `guest`: of one channel or of some.
    `stranger`: Slack says that they belong elsewhere. `admin`: an administrator or owner. `gone`: deactivated.
    """

    user: str
    name: str
    timezone: str = ""
    teams: frozenset[str] = frozenset()
    admin: bool = False
    guest: bool = False
    bot: bool = False
    gone: bool = False
    organisation: str = ""
    stranger: bool = False

    def elsewhere(self, workspace: str, organisation: str) -> bool:
        """Whether they belong to another organisation than this workspace, which is of `organisation` ('' for none).

        Another workspace of the same organisation is not elsewhere.
        """
        if organisation and self.organisation == organisation:
            return False
        return self.stranger or workspace not in self.teams

    def outsider(self, workspace: str, organisation: str) -> bool:
        """Whether what the workspace keeps to its own people is not for them."""
        return self.guest or self.bot or self.gone or self.elsewhere(workspace, organisation)


@dataclass(frozen=True, slots=True)
class Place:
    """A channel as Slack knows it. `member`: the bot is in it. `shared`: another organisation is in it too, or invited.

    `direct`: a conversation of two people or a few, and no channel.
    """

    name: str
    creator: str = ""
    member: bool = True
    shared: bool = False
    archived: bool = False
    direct: bool = False
