"""Who acts, where, and what Slack says about people and channels."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

_SLACK = re.compile("[TE][A-Z0-9]+")
"""A workspace, or an organisation (seen, not documented)."""
_TENANT = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
"""Teams identifies a customer by a GUID:
https://learn.microsoft.com/en-us/javascript/api/@microsoft/teams-js/app.tenantinfo"""


def platform_of(workspace: str) -> Literal["slack", "teams"]:
    """The platform of a workspace; no id fits both. Raises ValueError for an id that fits neither."""
    if _SLACK.fullmatch(workspace):
        return "slack"
    if _TENANT.fullmatch(workspace):
        return "teams"
    raise ValueError(f"{workspace!r} is not the id of a workspace")


@dataclass(frozen=True, slots=True)
class ChannelRef:
    """A channel, or a conversation with one person, by its platform's ids."""

    workspace: str
    channel: str

    @property
    def platform(self) -> Literal["slack", "teams"]:
        """Follows from the workspace (see `platform_of`)."""
        return platform_of(self.workspace)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who typed, clicked or submitted a form, by Slack ids. `team` is the person's own workspace, '' if unknown."""

    workspace: str
    user: str
    team: str = ""

    @property
    def name(self) -> str:
        """The person's identity inside a keyed hash."""
        return f"{self.workspace}/{self.user}"

    def at(self, channel: str) -> ChannelRef:
        """A channel of the workspace where they act."""
        return ChannelRef(self.workspace, channel)


@dataclass(frozen=True, slots=True)
class Subject(Actor):
    """The person whose data is looked up. `direct` is their conversation with the bot, '' if unknown."""

    direct: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """What Slack says about a person. An `Actor` is known from the request; this is looked up.

    `teams` are the workspaces that they belong to, many in an organisation. `organisation` is the Enterprise
    organisation of those workspaces, '' if there is none. `guest`: of one channel or several. `stranger`: Slack says
    that they belong elsewhere. `admin`: an administrator or owner. `gone`: deactivated.
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
        """Whether they are from another organisation than this workspace, whose own is `organisation` ('' for none).

        Another workspace of the same organisation is not elsewhere.
        """
        if organisation and self.organisation == organisation:
            return False
        return self.stranger or workspace not in self.teams

    def outsider(self, workspace: str, organisation: str) -> bool:
        """Whether they may not see what the workspace keeps for its own people."""
        return self.guest or self.bot or self.gone or self.elsewhere(workspace, organisation)


@dataclass(frozen=True, slots=True)
class Place:
    """A channel as Slack describes it. `member`: the bot is in it. `shared`: another organisation is in it too, or
    invited. `direct`: a conversation between two or a few people, not a channel.
    """

    name: str
    creator: str = ""
    member: bool = True
    shared: bool = False
    archived: bool = False
    direct: bool = False
