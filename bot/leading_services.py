"""Joins what team leads see and do in Slack."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from importlib import metadata
from typing import Any

from bot.channel_services import ChannelServices
from bot.channels.home import LeadHome
from bot.channels.leads.permissions import Permissions
from bot.channels.nudges.service import LeadPlanning
from bot.channels.own_tips.service import LeadOwnTips
from bot.channels.presence.service import LeadPresence
from bot.channels.settings.service import LeadSettings
from bot.core.platform import Directory, Messenger
from bot.settings import ROOT
from bot.slack.leading import Leading


def join(
    steering: ChannelServices,
    directory: Directory,
    messenger: Messenger,
    *,
    unanswered: Callable[[str], Awaitable[Sequence[str]]],
    later: Callable[[Coroutine[Any, Any, None]], None],
    elapsed: Callable[[], float],
    now: Callable[[], dt.datetime],
) -> Leading:
    """The services on those of the channels.

    `unanswered` gives what was asked in a workspace and not found, `later` does work beside
    what waits for it, `elapsed` gives seconds on a clock that nobody sets.
    """
    permissions = Permissions(directory, steering.channels, steering.leads)
    configuring, planning = steering.configuring, steering.planning
    return Leading(
        permissions=permissions,
        directory=directory,
        settings=LeadSettings(
            configuring, planning, permissions, steering.forecast, notices=steering.notices, now=now
        ),
        planning=LeadPlanning(planning, configuring, permissions, steering.forecast, now),
        own_tips=LeadOwnTips(steering.own_tips, planning, configuring, permissions, now),
        presence=LeadPresence(
            steering.presence,
            steering.said,
            steering.channels,
            steering.leads,
            steering.notices,
            permissions=permissions,
            directory=directory,
            messenger=messenger,
            telling=steering.telling,
            later=later,
            elapsed=elapsed,
            now=now,
        ),
        home=LeadHome(
            planning,
            configuring,
            permissions,
            steering.channels,
            directory,
            unanswered=unanswered,
            version=version(),
            now=now,
        ),
    )


def version() -> str:
    """The version of the bot that runs: of the package, or of the folder that it runs from."""
    try:
        return metadata.version("leiderschap-bot")
    except metadata.PackageNotFoundError:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
        return str(project["project"]["version"])
