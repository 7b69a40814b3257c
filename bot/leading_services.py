"""Joins what team leads see and do in Slack."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from importlib import metadata
from typing import Any

from bot.channel_services import ChannelServices
from bot.channels.home import Home
from bot.channels.leads.allowed import Allowed
from bot.channels.leads.permissions import Permissions
from bot.channels.nudges.service import Nudges
from bot.channels.own_tips.service import OwnTips
from bot.channels.presence.service import Presence
from bot.channels.settings.service import Setup
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
    allowed = Allowed(permissions, steering.changing)
    return Leading(
        permissions=permissions,
        directory=directory,
        settings=Setup(
            allowed,
            steering.changing,
            steering.forecast,
            leads=steering.leads,
            notices=steering.notices,
            now=now,
        ),
        planning=Nudges(
            allowed,
            steering.slots,
            steering.changing,
            steering.forecast,
            ledger=steering.ledger,
            audit=steering.audit,
            now=now,
        ),
        own_tips=OwnTips(allowed, steering.own_tips, steering.slots, steering.forecast, now),
        presence=Presence(
            steering.changing,
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
        home=Home(
            steering.forecast,
            permissions,
            steering.channels,
            steering.leads,
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
