"""Who acts, and what Slack says about people and channels."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """Who typed, clicked or sent a form, by Slack ids. `team` is the person's own workspace, '' where it is unknown."""

    workspace: str
    user: str
    team: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """A person. `teams` are the workspaces that they belong to; in an organisation these may be many.

    `guest`: of one channel or of some. `admin`: an administrator or owner. `gone`: deactivated.
    """

    user: str
    name: str
    timezone: str = ""
    teams: frozenset[str] = frozenset()
    admin: bool = False
    guest: bool = False
    bot: bool = False
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A channel as Slack knows it. `member`: the bot is in it. `shared`: another organisation is in it too.

    `direct`: a conversation of two people or some, and no channel.
    """

    name: str
    creator: str = ""
    member: bool = True
    shared: bool = False
    archived: bool = False
    direct: bool = False
